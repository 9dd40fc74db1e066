import { createBaseline, printBaseline } from "../../engine/baseline.ts";
import { UserError } from "../../engine/errors.ts";
import { check, exitStatus } from "../../engine/run.ts";
import { imageUnit } from "../../project/image-unit.ts";
import { formats, renderReport } from "../../report/render.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { openImages } from "./image.ts";
import { choiceOf, isOn, parseOptions, textOf } from "./options.ts";
import { writeOutput } from "./output.ts";
import { checkOptions, failOnOf, loadConfig, shownOf } from "./run-options.ts";

/** `seaworthy scan`: each image is a report of its own. */
export async function runScan(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("scan"), "scan");
  const format = choiceOf(options, "format", formats) ?? "pretty";
  const names = options.positionals;
  if (names.length > 1 && (format !== "pretty" || textOf(options, "output") !== undefined))
    throw new UserError(`--format ${format} and --output take one image at a time`, {
      next: "Run the command once for each image.",
    });
  const config = await loadConfig(options, ["."]);
  const failOn = failOnOf(options, config);
  const shown = shownOf(options);
  const output = textOf(options, "output");
  let worst: 0 | 1 | 2 = 0;
  for await (const image of openImages(options, context, "scan")) {
    const settings = checkOptions(options, config, context, [image.facts.name]);
    const report = check([{ unit: imageUnit(image) }], settings);
    const text = await renderReport(format, report, {
      color: output === undefined && context.color && !isOn(options, "no-color"),
      width: context.width,
      verbose: isOn(options, "verbose"),
      quiet: isOn(options, "quiet"),
      paths: [image.facts.name],
      ...(shown ? { shown } : {}),
    });
    if (output === undefined) context.write(text);
    else writeOutput(output, text, "report");
    const baseline = textOf(options, "write-baseline");
    if (baseline !== undefined) {
      writeOutput(baseline, printBaseline(createBaseline(report)), "baseline");
      context.note(`Wrote ${baseline}: use it with --baseline ${baseline}.\n`);
    }
    worst = Math.max(worst, exitStatus(report, failOn)) as 0 | 1 | 2;
  }
  return worst;
}
