import type { ContextFile, EffectiveContext, IgnoreFileFacts } from "../../context/effective-context.ts";
import { ignoreFileName } from "../../context/find-ignore-file.ts";
import { type IgnorePattern, parseIgnoreFile } from "../../context/ignore-file.ts";
import { createIgnoreMatcher } from "../../context/ignore-matcher.ts";
import type { Fix, Problem, Severity } from "../../finding/finding.ts";
import { countText } from "../../text/quantities.ts";
import { createSource } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { contextSecrets } from "./parts/context-secrets.ts";
import { appendLines, effectOf, followFolders, takes } from "./parts/ignore-edit.ts";
import { listText } from "./parts/words.ts";

const project = {
  "api.Dockerfile": "FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY api ./api\nUSER 1000\n",
  "api/main.js": "",
};

export const shadowedIgnoreFile: Rule<"ignoreFile"> = {
  id: "shadowed-ignore-file",
  title: "An ignore file takes the place of another that leaves out more",
  habit: "context",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium when a COPY takes what the other file leaves out; low when it only goes into the build context.",
  needs: ["ignoreFile"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "`NAME.dockerignore` beside a Dockerfile, where the `.dockerignore` of the build context leaves out secrets, packages of this machine or version control data that it lets in. Silent about other files: that a Dockerfile has an ignore file of its own is mostly so that it gets other files.",
  why: "The builder reads one ignore file only: beside a Dockerfile it replaces the one of the folder, and what stands there no longer counts.",
  remedy: "Repeat the patterns that are to count in both files.",
  whenToIgnore: "This one image needs the files.",
  fix: "both",
  bad: [
    {
      title: "packages of this machine",
      files: {
        ...project,
        "node_modules/a/index.js": "",
        ".dockerignore": "**/node_modules\n",
        "api.Dockerfile.dockerignore": "docs\n",
      },
    },
  ],
  good: [
    {
      title: "repeated",
      files: {
        ...project,
        "node_modules/a/index.js": "",
        ".dockerignore": "**/node_modules\n",
        "api.Dockerfile.dockerignore": "docs\n**/node_modules\n",
      },
    },
    {
      title: "other files on purpose",
      files: { ...project, "docs/a.md": "", ".dockerignore": "docs\n", "api.Dockerfile.dockerignore": "web\n" },
    },
  ],
  *check({ ignoreFile }) {
    const [first] = ignoreFile.contexts.flatMap((context) => shadowIn(context) ?? []);
    if (first) yield problemOf(ignoreFile, first);
  },
};

/** What the file in the shade would leave out. */
interface Shadow {
  readonly context: EffectiveContext;
  /** Path of that file, as in `Source.path`. */
  readonly path: string;
  readonly files: readonly ContextFile[];
  readonly names: readonly string[];
  /** Those of its patterns that would do it, in order. */
  readonly patterns: readonly IgnorePattern[];
}

/** Bytes of an ignore file in the shade that are read. */
const maxShadowedBytes = 1024 * 1024;

const junk = /(?:^|\/)(?:node_modules|\.git|\.svn|\.hg|\.venv)(?=\/)/;

function shadowIn(context: EffectiveContext): Shadow | undefined {
  const { shadowed, files } = context;
  const file = shadowed === undefined ? undefined : files.all.find(({ path }) => path === ignoreFileName);
  const bytes = file && context.read(file, maxShadowedBytes);
  if (shadowed === undefined || !bytes) return undefined;
  const { patterns } = parseIgnoreFile(createSource(shadowed, new TextDecoder().decode(bytes)));
  const stateOf = followFolders(createIgnoreMatcher(patterns));
  const secrets = new Set(contextSecrets(context).secrets.map((secret) => secret.file));
  const found: ContextFile[] = [];
  const names = new Set<string>();
  const deciding = new Set<IgnorePattern>();
  for (const one of files.all) {
    if (one.ignoredBy) continue;
    const folder = junk.exec(one.path);
    const name = folder ? one.path.slice(0, folder.index + folder[0].length) : secrets.has(one) ? one.path : undefined;
    const pattern = name === undefined ? undefined : stateOf(one.path).ignoredBy;
    if (name === undefined || !pattern) continue;
    found.push(one);
    names.add(name);
    deciding.add(pattern);
  }
  if (found.length === 0) return undefined;
  const inOrder = [...deciding].sort((a, b) => a.index - b.index);
  return { context, path: shadowed, files: found, names: [...names], patterns: inOrder };
}

function problemOf(facts: IgnoreFileFacts, shadow: Shadow): Problem {
  const { source, patterns, comments } = facts.file;
  const { context, path, files, names } = shadow;
  const [at = { start: 0, end: 0 }] = [...comments, ...patterns.map(({ span }) => span)].sort(
    (a, b) => a.start - b.start,
  );
  const severity: Severity = takes(context, new Set(files)) ? "medium" : "low";
  const fix = repair(facts, shadow);
  return {
    at,
    message: `${source.path} takes the place of ${path}, so ${listText(names, 3, "places")} (${countText(files.length, "file")}), which that one leaves out, ${names.length === 1 && files.length === 1 ? "goes" : "go"} into the build.`,
    severity,
    ...(fix
      ? { fixes: [fix] }
      : { refusal: `Which lines of ${path} are to count here too is for you to say: repeat them by hand.` }),
  };
}

/** Lines that are repeated at most; with more, the whole file is meant. */
const maxRepeated = 20;

function repair(facts: IgnoreFileFacts, { files, patterns }: Shadow): Fix | undefined {
  if (patterns.length > maxRepeated) return undefined;
  const lines = patterns.map(({ text }) => text);
  const edits = [appendLines(facts.file.source, lines)];
  const { leaving, coming, safety } = effectOf(facts, edits);
  // A pattern that is broader than what is meant here would take needed files away.
  const isEnough = files.every((file) => leaving.has(file)) && leaving.size === files.length && coming.size === 0;
  return isEnough ? { title: `Repeat ${listText(lines, 2, "patterns")} here`, safety, edits } : undefined;
}
