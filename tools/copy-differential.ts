/**
 * Builds random Dockerfiles over random trees on a real builder and compares where each file of the context ends with what
 * we say, and the builds that fail for a missing source with the sources we call missing. Then it builds the example
 * projects. `npx tsx tools/copy-differential.ts [COUNT [FIRST]] [--ensure]`: with `--ensure`, an engine is installed and
 * started where none answers. Without one it says so and passes.
 */
import { type CopyCase, type Features, randomCase } from "./copy-differential/cases.ts";
import { compare } from "./copy-differential/compare.ts";
import { proveExamples } from "./copy-differential/examples.ts";
import { runCase } from "./copy-differential/outcome.ts";
import { type Engine, ensureEngine, findEngine, stopEngine } from "./ignore-differential/engine.ts";

const buildsAtOnce = 4;

const numbers = process.argv.slice(2).filter((word) => /^\d+$/.test(word));
const count = Number(numbers[0] ?? 400);
const first = Number(numbers[1] ?? 1);
try {
  const engine = await (process.argv.includes("--ensure") ? ensureEngine() : findEngine());
  if (typeof engine === "string") console.log(`skipped: no builder to compare with (${engine})`);
  else if ((await compareAll(engine)) > 0) process.exitCode = 1;
} finally {
  await stopEngine();
}

async function compareAll(engine: Engine): Promise<number> {
  const features = await findFeatures(engine);
  const cases = Array.from({ length: count }, (_, index) => randomCase(first + index, features));
  const left = Object.entries(features).flatMap(([name, has]) => (has ? [] : [`, without --${name}`]));
  console.log(`${cases.length} cases on ${engine.name}${left.join("")}`);
  const start = performance.now();
  const counts = { same: 0, missing: 0, dangling: 0, other: 0, differs: 0 };
  let further = 0;
  const waiting = [...cases];
  const work = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const { expected, actual } = await runCase(engine, one);
      const verdict = compare(expected, actual, one.dockerfile);
      counts[verdict.kind] += 1;
      if (verdict.kind === "same") further += verdict.further;
      if (verdict.kind === "differs") console.log(`${one.title}: ${verdict.why}\n${describe(one)}`);
    }
  };
  await Promise.all(Array.from({ length: buildsAtOnce }, work));
  const examples = await proveExamples(engine);
  const seconds = (performance.now() - start) / 1000;
  console.log(`${counts.same} images with the same files; ${further} files also at places we do not name`);
  console.log(`${counts.missing} builds that fail for the source we name, ${counts.dangling} for a link to nowhere`);
  console.log(`${counts.other} that fail for what is no matter of the context`);
  console.log(`${seconds.toFixed(0)} s`);
  const failed = counts.differs + examples.failed;
  console.log(`${count - counts.differs + examples.passed} passed, ${failed} failed`);
  return failed;
}

/** What the builder at hand has besides the common: BuildKit keeps some for builds of it with certain tags. */
async function findFeatures(engine: Engine): Promise<Features> {
  const has = async (flag: string) => {
    const one: CopyCase = {
      title: flag,
      dockerfile: `FROM scratch\nCOPY ${flag} a /x/\n`,
      ignore: "",
      files: ["a/f"],
      links: new Map(),
    };
    return (await runCase(engine, one)).actual.failure === undefined;
  };
  return { exclude: await has("--exclude=b"), parents: await has("--parents") };
}

function describe({ dockerfile, ignore, files, links }: CopyCase): string {
  const all = [...files, ...[...links].map(([path, to]) => `${path}->${to}`)];
  const body = dockerfile.trimEnd().replaceAll("\n", "\n    ");
  return `    ${body}\n    tree: ${all.join(" ")}${ignore === "" ? "" : `\n    ignore: ${JSON.stringify(ignore)}`}`;
}
