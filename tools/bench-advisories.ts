/**
 * Measures the advisory store on all records of a bucket's copy: whole processes of bundles made here as the command line is
 * made. Building is told per 100,000 records with its peak memory; of opening and 500 lookups, with the engine's loading, the best
 * of several processes that start with V8's code cache. `--check` fails when a promise is broken. Without the copy it only says so.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "tsdown";
import { readZipDirectory } from "../src/files/zip.ts";
import { field, fieldAt, jsonValue, listOf, textOf } from "../src/text/json.ts";

const root = join(import.meta.dirname, "..");
const bucket = join(root, "../shared/data/osv");
/** Below the checkout, where the engine is found. */
const bundles = join(root, "node_modules/.cache/bench-advisories");
const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });

/** The promises. Milliseconds are meant on a machine that starts `node -e 0` in 67 ms, as in bench.ts. */
const limits = { lookUpMilliseconds: 50, lookUpRatio: 0.75, megabytes: 300 };
const usualStart = 67;
/** A busy machine can spoil one measurement; it does not spoil all of several. */
const tries = 15;

/** How many names of which folder and ecosystem. */
const shares = [
  ["Debian", "Debian:12", 180],
  ["npm", "npm", 35],
  ["PyPI", "PyPI", 15],
  ["Go", "Go", 15],
  ["Maven", "Maven", 5],
] as const;

let broken = 0;
if (existsSync(bucket)) await main();
else console.log("advisory store: not measured, there is no copy of the bucket beside the checkout");
if (values.check && broken > 0) process.exitCode = 1;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-bench-advisories-"));
  try {
    for (const program of ["build-store", "look-up"]) await bundle(program);
    measureBuild(folder);
    measureLookUps(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundle(program: string): Promise<void> {
  await build({
    ...{ cwd: root, config: false, entry: [`tools/bench-advisories/${program}.ts`], outDir: bundles },
    ...{ format: "cjs", platform: "node", target: "node20", dts: false, clean: false, hash: false, logLevel: "error" },
    ...{
      fixedExtension: false,
      minify: true,
      deps: { alwaysBundle: [/^(?!lmdb$)/], neverBundle: ["lmdb"] },
      outputOptions: { codeSplitting: false },
    },
  });
}

function measureBuild(folder: string): void {
  const memory = join(folder, "peak");
  const args = [
    "--require",
    join(root, "tools/peak-memory.cjs"),
    program("build-store"),
    bucket,
    join(folder, "store"),
  ];
  const result = run(args, { PEAK_MEMORY_FILE: memory });
  const records = Number(field(result, "records"));
  const seconds = Number(field(result, "seconds"));
  console.log(`advisory store: ${records} records, refused: ${JSON.stringify(field(result, "refused"))}`);
  console.log(
    `  built in ${seconds.toFixed(1)} s, ${((seconds / records) * 100_000).toFixed(1)} s per 100,000 records`,
  );
  console.log(`  ${(bytesBelow(join(folder, "store")) / records).toFixed(0)} bytes on disk per record`);
  say("peak memory while building", Number(readFileSync(memory, "utf8")) / 1024, limits.megabytes, "MB");
}

function measureLookUps(folder: string): void {
  const names = join(folder, "names");
  writeFileSync(names, namesToAsk().join("\n"));
  const words = [join(root, "tools/bench-advisories/start.cjs"), program("look-up"), join(folder, "store"), names];
  rmSync(`${program("look-up")}.cache`, { force: true });
  run(words);
  const found = Array.from({ length: tries }, () => run(words));
  const least = (...keys: readonly string[]) =>
    Math.min(...found.map((each) => keys.reduce((sum, key) => sum + Number(field(each, key)), 0)));
  const what = ["names", "hits", "advisories"].map((name) => `${field(found[0], name)} ${name}`).join(", ");
  console.log(`  looked up: ${what}; troubles: ${JSON.stringify(field(found[0], "troubles"))}`);
  const start = Math.min(...Array.from({ length: tries }, () => time(() => spawnSync(process.execPath, ["-e", "0"]))));
  const both = least("open", "lookUps");
  // Where the machine is slower than meant, or busy, against its own start.
  const holds = both <= limits.lookUpMilliseconds || (start > usualStart && both / start <= limits.lookUpRatio);
  const parts = `engine and opening ${least("open").toFixed(0)}, lookups ${least("lookUps").toFixed(0)}`;
  const rest = `processor time ${least("processor").toFixed(0)}, node -e 0 takes ${start.toFixed(0)}`;
  say("open and 500 lookups", both, limits.lookUpMilliseconds, `ms (${parts}; ${rest})`, holds);
}

/** Packages as an image has them: mostly the system's, some of languages; every n-th of the names in the data, and as many of nothing. */
function namesToAsk(): readonly string[] {
  const lines = shares.flatMap(([folder, ecosystem, count]) => {
    const names = namesOf(folder, ecosystem);
    return Array.from({ length: Math.min(count, names.length) }, (_, at) => {
      const name = names[Math.floor((at * names.length) / Math.min(count, names.length))];
      return `${ecosystem}\t${name}`;
    });
  });
  return lines.flatMap((line) => [line, `${line}-that-is-not`]);
}

function namesOf(folder: string, ecosystem: string): readonly string[] {
  const names = new Set<string>();
  for (const entry of readZipDirectory(readFileSync(join(bucket, folder, "all.zip")))?.entries ?? []) {
    const bytes = entry.read(1 << 24);
    if (!(bytes instanceof Uint8Array)) continue;
    for (const affected of listOf(field(jsonValue(new TextDecoder().decode(bytes)), "affected"), 1_000)) {
      const name = textOf(fieldAt(affected, "package", "name"));
      if (fieldAt(affected, "package", "ecosystem") === ecosystem && name !== undefined) names.add(name);
    }
  }
  return [...names].sort();
}

function program(name: string): string {
  return join(bundles, `${name}.cjs`);
}

function run(args: readonly string[], environment: Record<string, string> = {}): unknown {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], {
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr.slice(0, 1_000)}`);
  return jsonValue(stdout);
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function time(action: () => void): number {
  const started = performance.now();
  action();
  return performance.now() - started;
}

function say(what: string, value: number, limit: number, unit: string, holds = value <= limit): void {
  if (!holds) broken += 1;
  console.log(`  ${what}: ${value.toFixed(0)} ${unit}${holds ? "" : `  ABOVE ${limit}`}`);
}
