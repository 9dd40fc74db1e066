/**
 * Throws damaged files at everything that reads them: real Dockerfiles and Compose files, and ignore files, scripts, CI and
 * Bake files made here, cut short and with bytes flipped, from a seed. Nothing may throw, take longer than a second, or
 * lose a byte. `--runs N` and `--seed N` choose.
 */
import { parseArgs } from "node:util";
import { parseDockerfile, printDockerfile } from "../src/dockerfile/parse.ts";
import { examine, loneDockerfile } from "../src/engine/examine.ts";
import { fixSource } from "../src/engine/fix.ts";
import { fixProject } from "../src/engine/fix-project.ts";
import { selectRules } from "../src/engine/presets.ts";
import { decodeText } from "../src/files/read-text.ts";
import { memoryProject } from "../src/project/memory-project.ts";
import { rules } from "../src/rules/catalog.ts";
import { createSource } from "../src/text/source.ts";
import { realComposeFiles, realDockerfiles, seededRandom, withCorpus } from "./corpus.ts";
import { fuzzSeeds } from "./fuzz-seeds.ts";

const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" } } });
const runs = Number(values.runs ?? 10_000);
const seed = Number(values.seed ?? 1);
/** Milliseconds of processor time one damaged file may take, from bytes to fixes: the clock would count other work too. */
const timeLimit = 1000;
/** Fixing costs several checks, so every n-th file is fixed too. */
const fixEvery = 10;

/** Bytes that mean something to a Dockerfile are likelier to break a reader than others. */
const telling = [..."\\`\"'#$<{}[](),=-|&;:\n\r\t EOF\0"].map((character) => character.charCodeAt(0));

function damage(bytes: Uint8Array, random: () => number): Uint8Array {
  const pick = (limit: number) => Math.floor(random() * limit);
  let out = Uint8Array.from(bytes);
  if (random() < 0.5) out = out.slice(0, pick(out.length + 1));
  if (random() < 0.2) out = out.slice(pick(out.length + 1));
  const flips = out.length === 0 ? 0 : pick(8);
  for (let flip = 0; flip < flips; flip++) {
    const at = pick(out.length);
    out[at] = random() < 0.7 ? (telling[pick(telling.length)] ?? 0) : (out[at] ?? 0) ^ (1 << pick(8));
  }
  return out;
}

/** What went wrong with one damaged file; undefined when all is well. */
function tryOne(bytes: Uint8Array, fixes: boolean): { readonly wrong: string | undefined; readonly read: boolean } {
  const file = decodeText(bytes);
  if ("why" in file) return { wrong: undefined, read: false };
  const source = createSource("Dockerfile", file.text);
  const printed = printDockerfile(parseDockerfile(source));
  if (!Buffer.from(printed, file.encoding).equals(Buffer.from(bytes))) return { wrong: "bytes were lost", read: true };
  const { crashed } = examine(loneDockerfile(source, {}), rules);
  const [crash] = crashed;
  if (crash) return { wrong: `${crash.rule.id} threw: ${String(crash.error)}`, read: true };
  if (fixes) fixSource(source, { rules: selectRules(rules, { preset: "all" }), today: "2026-11-21", unsafe: true });
  return { wrong: undefined, read: true };
}

/** The same for a file of another kind, with a Dockerfile and some files beside it to speak of. */
function tryProject(
  path: string,
  bytes: Uint8Array,
  fixes: boolean,
): { readonly wrong: string | undefined; readonly read: boolean } {
  const file = decodeText(bytes);
  if ("why" in file) return { wrong: undefined, read: false };
  const beside = { Dockerfile: "FROM debian:13\nCOPY . /app\n", ".env": "A_TOKEN=x", "a/b.txt": "1" };
  const project = memoryProject({ ...beside, [path]: file.text });
  for (const unit of project.units) {
    const [crash] = examine(unit, rules).crashed;
    if (crash) return { wrong: `${crash.rule.id} threw: ${String(crash.error)}`, read: true };
  }
  if (fixes) fixProject(project, { rules: selectRules(rules, { preset: "all" }), today: "2026-11-21", unsafe: true });
  return { wrong: undefined, read: true };
}

/** Every third file is no Dockerfile. */
const otherEvery = 3;

await withCorpus("fuzzing", (folder) => {
  const files = realDockerfiles(folder);
  const compose = realComposeFiles(folder).map(({ text }) => ({ name: "compose.yaml", bytes: Buffer.from(text) }));
  const others = Object.entries(fuzzSeeds).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  const random = seededRandom(seed);
  const failures: string[] = [];
  let read = 0;
  let slowest = 0;
  for (let run = 0; run < runs; run++) {
    const isOther = run % otherEvery === 0;
    const from = !isOther ? files : random() < 0.5 ? compose : others;
    const original = from[Math.floor(random() * from.length)];
    const bytes = damage(original?.bytes ?? new Uint8Array(), random);
    const started = process.cpuUsage();
    try {
      const fixes = run % fixEvery === 0;
      const outcome = isOther ? tryProject(original?.name ?? "x.sh", bytes, fixes) : tryOne(bytes, fixes);
      if (outcome.read) read += 1;
      if (outcome.wrong) failures.push(`run ${run} (${original?.name}): ${outcome.wrong}`);
    } catch (error) {
      failures.push(`run ${run} (${original?.name}): ${error instanceof Error ? error.stack : String(error)}`);
    }
    const { user, system } = process.cpuUsage(started);
    const took = (user + system) / 1000;
    slowest = Math.max(slowest, took);
    if (took > timeLimit) failures.push(`run ${run} (${original?.name}): took ${Math.round(took)} ms`);
  }
  for (const failure of failures.slice(0, 20)) console.log(failure);
  console.log(`seed ${seed}: ${runs} damaged files, ${read} of them text; slowest ${Math.round(slowest)} ms`);
  console.log(`${runs - failures.length} passed, ${failures.length} failed`);
  if (failures.length > 0) process.exitCode = 1;
});
