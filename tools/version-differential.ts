/**
 * Compares random pairs of versions with our orders and with the ecosystems' own comparators, which must say the same of each
 * pair: less, equal, greater, or no version. `npx tsx tools/version-differential.ts [--ensure] [--pairs N] [--seed N]
 * [scheme…]`: with `--ensure`, what an oracle needs is installed with apt-get; without, one that cannot run is left out.
 */
import { parseArgs } from "node:util";
import type { VersionScheme } from "../src/packages/versions/version-scheme.ts";
import { installPackages } from "./version-differential/install.ts";
import type { Comparator, Oracle, Order, Pair } from "./version-differential/oracle.ts";
import { oracles } from "./version-differential/oracles.ts";
import { createRandom } from "./version-differential/random.ts";

/** Pairs that one write to the other side has. */
const batchSize = 2000;
/** Differences that are shown of one scheme. */
const shown = 10;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { ensure: { type: "boolean" }, pairs: { type: "string" }, seed: { type: "string" } },
});
const seed = Number(values.seed ?? 1);

const wanted = oracles.filter((oracle) => positionals.length === 0 || positionals.includes(oracle.scheme.id));
const unknown = positionals.filter((word) => !oracles.some((oracle) => oracle.scheme.id === word));
for (const word of unknown)
  console.log(`${word}: no oracle; there are ${oracles.map((one) => one.scheme.id).join(", ")}`);

let passed = 0;
let failed = unknown.length;
for (const oracle of wanted) {
  const problem = values.ensure ? installPackages(oracle.debianPackages) : undefined;
  const comparator = problem ?? (await start(oracle));
  if (typeof comparator === "string") {
    console.log(`${oracle.scheme.id}: left out: ${comparator}`);
    if (values.ensure) failed++;
    continue;
  }
  try {
    const result = await compareAll(oracle, comparator);
    passed += result.passed;
    failed += result.failed;
  } catch (error) {
    console.log(`${oracle.scheme.id}: ${message(error)}`);
    failed++;
  } finally {
    comparator.close();
  }
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

async function start(oracle: Oracle): Promise<Comparator | string> {
  try {
    return await oracle.start();
  } catch (error) {
    return `${message(error)} (needs ${oracle.debianPackages.join(", ")}; --ensure installs them)`;
  }
}

async function compareAll(oracle: Oracle, comparator: Comparator): Promise<{ passed: number; failed: number }> {
  const counts = new Map<Order, number>();
  const differences: string[] = [];
  const random = createRandom(seed);
  const byHand = oracle.byHand ?? [];
  const total = byHand.length + (values.pairs === undefined ? oracle.pairs : Number(values.pairs));
  let failed = 0;
  for (let done = 0; done < total; done += batchSize) {
    const pairs = Array.from({ length: Math.min(batchSize, total - done) }, (_, index) => {
      return byHand[done + index] ?? withoutBreaks(oracle.generate(random));
    });
    const theirs = await comparator.compare(pairs);
    for (const [index, pair] of pairs.entries()) {
      const expected = theirs[index];
      counts.set(expected, (counts.get(expected) ?? 0) + 1);
      const got = orderOf(oracle.scheme, pair);
      if (got === expected) continue;
      failed++;
      if (differences.length < shown)
        differences.push(
          `  ${pair.map((one) => JSON.stringify(one)).join(" ")}: we say ${name(got)}, they ${name(expected)}`,
        );
    }
  }
  const orders = ([-1, 0, 1, undefined] as const).map((order) => grouped(counts.get(order) ?? 0)).join("/");
  console.log(
    `${oracle.scheme.id}: ${grouped(total)} pairs, -1/0/1/invalid ${orders}, ${grouped(failed)} differences (${oracle.name})`,
  );
  for (const text of differences) console.log(text);
  return { passed: total - failed, failed };
}

function orderOf(scheme: VersionScheme, [a, b]: Pair): Order {
  const parsedA = scheme.parse(a);
  const parsedB = scheme.parse(b);
  if (parsedA === undefined || parsedB === undefined) return undefined;
  const order = scheme.compare(parsedA, parsedB);
  if (order === 0) return 0;
  return order < 0 ? -1 : 1;
}

/** A pair is a line on the other side. */
function withoutBreaks([a, b]: Pair): Pair {
  return [a.replace(/[\t\r\n]/g, ""), b.replace(/[\t\r\n]/g, "")];
}

function name(order: Order): string {
  return order === undefined ? "invalid" : String(order);
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
