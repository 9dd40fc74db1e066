/**
 * Software bills of materials that others have written, or this tool: CycloneDX JSON, SPDX JSON, Syft's JSON, and those inside
 * of an in-toto statement, as builders attach them. A text goes in, what it says of an image comes out; what is none of these
 * is refused with the reason. Nothing in it is believed to be there, or of the right type.
 */
import type { Refusal } from "../../files/file-tree.ts";
import { field, textOf } from "../../text/json.ts";
import { parseSbomText } from "./json-text.ts";
import { readCycloneDx } from "./read-cyclonedx.ts";
import { readSpdx } from "./read-spdx.ts";
import { readSyft } from "./read-syft.ts";
import type { ImageSbom } from "./sbom.ts";

/** The image that the document describes, or why it cannot be read. */
export function readSbom(text: string): { readonly image: ImageSbom } | Refusal {
  const start = text.slice(0, 1_000).trimStart();
  if (start.startsWith("<")) return refused("is XML; only JSON is read: write the SBOM as JSON");
  if (/^SPDXVersion:/m.test(start))
    return refused("is SPDX in tag-value form; only JSON is read: write the SBOM as JSON");
  const parsed = parseSbomText(text);
  return "why" in parsed ? refused(parsed.why) : readDocument(withoutStatement(parsed.value));
}

function readDocument(document: unknown): { readonly image: ImageSbom } | Refusal {
  if (textOf(field(document, "bomFormat"))?.toLowerCase() === "cyclonedx") {
    const version = textOf(field(document, "specVersion")) ?? "";
    if (/^1\.[2-7]$/.test(version)) return { image: readCycloneDx(document) };
    return refused(`is CycloneDX ${shown(version)}; 1.2 to 1.7 are read`);
  }
  const spdx = textOf(field(document, "spdxVersion"));
  if (spdx !== undefined) {
    if (/^SPDX-2\.[23]$/.test(spdx)) return { image: readSpdx(document) };
    return refused(`is ${shown(spdx)}; SPDX 2.2 and 2.3 are read`);
  }
  if (textOf(field(document, "@context"))?.includes("spdx.org/rdf/3"))
    return refused("is SPDX 3; SPDX 2.2 and 2.3 are read: write the SBOM in one of them");
  const isSyft = field(document, "schema") !== undefined || field(document, "descriptor") !== undefined;
  if (Array.isArray(field(document, "artifacts")) && isSyft) return { image: readSyft(document) };
  return refused("is neither CycloneDX nor SPDX nor Syft's JSON");
}

/** What a builder attaches to an image is wrapped in a statement of in-toto. */
function withoutStatement(document: unknown): unknown {
  const isStatement = textOf(field(document, "_type"))?.startsWith("https://in-toto.io/Statement/") ?? false;
  return isStatement ? field(document, "predicate") : document;
}

/** A version of somebody else's file, fit for a sentence. */
function shown(version: string): string {
  return /^[\w.-]{1,20}$/.test(version) ? version : "of an unknown version";
}

function refused(why: string): Refusal {
  return { why: `the file ${why}.` };
}
