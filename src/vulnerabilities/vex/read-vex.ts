/**
 * VEX documents of strangers: OpenVEX (https://github.com/openvex/spec, 0.2.0 and the older form with plain texts) and CycloneDX
 * 1.4 to 1.6 (https://cyclonedx.org/docs/1.6/json/#vulnerabilities). A text goes in, statements come out, or why there are none.
 * Nothing here throws; what cannot count is left out and said, never taken for something else.
 */
import { field, filledText, jsonValue, objectOf } from "../../text/json.ts";
import { jsonExcess } from "../../text/json-size.ts";
import { elementLines } from "./element-lines.ts";
import { readCycloneDxVex } from "./read-cyclonedx-vex.ts";
import { readOpenVex } from "./read-openvex.ts";
import type { VexDocument } from "./vex-document.ts";

/** Characters of a document. */
export const longestVex = 32 * 1024 * 1024;
/** Lists and objects inside each other. */
export const deepestVex = 100;
/** Values, counted by the marks before them. */
export const mostVexValues = 4_000_000;
/** Statements of one document. */
export const mostVexStatements = 50_000;

/** The statements, or a sentence without subject. */
export function readVex(text: string): VexDocument | { readonly why: string } {
  if (text.length > longestVex) return { why: `is longer than ${longestVex} characters` };
  const excess = jsonExcess(text, { depth: deepestVex, values: mostVexValues });
  if (excess === "depth") return { why: `nests more than ${deepestVex} levels deep` };
  if (excess === "values") return { why: `holds more than ${mostVexValues} values` };
  const document = objectOf(jsonValue(text.startsWith("\ufeff") ? text.slice(1) : text));
  if (!document) return { why: "is no JSON object" };
  const key = isOpenVex(document) ? "statements" : "vulnerabilities";
  if (key === "vulnerabilities" && field(document, "bomFormat") !== "CycloneDX")
    return { why: "is neither OpenVEX nor CycloneDX in JSON" };
  const list = field(document, key);
  if (!Array.isArray(list)) return { why: `has no list of ${key}` };
  if (list.length > mostVexStatements) return { why: `has more than ${mostVexStatements} ${key}` };
  const lines = elementLines(text, key);
  const lineOf = (index: number) => lines[index] ?? 1;
  return key === "statements" ? readOpenVex(document, lineOf) : readCycloneDxVex(document, lineOf);
}

/** `https://openvex.dev/ns`, with or without a version; JSON-LD allows a list of contexts. */
function isOpenVex(document: unknown): boolean {
  const context = field(document, "@context");
  const all = Array.isArray(context) ? context.slice(0, 20) : [context];
  return all.some((one) => /^https?:\/\/openvex\.dev\/ns(?:\/|$)/.test(filledText(one) ?? ""));
}
