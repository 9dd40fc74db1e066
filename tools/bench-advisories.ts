/**
 * Measures the advisory store on all records of a bucket's copy: whole processes of bundles made here as the command line is
 * made. Building is told per 100,000 records with its peak memory; opening and 500 lookups are compared with `node -e 0`, in
 * turn. `--check` fails when a promise is broken. Without the copy it only says so.
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
const tries = 9;
/** Names that exist; as many that do not. */
const existing = 250;

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
    ...{ format: "cjs", platform: "node", target: "node20", dts: false, clean: false, hash: false, logLevel: "warn" },
    ...{ fixedExtension: false, minify: true, deps: { alwaysBundle: [/.*/] }, outputOptions: { codeSplitting: false } },
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
  const bare: number[] = [];
  const whole: number[] = [];
  const inside: number[] = [];
  let found: unknown;
  for (let attempt = 0; attempt < tries; attempt++) {
    bare.push(time(() => spawnSync(process.execPath, ["-e", "0"])));
    whole.push(
      time(() => {
        found = run([program("look-up"), join(folder, "store"), names]);
      }),
    );
    inside.push(Number(field(found, "open")) + Number(field(found, "lookUps")));
  }
  const start = Math.min(...bare);
  const extra = Math.min(...whole) - start;
  const what = ["names", "hits", "advisories"].map((name) => `${field(found, name)} ${name}`).join(", ");
  console.log(`  looked up: ${what}; troubles: ${JSON.stringify(field(found, "troubles"))}`);
  // Where the machine is slower than meant, or busy, against its own start.
  const holds = extra <= limits.lookUpMilliseconds || (start > usualStart && extra / start <= limits.lookUpRatio);
  const against = `ms more than node -e 0 (${start.toFixed(0)} ms)`;
  say("open and 500 lookups, whole process", extra, limits.lookUpMilliseconds, against, holds);
  console.log(`  open and 500 lookups, inside the process: ${Math.min(...inside).toFixed(1)} ms`);
}

/** Packages as an image has them: mostly the system's, some of a language. Every n-th of the names in the data. */
function namesToAsk(): readonly string[] {
  const shares = [
    ["Debian", "Debian:12", 200],
    ["npm", "npm", 40],
    ["PyPI", "PyPI", 10],
  ] as const;
  const lines = shares.flatMap(([folder, ecosystem, count]) => {
    const names = namesOf(folder, ecosystem);
    const step = Math.max(1, Math.floor(names.length / count));
    return names
      .filter((_, at) => at % step === 0)
      .slice(0, count)
      .map((name) => `${ecosystem}\t${name}`);
  });
  return [...lines, ...lines.map((line) => `${line}-that-is-not`)].slice(0, existing * 2);
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
