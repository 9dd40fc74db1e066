import type { IgnoreFile, IgnorePattern } from "../../context/ignore-file.ts";
import { readPattern } from "../../context/ignore-file.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Edit } from "../../text/edit.ts";
import { lineEndOf } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { removeLine } from "./parts/ignore-edit.ts";

const dockerfile = "FROM node:24.19-trixie-slim\nCOPY server.js /srv/\nUSER 1000\n";
const project = { Dockerfile: dockerfile, "server.js": "" };

export const ignorePatternInvalid: Rule<"ignoreFile"> = {
  id: "ignore-pattern-invalid",
  title: "A line of the ignore file stops the build",
  habit: "context",
  severity: "high",
  confidence: "high",
  severityReason: "High: no image can be built with it.",
  needs: ["ignoreFile"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Lines that BuildKit refuses: `!` alone, a `[` that is not closed or holds nothing, a backslash at the end, a tab inside, counts and escapes that its regular expressions do not know, lines of 64 KB.",
  why: "The builder reads the whole ignore file before anything else, and gives up at the first line it cannot read.",
  remedy: "Mend the pattern, or take the line out.",
  whenToIgnore: "The file is for another builder, which reads the line.",
  fix: "unsafe",
  bad: [
    { title: "a ! alone", files: { ...project, ".dockerignore": "dist\n!\n" } },
    { title: "a bracket that is not closed", files: { ...project, ".dockerignore": "notes[old\n" } },
    { title: "a tab before a comment", files: { ...project, ".dockerignore": "dist\t# made by the build\n" } },
  ],
  good: [
    { title: "an escaped bracket", files: { ...project, ".dockerignore": "notes\\[old\n" } },
    { title: "a class", files: { ...project, ".dockerignore": "**/*.py[cod]\n" } },
  ],
  *check({ ignoreFile: { file } }) {
    for (const pattern of file.patterns) if (pattern.error !== undefined) yield problemOf(file, pattern, pattern.error);
  },
};

/** Words of a line that are shown. */
const maxShown = 60;

function problemOf(file: IgnoreFile, pattern: IgnorePattern, error: string): Problem {
  const { text, span } = pattern;
  const shown = text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
  const fix = fixOf(file, pattern);
  return {
    at: span,
    message: `The build stops at ${JSON.stringify(shown)}: ${error}.`,
    ...(fix ? { fixes: [fix] } : { refusal: "The line does not say what was meant: mend it by hand." }),
  };
}

/** Unsafe, all of them: there is no image to compare with, and what was meant is a guess. */
function fixOf({ source }: IgnoreFile, { text, span }: IgnorePattern): Fix | undefined {
  if (/^!?[\s/.]*$/.test(text))
    return { title: "Take the empty ! out", safety: "unsafe", edits: [removeLine(source, span.start)] };
  const comment = /^([^\t]*[^\s])[ \t]*\t[ \t]*(#[^\t]*)$/.exec(text);
  const [title, mended] = comment
    ? ["Move the comment to a line of its own", `${comment[2]}${lineEndOf(source.text)}${comment[1]}`]
    : text.endsWith("\\")
      ? ["Take the backslash at the end out", text.slice(0, -1)]
      : ["Escape the bracket", text.replace(/\[(?=[^\]]*$)/, "\\[")];
  const last = mended.slice(mended.lastIndexOf("\n") + 1);
  // A comment has to start in the first column.
  const start = comment ? source.text.lastIndexOf("\n", span.start - 1) + 1 : span.start;
  if (mended === text || readPattern(last).error !== undefined || last.includes("\t")) return undefined;
  const edit: Edit = { start, end: span.end, text: mended };
  return { title, safety: "unsafe", edits: [edit] };
}
