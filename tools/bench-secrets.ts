/**
 * Measures the secrets scan over about 100 MB of source text, against a plain pass over the same characters in the same
 * run, and its peak memory. Seconds are those of the processor, so that others who use the machine do not count. `--check` fails when the promise is broken; `--megabytes N` takes another amount.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findSecretsInBytes } from "../src/secrets/bytes.ts";
import { findSecretsInText, secretDetectors } from "../src/secrets/detect.ts";

const { values } = parseArgs({
  options: { check: { type: "boolean", default: false }, megabytes: { type: "string", default: "100" } },
});
const wanted = Number(values.megabytes) * 1_000_000;
const rounds = 5;

/** MB/s a core, and no more than so many times what adding up the characters takes. */
const promise = { megabytesPerSecond: 100, ratio: 12 };

const sources = collect(join(import.meta.dirname, "../node_modules"));
const bytes = sources.map((text) => Buffer.from(text));
const total = bytes.reduce((sum, { length }) => sum + length, 0);
console.log(
  `${(total / 1e6).toFixed(0)} MB in ${sources.length} source texts, ${secretDetectors.length} kinds, best of ${rounds}:`,
);

const plain = best("adding up the characters", () => sources.reduce((sum, text) => sum + sumOf(text), 0));
best("indexOf of a word that is not there", () =>
  sources.reduce((sum, text) => sum + text.indexOf("\u0001no\u0001"), 0),
);
const scan = best("findSecretsInText", () => sources.reduce((sum, text) => sum + findSecretsInText(text).length, 0));
best("findSecretsInBytes", () => bytes.reduce((sum, each) => sum + findSecretsInBytes(each).length, 0));

const speed = total / 1e6 / scan;
const ratio = scan / plain;
console.log(`  scan: ${speed.toFixed(0)} MB/s, ${ratio.toFixed(1)} x adding up the characters`);
console.log(`  peak memory ${(process.resourceUsage().maxRSS / 1000).toFixed(0)} MB, of which the texts twice`);
if (values.check && speed < promise.megabytesPerSecond && ratio > promise.ratio) {
  console.log(`  broken: ${promise.megabytesPerSecond} MB/s, or ${promise.ratio} x the plain pass, were promised`);
  process.exitCode = 1;
}

function best(what: string, run: () => number): number {
  let seconds = Number.POSITIVE_INFINITY;
  let result = 0;
  for (let round = 0; round < rounds; round++) {
    const started = process.cpuUsage();
    result = run();
    const { user, system } = process.cpuUsage(started);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  console.log(`  ${what}: ${(total / 1e6 / seconds).toFixed(0)} MB/s (${result})`);
  return seconds;
}

function sumOf(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum + text.charCodeAt(at)) | 0;
  return sum;
}

/** Source files below a folder, each once; all of them again while there are too few. Texts of their own, as from a disk. */
function collect(folder: string): string[] {
  const once: Buffer[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:[cm]?[jt]sx?|json|md|ya?ml|html|css|txt|sh|map)$/.test(entry.name)) continue;
    once.push(readFileSync(join(entry.parentPath, entry.name)));
  }
  const texts: string[] = [];
  for (let size = 0; size < wanted; )
    for (const file of once) {
      if (size >= wanted) break;
      texts.push(file.toString("utf8"));
      size += file.length;
    }
  return texts;
}
