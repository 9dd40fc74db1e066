/**
 * A folder of facts that were worked out before, by key. A key and bytes go in, the same bytes come out later or nothing:
 * what cannot be read, is torn or is of another format counts as absent. Several processes may use it at once without a
 * lock: a file is written beside its place and renamed into it, and what is stored under a key never changes its meaning.
 */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Facts by key. Nothing here throws: a cache that fails is a cache that is empty. */
export interface CacheFolder {
  /** `kind` and `key`: lower-case letters, digits, `-`. */
  get(kind: string, key: string): Buffer | undefined;
  put(kind: string, key: string, bytes: Uint8Array): void;
  /** Removes what was not used for longest until the folder is within its bound. Called once, after the writes of a run. */
  tidy(): void;
  /** Why nothing could be written; undefined while all went well. */
  readonly trouble: () => string | undefined;
}

/** Bytes the folder may hold; the oldest go first. */
export const mostCachedBytes = 1_000_000_000;
/** After tidying, this share of the bound is left. */
const keptShare = 0.8;
/** Leftovers of runs that were killed are removed after this time, in milliseconds. */
const staleAfter = 3_600_000;
/** The time of use is written at most once in this time, in milliseconds. */
const touchAfter = 3_600_000;

/** Raised when the format of the files changes. */
const signature = "seaworthy-cache-1";
const digestBytes = 32;
const headerBytes = signature.length + digestBytes;

/** `folder` is made when something is written; only its owner can read it. `now`: milliseconds, for times of use. */
export function openCacheFolder(folder: string, now: () => number, most: number = mostCachedBytes): CacheFolder {
  let trouble: string | undefined;
  let wrote = false;
  return {
    get(kind, key) {
      const path = pathOf(folder, kind, key);
      const body = path === undefined ? undefined : readChecked(path);
      if (path !== undefined && body) touch(path, now());
      return body;
    },
    put(kind, key, bytes) {
      const path = pathOf(folder, kind, key);
      if (path === undefined || bytes.length > most / 4) return;
      try {
        writeChecked(folder, kind, path, bytes);
        wrote = true;
      } catch (error) {
        trouble ??= error instanceof Error ? error.message : String(error);
      }
    },
    tidy() {
      if (!wrote) return;
      try {
        evict(folder, most, now());
      } catch (error) {
        trouble ??= error instanceof Error ? error.message : String(error);
      }
    },
    trouble: () => trouble,
  };
}

/** A cache that holds nothing: `--no-cache`. */
export const noCache: CacheFolder = {
  get: () => undefined,
  put: () => undefined,
  tidy: () => undefined,
  trouble: () => undefined,
};

/** Keys come from digests; anything else, such as `../x`, is no key. */
function pathOf(folder: string, kind: string, key: string): string | undefined {
  const isName = /^[a-z0-9-]{1,200}$/;
  return isName.test(kind) && isName.test(key) ? join(folder, kind, key) : undefined;
}

function readChecked(path: string): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    // Absent, or not ours to read: worked out anew.
    return undefined;
  }
  if (bytes.length < headerBytes || bytes.toString("latin1", 0, signature.length) !== signature) return undefined;
  const body = bytes.subarray(headerBytes);
  return digestOf(body).equals(bytes.subarray(signature.length, headerBytes)) ? body : undefined;
}

function writeChecked(folder: string, kind: string, path: string, bytes: Uint8Array): void {
  mkdirSync(join(folder, kind), { recursive: true, mode: 0o700 });
  const beside = join(folder, kind, `.new-${randomBytes(8).toString("hex")}`);
  try {
    writeFileSync(beside, Buffer.concat([Buffer.from(signature, "latin1"), digestOf(bytes), bytes]), {
      mode: 0o600,
      flag: "wx",
    });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

function touch(path: string, now: number): void {
  try {
    if (now - statSync(path).mtimeMs > touchAfter) utimesSync(path, now / 1000, now / 1000);
  } catch {
    // Another run removed it, or the folder is read-only: it only counts as older than it is.
  }
}

function evict(folder: string, most: number, now: number): void {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => filesIn(join(folder, name)));
  for (const { path, name, used } of files)
    if (name.startsWith(".new-") && now - used > staleAfter) rmSync(path, { force: true });
  const kept = files.filter(({ name }) => !name.startsWith(".new-")).sort((a, b) => a.used - b.used);
  let bytes = kept.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= most) return;
  for (const file of kept) {
    if (bytes <= most * keptShare) return;
    rmSync(file.path, { force: true });
    bytes -= file.bytes;
  }
}

function filesIn(folder: string) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? [{ path, name, used: stat.mtimeMs, bytes: stat.size }] : [];
  });
}
