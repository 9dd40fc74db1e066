/**
 * Matches the packages of a system with a store: SYSTEM, a file as bench-scan.ts writes it, and STORE. Prints, as JSON, the
 * milliseconds per 1,000 packages: the first time, the best of many times, and joined to vulnerabilities.
 */
import { readFileSync } from "node:fs";
import { matchPackages } from "../../src/advisories/match-packages.ts";
import { openAdvisoryStore } from "../../src/advisories/store/open-advisory-store.ts";
import { memoryImage } from "../../src/inventory/memory-image.ts";
import { findVulnerabilities } from "../../src/vulnerabilities/find-vulnerabilities.ts";
import type { DebianSystem } from "./debian-system.ts";

const times = 25;
const [system = "", store = ""] = process.argv.slice(2);
void main();

async function main(): Promise<void> {
  const { files } = JSON.parse(readFileSync(system, "utf8")) as DebianSystem;
  const { facts } = memoryImage({
    steps: [{ createdBy: "ADD . /", files: Object.fromEntries(files) }],
    today: "2026-11-01",
  });
  const lookup = await openAdvisoryStore(store);
  const per = (milliseconds: number) => (milliseconds * 1000) / facts.packages.length;
  const match = () => matchPackages(facts.packages, facts.os, lookup).matches.length;
  const join = () => findVulnerabilities({ image: facts, lookup, today: "2026-11-01", excuses: [] }).found.length;
  const [cold, warm, joined] = [timed(match, 1), timed(match, times), timed(join, times)];
  lookup.close();
  const figures = { cold, warm, joined };
  const told = Object.entries(figures).map(([what, { best, found }]) => [what, { milliseconds: per(best), found }]);
  console.log(JSON.stringify(Object.fromEntries(told)));
}

function timed(work: () => number, runs: number): { readonly best: number; readonly found: number } {
  let best = Number.POSITIVE_INFINITY;
  let found = 0;
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    found = work();
    best = Math.min(best, performance.now() - started);
  }
  return { best, found };
}
