import type { ContextFile, EffectiveContext, IgnoreFileFacts } from "../../context/effective-context.ts";
import type { IgnorePattern } from "../../context/ignore-file.ts";
import { createIgnoreMatcher } from "../../context/ignore-matcher.ts";
import type { Problem } from "../../finding/finding.ts";
import { secretFileKind } from "../../secrets/secret-files.ts";
import { isTrialPath } from "../../secrets/secret-finding.ts";
import type { Rule } from "../rule.ts";
import { contextSecrets } from "./parts/context-secrets.ts";
import { appendLines, fixByEdits, followFolders, removeLine, takes } from "./parts/ignore-edit.ts";
import { listText } from "./parts/words.ts";

const dockerfile = "FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY server.js ./\nUSER 1000\n";
/** In pieces, so that no scanner takes the example for a leak. */
const password = `DB_PASSWORD=${"k7Wq"}${"ZmV2pLx9"}\n`;

export const negationReopensSecret: Rule<"ignoreFile"> = {
  id: "negation-reopens-secret",
  title: "A ! pattern takes a secret into the build again",
  habit: "secrets",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium when a COPY takes the file (what it then does to the image is said at the COPY); low when it only goes into the build context.",
  needs: ["ignoreFile"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "`!` patterns that decide on a file which is there to hold a secret (private keys, logins) or whose content was read and holds one, and which another pattern leaves out. Silent about examples, stand-ins, certificates and folders of tests.",
  why: "The ignore file looks as if it kept the secret out, but the last pattern that matches decides, and this one lets it in.",
  remedy: "Make the `!` pattern narrower, or leave the file out again below it.",
  whenToIgnore: "The build needs the file and no layer keeps it, as with a bind mount.",
  fix: "both",
  bad: [
    {
      title: "a folder with a key in it",
      files: {
        Dockerfile: dockerfile,
        "server.js": "",
        "config/id_rsa": "",
        "config/a.json": "{}",
        ".dockerignore": "*\n!server.js\n!config\n",
      },
    },
    {
      title: "the file itself",
      files: { Dockerfile: dockerfile, "server.js": "", ".env.prod": password, ".dockerignore": ".env*\n!.env.prod\n" },
    },
  ],
  good: [
    {
      title: "an example",
      files: {
        Dockerfile: dockerfile,
        "server.js": "",
        ".env.example": "A=\n",
        ".dockerignore": ".env*\n!.env.example\n",
      },
    },
    {
      title: "left out again",
      files: {
        Dockerfile: dockerfile,
        "server.js": "",
        "config/id_rsa": "",
        ".dockerignore": "*\n!server.js\n!config\n**/id_rsa\n",
      },
    },
  ],
  *check({ ignoreFile }) {
    if (!ignoreFile.file.patterns.some(({ negated }) => negated)) return;
    for (const [pattern, reopened] of inOrder(reopenedBy(ignoreFile))) yield problemOf(ignoreFile, pattern, reopened);
  },
};

interface Reopened {
  readonly context: EffectiveContext;
  readonly file: ContextFile;
  readonly title: string;
}

function reopenedBy({ file, contexts }: IgnoreFileFacts): Map<IgnorePattern, Reopened[]> {
  const stateOf = followFolders(createIgnoreMatcher(file.patterns));
  const found = new Map<IgnorePattern, Reopened[]>();
  for (const context of contexts)
    for (const one of context.files.named(isSecretName)) {
      const pattern = one.ignoredBy ? undefined : stateOf(one.path).decidedBy;
      const kind = pattern?.negated ? secretFileKind(one.path) : undefined;
      if (!pattern || !kind || !(kind.certain || holdsSecret(context, one))) continue;
      const list = found.get(pattern) ?? [];
      list.push({ context, file: one, title: kind.title });
      found.set(pattern, list);
    }
  return found;
}

function isSecretName(path: string): boolean {
  return secretFileKind(path) !== undefined && !isTrialPath(path);
}

function inOrder<T>(found: ReadonlyMap<IgnorePattern, T>): readonly (readonly [IgnorePattern, T])[] {
  return [...found].sort(([a], [b]) => a.index - b.index);
}

function holdsSecret(context: EffectiveContext, file: ContextFile): boolean {
  return contextSecrets(context).secrets.some((secret) => secret.file === file && secret.confidence !== "low");
}

function problemOf(facts: IgnoreFileFacts, pattern: IgnorePattern, reopened: readonly Reopened[]): Problem {
  const paths = [...new Set(reopened.map(({ file }) => file.path))];
  const titles = new Map(reopened.map(({ file, title }) => [file.path, `${file.path} (${title})`]));
  const isTaken = reopened.some(({ context, file }) => takes(context, new Set([file])));
  return {
    at: pattern.span,
    message: `${pattern.text} takes ${listText([...titles.values()], 3, "files")} into the build again, after an earlier pattern left ${paths.length === 1 ? "it" : "them"} out.`,
    ...(isTaken ? {} : { severity: "low" }),
    ...repair(facts, pattern, paths),
  };
}

/** Lines beyond this many are a pattern that somebody has to think of. */
const maxLines = 5;

function repair(facts: IgnoreFileFacts, pattern: IgnorePattern, paths: readonly string[]): Partial<Problem> {
  const { source } = facts.file;
  // Only the file itself: without the line, what was left out stays out.
  if (paths.length === 1 && pattern.cleaned === paths[0])
    return { fixes: [fixByEdits(facts, `Take ${pattern.text} out`, [removeLine(source, pattern.span.start)])] };
  if (paths.length > maxLines || paths.some((path) => !isPlain(path)))
    return {
      refusal: "The names of these files do not tell which pattern covers them and nothing that is needed.",
    };
  return { fixes: [fixByEdits(facts, `Leave ${listText(paths, 2, "files")} out again`, [appendLines(source, paths)])] };
}

/** A line of an ignore file that means this path and no other. */
function isPlain(path: string): boolean {
  return /^[\p{L}\p{N}_.@+,=~/-](?:[\p{L}\p{N} _.@+,=~/#-]*[\p{L}\p{N}_.@+,=~/-])?$/u.test(path);
}
