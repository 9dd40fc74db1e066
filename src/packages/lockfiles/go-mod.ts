/**
 * Go: `go.mod` (go.dev/ref/mod, "go.mod files"). Its bytes come in; out come the modules that it requires, with their
 * replacements. `go.sum` beside tells which of them are there: a module whose own checksum is missing while that of its go.mod
 * stands there was never needed for its code. The `go` line is the least version of Go, not the one that builds, so that
 * nothing is said of the standard library.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { decodeRecord } from "../record-text.ts";
import { mostLockfileBytes } from "./located.ts";
import { type Locked, lockedPackages } from "./locked.ts";
import { leftOpen, unreadLockfile } from "./lockfile.ts";

export const goMod: Cataloger = {
  id: "go-mod",
  version: 1,
  selects: { names: ["go.mod"] },
  mostBytes: mostLockfileBytes,
  read: readGoMod,
};

interface Required {
  readonly name: string;
  readonly version: string;
  readonly line: number;
  readonly isDirect: boolean;
}

/** `version` is undefined for a folder. */
interface Replacement {
  readonly name: string;
  readonly version: string | undefined;
}

function* readGoMod(file: CatalogedFile): Iterable<Cataloged> {
  const { required, replaced, module, go } = parse(decodeRecord(file.bytes));
  if (!module) return yield unreadLockfile(file.path, "It names no module.");
  const sums = sumsOf(file.beside?.("go.sum"));
  const entries = required.flatMap((one) => entryOf(one, replaced, sums));
  yield* lockedPackages(file.path, "go-module", entries);
  if (required.length > 0 && isBefore117(go))
    yield leftOpen(
      `modules that ${file.path} does not list`,
      "Before Go 1.17 the file lists only what the project names itself: set `go 1.17` or later and run `go mod tidy`.",
    );
}

function parse(text: string) {
  const required: Required[] = [];
  const replaced = new Map<string, Replacement>();
  let module = "";
  let go = "";
  let block = "";
  for (const [index, line] of text.split("\n").entries()) {
    const comment = line.indexOf("//");
    const code = (comment === -1 ? line : line.slice(0, comment)).trim();
    if (code === "") continue;
    if (code === ")") {
      block = "";
      continue;
    }
    const words = code.split(/\s+/, 8).map(unquoted);
    if (block === "" && words[1] === "(") {
      block = words[0] ?? "";
      continue;
    }
    const [verb = "", ...rest] = block === "" ? words : [block, ...words];
    const isDirect = comment === -1 || !/^\/\/\s*indirect\b/.test(line.slice(comment));
    if (verb === "module") module = rest[0] ?? "";
    else if (verb === "go") go = rest[0] ?? "";
    else if (verb === "require" && rest.length >= 2)
      required.push({ name: rest[0] ?? "", version: rest[1] ?? "", line: index + 1, isDirect });
    else if (verb === "replace") addReplacement(replaced, rest);
  }
  return { required, replaced, module, go };
}

function unquoted(word: string): string {
  return word.length > 1 && /^["`]/.test(word) ? word.slice(1, -1) : word;
}

/** `old [v1] => new [v2]`. */
function addReplacement(replaced: Map<string, Replacement>, words: readonly string[]): void {
  const arrow = words.indexOf("=>");
  const [name, version] = words.slice(0, Math.max(arrow, 0));
  const [other, otherVersion] = words.slice(arrow + 1);
  if (arrow < 1 || name === undefined || other === undefined) return;
  replaced.set(version === undefined ? name : `${name}@${version}`, { name: other, version: otherVersion });
}

function entryOf(
  { name, version, line, isDirect }: Required,
  replaced: ReadonlyMap<string, Replacement>,
  sums: ReadonlySet<string> | undefined,
): Locked[] {
  const by = replaced.get(`${name}@${version}`) ?? replaced.get(name);
  // A folder of the project.
  if (by && by.version === undefined) return [];
  const [real, realVersion] = by ? [by.name, by.version ?? ""] : [name, version];
  const key = `${real} ${realVersion}`;
  if (sums && !sums.has(key) && sums.has(`${key}/go.mod`)) return [];
  return [{ key, name: real, version: realVersion, line, isDirect, details: by ? { replaces: name } : {} }];
}

/** `name version` and `name version/go.mod` of each line. */
function sumsOf(bytes: Uint8Array | undefined): ReadonlySet<string> | undefined {
  if (!bytes) return undefined;
  const sums = new Set<string>();
  for (const line of decodeRecord(bytes).split("\n")) {
    const end = line.indexOf(" ", line.indexOf(" ") + 1);
    if (end > 0) sums.add(line.slice(0, end));
  }
  return sums;
}

function isBefore117(go: string): boolean {
  const minor = /^1\.(\d{1,4})\b/.exec(go)?.[1];
  return go === "" || (minor !== undefined && Number(minor) < 17);
}
