/**
 * What a pattern is measured against: the files that are sent today, who takes them, and what the builds name. Everything
 * is worked out once; patterns then cost as much as they have hits.
 */
import { derivedStore } from "../dockerfile/derived.ts";
import { isDockerfilePath } from "../files/find-dockerfiles.ts";
import { cleanTreePath, joinTreePath } from "../files/tree-path.ts";
import type { Span } from "../text/source.ts";
import { createSource, positionAt } from "../text/source.ts";
import { findManifests, type Manifest } from "./ecosystems.ts";
import type { ContextFile, ContextFiles, EffectiveContext, Transfer } from "./effective-context.ts";
import { type PatternTest, rememberFolders } from "./folder-memory.ts";
import { parseIgnoreFile } from "./ignore-file.ts";
import { createIgnoreMatcher } from "./ignore-matcher.ts";
import type { CandidateGround } from "./ignore-plan-candidates.ts";
import { collectMentions, type Mentions, type NamingText, repositoryReader } from "./ignore-plan-mentions.ts";
import { hasWildcard, pathParts } from "./source-match.ts";

/** Bytes read of a manifest or a `.gitignore`, and how many of them are read. */
export const maxManifestBytes = 256 * 1024;
export const maxManifestsRead = 60;

/** All that is asked of when a pattern is judged. */
export interface Ground extends CandidateGround {
  /** The build the plan is for, then the others that read the same ignore file. */
  readonly contexts: readonly EffectiveContext[];
  /** Files that the ignore file in force leaves in, by path. */
  readonly sent: readonly ContextFile[];
  /** Where each of them stands among them, by its path. */
  readonly places: ReadonlyMap<string, number>;
  /** Those of them that the lines of an ignore file would leave out, and how they read; worked out once for all builds. */
  leftOutBy(lines: readonly string[]): LeftOut;
  readonly takers: readonly Taker[];
  readonly mentions: readonly Mentions[];
  /** Who reads `.git` while building. */
  readonly repositoryReader: string | undefined;
  /** Not everything in the folder could be looked at. */
  readonly isPartial: boolean;
}

/** A COPY, ADD or bind mount, with what is asked of it again and again. */
export interface Taker {
  readonly transfer: Transfer;
  readonly context: EffectiveContext;
  /** How many of the files that are sent it takes. */
  readonly count: number;
  takes(file: ContextFile): boolean;
  /** The parts of its source; empty for the whole context; undefined where a variable hides it. */
  readonly parts: readonly string[] | undefined;
  /** Its last part is a bare `*`: it takes what lies in a folder and names none of it. */
  readonly takesContents: boolean;
  /** `COPY on line 4`. */
  readonly label: string;
}

/**
 * Looks at the build the plan is for and at those that share its ignore file. Nothing but manifests, scripts and
 * `.gitignore` files is read.
 */
export function surveyBuilds(main: EffectiveContext, others: readonly EffectiveContext[] | undefined): Ground {
  return others === undefined ? grounds.of(main, (context) => survey(context, undefined)) : survey(main, others);
}

const grounds = derivedStore<EffectiveContext, Ground>();

function survey(main: EffectiveContext, others: readonly EffectiveContext[] | undefined): Ground {
  const sharing = others ?? main.sharing?.();
  const contexts = [main, ...(sharing ?? []).filter((other) => other !== main && other.root === main.root)];
  const { all } = main.files;
  const folder = main.files.once(surveyFolder);
  const texts = readNamingTexts(main, folder.namingFiles);
  const gitignores = readGitignores(main, all, folder.manifests);
  return {
    ...folder,
    contexts,
    takers: contexts.flatMap((context) => takersOf(context, context === main, folder.places)),
    mentions: contexts.map(({ dockerfile }) => collectMentions(dockerfile, texts)),
    repositoryReader: firstOf(contexts, ({ dockerfile }) => repositoryReader(dockerfile, texts)),
    isPartial:
      contexts.some(({ files, unread }) => files.unread.length > 0 || unread.length > 0) ||
      (sharing === undefined && hasOtherDockerfiles(main)),
    isGitignored: (path, name) =>
      (gitignores.get(path)?.has(name) ?? false) ||
      (path !== "" && (gitignores.get("")?.has(`${path}/${name}`) || (gitignores.get("")?.has(name) ?? false))),
  };
}

/** What is the same for all builds that are given the files. */
export function surveyFolder({ all }: ContextFiles) {
  const sent = all.filter(({ ignoredBy }) => ignoredBy === undefined);
  const manifests = findManifests(all.map(({ path }) => path));
  return {
    sent,
    places: new Map(sent.map(({ path }, at) => [path, at])),
    leftOutBy: rememberLines(pathSearch(sent), sent),
    manifests,
    namingFiles: findNamingFiles(all, manifests),
    virtualEnvironments: foldersWith(all, "pyvenv.cfg"),
    envExamples: all
      .map(({ path }) => nameOf(path))
      .filter((name) => /^\.env\.(?:[\w-]+\.)?(?:example|sample|template|dist|defaults?|tmpl)$/.test(name)),
  };
}

/** What lines of an ignore file would do. */
export interface LeftOut {
  readonly matcher: LineMatcher;
  readonly files: readonly ContextFile[];
}

/** Different patterns and whole files that are kept for one folder: builds from it ask for the same ones. */
const mostKeptLines = 200;

function rememberLines(containing: PathSearch, sent: readonly ContextFile[]): Ground["leftOutBy"] {
  let known = new Map<string, LeftOut>();
  return (lines) => {
    const text = lines.join("\n");
    const before = known.get(text);
    if (before) return before;
    const matcher = matchLines(lines);
    // The literal part of a pattern is looked for first: most patterns hit nothing.
    const isOne = lines.slice(1).every((line) => line.startsWith("!")) && !lines[0]?.includes("\n");
    const near = isOne ? containing(longestLiteral(lines[0] ?? "")) : sent;
    const made = { matcher, files: near.filter(({ path }) => matcher.isIgnored(path)) };
    if (known.size >= mostKeptLines) known = new Map();
    known.set(text, made);
    return made;
  };
}

/** The longest stretch of a pattern that stands for itself. */
function longestLiteral(pattern: string): string {
  const runs = pattern.replace(/^\*\*\//, "").split(/[*?[\]\\]+/);
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), "");
}

/** Dockerfiles beside this one are most likely built with the same ignore file, and what they need is not known here. */
function hasOtherDockerfiles({ root, dockerfile, files, ignoreFile }: EffectiveContext): boolean {
  if (ignoreFile && !ignoreFile.source.path.endsWith("/.dockerignore") && ignoreFile.source.path !== ".dockerignore")
    return false;
  const own = cleanTreePath(dockerfile.source.path);
  return files.all.some(
    ({ path }) => !path.includes("/") && isDockerfilePath(path) && joinTreePath(root, path) !== own,
  );
}

function takersOf(context: EffectiveContext, isMain: boolean, places: ReadonlyMap<string, number>): readonly Taker[] {
  return context.transfers.map((transfer) => {
    const { pattern } = transfer;
    const parts = pattern.known ? pathParts(pattern.text) : undefined;
    const last = parts?.at(-1);
    return {
      transfer,
      context,
      ...marked(transfer.files(), places),
      parts,
      takesContents: transfer.isWhole || last === "*" || last === "**",
      label: `${labelOf(context, transfer.kind, transfer.at)}${isMain ? "" : ` of ${context.dockerfile.source.path}`}`,
    };
  });
}

/** The files with the text in their path, and perhaps a few more. */
type PathSearch = (text: string) => readonly ContextFile[];

/** One search through all paths at once is a hundred times faster than one in each. */
function pathSearch(files: readonly ContextFile[]): PathSearch {
  const all = files.map(({ path }) => path).join("\n");
  const starts = new Uint32Array(files.length + 1);
  for (let at = 0, start = 0; at < files.length; at++) {
    start += (files[at]?.path.length ?? 0) + 1;
    starts[at + 1] = start;
  }
  return (text) => {
    const found: ContextFile[] = [];
    let place = 0;
    for (let at = all.indexOf(text); at !== -1; at = all.indexOf(text, starts[place])) {
      place = placeAfter(starts, at, place);
      const file = files[place - 1];
      if (!file) break;
      found.push(file);
    }
    return found;
  };
}

/** The first place whose path starts behind the offset. */
function placeAfter(starts: Uint32Array, offset: number, from: number): number {
  let low = from;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A byte for each file that is sent: asked for again and again, and there may be hundreds of thousands. */
function marked(files: readonly ContextFile[], places: ReadonlyMap<string, number>): Pick<Taker, "count" | "takes"> {
  const marks = new Uint8Array(places.size);
  let count = 0;
  for (const { path } of files) {
    const place = places.get(path);
    if (place === undefined || marks[place] === 1) continue;
    marks[place] = 1;
    count += 1;
  }
  return { count, takes: ({ path }) => marks[places.get(path) ?? -1] === 1 };
}

function labelOf({ dockerfile }: EffectiveContext, kind: Transfer["kind"], at: Span): string {
  const name = kind === "bind" ? "the bind mount" : kind.toUpperCase();
  return `${name} on line ${positionAt(dockerfile.source, at.start).line}`;
}

const scriptName =
  /^(?:Makefile|makefile|GNUmakefile|Justfile|justfile|MANIFEST\.in|build\.rs|[\w.-]+\.(?:sh|bash|gemspec|mk))$/;

/** Manifests, and scripts in the root or one folder below it. */
function findNamingFiles(all: readonly ContextFile[], manifests: readonly Manifest[]): readonly ContextFile[] {
  const wanted = new Set(manifests.map(({ path }) => path));
  const scripts = all.filter(({ path }) => path.split("/", 3).length <= 2 && scriptName.test(nameOf(path)));
  return [...all.filter(({ path }) => wanted.has(path)), ...scripts].slice(0, maxManifestsRead);
}

function readNamingTexts(context: EffectiveContext, files: readonly ContextFile[]): readonly NamingText[] {
  return files.flatMap((file) => {
    const text = readText(context, file);
    return text === undefined ? [] : [{ path: file.path, text }];
  });
}

/** Names that a `.gitignore` lists, by its folder: just those without wildcards, which is how build output is listed. */
function readGitignores(
  context: EffectiveContext,
  all: readonly ContextFile[],
  manifests: readonly Manifest[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Set(["", ...manifests.map(({ folder }) => folder)]);
  const paths = new Set(
    [...folders].slice(0, maxManifestsRead).map((folder) => (folder === "" ? ".gitignore" : `${folder}/.gitignore`)),
  );
  const listed = new Map<string, ReadonlySet<string>>();
  for (const file of all) {
    if (!paths.has(file.path)) continue;
    const lines = readText(context, file)?.split("\n") ?? [];
    const names = lines.map((line) =>
      line
        .trim()
        .replace(/^(?:\*\*)?\/+/, "")
        .replace(/\/(?:\*{1,2})?$/, ""),
    );
    listed.set(file.path === ".gitignore" ? "" : file.path.slice(0, -"/.gitignore".length), new Set(names));
  }
  return listed;
}

function readText(context: EffectiveContext, file: ContextFile): string | undefined {
  return context.derive(file, maxManifestBytes, decoded);
}

function decoded(_: string, bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

function foldersWith(all: readonly ContextFile[], name: string): readonly string[] {
  return all.flatMap(({ path }) => (path.endsWith(`/${name}`) ? [path.slice(0, -name.length - 1)] : []));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function firstOf<T, R>(items: readonly T[], pick: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = pick(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A matcher of some lines that remembers folders, so that many paths below one cost one look each. */
export interface LineMatcher {
  isIgnored(path: string): boolean;
}

/** Lines of an ignore file as the builder reads them. */
function matchLines(lines: readonly string[]): LineMatcher {
  let test: PatternTest | undefined;
  return {
    isIgnored: (path) => {
      // Made when the first path is asked for: for most patterns there is none.
      test ??= rememberFolders(createIgnoreMatcher(parseIgnoreFile(createSource("", lines.join("\n"))).patterns));
      return test(path);
    },
  };
}

/** The source a COPY names, as a path with a plain letter for each wildcard: what a pattern must not take. */
export function namedPath(parts: readonly string[]): string {
  const path = parts.join("/");
  return hasWildcard(path) ? path.replace(/\[[^\]]*\]|[*?]+/g, "x") : path;
}
