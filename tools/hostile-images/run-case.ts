/**
 * Runs the built command on one hostile image, in folders of its own, and gives back what came of it. Whatever the image does,
 * the run has an end: it is killed after a time.
 */
import { spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type HostileCase, type MadeImage, outsideText, type Workplace } from "./hostile-case.ts";

/** Wall seconds after which a run is killed. */
const mostWallSeconds = 120;
/** Bytes of output that are looked at; longer ones are a fault. */
const mostOutput = 256 * 1024 * 1024;

/** What `measure.cjs` writes. */
export interface Measured {
  readonly wallSeconds: number;
  readonly processorSeconds: number;
  readonly peakKilobytes: number;
}

export interface Outcome {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined when the run was killed. */
  readonly measured: Measured | undefined;
  /** What came into being outside of the cache. */
  readonly written: readonly string[];
  /** All that the cache holds. */
  readonly cached: string;
}

/** Makes the image of a case in `folder`, which is not there yet, runs the command on it, and removes everything. */
export async function runCase(each: HostileCase, program: string, folder: string): Promise<Outcome> {
  const place = makePlace(folder);
  try {
    const made = await each.make(place);
    return await run(each, made, place, program, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function makePlace(folder: string): Workplace {
  for (const name of ["images", "outside", "home", "empty", "temporary", "cache"])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "outside/secret.txt"), `${outsideText}\n`);
  return { images: join(folder, "images"), outside: join(folder, "outside"), evil: `evil-${process.pid}` };
}

async function run(
  each: HostileCase,
  { words, stdin }: MadeImage,
  place: Workplace,
  program: string,
  folder: string,
): Promise<Outcome> {
  const before = listing(folder);
  const measureFile = `${folder}.measured`;
  const files = ["stdout", "stderr"].map((name) => `${folder}.${name}`) as [string, string];
  const [out, err] = files.map((path) => openSync(path, "w")) as [number, number];
  const input = typeof stdin === "string" ? openSync(stdin, "r") : undefined;
  const options = ["--format", each.format ?? "json"];
  const child = spawn(
    process.execPath,
    [
      "--require",
      join(import.meta.dirname, "measure.cjs"),
      program,
      each.command ?? "scan",
      ...words,
      ...(each.command === "history" ? [] : options),
    ],
    {
      cwd: join(folder, "empty"),
      env: {
        PATH: process.env.PATH,
        HOME: join(folder, "home"),
        TMPDIR: join(folder, "temporary"),
        SEAWORTHY_CACHE: join(folder, "cache"),
        SEAWORTHY_ADVISORIES: "none",
        MEASURE_FILE: measureFile,
        NO_COLOR: "1",
      },
      stdio: [input ?? (stdin === undefined ? "ignore" : "pipe"), out, err],
      timeout: mostWallSeconds * 1000,
      killSignal: "SIGKILL",
    },
  );
  const ended = new Promise<number | undefined>((resolve) =>
    child.on("close", (status) => resolve(status ?? undefined)),
  );
  if (typeof stdin === "object" && child.stdin)
    // The command may close its end before all is written.
    await pipeline(Readable.from(stdin), child.stdin).catch(() => undefined);
  const status = await ended;
  for (const handle of [out, err, ...(input === undefined ? [] : [input])]) closeSync(handle);
  try {
    return {
      status,
      stdout: readOutput(files[0]),
      stderr: readOutput(files[1]),
      measured: existsSync(measureFile) ? JSON.parse(readFileSync(measureFile, "utf8")) : undefined,
      written: [...difference(before, listing(folder)), ...evilNames(place, folder)],
      cached: readAll(join(folder, "cache")),
    };
  } finally {
    for (const path of [...files, measureFile]) rmSync(path, { force: true });
  }
}

function readOutput(path: string): string {
  const { size } = lstatSync(path);
  return size > mostOutput ? `${size} bytes of output` : readFileSync(path, "utf8");
}

/** All that is below a folder but for the cache: kind, size and time of each. */
function listing(folder: string, below = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const name of readdirSync(join(folder, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    if (path === "cache") continue;
    const status = lstatSync(join(folder, path));
    all.set(path, `${status.mode} ${status.isDirectory() ? "" : status.size} ${status.mtimeMs}`);
    if (status.isDirectory()) for (const [inside, what] of listing(folder, path)) all.set(inside, what);
  }
  return all;
}

function difference(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}

/** Names that the tricks would write, in every folder that `..` or an absolute name may lead to. */
function evilNames({ evil }: Workplace, folder: string): string[] {
  const found: string[] = [];
  const around = [folder, join(folder, ".."), join(folder, "../.."), "/", "/etc", "/tmp", "/root", process.cwd()];
  for (const place of around)
    if (readdirSync(place).some((name) => name.includes(evil))) found.push(`${place} has ${evil}`);
  return found;
}

/** As bytes: what is looked for there is plain text. */
function readAll(folder: string): string {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), "latin1"))
    .join("\n");
}
