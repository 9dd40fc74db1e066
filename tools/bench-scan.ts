/**
 * Measures a warm scan with advisories: whole processes on a Debian image of 400 packages, made here from this machine's own
 * dpkg database (else from names and versions of the advisories), with a store of all records of a bucket's copy, in turn with
 * `node -e 0`. Then matching alone, per 1,000 packages. `--check` fails when a promise is broken. Without the copy of the bucket
 * it only says so.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { field, fieldAt, jsonValue, listOf } from "../src/text/json.ts";
import { type DebianSystem, debianSystem } from "./bench-scan/debian-system.ts";
import { writeLayout } from "./bench-scan/write-layout.ts";

const root = join(import.meta.dirname, "..");
const cli = join(root, "dist/cli.cjs");
const bucket = join(root, "../shared/data/osv");
const kev = join(root, "../shared/data/osv-extra/kev/known_exploited_vulnerabilities.json");
const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    /** The image and the store are made there, stay, and are used again by the next run. */
    keep: { type: "string" },
  },
});

/** The promises. Milliseconds are meant on a machine that starts `node -e 0` in 67 ms, as in bench.ts. */
const limits = { warmMilliseconds: 300, warmRatio: 4.5 };
const packages = 400;
/** Of lists in a report. */
const most = 1_000_000;
/** A busy machine can spoil one measurement; it does not spoil all of several. */
const tries = 15;

let broken = 0;
if (existsSync(bucket)) main();
else console.log("warm scan: not measured, there is no copy of the bucket beside the checkout");
if (values.check && broken > 0) process.exitCode = 1;

function main(): void {
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), "seaworthy-bench-scan-"));
  mkdirSync(folder, { recursive: true });
  try {
    const store = join(folder, "store");
    if (!existsSync(store)) makeStore(store);
    const first = join(folder, "system.json");
    if (!existsSync(first)) writeFileSync(first, JSON.stringify(debianSystem(packages, bucket)));
    const system = JSON.parse(readFileSync(first, "utf8")) as DebianSystem;
    const layout = join(folder, "image");
    writeLayout(layout, system.files);
    console.log(
      `a Debian image: ${packages} packages as of the first release of 12, ${system.files.length} files, ${system.from}`,
    );
    measureScans(folder, layout, store);
    measureMatching(first, store);
  } finally {
    if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function makeStore(store: string): void {
  const words = ["db", "update", "--source", bucket, ...(existsSync(kev) ? ["--kev", kev] : [])];
  const { status, stderr } = spawnSync(process.execPath, [cli, ...words], {
    env: { ...process.env, SEAWORTHY_DB: store },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`db update ended with ${status}: ${stderr.slice(0, 2_000)}`);
}

/** The first scan reads the image; those that count find it in the cache. */
function measureScans(folder: string, layout: string, store: string): void {
  const env = { SEAWORTHY_DB: store, SEAWORTHY_CACHE: join(folder, "cache") };
  const words = ["scan", `oci-dir:${layout}`, "--offline", "--fail-on", "never"];
  const told = jsonValue(timed([cli, ...words, "--format", "json"], env).stdout);
  const found = listOf(field(told, "vulnerabilities"), most).length;
  const listed = listOf(field(told, "packages"), most).length;
  console.log(`  ${listed} packages, ${found} vulnerabilities`);
  if (listed < packages || found === 0) throw new Error("the scan did not see the image as it was made");
  for (const [what, flags, isPromised] of [
    ["warm, whole process, on the terminal", [], true],
    ["warm, whole process, as JSON", ["--format", "json"], true],
    ["the same without vulnerabilities", ["--no-vulnerabilities"], false],
  ] as const) {
    const warm: number[] = [];
    const starts: number[] = [];
    for (let attempt = 0; attempt < tries; attempt++) {
      warm.push(timed([cli, ...words, ...flags], env).milliseconds);
      starts.push(timed(["-e", "0"], {}).milliseconds);
      if (attempt >= 4 && isMet(warm, starts)) break;
    }
    const ratio = `${(Math.min(...warm) / Math.min(...starts)).toFixed(2)} x node -e 0`;
    const holds = !isPromised || isMet(warm, starts);
    if (!holds) broken += 1;
    const verdict = holds ? "" : `  ABOVE ${limits.warmMilliseconds}`;
    console.log(`  ${what}: ${Math.min(...warm).toFixed(0)} ms, ${ratio} (best of ${warm.length})${verdict}`);
  }
}

/** In milliseconds, or, where the machine itself is slower than meant, in starts of Node.js. */
function isMet(warm: readonly number[], starts: readonly number[]): boolean {
  const best = Math.min(...warm);
  return best <= limits.warmMilliseconds || best / Math.min(...starts) <= limits.warmRatio;
}

function timed(args: readonly string[], env: Readonly<Record<string, string>>) {
  const started = performance.now();
  const done = spawnSync(process.execPath, [...args], {
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (done.status !== 0)
    throw new Error(`node ${args.join(" ")} ended with ${done.status}: ${done.stderr.slice(0, 2_000)}`);
  return { milliseconds: performance.now() - started, stdout: done.stdout };
}

function measureMatching(system: string, store: string): void {
  const words = [join(root, "node_modules/.bin/tsx"), join(import.meta.dirname, "bench-scan/match.ts"), system, store];
  const told = jsonValue(timed(words, {}).stdout);
  for (const what of ["cold", "warm", "joined"]) {
    const each = Number(fieldAt(told, what, "milliseconds"));
    const title = {
      cold: "matching alone, first time",
      warm: "matching alone, when warm",
      joined: "matched and joined, when warm",
    }[what];
    console.log(`  ${title}: ${each.toFixed(1)} ms per 1,000 packages (${Number(fieldAt(told, what, "found"))} found)`);
  }
}
