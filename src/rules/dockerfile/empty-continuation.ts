import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Edit } from "../../text/edit.ts";
import type { Rule } from "../rule.ts";

export const emptyContinuation: Rule<"dockerfile"> = {
  id: "empty-continuation",
  title: "An instruction goes on over an empty line",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Low: it builds today with a warning that says it will become an error.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["buildkit/NoEmptyContinuation"],
  scope:
    "An instruction of several lines with an empty line between or after them, once. Comment lines in between are fine, and so are empty lines in a heredoc.",
  why: "The empty line looks like an end but is none, so the next line is read as part of the command; Docker has announced that such files will stop building.",
  remedy: "Delete the empty line, or the backslash above it if the command should end there.",
  whenToIgnore: "Never needed: deleting the line changes nothing else.",
  fix: "safe",
  bad: [
    {
      title: "an empty line inside a RUN",
      dockerfile: "FROM node:24.19-trixie-slim\nRUN node --version && \\\n\n    npm --version\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "a comment instead",
      dockerfile:
        "FROM node:24.19-trixie-slim\nRUN node --version && \\\n    # and npm\n    npm --version\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const instruction of dockerfile.tree.instructions)
      if (instruction.blankContinuation) yield problem(instruction);
  },
};

function problem(instruction: Instruction): Problem {
  const blanks = instruction.lines.filter((line) => line.kind === "blank");
  const edits: Edit[] = blanks.map(({ start, text, eol }) => ({
    start,
    end: start + text.length + eol.length,
    text: "",
  }));
  const first = blanks[0];
  const at = first ? { start: first.start, end: first.start + first.text.length } : instruction.span;
  const many = blanks.length > 1 ? `${blanks.length} empty lines stand` : "An empty line stands";
  return {
    at: at.end > at.start ? at : instruction.keyword.span,
    message: `${many} inside this ${instruction.keyword.text}: the command does not end there.`,
    // Safe: the parser drops these lines anyway.
    fixes: [{ title: "Delete the empty lines", safety: "safe", edits }],
  };
}
