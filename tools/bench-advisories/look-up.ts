/**
 * Opens a store and looks names up: STORE NAMES, a file of lines `ecosystem TAB name`. Prints, as JSON, the milliseconds that
 * loading the engine, opening and looking up took, with the processor's time of all threads, and how many advisories came.
 */
import { readFileSync } from "node:fs";
import { openAdvisoryStore } from "../../src/advisories/store/open-advisory-store.ts";

const [folder = "", names = ""] = process.argv.slice(2);
void main();

async function main(): Promise<void> {
  const pairs = readFileSync(names, "utf8")
    .split("\n")
    .map((line) => line.split("\t"));
  const before = process.cpuUsage();
  const started = performance.now();
  const store = await openAdvisoryStore(folder);
  const opened = performance.now();
  let advisories = 0;
  let hits = 0;
  for (const [ecosystem = "", name = ""] of pairs) {
    const found = store.advisories(ecosystem, name).length;
    advisories += found;
    if (found > 0) hits += 1;
  }
  const ended = performance.now();
  const { user, system } = process.cpuUsage(before);
  const troubles = store.troubles();
  store.close();
  const times = { open: opened - started, lookUps: ended - opened, processor: (user + system) / 1_000 };
  const result = { ...times, names: pairs.length, hits, advisories, troubles };
  console.log(JSON.stringify(result));
}
