import { type PlannedFile, planInit } from "../../engine/init.ts";
import { secretMasker } from "../../engine/secret-values.ts";
import { createTextFile, replaceTextFile } from "../../files/write-text.ts";
import { renderDiff } from "../../report/fix-report.ts";
import { visible } from "../../report/visible.ts";
import { narrowChange } from "../../text/narrow.ts";
import { createSource } from "../../text/source.ts";
import { optionsOf } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { isOn, parseOptions } from "./options.ts";
import { openProject } from "./project.ts";

/** `seaworthy init`. Exit status 0, or 2 when a file could not be written. */
export async function runInit(words: readonly string[], context: CommandContext): Promise<number> {
  const options = parseOptions(words, optionsOf("init"), "init");
  const open = await openProject(options, context);
  const files = planInit(open.project, open.paths[0] ?? ".");
  const dryRun = isOn(options, "dry-run");
  const look = {
    color: context.color && !isOn(options, "no-color"),
    mask: secretMasker(open.project.units, open.check.rules.known),
    terminal: context.terminal,
  };
  let failed = false;
  let kept = false;
  for (const file of files) {
    const { path, before, why } = file;
    const name = visible(path);
    const write = !dryRun && (before === undefined || isOn(options, "yes"));
    if (!write) {
      kept ||= !dryRun;
      context.write(
        `${before === undefined ? "Would make" : "Would change"} ${name}:\n${renderDiff(asFixed(file), look)}`,
      );
      continue;
    }
    const problem =
      before === undefined ? createTextFile(path, file.after) : replaceTextFile(path, before, file.after, "utf8");
    if (problem === undefined) context.write(`${before === undefined ? "Made" : "Changed"} ${name}\n`);
    else context.note(`seaworthy: ${name} was not written. ${visible(problem)}\n`);
    for (const line of problem === undefined ? why : []) context.write(`  ${visible(look.mask(line))}\n`);
    failed ||= problem !== undefined;
  }
  if (files.length === 0)
    context.write("Nothing to do: the ignore file, the config and the pre-commit entry are there.\n");
  if (kept) context.write("Files that exist were left as they are: `seaworthy init --yes` changes them as shown.\n");
  if (dryRun && files.length > 0)
    context.write("Nothing was written. Run the same command without --dry-run to do it.\n");
  return failed ? 2 : 0;
}

function asFixed({ path, before = "", after }: PlannedFile) {
  const source = createSource(path, before);
  const changes = narrowChange(before, { start: 0, end: before.length }, after);
  return {
    before: source,
    after,
    applied: [],
    refused: [],
    left: [],
    changes: changes.map(({ start, end, text }) => ({ span: { start, end }, text, by: [] })),
    passes: 0,
  };
}
