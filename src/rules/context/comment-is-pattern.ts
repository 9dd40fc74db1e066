import type { IgnoreFileFacts } from "../../context/effective-context.ts";
import { type IgnorePattern, readPattern } from "../../context/ignore-file.ts";
import { compilePattern, matchesPath } from "../../context/ignore-pattern.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Edit } from "../../text/edit.ts";
import { countText } from "../../text/quantities.ts";
import { lineEndOf } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { effectOf, fixByEdits } from "./parts/ignore-edit.ts";

const dockerfile = "FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY server.js ./\nUSER 1000\n";
const project = { Dockerfile: dockerfile, "server.js": "" };

export const commentIsPattern: Rule<"ignoreFile"> = {
  id: "comment-is-pattern",
  title: "A comment is read as part of a pattern",
  habit: "context",
  severity: "low",
  confidence: "high",
  severityReason:
    "Low: the pattern before the comment does nothing. Medium when there are files that it was to leave out; info when the comment is all there is on the line.",
  needs: ["ignoreFile"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Lines with blanks before a `#`, and patterns with a blank and a `#` behind them, that match no file. A `#` that may be part of a name (`Track #1`, `\\#`) is left alone.",
  why: "Only a `#` in the first column starts a comment: anywhere else the builder looks for a file of that whole name.",
  remedy: "Put the comment on a line of its own, from the first column on.",
  whenToIgnore: "A file of that name is made before the build.",
  fix: "both",
  bad: [
    {
      title: "behind a pattern",
      files: { ...project, "dist/a.js": "", ".dockerignore": "dist # made by the build\n" },
    },
    { title: "with blanks before it", files: { ...project, ".dockerignore": "dist\n  # more\n" } },
  ],
  good: [
    { title: "on its own line", files: { ...project, ".dockerignore": "# made by the build\ndist\n" } },
    { title: "a name", files: { ...project, "a #1": "", ".dockerignore": "a #1\n" } },
  ],
  *check({ ignoreFile }) {
    for (const pattern of ignoreFile.file.patterns) {
      if (pattern.error !== undefined || !pattern.text.includes("#") || matchesSomething(ignoreFile, pattern)) continue;
      const problem = pattern.text.startsWith("#") ? indented(ignoreFile, pattern) : trailing(ignoreFile, pattern);
      if (problem) yield problem;
    }
  },
};

function indented(facts: IgnoreFileFacts, { span, text }: IgnorePattern): Problem | undefined {
  const start = facts.file.source.text.lastIndexOf("\n", span.start - 1) + 1;
  // What a list of files' names could hold: emacs keeps unsaved work in `#name#`.
  if (/^#[^\s#].*#$/.test(text) || start === span.start) return undefined;
  const edits = [{ start, end: span.start, text: "" }];
  return {
    at: span,
    message: "This is no comment but a pattern, as there are blanks before the #: it leaves out a file of that name.",
    severity: "info",
    fixes: [fixByEdits(facts, "Move the # to the first column", edits)],
  };
}

function trailing(facts: IgnoreFileFacts, { span, text }: IgnorePattern): Problem | undefined {
  const found = splitComment(text);
  if (!found) return undefined;
  const { source } = facts.file;
  const start = source.text.lastIndexOf("\n", span.start - 1) + 1;
  const from = start === 0 && source.text.startsWith("\uFEFF") ? 1 : start;
  const edits: Edit[] = [
    { start: from, end: span.end, text: `${found.comment}${lineEndOf(source.text)}${found.pattern}` },
  ];
  const { leaving, coming, safety } = effectOf(facts, edits);
  const files = leaving.size + coming.size;
  const missed =
    files > 0 ? `: ${countText(files, "file")} ${files === 1 ? "is" : "are"} treated otherwise than meant` : "";
  return {
    at: span,
    message: `The comment is part of the pattern, so ${found.pattern} does nothing${missed}.`,
    ...(files > 0 ? { severity: "medium" } : {}),
    fixes: [{ title: "Put the comment on a line of its own", safety, edits }],
  };
}

/** A `#` after a blank that starts words: not a number, as in names. */
function splitComment(text: string): { readonly pattern: string; readonly comment: string } | undefined {
  for (let at = text.indexOf("#"); at !== -1; at = text.indexOf("#", at + 1)) {
    if (!/[ \t]/.test(text[at - 1] ?? "") || !/^#+(?:\s|$|\p{L}|-)/u.test(text.slice(at))) continue;
    const pattern = text.slice(0, at).trimEnd();
    const { error, cleaned } = readPattern(pattern);
    return error === undefined && cleaned !== "" ? { pattern, comment: text.slice(at) } : undefined;
  }
  return undefined;
}

/** The whole line means something as it stands. */
function matchesSomething({ contexts }: IgnoreFileFacts, { cleaned }: IgnorePattern): boolean {
  const match = compilePattern(cleaned);
  return contexts.some(({ files }) =>
    files.all.some(({ path }) => {
      for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1))
        if (matchesPath(match, path.slice(0, end))) return true;
      return matchesPath(match, path);
    }),
  );
}
