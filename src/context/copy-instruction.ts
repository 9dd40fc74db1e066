/**
 * COPY and ADD as the builder reads them: sources, what is left out of them, and where they are put. Used for what comes
 * from the context and for what one stage takes of another. Variables are expanded; what they hide stays unknown.
 * Reference: BuildKit frontend/dockerfile/dockerfile2llb/convert.go, `dispatchCopy`.
 */
import type { Stage, Value } from "../dockerfile/dockerfile.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import type { Span } from "../text/source.ts";
import { type PatternTest, rememberFolders } from "./folder-memory.ts";
import type { IgnorePattern } from "./ignore-file.ts";
import { readPattern } from "./ignore-file.ts";
import { createIgnoreMatcher } from "./ignore-matcher.ts";
import { isKnownFolder } from "./known-folders.ts";
import { hasWildcard, pathParts } from "./source-match.ts";

/** One COPY or ADD. */
export interface CopyInstruction {
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** Those that name files: neither heredocs nor addresses. */
  readonly sources: readonly CopySource[];
  /** undefined where it cannot be known. */
  readonly destination: Destination | undefined;
  /** Of `--exclude`; its paths are below the folder that a source names. */
  readonly excludes: PatternTest | undefined;
}

/** One source word. */
export interface CopySource {
  readonly at: Span;
  readonly value: Value;
  /** Of the folder or file it names; undefined where the value is not known. */
  readonly parts: readonly string[] | undefined;
  readonly isGlob: boolean;
  /** Of `--parents`: what is taken below the parts, with its folders. */
  readonly parents: PatternTest | undefined;
}

/** Where files are put. */
export interface Destination {
  /** Absolute, without a `/` at the end. */
  readonly path: string;
  /** A single file goes into it, under its own name. */
  readonly isFolder: boolean;
}

/** What a source was found to name: a folder, whose content is taken, or a file. */
export interface SourceMatch {
  /** Below the root it was looked for in; "" is that root. */
  readonly path: string;
  /** The file's name as matched: that of the link, where a link led to it. */
  readonly name: string;
  readonly isFolder: boolean;
}

/** Reads one; undefined for a line that has no destination. */
export function readCopy(stage: Stage, instruction: Instruction): CopyInstruction | undefined {
  const words = instruction.args;
  const last = words.at(-1);
  if (!last || words.length < 2) return undefined;
  const documents = new Set(instruction.heredocs.map(({ at }) => at.start));
  const excludes = readExcludes(stage, instruction);
  const isNested = instruction.flags.some(({ name, value }) => name === "parents" && value !== "false");
  const sources = words.slice(0, -1).flatMap((word): CopySource[] => {
    if (documents.has(word.span.start)) return [];
    const value = excludes.why ?? stage.expand(instruction, word.text);
    return value.known && isAddress(value.text) ? [] : [readSource(word.span, slashed(stage, value), isNested)];
  });
  const destination = readDestination(stage, instruction, last.text);
  return { stage, instruction, sources, destination, excludes: excludes.matcher };
}

/** The empty pattern of `--parents .`: all is sent to the builder, and it copies no file. */
export const takesNothing: PatternTest = () => false;

/** A source word or the source of a bind mount. `isNested`: with `--parents`. */
export function readSource(at: Span, value: Value, isNested: boolean): CopySource {
  if (!value.known) return { at, value, parts: undefined, isGlob: false, parents: undefined };
  const isGlob = hasWildcard(value.text);
  if (!isNested) return { at, value, parts: pathParts(value.text), isGlob, parents: undefined };
  const pivot = value.text.indexOf("/./");
  const below = pathParts(pivot === -1 ? value.text : value.text.slice(pivot + 3)).join("/");
  const parts = pivot === -1 ? [] : pathParts(value.text.slice(0, pivot));
  return { at, value, parts, isGlob, parents: below === "" ? takesNothing : matcherOf([below]) };
}

/**
 * Where a file goes, or undefined when the instruction does not take it. `path` is the file's, `match` what the source was
 * found to name. `--exclude` is not asked about a file that a source names itself: neither does the builder
 * (moby/buildkit#5489).
 */
export function destinationOf(
  { destination, excludes }: Pick<CopyInstruction, "destination" | "excludes">,
  { parents }: Pick<CopySource, "parents">,
  match: SourceMatch,
  path: string,
): { readonly path: string | undefined } | undefined {
  if (!match.isFolder) {
    if (path !== match.path || parents) return undefined;
    if (!destination) return { path: undefined };
    return { path: destination.isFolder ? below(destination.path, match.name) : destination.path };
  }
  if (match.path !== "" && !path.startsWith(`${match.path}/`)) return undefined;
  const rest = match.path === "" ? path : path.slice(match.path.length + 1);
  if (excludes?.(rest) || (parents && !parents(rest))) return undefined;
  return { path: destination && below(destination.path, rest) };
}

function below(folder: string, path: string): string {
  return folder === "/" ? `/${path}` : `${folder}/${path}`;
}

/** ADD fetches these. */
function isAddress(source: string): boolean {
  return (
    /^(?:https?|git|ssh):\/\//i.test(source) ||
    /^git@/.test(source) ||
    /^github\.com\/[^?#\s]+(?:\.git|[#?])/.test(source)
  );
}

function readExcludes(stage: Stage, instruction: Instruction): { matcher?: PatternTest; why?: Value } {
  const given: string[] = [];
  for (const { name, value } of instruction.flags) {
    if (name !== "exclude" || value === undefined) continue;
    const pattern = stage.expand(instruction, value);
    // With an exclude that is not known, neither is what is taken.
    if (!pattern.known) return { why: pattern };
    // Only an ignore file has its leading `/` taken off: here such a pattern matches nothing.
    if (!/^!?\s*\//.test(pattern.text.trim())) given.push(pattern.text);
  }
  return given.length === 0 ? {} : { matcher: matcherOf(given) };
}

function matcherOf(patterns: readonly string[]): PatternTest {
  const read = patterns.map(
    (text, index): IgnorePattern => ({ index, text, span: { start: 0, end: 0 }, ...readPattern(text.trim()) }),
  );
  return rememberFolders(createIgnoreMatcher(read));
}

/** Several sources make no folder of it: without a `/` at the end each file takes the place of the one before. */
function readDestination(stage: Stage, instruction: Instruction, raw: string): Destination | undefined {
  const value = slashed(stage, stage.expand(instruction, raw));
  if (!value.known || /^[A-Za-z]:/.test(value.text)) return undefined;
  const path = absolute(stage, instruction, value.text);
  if (path === undefined) return undefined;
  // With --link the copy is made where nothing but the root stands yet.
  const isLinked = instruction.flags.some((flag) => flag.name === "link" && flag.value !== "false");
  const isThere = isLinked ? path === "/" : isKnownFolder(stage, instruction, path);
  const isFolder = /(?:^|\/)\.?$/.test(value.text) || isThere;
  return { path, isFolder };
}

/** A path of the image against the WORKDIR in force; undefined where that depends on the base image. */
export function absolute(stage: Stage, instruction: Instruction, path: string): string | undefined {
  if (path.startsWith("/")) return `/${pathParts(path).join("/")}`;
  const { workdir } = stage.before(instruction);
  const folder = workdir ? workdir.value : rootOf(stage);
  return folder?.known && folder.text.startsWith("/") ? `/${pathParts(`${folder.text}/${path}`).join("/")}` : undefined;
}

function rootOf(stage: Stage): Value | undefined {
  return stage.chain.at(-1)?.base.kind === "scratch" ? { known: true, text: "/", assumed: [] } : undefined;
}

/** A Dockerfile with the escape of Windows has `\` between the parts of its paths. */
function slashed(stage: Stage, value: Value): Value {
  return value.known && stage.escape === "`" ? { ...value, text: value.text.replaceAll("\\", "/") } : value;
}
