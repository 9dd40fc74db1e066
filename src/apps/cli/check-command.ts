import { check, exitStatus } from "../../engine/run.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { knownLine } from "./known-line.ts";
import { isOn, parseOptions, textOf } from "./options.ts";
import { withProgress } from "./progress.ts";
import { openProject } from "./project.ts";
import { isFolder, loadConfig } from "./run-options.ts";
import { formatOf, writeReport } from "./write-report.ts";

/** `seaworthy check`. */
export async function runCheck(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("check"), "check");
  // A format that is none is said before anything is read.
  const format = formatOf(options);
  const project = await openProject(options, context);
  const report = check(withProgress(project.inputs, context), project.check);
  await writeReport(report, options, context, { format, ...project });
  if (format === "pretty" && textOf(options, "output") === undefined && !isOn(options, "quiet")) {
    const excuses = async () => (await loadConfig(options, project.paths)).values.excuses ?? [];
    const paths = project.paths.length === 0 ? ["."] : project.paths;
    const line = await knownLine(paths.filter(isFolder), context.today, excuses);
    if (line !== undefined) context.write(line);
  }
  return exitStatus(report, project.failOn);
}
