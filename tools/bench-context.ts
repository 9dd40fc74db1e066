/**
 * Measures the effective context of a monorepo: a tree of 200,000 files is made in a temporary folder; one process walks it,
 * sifts it by an ignore file and works out what every COPY takes; another just lists the folders and asks the system for
 * each size. Both run in turn. What is held to is the ratio of their processor times, which a busy machine hardly changes;
 * `--check` fails when a promise is broken.
 */
import { spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createContextStore } from "../src/context/context-store.ts";
import { resolveContext } from "../src/context/resolve-context.ts";
import { resolveDockerfile } from "../src/dockerfile/stages.ts";
import { diskTree } from "../src/files/disk-tree.ts";
import { createSource } from "../src/text/source.ts";

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    files: { type: "string", default: "200000" },
    /** What a process of this bench does: `ours` or `bare`, in the folder it runs in. */
    part: { type: "string" },
  },
});

/** The promises. The seconds are meant on a machine that has nothing else to do. */
const limits = { seconds: 3, megabytes: 300, ratio: 4 };
const tries = 5;

const dockerfileText = `FROM node:24-slim AS build
WORKDIR /srv
COPY package*.json ./
COPY packages/*/package.json ./manifests/
COPY --exclude=**/*.md packages ./packages
COPY . .
RUN npm ci && npm run build && rm -rf /srv/packages/package-1
FROM node:24-slim
COPY --from=build /srv/packages /srv/packages
COPY packages/package-7 /srv/seven
RUN --mount=type=bind,source=packages/package-9,target=/nine true
`;
const ignoreText = `**/node_modules
**/.git
*.log
**/*.tmp
build-*
!build-tools
**/dist/**
!**/dist/keep.js
docs
`;

/** Fills the folder: packages of some folders each, a part of them what an ignore file leaves out. */
function makeTree(folder: string, files: number): void {
  writeFileSync(join(folder, "Dockerfile"), dockerfileText);
  writeFileSync(join(folder, ".dockerignore"), ignoreText);
  const inside = ["src/components", "src/lib", "test", "dist", "node_modules/left/lib", "node_modules/right", "docs"];
  const perFolder = 20;
  const perPackage = inside.length * perFolder;
  for (let made = 0, index = 0; made < files; made += perPackage, index++) {
    const base = join(folder, "packages", `package-${index}`);
    for (const [number, name] of inside.entries()) {
      mkdirSync(join(base, name), { recursive: true });
      const count = Math.min(perFolder, files - made - number * perFolder);
      for (let at = 0; at < count; at++) writeFileSync(join(base, name, `module-number-${at}.js`), "x".repeat(at));
    }
    if (made + perPackage <= files) writeFileSync(join(base, "package.json"), "{}");
  }
}

interface Outcome {
  readonly seconds: number;
  /** Of the processor, in the program and the system together. */
  readonly busy: number;
  readonly megabytes: number;
  readonly told: string;
}

function outcomeOf(work: () => string): void {
  const started = performance.now();
  const before = process.cpuUsage();
  const told = work();
  const { user, system } = process.cpuUsage(before);
  const busy = (user + system) / 1_000_000;
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(JSON.stringify({ seconds, busy, megabytes: process.resourceUsage().maxRSS / 1024, told }));
}

function ours(): string {
  const dockerfile = resolveDockerfile(createSource("Dockerfile", readFileSync("Dockerfile", "utf8")));
  const context = resolveContext({ dockerfile, root: ".", by: undefined, store: createContextStore(diskTree()) });
  const { all, sent, ignored } = context.files;
  let taken = 0;
  let reaching = 0;
  for (const transfer of context.transfers) {
    const files = transfer.files();
    taken += files.length;
    for (const file of files) if (transfer.reach(file)) reaching += 1;
  }
  return `${all.length} files, ${sent.files} sent, ${ignored.files} ignored, ${taken} taken by ${context.transfers.length} sources, ${reaching} reach the image`;
}

function bare(): string {
  let files = 0;
  const open = ["."];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop())
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) open.push(path);
      else files += lstatSync(path).isFile() ? 1 : 0;
    }
  return `${files} files`;
}

function run(part: string, folder: string): Outcome {
  const words = [...process.execArgv, import.meta.filename, "--part", part];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`the part ${part} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Outcome;
}

function bench(files: number): boolean {
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-bench-context-"));
  try {
    makeTree(folder, files);
    run("bare", folder);
    let seconds = Number.POSITIVE_INFINITY;
    let megabytes = Number.POSITIVE_INFINITY;
    let ratio = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < tries; attempt++) {
      const plain = run("bare", folder);
      const full = run("ours", folder);
      if (attempt === 0) console.log(`  ${full.told}`);
      console.log(`  walk, sift and transfers ${figures(full)}`);
      console.log(`  bare walk ${figures(plain)}; ${(full.busy / plain.busy).toFixed(2)} x`);
      seconds = Math.min(seconds, full.seconds);
      megabytes = Math.min(megabytes, full.megabytes);
      ratio = Math.min(ratio, full.busy / plain.busy);
    }
    const verdict = seconds <= limits.seconds ? "within" : "above, on this machine today,";
    console.log(`  best ${seconds.toFixed(2)} s: ${verdict} the ${limits.seconds} s promised`);
    return [
      held("context memory", megabytes, limits.megabytes, "MB"),
      held("context time", ratio, limits.ratio, "x the processor time of a bare walk"),
    ].every(Boolean);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function figures({ seconds, busy, megabytes }: Outcome): string {
  return `${seconds.toFixed(2)} s (${busy.toFixed(2)} s of processor), peak ${megabytes.toFixed(0)} MB`;
}

function held(what: string, value: number, limit: number, unit: string): boolean {
  const isHeld = value <= limit;
  console.log(`${isHeld ? "held" : "BROKEN"}: ${what} ${value.toFixed(2)} ${unit}, promised at most ${limit} ${unit}`);
  return isHeld;
}

if (values.part === "ours") outcomeOf(ours);
else if (values.part === "bare") outcomeOf(bare);
else if (!bench(Number(values.files)) && values.check) process.exitCode = 1;
