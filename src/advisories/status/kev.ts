/**
 * The catalogue of known exploited vulnerabilities (CISA KEV), as JSON: its text comes in, lines go out. What is no line of it
 * is counted; a text that is no catalogue is refused. Field names: the catalogue's own JSON schema.
 */
import { field, filledText, listOf, objectOf, textOf } from "../../text/json.ts";
import { jsonExcess } from "../../text/json-size.ts";
import type { KnownExploited } from "../advisory.ts";
import { isCve } from "./cve.ts";

/** Bytes of the catalogue: in 2026 it has under two megabytes. */
export const mostKevBytes = 32 * 1024 * 1024;
/** Lines of it. */
export const mostKevLines = 100_000;
const limits = { depth: 16, values: 3_000_000 };

export interface KevCatalogue {
  readonly lines: readonly KnownExploited[];
  /** `2025.08.25`; "" where it does not say. */
  readonly version: string;
  readonly leftOut: Readonly<Record<string, number>>;
}

/** `why` is a clause: `it is no JSON`. */
export function readKev(text: string): KevCatalogue | { readonly why: string } {
  if (jsonExcess(text, limits)) return { why: "it is nested deeper or has more values than any such catalogue" };
  const catalogue = parsed(text);
  const listed = field(catalogue, "vulnerabilities");
  if (!Array.isArray(listed)) return { why: "it is no JSON with a list `vulnerabilities`" };
  const byCve = new Map<string, KnownExploited>();
  let unreadable = 0;
  for (const each of listOf(listed, mostKevLines)) {
    const line = lineOf(each);
    if (line) byCve.set(line.cve, line);
    else unreadable += 1;
  }
  const rest = listed.length - Math.min(listed.length, mostKevLines);
  const leftOut = {
    ...(unreadable > 0 ? { "cannot be read": unreadable } : {}),
    ...(rest > 0 ? { "beyond the limit": rest } : {}),
  };
  return { lines: [...byCve.values()], version: textOf(field(catalogue, "catalogVersion")) ?? "", leftOut };
}

function lineOf(value: unknown): KnownExploited | undefined {
  const cve = textOf(field(value, "cveID"))?.trim().toUpperCase() ?? "";
  if (!objectOf(value) || !isCve(cve)) return undefined;
  return {
    cve,
    added: dateOf(field(value, "dateAdded")),
    due: dateOf(field(value, "dueDate")),
    name: (filledText(field(value, "vulnerabilityName")) ?? cve).slice(0, 500),
    ransomware: field(value, "knownRansomwareCampaignUse") === "Known",
  };
}

function dateOf(value: unknown): string {
  return /^\d{4}-\d\d-\d\d/.exec(textOf(value) ?? "")?.[0] ?? "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // The caller says that it is none.
    return undefined;
  }
}
