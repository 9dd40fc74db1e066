/**
 * Yarn: `yarn.lock`, of version 1 (a form of its own) and of Berry (YAML). Its bytes come in, packages come out; workspaces,
 * links and what came from a path are passed over. What the project names stands in `package.json`; Berry has it too.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { decodeRecord } from "../record-text.ts";
import { at, type Located, mapOf, textAt } from "./located.ts";
import { mostYamlLockfile } from "./located-yaml.ts";
import { type Locked, type LockedRoots, lockedPackages } from "./locked.ts";
import { isPlainVersion, readLockfile, unreadLockfile } from "./lockfile.ts";
import { rootsOfPackageJson } from "./npm-lock.ts";

export const yarnLock: Cataloger = {
  id: "yarn-lock",
  version: 1,
  selects: { names: ["yarn.lock"] },
  mostBytes: mostYamlLockfile,
  read: readYarnLock,
};

function* readYarnLock(file: CatalogedFile): Iterable<Cataloged> {
  const text = decodeRecord(file.bytes);
  if (/^__metadata:/m.test(text)) return yield* readBerry(file);
  const entries = readFirstForm(text);
  if (entries.length === 0 && !/^# yarn lockfile/m.test(text))
    return yield unreadLockfile(file.path, "It is no lockfile of Yarn.");
  const roots = rootsOfPackageJson(file, (name, range) => `${name}@${range}`);
  yield* lockedPackages(file.path, "npm", entries.flatMap(spread), roots && through(entries, roots));
}

/** An entry with all the ranges that it answers. */
interface Answer {
  readonly keys: readonly string[];
  readonly line: number;
  version?: string;
  resolved?: string;
  readonly needs: string[];
}

function readFirstForm(text: string): Answer[] {
  const entries: Answer[] = [];
  let entry: Answer | undefined;
  let isNeeds = false;
  for (const [index, line] of text.split("\n").entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const indent = line.length - line.trimStart().length;
    if (indent === 0) {
      entry = trimmed.endsWith(":")
        ? { keys: patternsOf(trimmed.slice(0, -1)), line: index + 1, needs: [] }
        : undefined;
      if (entry) entries.push(entry);
      isNeeds = false;
    } else if (entry && indent === 2) {
      const [word, value] = wordsOf(trimmed);
      isNeeds = /^(?:optionalD|d)ependencies:$/.test(word);
      if (word === "version") entry.version = value;
      else if (word === "resolved") entry.resolved = value;
    } else if (entry && isNeeds) entry.needs.push(wordsOf(trimmed).join("@"));
  }
  return entries;
}

/** `"@s/a@^1", b@2`. */
function patternsOf(text: string): string[] {
  return text.split(",").map((pattern) => unquoted(pattern.trim()));
}

/** A name and its value, each perhaps quoted. */
function wordsOf(text: string): readonly [string, string] {
  const end = text.startsWith('"') ? text.indexOf('"', 1) + 1 : text.indexOf(" ");
  return end <= 0 ? [unquoted(text), ""] : [unquoted(text.slice(0, end)), unquoted(text.slice(end).trim())];
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** The first range carries what is needed; the others lead to it. */
function spread(answer: Answer): Locked[] {
  const [key = "", ...others] = answer.keys;
  const { line, version, resolved, needs } = answer;
  const isLocal = resolved === undefined && /@(?:file|link|portal):/.test(key);
  const name = nameIn(key);
  return [
    {
      key,
      name,
      version,
      line,
      needs,
      isLocal,
      details: { source: resolved?.includes("git") ? gitOf(resolved) : undefined },
    },
    ...others.map((other) => ({ key: other, name, version, line, needs: [key], isLocal: true })),
  ];
}

function gitOf(resolved: string): string | undefined {
  return /^git[+:]|\.git#|codeload\.github\.com/.test(resolved) ? "git" : undefined;
}

/** `a@npm:b@^1` is a package b. */
function nameIn(pattern: string): string {
  const split = pattern.indexOf("@", 1);
  const range = split === -1 ? "" : pattern.slice(split + 1);
  const alias = /^npm:(@?[^@]+)@/.exec(range)?.[1];
  if (alias !== undefined) return alias;
  return split === -1 ? pattern : pattern.slice(0, split);
}

/** Resolutions may answer another range than the one that is asked for: then nobody knows who is direct. */
function through(entries: readonly Answer[], roots: LockedRoots): LockedRoots {
  const known = new Set(entries.flatMap(({ keys }) => keys));
  const isWhole = [...roots.production, ...roots.development].every(
    (key) => known.has(key) || /@(?:link|file):/.test(key),
  );
  return { ...roots, isWhole: roots.isWhole && isWhole };
}

function* readBerry(file: CatalogedFile): Iterable<Cataloged> {
  const read = readLockfile(file, "YAML");
  if ("unknown" in read) return yield read;
  const entries = [...mapOf(read.root)].filter(([key]) => key !== "__metadata");
  const locked = entries.flatMap(([key, entry]) => berryEntries(key, entry));
  const projects = entries.filter(([key]) => /@workspace:/.test(key)).map(([, entry]) => entry);
  yield* lockedPackages(file.path, "npm", locked, berryRoots(file, projects));
}

function berryEntries(written: string, entry: Located): Locked[] {
  const [key = "", ...others] = written.split(",").map((one) => plainRange(one.trim()));
  const version = textAt(at(entry, "version"));
  const resolution = textAt(at(entry, "resolution")) ?? key;
  const common = { name: nameIn(resolution), version, line: entry.line };
  const protocol = /^@?[^@]+@([a-z+]+):/.exec(resolution)?.[1];
  return [
    {
      ...{ key, ...common, needs: needsOf(entry) },
      isLocal: !isPlainVersion(version) || (protocol !== undefined && localProtocols.has(protocol)),
      details: { source: /\.git#|^[^@]*@git/.test(resolution) ? "git" : undefined, lockfile: "berry" },
    },
    ...others.map((other) => ({ ...common, key: other, needs: [key], isLocal: true })),
  ];
}

const localProtocols = new Set(["workspace", "link", "portal", "file"]);

function needsOf(entry: Located): string[] {
  return [...mapOf(at(entry, "dependencies"))].map(([name, range]) => plainRange(`${name}@${textAt(range) ?? ""}`));
}

/** Older ones write `npm:` in keys only. */
function plainRange(descriptor: string): string {
  const split = descriptor.indexOf("@", 1);
  const range = descriptor.slice(split + 1);
  return split > 0 && range.startsWith("npm:") && !/^npm:@?[^@]+@/.test(range)
    ? `${descriptor.slice(0, split)}@${range.slice(4)}`
    : descriptor;
}

/** Workspaces stand in the lockfile with all they name; which of that is for development, only `package.json` says. */
function berryRoots(file: CatalogedFile, projects: readonly Located[]): LockedRoots | undefined {
  if (projects.length === 0) return undefined;
  const manifest = projects.length === 1 ? rootsOfPackageJson(file, (name) => name) : undefined;
  const isDev = (key: string) => {
    const name = key.slice(0, key.indexOf("@", 1));
    return manifest?.development.includes(name) === true && !manifest.production.includes(name);
  };
  const named = projects.flatMap(needsOf);
  return { production: named.filter((key) => !isDev(key)), development: named.filter(isDev), isWhole: true };
}
