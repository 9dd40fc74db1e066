import { UserError } from "../../engine/errors.ts";
import { check, exitStatus } from "../../engine/run.ts";
import { imageUnit } from "../../project/image-unit.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { openImages } from "./image.ts";
import { parseOptions, textOf } from "./options.ts";
import { checkOptions, failOnOf, loadConfig, shownOf } from "./run-options.ts";
import { formatOf, writeReport } from "./write-report.ts";

/** `seaworthy scan`: each image is a report of its own. */
export async function runScan(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("scan"), "scan");
  const format = formatOf(options);
  const isFile = textOf(options, "output") !== undefined || textOf(options, "write-baseline") !== undefined;
  if (options.positionals.length > 1 && (isFile || format !== "pretty"))
    throw new UserError(`--format ${format}, --output and --write-baseline take one image at a time`, {
      next: "Run the command once for each image.",
    });
  const config = await loadConfig(options, ["."]);
  const failOn = failOnOf(options, config);
  const shown = shownOf(options);
  let worst: 0 | 1 | 2 = 0;
  for await (const image of openImages(options, context, "scan")) {
    const settings = checkOptions(options, config, context, [image.facts.name]);
    const report = check([{ unit: imageUnit(image) }], settings);
    await writeReport(report, options, context, { format, paths: [image.facts.name], shown });
    worst = Math.max(worst, exitStatus(report, failOn)) as 0 | 1 | 2;
  }
  return worst;
}
