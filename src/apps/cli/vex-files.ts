import { UserError } from "../../engine/errors.ts";
import { readTextFile } from "../../files/read-text.ts";
import type { VexFile } from "../../vulnerabilities/vex/apply-vex.ts";
import { longestVex, readVex } from "../../vulnerabilities/vex/read-vex.ts";
import type { ParsedOptions } from "./options.ts";

/** The documents of `--vex FILE`. Throws UserError for one that cannot be read: what it excuses is not known then. */
export function readVexFiles({ values }: ParsedOptions): readonly VexFile[] {
  const paths = Array.isArray(values.vex) ? (values.vex as readonly string[]) : [];
  return paths.map((path) => {
    const file = readTextFile(path, longestVex);
    if ("why" in file) throw new UserError(`The VEX document ${path} cannot be read`, { next: file.why });
    const document = readVex(file.text);
    if (!("why" in document)) return { path, document };
    throw new UserError(`${path} is no VEX document that can be read`, {
      next: `It ${document.why}. Name a document of OpenVEX or of CycloneDX, in JSON.`,
    });
  });
}
