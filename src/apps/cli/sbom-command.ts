import { renderCycloneDx } from "../../report/sbom/cyclonedx.ts";
import { renderPurls } from "../../report/sbom/purls.ts";
import { renderSpdx } from "../../report/sbom/spdx.ts";
import { optionsOf, sbomFormats } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { openOneImage } from "./image.ts";
import { choiceOf, parseOptions, textOf } from "./options.ts";
import { writeOutput } from "./output.ts";

/** `seaworthy sbom`: 0, or 2 when a part of the image was not read; what that was goes to standard error. */
export async function runSbom(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("sbom"), "sbom");
  const format = choiceOf(options, "format", sbomFormats) ?? sbomFormats[0];
  const { facts } = await openOneImage(options, context, "sbom");
  const tool = { name: "seaworthy", version: context.version };
  const renderers = {
    "cyclonedx-json": () => renderCycloneDx(facts, tool),
    "spdx-json": () => renderSpdx(facts, tool),
    purl: () => renderPurls(facts),
  };
  const text = renderers[format]();
  const output = textOf(options, "output");
  if (output === undefined) context.write(text);
  else writeOutput(output, text, "SBOM");
  const unread = facts.unknowns.filter(({ fatal }) => fatal);
  for (const { what, why } of unread) context.note(`seaworthy: not read: ${what}: ${why}\n`);
  return unread.length > 0 ? 2 : 0;
}
