/**
 * Measures how images are opened: whole processes on images made here from this machine's own files, as an OCI layout with
 * gzip layers. Cold (nothing cached) is compared with the time the fastest inflate at hand takes for the same layers, in turn
 * in the same run; warm with `node -e 0`. `--check` fails when a promise is broken.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createGunzip } from "node:zlib";

const root = join(import.meta.dirname, "..");
const cli = join(root, "dist/cli.cjs");
const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    megabytes: { type: "string", default: "1000" },
    /** Images are made there, stay, and are used again by the next run. */
    keep: { type: "string" },
  },
});

/** The promises. Milliseconds of a warm scan are meant on a machine that starts `node -e 0` in 67 ms, as in bench.ts. */
const limits = { coldRatio: 1.3, warmMilliseconds: 200, warmRatio: 3, megabytes: 300 };
/**
 * The promise of a cold scan is not met on two cores (1.5 to 1.6 were measured: sha256, collecting and garbage take as much as
 * inflating does, decision 0021): each run says so. What fails a run is getting worse than that, by the wall clock or, on a
 * machine without a second core to spare, in time of the processor.
 */
const worst = { coldRatio: 2, processorRatio: 2.6 };
/** A busy machine can spoil one measurement; it does not spoil all of several. */
const tries = 5;
/** What reads are done with: the default chunk of 16 KB inflates half as fast. */
const chunkSize = 1 << 20;

interface MadeImage {
  readonly title: string;
  readonly folder: string;
  readonly blobs: readonly string[];
  readonly bytes: number;
}

const folder = values.keep ?? mkdtempSync(join(tmpdir(), "seaworthy-bench-image-"));
mkdirSync(folder, { recursive: true });
let broken = 0;
try {
  await main();
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
}
if (values.check && broken > 0) process.exitCode = 1;

async function main(): Promise<void> {
  await measure(made("usual", usualImage), true);
  await measure(made("small", smallLayers), false);
  await measure(made("empty", emptyFiles), false);
}

/** An image that a run before this one has made is used again. */
function made(name: string, make: () => MadeImage): MadeImage {
  const note = join(folder, `${name}.json`);
  if (existsSync(note)) return JSON.parse(readFileSync(note, "utf8")) as MadeImage;
  const image = make();
  writeFileSync(note, JSON.stringify(image));
  return image;
}

/** Of images that are all headers the time to inflate says nothing: theirs is only printed. */
async function measure(image: MadeImage, isUsual: boolean): Promise<void> {
  const inflated: number[] = [];
  const together: number[] = [];
  const cold: number[] = [];
  const worked: number[] = [];
  const inflating: number[] = [];
  const warm: number[] = [];
  const starts: number[] = [];
  let peak = 0;
  for (let attempt = 0; attempt < tries; attempt++) {
    const cache = mkdtempSync(join(folder, "cache-"));
    const before = processorSeconds();
    inflated.push(await inflateAll(image.blobs));
    inflating.push(processorSeconds() - before);
    together.push(await inflateTogether(image.blobs));
    const first = scan(image.folder, cache);
    cold.push(first.seconds);
    worked.push(first.processorSeconds);
    peak = Math.max(peak, first.megabytes);
    warm.push(scan(image.folder, cache).seconds);
    starts.push(bare());
    const isMet = least(cold) / least(inflated) <= limits.coldRatio && isWarm(warm, starts);
    if (attempt > 0 && (isMet || !isUsual)) break;
  }
  console.log(`${image.title}: ${image.blobs.length} layers, ${(image.bytes / 1e6).toFixed(0)} MB unpacked`);
  const ratio = least(cold) / least(inflated);
  const compared = `x inflating its layers one by one (${seconds(cold)} to ${seconds(inflated)}; side by side ${seconds(together)})`;
  const processor = least(worked) / least(inflating);
  const told = `x that of inflating (${seconds(worked)} to ${seconds(inflating)})`;
  const isBearable = !isUsual || ratio <= worst.coldRatio || processor <= worst.processorRatio;
  say("cold, whole process", ratio, worst.coldRatio, compared, isBearable);
  if (isUsual) console.log(`    ${ratio <= limits.coldRatio ? "within" : "above"} the ${limits.coldRatio} x promised`);
  say("cold, processor time", processor, worst.processorRatio, told, isBearable);
  const starting = `ms, ${(least(warm) / least(starts)).toFixed(2)} x node -e 0`;
  say("warm, whole process", least(warm) * 1000, limits.warmMilliseconds, starting, isWarm(warm, starts) || !isUsual);
  say("peak memory, cold", peak, limits.megabytes, "MB");
}

/** Met in milliseconds, or, where the machine itself is slower than meant, in starts of Node.js. */
function isWarm(warm: readonly number[], starts: readonly number[]): boolean {
  return least(warm) * 1000 <= limits.warmMilliseconds || least(warm) / least(starts) <= limits.warmRatio;
}

function say(what: string, value: number, limit: number, unit: string, holds = value <= limit): void {
  if (!holds) broken += 1;
  console.log(`  ${what}: ${value.toFixed(value < 10 ? 2 : 0)} ${unit}${holds ? "" : `  ABOVE ${limit}`}`);
}

function least(numbers: readonly number[]): number {
  return Math.min(...numbers);
}

function seconds(numbers: readonly number[]): string {
  return `${least(numbers).toFixed(2)} s`;
}

interface Scan {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly megabytes: number;
}

function scan(layout: string, cache: string): Scan {
  const memory = join(folder, "peak");
  const time = join(folder, "time");
  const started = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--require", join(import.meta.dirname, "peak-memory.cjs"), cli, "scan", `oci-dir:${layout}`, "--format", "json"],
    {
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        ...process.env,
        ...{ SEAWORTHY_CACHE: cache, SEAWORTHY_ADVISORIES: "none" },
        ...{ PEAK_MEMORY_FILE: memory, PROCESSOR_TIME_FILE: time },
      },
    },
  );
  if (status === null || status > 1) throw new Error(`scan ended with ${status}: ${stderr}`);
  return {
    seconds: (performance.now() - started) / 1000,
    processorSeconds: Number(readFileSync(time, "utf8")) / 1e6,
    megabytes: Number(readFileSync(memory, "utf8")) / 1024,
  };
}

/** Of this process, since it began. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function bare(): number {
  const started = performance.now();
  spawnSync(process.execPath, ["-e", "0"]);
  return (performance.now() - started) / 1000;
}

async function inflateAll(blobs: readonly string[]): Promise<number> {
  const started = performance.now();
  for (const blob of blobs) await inflate(blob);
  return (performance.now() - started) / 1000;
}

async function inflateTogether(blobs: readonly string[]): Promise<number> {
  const started = performance.now();
  await Promise.all(blobs.map(inflate));
  return (performance.now() - started) / 1000;
}

async function inflate(blob: string): Promise<void> {
  const out = createReadStream(blob, { highWaterMark: chunkSize }).pipe(createGunzip({ chunkSize }));
  for await (const _chunk of out);
}

/** About 1 GB in 50,000 files: this machine's programs and libraries as a base, dependencies, and an application of text. */
function usualImage(): MadeImage {
  const most = Number(values.megabytes) * 1e6;
  const tree = join(folder, "usual");
  const small = filesBelow("/usr", "-size -1000k", 46_000);
  const large = filesBelow("/usr", "-size +1000k -size -60000k", 2_000);
  const bytesOf = (files: readonly File[]) => files.reduce((sum, { bytes }) => sum + bytes, 0);
  const filled: File[] = [];
  let left = most - bytesOf(small);
  for (const file of large) if (file.bytes <= left && filled.push(file)) left -= file.bytes;
  const parts = [slices(small, 3), slices(filled, 3)];
  const layers = [0, 1, 2].map((index) =>
    tarOf(
      tree,
      "/",
      [...(parts[0]?.[index] ?? []), ...(parts[1]?.[index] ?? [])].map(({ path }) => path),
    ),
  );
  layers.push(tarOf(tree, root, ["node_modules"], "--transform=s,^,app/,"));
  layers.push(tarOf(tree, root, ["src", "test", "tools", "package.json"], "--transform=s,^,app/,"));
  return image("an image of about 1 GB", tree, layers);
}

function smallLayers(): MadeImage {
  const tree = join(folder, "small");
  const layers = slices(filesBelow("/usr", "-size -20k", 800), 40).map((files) =>
    tarOf(
      tree,
      "/",
      files.map(({ path }) => path),
    ),
  );
  return image("40 small layers", tree, layers);
}

function emptyFiles(): MadeImage {
  const tree = join(folder, "empty");
  const source = join(tree, "source");
  for (let at = 0; at < 300; at++) {
    const below = join(source, `folder-number-${at}`);
    mkdirSync(below, { recursive: true });
    for (let index = 0; index < 1_000; index++) writeFileSync(join(below, `empty-file-${index}.txt`), "");
  }
  return image("300,000 empty files", tree, [tarOf(tree, source, ["."])]);
}

interface File {
  readonly path: string;
  readonly bytes: number;
}

/** Files of the machine, in an order that depends on their names only, and mixes folders. */
function filesBelow(top: string, which: string, most: number): File[] {
  const { stdout } = spawnSync("find", [top, "-xdev", "-type", "f", ...which.split(" "), "-printf", "%s %p\\0"], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const files = stdout
    .split("\0")
    .filter(Boolean)
    .map((line) => {
      const blank = line.indexOf(" ");
      return { bytes: Number(line.slice(0, blank)), path: line.slice(blank + 2) };
    });
  const order = new Map(files.map(({ path }) => [path, createHash("md5").update(path).digest("hex")]));
  const key = ({ path }: File) => order.get(path) ?? "";
  return files
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    .slice(0, most)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function slices<T>(items: readonly T[], count: number): T[][] {
  const size = Math.ceil(items.length / count);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

interface Layer {
  readonly blob: string;
  readonly digest: string;
  readonly diffId: string;
  readonly bytes: number;
}

/** A gzip layer of files below a folder. */
function tarOf(tree: string, from: string, paths: readonly string[], ...words: string[]): Layer {
  mkdirSync(join(tree, "blobs/sha256"), { recursive: true });
  const plain = join(tree, "layer.tar");
  const list = join(tree, "list");
  writeFileSync(list, paths.join("\0"));
  run("tar", ["-cf", plain, "-C", from, "--null", "-T", list, "--ignore-failed-read", "--sort=name", ...words]);
  const diffId = digestOf(plain);
  const bytes = Number(run("stat", ["-c", "%s", plain]));
  run("gzip", ["-n", "-f", plain]);
  const digest = digestOf(`${plain}.gz`);
  const blob = join(tree, "blobs/sha256", digest);
  run("mv", [`${plain}.gz`, blob]);
  return { blob, digest, diffId, bytes };
}

function digestOf(path: string): string {
  return run("sha256sum", [path]).slice(0, 64);
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, [...args], { encoding: "utf8", maxBuffer: 1 << 28 });
  // tar tells of files that went away while it read with status 1.
  if (status !== 0 && !(program === "tar" && status === 1))
    throw new Error(`${program} ${args[0]}: ${stderr.slice(0, 500)}`);
  return stdout;
}

function image(title: string, tree: string, layers: readonly Layer[]): MadeImage {
  const put = (value: unknown): { readonly digest: string; readonly size: number } => {
    const text = JSON.stringify(value);
    const hex = createHash("sha256").update(text).digest("hex");
    writeFileSync(join(tree, "blobs/sha256", hex), text);
    return { digest: `sha256:${hex}`, size: text.length };
  };
  const type = "application/vnd.oci.image";
  const config = put({
    ...{ architecture: "amd64", os: "linux", config: {} },
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => `sha256:${diffId}`) },
    history: layers.map((_, index) => ({ created_by: `COPY part${index} / # buildkit` })),
  });
  const manifest = put({
    ...{ schemaVersion: 2, mediaType: `${type}.manifest.v1+json` },
    config: { mediaType: `${type}.config.v1+json`, ...config },
    layers: layers.map(({ digest, blob }) => ({
      ...{ mediaType: `${type}.layer.v1.tar+gzip`, digest: `sha256:${digest}` },
      size: Number(run("stat", ["-c", "%s", blob])),
    })),
  });
  writeFileSync(join(tree, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  const entry = { mediaType: `${type}.manifest.v1+json`, ...manifest };
  writeFileSync(join(tree, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
  const bytes = layers.reduce((sum, layer) => sum + layer.bytes, 0);
  return { title, folder: tree, blobs: layers.map(({ blob }) => blob), bytes };
}
