import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const archive = join(import.meta.dirname, "../../shared/data/corpus.tar.gz");

/** A folder with the real files, for as long as `use` runs; prints why and returns when they are not there. */
export async function withCorpus(what: string, use: (folder: string) => void | Promise<void>): Promise<void> {
  if (!existsSync(archive)) {
    console.log(`skipped: the real files for ${what} (../shared/data/corpus.tar.gz) are not here`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-corpus-"));
  try {
    const { status, stderr } = spawnSync("tar", ["xzf", archive, "-C", folder]);
    if (status !== 0) throw new Error(`the corpus cannot be unpacked: ${stderr}`);
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface RealFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The Dockerfiles of the corpus, by name: the collection and those of the applications. */
export function realDockerfiles(folder: string): RealFile[] {
  const collection = readdirSync(join(folder, "dockerfiles")).map((name) => `dockerfiles/${name}`);
  const malformed = readdirSync(join(folder, "malformed")).map((name) => `malformed/${name}`);
  const apps = readdirSync(join(folder, "apps"), { recursive: true, encoding: "utf8" })
    .filter((name) => /(^|\/)Dockerfile[^/]*$/.test(name) && !name.endsWith(".dockerignore"))
    .map((name) => `apps/${name}`);
  return [...collection, ...malformed, ...apps]
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

/** The Compose files of the collection, by name, each with its text. */
export function realComposeFiles(folder: string): { readonly name: string; readonly text: string }[] {
  const names = readdirSync(join(folder, "compose")).sort();
  return names.map((name) => ({ name, text: readFileSync(join(folder, "compose", name), "utf8") }));
}

/**
 * The applications: every file by path. Of most of them only name and size are known: they hold nothing but blanks, at most
 * `mostBlanks`.
 */
export function realApplications(folder: string): { readonly name: string; readonly files: Record<string, string> }[] {
  return readdirSync(join(folder, "apps"))
    .sort()
    .map((name) => {
      const root = join(folder, "apps", name);
      const tree: readonly { readonly path: string; readonly bytes: number }[] = JSON.parse(
        readFileSync(join(root, "tree.json"), "utf8"),
      );
      const known = readdirSync(root, { recursive: true, withFileTypes: true, encoding: "utf8" })
        .filter((entry) => entry.isFile() && entry.name !== "tree.json")
        .map((entry) => join(entry.parentPath, entry.name));
      const blanks = tree.map(({ path, bytes }): [string, string] => [path, " ".repeat(Math.min(bytes, mostBlanks))]);
      const texts = known.map((path): [string, string] => [path.slice(root.length + 1), readFileSync(path, "latin1")]);
      return { name, files: Object.fromEntries([...blanks, ...texts]) };
    });
}

const mostBlanks = 64;

/** Random numbers in [0, 1) that are the same in every run: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
