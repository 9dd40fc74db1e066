/**
 * Scans images that were made to do harm, with the built command: `npm run hostile`. Each is made in a temporary folder, scanned,
 * and removed. What is claimed of every scan: it ends in time, within memory, with the right status, says in plain words what it
 * did not read, and writes nothing outside of its cache. Prints a table; the last line is `N passed, N failed`.
 * `--only WORDS` takes the cases whose names have them, `--program FILE` another build, `--all` prints all that a scan says.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { hostileCases } from "./hostile-images/cases.ts";
import type { HostileCase } from "./hostile-images/hostile-case.ts";
import { judge } from "./hostile-images/judge.ts";
import { runCase } from "./hostile-images/run-case.ts";

/** Cases at a time: the machine that runs this has two cores. */
const atOnce = 2;

const { values } = parseArgs({
  options: { only: { type: "string" }, program: { type: "string" }, all: { type: "boolean" } },
});
const program = resolve(values.program ?? join(import.meta.dirname, "../dist/cli.cjs"));
const wanted = (values.only ?? "").split("|");
const queue = hostileCases.filter(({ name }) => wanted.some((words) => name.includes(words)));
const folder = mkdtempSync(join(tmpdir(), "hostile-"));
const began = performance.now();
let passed = 0;
let failed = 0;

console.log(row("case", "wall s", "cpu s", "MB", "exit", "what it says"));
try {
  let number = 0;
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const done = await tryCase(next, join(folder, String(++number))).catch((error: unknown) => {
        console.log(`${next.name}\n  FAILED  it could not be tried: ${error instanceof Error ? error.stack : error}`);
        return false;
      });
      if (done) passed += 1;
      else failed += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function tryCase(each: HostileCase, place: string): Promise<boolean> {
  const outcome = await runCase(each, program, place);
  const { faults, words } = judge(each, outcome);
  const { measured, status } = outcome;
  console.log(
    row(
      each.name,
      measured?.wallSeconds.toFixed(1) ?? "-",
      measured?.processorSeconds.toFixed(1) ?? "-",
      measured ? String(Math.round(measured.peakKilobytes / 1024)) : "-",
      String(status ?? "killed"),
      values.all ? words : shortened(words),
    ),
  );
  for (const fault of faults) console.log(`  FAILED  ${fault}`);
  return faults.length === 0;
}

function row(name: string, ...[wall = "", cpu = "", peak = "", status = "", words = ""]: readonly string[]): string {
  const numbers = `${wall.padStart(6)} ${cpu.padStart(6)} ${peak.padStart(5)} ${status.padStart(6)}`;
  return `${name.padEnd(52)} ${numbers}  ${words}`.trimEnd();
}

function shortened(words: string): string {
  const plain = JSON.stringify(words).slice(1, -1);
  return plain.length > 150 ? `${plain.slice(0, 150)}…` : plain;
}
