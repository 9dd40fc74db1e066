/**
 * Builds random trees with random ignore files on a real builder and compares what comes out with what the matcher says:
 * the same files, the same folders, and an error for the same lists. `npx tsx tools/ignore-differential.ts [COUNT [FIRST]]
 * [--ensure]`: with `--ensure`, an engine is installed and started where none answers. Without one it says so and passes.
 *
 * A folder comes out when it is not ignored, or when a file or folder in it comes out: so empty folders are kept.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseIgnoreFile } from "../src/context/ignore-file.ts";
import { createIgnoreMatcher } from "../src/context/ignore-matcher.ts";
import { createSource } from "../src/text/source.ts";
import { type IgnoreCase, oddCases, randomCase } from "./ignore-differential/cases.ts";
import { type Engine, ensureEngine, findEngine, stopEngine } from "./ignore-differential/engine.ts";

const buildsAtOnce = 4;
const dockerfile = "FROM scratch\nCOPY . /\n";

interface Outcome {
  readonly error: string | undefined;
  /** Folders end with `/`. */
  readonly paths: readonly string[];
  /** Files that came out without their content. */
  readonly emptied: readonly string[];
}

const numbers = process.argv.slice(2).filter((word) => /^\d+$/.test(word));
const count = Number(numbers[0] ?? 500);
const first = Number(numbers[1] ?? 1);
try {
  const engine = await (process.argv.includes("--ensure") ? ensureEngine() : findEngine());
  if (typeof engine === "string") console.log(`skipped: no builder to compare with (${engine})`);
  else if ((await compareAll(engine)) > 0) process.exitCode = 1;
} finally {
  await stopEngine();
}

async function compareAll(builder: Engine): Promise<number> {
  const cases = [...oddCases, ...Array.from({ length: count }, (_, index) => randomCase(first + index))];
  console.log(`${cases.length} cases (${oddCases.length} by hand) on ${builder.name}`);
  const start = performance.now();
  let passed = 0;
  const failed: string[] = [];
  const emptied: string[] = [];
  let refused = 0;
  const waiting = [...cases];
  const work = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const expected = expect(one);
      const got = await build(builder, one);
      if (got.error !== undefined) refused++;
      const difference = compare(expected, got);
      if (difference === undefined) passed++;
      else
        failed.push(
          `${one.title}: ${difference}\n  ignore file ${JSON.stringify(one.ignore)}\n  tree ${one.files.join(" ")}`,
        );
      if (got.emptied.length > 0) emptied.push(`${one.title}: ${got.emptied.join(" ")}`);
    }
  };
  await Promise.all(Array.from({ length: buildsAtOnce }, work));
  for (const text of failed) console.log(text);
  if (emptied.length > 0) console.log(`${emptied.length} builds had files that came out empty, as ${emptied[0]}`);
  const seconds = (performance.now() - start) / 1000;
  console.log(`${refused} lists that the builder refused; ${seconds.toFixed(0)} s`);
  console.log(`${passed} passed, ${failed.length} failed`);
  return failed.length;
}

function expect(one: IgnoreCase): Outcome {
  const { patterns } = parseIgnoreFile(createSource(".dockerignore", one.ignore));
  const error = patterns.find((pattern) => pattern.error !== undefined)?.error;
  const matcher = createIgnoreMatcher(patterns);
  const paths = new Set<string>();
  for (const path of ["Dockerfile", ".dockerignore", ...one.files]) {
    let isWanted = !matcher.isIgnored(path);
    if (isWanted) paths.add(path);
    for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
      isWanted ||= !matcher.isIgnored(folder);
      if (isWanted) paths.add(`${folder}/`);
    }
  }
  return { error, paths: [...paths].sort(), emptied: [] };
}

async function build(builder: Engine, one: IgnoreCase): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-ignore-"));
  try {
    const context = join(folder, "context");
    const target = join(folder, "out");
    for (const path of one.files) {
      mkdirSync(dirname(join(context, path)), { recursive: true });
      writeFileSync(join(context, path), "content\n");
    }
    writeFileSync(join(context, "Dockerfile"), dockerfile);
    writeFileSync(join(context, ".dockerignore"), one.ignore);
    mkdirSync(target);
    const failure = await builder.build(context, target);
    if (failure) return { error: failure.message, paths: [], emptied: [] };
    const paths = readdirSync(target, { recursive: true, encoding: "utf8" }).map((path) => {
      return statSync(join(target, path)).isDirectory() ? `${path}/` : path;
    });
    const isEmpty = (path: string) => path !== ".dockerignore" && statSync(join(target, path)).size === 0;
    return {
      error: undefined,
      paths: paths.sort(),
      emptied: paths.filter((path) => !path.endsWith("/") && isEmpty(path)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(expected: Outcome, got: Outcome): string | undefined {
  if (expected.error !== undefined || got.error !== undefined) {
    if (expected.error !== undefined && got.error !== undefined) return undefined;
    return `we say ${expected.error ?? "fine"}, the builder ${got.error ?? "fine"}`;
  }
  const ours = expected.paths.filter((path) => !got.paths.includes(path));
  const theirs = got.paths.filter((path) => !expected.paths.includes(path));
  if (ours.length + theirs.length === 0) return undefined;
  return `only we ship ${JSON.stringify(ours)}, only the builder ${JSON.stringify(theirs)}`;
}
