import { createBaseline, printBaseline } from "../../engine/baseline.ts";
import { check, exitStatus } from "../../engine/run.ts";
import { formats, renderReport } from "../../report/render.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { choiceOf, isOn, parseOptions, textOf } from "./options.ts";
import { writeOutput } from "./output.ts";
import { withProgress } from "./progress.ts";
import { openProject } from "./project.ts";

/** `seaworthy check`. */
export async function runCheck(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("check"), "check");
  const format = choiceOf(options, "format", formats) ?? "pretty";
  const project = await openProject(options, context);
  const report = check(withProgress(project.inputs, context), project.check);
  const output = textOf(options, "output");
  const text = await renderReport(format, report, {
    color: output === undefined && context.color && !isOn(options, "no-color"),
    width: context.width,
    verbose: isOn(options, "verbose"),
    quiet: isOn(options, "quiet"),
    paths: project.paths,
    ...(project.shown ? { shown: project.shown } : {}),
  });
  if (output === undefined) context.write(text);
  else writeOutput(output, text, "report");
  const baseline = textOf(options, "write-baseline");
  if (baseline !== undefined) {
    writeOutput(baseline, printBaseline(createBaseline(report)), "baseline");
    context.note(`Wrote ${baseline}: use it with --baseline ${baseline}.\n`);
  }
  return exitStatus(report, project.failOn);
}
