import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fixProject } from "../src/engine/fix-project.ts";
import { selectRules } from "../src/engine/presets.ts";
import { memoryProject } from "../src/project/memory-project.ts";
import { rules } from "../src/rules/catalog.ts";

/**
 * The example projects: each has a folder `before` that leaks, and a folder `after` that is what `seaworthy fix --unsafe`
 * makes of it. `tsx tools/examples.ts` writes the second from the first; the test compares them.
 */

export const examplesFolder = join(import.meta.dirname, "../examples");

/** Fixes are judged on this day, so that nothing changes overnight. */
const today = "2026-11-21";

/** Names of the examples that come in two forms. */
export function exampleNames(): readonly string[] {
  return readdirSync(examplesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(examplesFolder, entry.name)).includes("before"))
    .map(({ name }) => name)
    .sort();
}

/** The files of a folder, by path below it. */
export function readFolder(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true, encoding: "utf8" })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

/** What fixing makes of the files: all of them, changed or not. */
export function fixedFiles(before: Readonly<Record<string, string>>): Record<string, string> {
  const results = fixProject(memoryProject(before), { rules: selectRules(rules), today, unsafe: true });
  const after: Record<string, string> = { ...before };
  for (const { before: source, after: text } of results) after[source.path] = text;
  return after;
}

function writeAll(): void {
  for (const name of exampleNames()) {
    const after = join(examplesFolder, name, "after");
    rmSync(after, { recursive: true, force: true });
    for (const [path, text] of Object.entries(fixedFiles(readFolder(join(examplesFolder, name, "before"))))) {
      mkdirSync(dirname(join(after, path)), { recursive: true });
      writeFileSync(join(after, path), text);
    }
  }
}

if (process.argv[1] === import.meta.filename) writeAll();
