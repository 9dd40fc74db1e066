import { fixProject } from "../../engine/fix-project.ts";
import type { FixedFile } from "../../engine/report.ts";
import { check, exitStatus } from "../../engine/run.ts";
import { secretMasker } from "../../engine/secret-values.ts";
import { createTextFile, replaceTextFile } from "../../files/write-text.ts";
import { renderDiff, renderFixSummary } from "../../report/fix-report.ts";
import { visible } from "../../report/visible.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { isOn, parseOptions } from "./options.ts";
import { startProgress } from "./progress.ts";
import { type OpenProject, openProject } from "./project.ts";

/** `seaworthy fix`. Exit status as `check` would give it afterwards; 2 also when a file could not be written. */
export async function runFix(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("fix"), "fix");
  const project = await openProject(options, context);
  const dryRun = isOn(options, "dry-run");
  const files = fixAll(project, isOn(options, "unsafe"), context);
  const look = {
    color: context.color && !isOn(options, "no-color"),
    width: context.width,
    verbose: isOn(options, "verbose"),
    mask: secretMasker(project.project.units, project.check.rules.known),
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
  for (const { path, why } of failures) context.note(`seaworthy: ${visible(path)} was not written. ${visible(why)}\n`);
  return failures.length > 0 ? 2 : statusAfter(project, files);
}

function fixAll(open: OpenProject, unsafe: boolean, context: CommandContext): readonly FixedFile[] {
  for (const input of open.inputs)
    if ("unreadable" in input)
      context.note(`seaworthy: ${visible(input.unreadable.path)}: ${visible(input.unreadable.why)}\n`);
  const options = { ...open.check, unsafe, leave: new Set(unwritable(open)) };
  const total = open.project.units.length;
  const progress = startProgress(context, (count) => `${count} of ${total} files`);
  let done = 0;
  const files = fixProject(open.project, options, () => progress.show(++done));
  progress.end();
  return files;
}

/** Files that are not UTF-8 are looked at, never written. */
function unwritable({ encodings }: OpenProject): string[] {
  return [...encodings].filter(([, encoding]) => encoding === "latin1").map(([path]) => path);
}

function writeAll(changed: readonly FixedFile[], { encodings }: OpenProject): { path: string; why: string }[] {
  return changed.flatMap(({ before, after, isNew }) => {
    const why = isNew
      ? createTextFile(before.path, after)
      : replaceTextFile(before.path, before.text, after, encodings.get(before.path) ?? "utf8");
    return why === undefined ? [] : [{ path: before.path, why }];
  });
}

function statusAfter(open: OpenProject, files: readonly FixedFile[]): number {
  const changed = files.filter(({ before, after }) => after !== before.text);
  const after = open.project.with(new Map(changed.map(({ before, after }) => [before.path, after])));
  const inputs = [...after.units.map((unit) => ({ unit })), ...open.inputs.filter((input) => "unreadable" in input)];
  return exitStatus(check(inputs, open.check), open.failOn);
}
