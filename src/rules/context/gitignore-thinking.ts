import type { ContextFile, EffectiveContext, IgnoreFileFacts } from "../../context/effective-context.ts";
import type { IgnorePattern } from "../../context/ignore-file.ts";
import { createIgnoreMatcher } from "../../context/ignore-matcher.ts";
import type { Problem, Severity } from "../../finding/finding.ts";
import { secretFileKind } from "../../secrets/secret-files.ts";
import { isTrialPath } from "../../secrets/secret-finding.ts";
import type { Rule } from "../rule.ts";
import { contextSecrets } from "./parts/context-secrets.ts";
import { fixByEdits, followFolders, takes } from "./parts/ignore-edit.ts";
import { listText } from "./parts/words.ts";

const dockerfile =
  "FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY package.json ./\nRUN npm ci\nCOPY api ./api\nUSER 1000\n";
const project = { Dockerfile: dockerfile, "package.json": "{}", "api/main.js": "" };

export const gitignoreThinking: Rule<"ignoreFile"> = {
  id: "gitignore-thinking",
  title: "A pattern without **/ leaves files in subfolders in the build",
  habit: "context",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium when a COPY takes a secret, packages of this machine or history; low for other litter it takes; info when the files only go into the build context.",
  needs: ["ignoreFile"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Patterns of one name, such as node_modules, .env or *.pem, where a file or folder of that name lies deeper, goes into the build, and is litter or a secret wherever it lies. Left alone: patterns with a slash, names that may mean something else in a subfolder (docs, dist, README.md), files that another pattern leaves out or takes in again, certificates and keys without a secret, and folders of tests.",
  why: "Unlike in a .gitignore, a pattern counts from the root of the build context: what lies in a subfolder is sent, and copied with it.",
  remedy: "Write `**/` before the name.",
  whenToIgnore: "The file in the subfolder is needed in the image.",
  fix: "both",
  bad: [
    {
      title: "packages of a subfolder",
      files: { ...project, "api/node_modules/a/index.js": "", ".dockerignore": "node_modules\n" },
    },
    { title: "settings of a subfolder", files: { ...project, "web/.env": "PORT=3000\n", ".dockerignore": ".env\n" } },
  ],
  good: [
    {
      title: "at any depth",
      files: { ...project, "api/node_modules/a/index.js": "", ".dockerignore": "**/node_modules\n" },
    },
    {
      title: "nothing deeper",
      files: { ...project, "node_modules/a/index.js": "", ".dockerignore": "node_modules\n" },
    },
    { title: "a name that says nothing", files: { ...project, "api/docs/a.md": "", ".dockerignore": "docs\n" } },
  ],
  *check({ ignoreFile }) {
    const patterns = ignoreFile.file.patterns.filter(isOneName);
    if (patterns.length === 0) return;
    const found = ignoreFile.contexts.flatMap((context) => deeperIn(ignoreFile, context, patterns));
    for (const pattern of patterns) {
      const deeper = found.filter((one) => one.pattern === pattern);
      if (deeper.length > 0) yield problemOf(ignoreFile, pattern, deeper);
    }
  },
};

/** Names that are litter in any folder. */
const litter =
  /^(?:node_modules|bower_components|\.git|\.svn|\.hg|__pycache__|\.venv|\.(?:pytest|mypy|ruff)_cache|\.tox|\.gradle|\.next|\.nuxt|\.turbo|\.parcel-cache|\.nyc_output|\.terraform|\.idea|\.vs|\.vscode|\.DS_Store|Thumbs\.db|(?:npm|yarn)-(?:debug|error)\.log.*|.+\.py[cod]|.+\.sw[op]|.+\.egg-info)$/;
/** Those that change what runs in the image, or tell its history. */
const grave = /^(?:node_modules|bower_components|\.venv|\.git|\.svn|\.hg)$/;
/** Folders of other people's code: what lies in them is theirs. */
const others = /(?:^|\/)(?:node_modules|bower_components|vendor|site-packages)\//;

/** No slash but at the end: in a `.gitignore` it would match at any depth. */
function isOneName({ text, negated, cleaned, error }: IgnorePattern): boolean {
  if (negated || error !== undefined || cleaned.startsWith("**")) return false;
  return cleaned !== "*" && !text.replace(/\/+$/, "").includes("/");
}

/** A file or folder deeper down that the pattern names. */
interface Deeper {
  readonly pattern: IgnorePattern;
  readonly context: EffectiveContext;
  readonly file: ContextFile;
  /** The file, or the folder it lies in. */
  readonly place: string;
  readonly isGrave: boolean;
}

function problemOf(facts: IgnoreFileFacts, pattern: IgnorePattern, deeper: readonly Deeper[]): Problem {
  const isTaken = (found: readonly Deeper[]) =>
    facts.contexts.some((context) =>
      takes(context, new Set(found.filter((one) => one.context === context).map(({ file }) => file))),
    );
  const severity: Severity = isTaken(deeper.filter(({ isGrave }) => isGrave))
    ? "medium"
    : isTaken(deeper)
      ? "low"
      : "info";
  const places = [...new Set(deeper.map(({ place }) => place))].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const name = pattern.text.replace(/\/+$/, "");
  const verb = places.length === 1 ? "goes" : "go";
  return {
    at: pattern.span,
    message: `${pattern.text} counts at the root of the build context only, so ${listText(places, 2, "places")} still ${verb} into the build. Meant is **/${name}.`,
    severity,
    fixes: [
      fixByEdits(facts, `Write **/${name}`, [{ start: pattern.span.start, end: pattern.span.start, text: "**/" }]),
    ],
  };
}

function deeperIn(
  { file: { patterns } }: IgnoreFileFacts,
  context: EffectiveContext,
  named: readonly IgnorePattern[],
): Deeper[] {
  const stateOf = followFolders(createIgnoreMatcher(patterns));
  const namedAt = namedPlaces(named);
  const found: Deeper[] = [];
  for (const file of context.files.named(mayMatter)) {
    const hit = file.ignoredBy ? undefined : namedAt(file.path);
    if (!hit || others.test(hit.place)) continue;
    const weight = weigh(context, file, hit.place);
    // Somebody wrote a `!` for it.
    if (weight && !stateOf(file.path).decidedBy?.negated)
      found.push({ ...hit, context, file, isGrave: weight === "grave" });
  }
  return found;
}

/** Some part of the path is of a kind that `weigh` knows. */
function mayMatter(path: string): boolean {
  return (
    path.split("/").some((name) => litter.test(name)) || (!isTrialPath(path) && secretFileKind(path) !== undefined)
  );
}

interface NamedPlace {
  readonly pattern: IgnorePattern;
  readonly place: string;
}

/** The first part below the root's own that a pattern names; each folder and each name looked at once. */
function namedPlaces(named: readonly IgnorePattern[]): (path: string) => NamedPlace | undefined {
  const matcher = createIgnoreMatcher(named);
  const byName = new Map<string, IgnorePattern | undefined>();
  const byFolder = new Map<string, NamedPlace | undefined>();
  const patternFor = (name: string) => {
    if (!byName.has(name)) byName.set(name, matcher.decide(name));
    return byName.get(name);
  };
  const at = (path: string): NamedPlace | undefined => {
    const slash = path.lastIndexOf("/");
    if (slash === -1) return undefined;
    const folder = path.slice(0, slash);
    if (!byFolder.has(folder)) byFolder.set(folder, at(folder));
    const above = byFolder.get(folder);
    const pattern = above ? undefined : patternFor(path.slice(slash + 1));
    return above ?? (pattern && { pattern, place: path });
  };
  return at;
}

function weigh(context: EffectiveContext, file: ContextFile, place: string): "grave" | "light" | undefined {
  const name = place.slice(place.lastIndexOf("/") + 1);
  if (litter.test(name)) return grave.test(name) ? "grave" : "light";
  const kind = place === file.path && !isTrialPath(place) ? secretFileKind(place) : undefined;
  if (!kind) return undefined;
  const holdsSecret = kind.certain || contextSecrets(context).secrets.some((secret) => secret.file === file);
  if (holdsSecret) return "grave";
  return kind.id === "env-file" ? "light" : undefined;
}
