import type { ContextFiles, IgnoreFileFacts } from "../../context/effective-context.ts";
import type { IgnorePattern } from "../../context/ignore-file.ts";
import { createIgnoreMatcher } from "../../context/ignore-matcher.ts";
import { compilePattern, matchesPath } from "../../context/ignore-pattern.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { fixByEdits, followFolders, isCompleteFor } from "./parts/ignore-edit.ts";

const dockerfile = "FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY server.js ./\nUSER 1000\n";
const project = { Dockerfile: dockerfile, "server.js": "" };

export const deadPattern: Rule<"ignoreFile"> = {
  id: "dead-pattern",
  title: "A pattern of the ignore file matches nothing, by a mistake",
  habit: "context",
  severity: "info",
  confidence: "medium",
  severityReason: "Info: the build is as it would be without the line. Low where files are there that were meant.",
  needs: ["ignoreFile"],
  since: "0.2.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "Patterns that match nothing in any build of the project and show why: another case than the file's, `{a,b}`, a backslash for a slash, a variable, a path that leads out of the context or begins with its folder's name; and `!` patterns that a later line always overrules. Patterns for what may come to be are left alone, and so is everything where a folder could not be read.",
  why: "The line looks as if it kept something out, and keeps nothing out.",
  remedy: "Write the pattern as the builder reads it, or take the line out.",
  whenToIgnore: "What it matches is made before the build.",
  fix: "both",
  bad: [
    {
      title: "a list in braces",
      files: { ...project, "a.log": "", "b.tmp": "", ".dockerignore": "*.{log,tmp}\n" },
    },
    { title: "another case", files: { ...project, "README.md": "", ".dockerignore": "readme.md\n" } },
    { title: "overruled", files: { ...project, "README.md": "", "a.md": "", ".dockerignore": "!README.md\n*.md\n" } },
  ],
  good: [
    { title: "for what may come", files: { ...project, ".dockerignore": "**/.classpath\nnode_modules\n" } },
    {
      title: "in the order that counts",
      files: { ...project, "README.md": "", "a.md": "", ".dockerignore": "*.md\n!README.md\n" },
    },
  ],
  *check({ ignoreFile }) {
    if (!isCompleteFor(ignoreFile.contexts)) return;
    const paths = listPaths(ignoreFile);
    const overruled = findOverruled(ignoreFile);
    for (const pattern of ignoreFile.file.patterns) {
      if (pattern.error !== undefined || pattern.cleaned === "") continue;
      const mistake = overruled.has(pattern) ? overruledMistake(pattern) : mistakeOf(ignoreFile, pattern, paths);
      if (mistake && (overruled.has(pattern) || isDead(pattern.cleaned, paths)))
        yield problemOf(ignoreFile, pattern, mistake);
    }
  },
};

/** Why a pattern does nothing. */
interface Mistake {
  /** Goes on after the pattern: "is never found: …". */
  readonly message: string;
  /** Lines to write in its place, when they are known to match. */
  readonly meant: readonly string[];
  readonly isMissed: boolean;
}

function problemOf(facts: IgnoreFileFacts, pattern: IgnorePattern, { message, meant, isMissed }: Mistake): Problem {
  const text = meant.map((one) => (pattern.negated ? `!${one}` : one)).join("\n");
  const fixes: Fix[] =
    meant.length === 0
      ? []
      : [
          fixByEdits(facts, `Write ${text.replaceAll("\n", " and ")}`, [
            { ...pattern.span, text: text.replaceAll("\n", facts.file.source.text.includes("\r\n") ? "\r\n" : "\n") },
          ]),
        ];
  return {
    at: pattern.span,
    message: `${pattern.text} ${message}`,
    ...(isMissed ? { severity: "low" } : {}),
    ...(fixes.length > 0 ? { fixes } : { refusal: "The line does not say what was meant: mend it, or take it out." }),
  };
}

/** In the order of how much each says. */
function mistakeOf(facts: IgnoreFileFacts, pattern: IgnorePattern, paths: readonly string[]): Mistake | undefined {
  const { cleaned, text } = pattern;
  if (cleaned === ".." || cleaned.startsWith("../"))
    return { message: "leads out of the build context, where nothing can be left out.", meant: [], isMissed: false };
  if (/\$\{\w+\}|\$\w+/.test(cleaned))
    return { message: "holds a variable, and an ignore file knows none.", meant: [], isMissed: false };
  const list = braceList(cleaned);
  if (list) return { ...meantBy(list, paths), message: "matches nothing: braces are no lists in an ignore file." };
  if (/^[\w.*-]+(?:\\[\w.*-]+)+$/.test(cleaned)) {
    const slashed = meantBy([cleaned.replaceAll("\\", "/")], paths);
    if (slashed.isMissed)
      return { ...slashed, message: "matches nothing: folders are separated by /, and \\ escapes." };
  }
  const cased = inOtherCase(cleaned, paths);
  if (cased !== undefined)
    return { message: `matches nothing: on disk it is ${cased}, and case counts.`, meant: [cased], isMissed: true };
  return withRootName(facts, text, cleaned, paths);
}

/** `a.{b,c}` as `a.b` and `a.c`; undefined where no list is. */
function braceList(cleaned: string): readonly string[] | undefined {
  const found = /^([^{}]*)\{([^{}]*,[^{}]*)\}([^{}]*)$/.exec(cleaned);
  if (!found || /^\d*,\d*$/.test(found[2] ?? "")) return undefined;
  return (found[2] ?? "").split(",").map((one) => `${found[1]}${one}${found[3]}`);
}

function meantBy(patterns: readonly string[], paths: readonly string[]): Pick<Mistake, "meant" | "isMissed"> {
  const isMissed = patterns.some((one) => !isDead(one, paths));
  return { meant: isMissed ? patterns : [], isMissed };
}

/** The path on disk when the pattern is one, but for upper and lower case. */
function inOtherCase(cleaned: string, paths: readonly string[]): string | undefined {
  if (/[*?[\]\\]/.test(cleaned)) return undefined;
  const wanted = cleaned.toLowerCase();
  return paths.find((path) => path.length === cleaned.length && path.toLowerCase() === wanted);
}

/** `web/dist` in the context `web`. */
function withRootName({ contexts }: IgnoreFileFacts, text: string, cleaned: string, paths: readonly string[]) {
  const names = new Set(contexts.map(({ root }) => root.slice(root.lastIndexOf("/") + 1)));
  const slash = cleaned.indexOf("/");
  const rest = cleaned.slice(slash + 1);
  if (slash <= 0 || !names.has(cleaned.slice(0, slash)) || rest.startsWith("*") || text.includes(".."))
    return undefined;
  if (isDead(rest, paths)) return undefined;
  const message = `matches nothing: patterns begin at the build context, which is the folder ${cleaned.slice(0, slash)} itself.`;
  return { message, meant: [rest], isMissed: true };
}

/** Every file and folder of the builds. */
function listPaths({ contexts }: IgnoreFileFacts): readonly string[] {
  const shared = [...new Set(contexts.map(({ files }) => files))];
  const lists = shared.map((files) => files.once(pathsOf));
  return lists.length === 1 ? (lists[0] ?? []) : [...new Set(lists.flat())];
}

function pathsOf({ all }: ContextFiles): readonly string[] {
  const paths = new Set<string>();
  for (const { path } of all) {
    paths.add(path);
    for (let end = path.lastIndexOf("/"); end !== -1; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end);
      if (paths.has(folder)) break;
      paths.add(folder);
    }
  }
  return [...paths];
}

function isDead(cleaned: string, paths: readonly string[]): boolean {
  const match = compilePattern(cleaned);
  return match.kind !== "error" && !paths.some((path) => matchesPath(match, path));
}

/** `!` patterns whose files exist and are all left out by later lines. */
function findOverruled({ file, contexts }: IgnoreFileFacts): ReadonlySet<IgnorePattern> {
  const negated = file.patterns.filter(
    (pattern, index) => pattern.negated && !pattern.error && hasLater(file.patterns, index),
  );
  const overruled = new Set<IgnorePattern>();
  if (negated.length === 0) return overruled;
  const stateOf = followFolders(createIgnoreMatcher(file.patterns));
  for (const pattern of negated) {
    // A path, not a glob: the files do not tell what a glob was to take in.
    if (/[*?[\]\\]/.test(pattern.cleaned)) continue;
    const own = contexts.flatMap(({ files }) => files.all.filter(({ path }) => lies(path, pattern.cleaned)));
    const isOverruled =
      own.length > 0 && own.every(({ path }) => (stateOf(path).ignoredBy?.index ?? -1) > pattern.index);
    const isNamedLater = file.patterns.some(
      ({ index, cleaned }) => index > pattern.index && cleaned === pattern.cleaned,
    );
    if (isOverruled && !isNamedLater) overruled.add(pattern);
  }
  return overruled;
}

function hasLater(patterns: readonly IgnorePattern[], index: number): boolean {
  return patterns.some((pattern, at) => at > index && !pattern.negated);
}

function lies(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function overruledMistake({ cleaned }: IgnorePattern): Mistake {
  return {
    message: `takes nothing in again: a later line leaves ${cleaned} out, and the last line that matches decides.`,
    meant: [],
    isMissed: true,
  };
}
