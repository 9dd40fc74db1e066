import { UserError } from "../../engine/errors.ts";
import { stateVex } from "../../vulnerabilities/vex/state-vex.ts";
import { imageProduct } from "../../vulnerabilities/vex/vex-product.ts";
import { writeCycloneDxVex } from "../../vulnerabilities/vex/write-cyclonedx-vex.ts";
import { writeOpenVex } from "../../vulnerabilities/vex/write-openvex.ts";
import { optionsOf, vexFormats } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { openOneImage } from "./image.ts";
import { imageVulnerabilities } from "./image-vulnerabilities.ts";
import { choiceOf, parseOptions, textOf } from "./options.ts";
import { writeOutput } from "./output.ts";
import { loadConfig } from "./run-options.ts";

/** `seaworthy vex`: 0, or 2 when something could not be looked at; what that was goes to standard error. */
export async function runVex(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("vex"), "vex");
  const format = choiceOf(options, "format", vexFormats) ?? vexFormats[0];
  const time = timeOf(context.today);
  const { excuses = [] } = (await loadConfig(options, ["."])).values;
  const image = await openOneImage(options, context, "vex");
  const asked = await imageVulnerabilities(image, { excuses, baseline: undefined }, options, context);
  if ("whyNot" in asked) throw new UserError("There is nothing to state without advisories", { next: asked.whyNot });
  const { facts } = image;
  const product = imageProduct(facts);
  const places = new Set(excuses.flatMap(({ at, reason }) => (reason ? [] : [`${at.path}, line ${at.line}`])));
  const isReasonless = (reason: string) => places.has(reason);
  const statements = stateVex(asked.found, { product, time, isReasonless });
  const heading = {
    ...{ author: textOf(options, "author") ?? "Unknown Author", time },
    tool: { name: "seaworthy", version: context.version },
  };
  const text =
    format === "openvex"
      ? writeOpenVex(statements, heading)
      : writeCycloneDxVex(statements, { name: facts.name, product }, heading);
  const output = textOf(options, "output");
  if (output === undefined) context.write(text);
  else writeOutput(output, text, "VEX document");
  const silent = asked.found.filter(({ suppressed }) => suppressed?.by === "config" && isReasonless(suppressed.reason));
  if (silent.length > 0)
    context.note(
      `seaworthy: ${silent.length} ignored without a reason are stated as if they were not ignored: add \`reason:\` to the entries.\n`,
    );
  const unread = [...facts.unknowns, ...asked.unknowns].filter(({ fatal }) => fatal);
  for (const { what, why } of unread) context.note(`seaworthy: not read: ${what}: ${why}\n`);
  return unread.length > 0 ? 2 : 0;
}

/** `SOURCE_DATE_EPOCH` (reproducible-builds.org) in seconds, else midnight of today. */
function timeOf(today: string): string {
  const { SOURCE_DATE_EPOCH: epoch } = process.env;
  if (epoch === undefined || epoch === "") return `${today}T00:00:00Z`;
  if (!/^\d{1,11}$/.test(epoch))
    throw new UserError("SOURCE_DATE_EPOCH is no number of seconds", {
      next: "Set it to seconds since 1970, or unset it.",
    });
  return `${new Date(Number(epoch) * 1000).toISOString().slice(0, 19)}Z`;
}
