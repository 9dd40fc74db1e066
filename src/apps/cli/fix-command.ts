import { fixSource } from "../../engine/fix.ts";
import type { FixedFile } from "../../engine/report.ts";
import { check, exitStatus } from "../../engine/run.ts";
import { secretMasker } from "../../engine/secret-values.ts";
import { replaceTextFile } from "../../files/write-text.ts";
import { renderDiff, renderFixSummary } from "../../report/fix-report.ts";
import { createSource } from "../../text/source.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { isOn, parseOptions } from "./options.ts";
import { withProgress } from "./progress.ts";
import { openProject, type Project } from "./project.ts";

/** `seaworthy fix`. Exit status as `check` would give it afterwards; 2 also when a file could not be written. */
export async function runFix(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("fix"), "fix");
  const project = await openProject(options, context);
  const dryRun = isOn(options, "dry-run");
  const files = fixAll(project, isOn(options, "unsafe"), context);
  const sources = files.map(({ before }) => before);
  const look = {
    color: context.color && !isOn(options, "no-color"),
    width: context.width,
    verbose: isOn(options, "verbose"),
    mask: secretMasker(sources, project.check.rules.known),
    paths: project.paths,
    rules: new Map(project.check.rules.known.map((rule) => [rule.id, rule])),
    dryRun,
  };
  const changed = files.filter((file) => file.after !== file.before.text);
  const toStandardOutput = !dryRun && project.paths.includes("-");
  const failures = dryRun || toStandardOutput ? [] : writeAll(changed, project);
  if (dryRun) for (const file of changed) context.write(renderDiff(file, { ...look, terminal: context.terminal }));
  const summary = renderFixSummary(
    files.filter(({ before }) => !failures.some(({ path }) => path === before.path)),
    look,
  );
  // A pipe takes the file, or a patch that other tools read: the words go beside it.
  if (toStandardOutput) for (const file of files) context.write(file.after);
  if (toStandardOutput || (dryRun && !context.terminal)) context.note(summary);
  else context.write(summary);
  for (const { path, why } of failures) context.note(`seaworthy: ${path} was not written. ${why}\n`);
  return failures.length > 0 ? 2 : statusAfter(project, files);
}

function fixAll(project: Project, unsafe: boolean, context: CommandContext): FixedFile[] {
  const files: FixedFile[] = [];
  for (const input of withProgress(project.inputs, context)) {
    if ("unreadable" in input) context.note(`seaworthy: ${input.unreadable.path}: ${input.unreadable.why}\n`);
    else if (project.encodings.get(input.source.path) !== "latin1")
      files.push(fixSource(input.source, { ...project.check, unsafe }));
  }
  return files;
}

function writeAll(changed: readonly FixedFile[], project: Project): { path: string; why: string }[] {
  return changed.flatMap(({ before, after }) => {
    const why = replaceTextFile(before.path, before.text, after, project.encodings.get(before.path) ?? "utf8");
    return why === undefined ? [] : [{ path: before.path, why }];
  });
}

function statusAfter(project: Project, files: readonly FixedFile[]): number {
  const fixed = new Map(files.map(({ before, after }) => [before.path, createSource(before.path, after)]));
  const inputs = project.inputs.map((input) =>
    "unreadable" in input ? input : { source: fixed.get(input.source.path) ?? input.source },
  );
  return exitStatus(check(inputs, project.check), project.failOn);
}
