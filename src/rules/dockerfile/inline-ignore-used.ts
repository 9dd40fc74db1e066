import type { DockerfileTree, Line } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";

export const inlineIgnoreUsed: Rule<"dockerfile"> = {
  id: "inline-ignore-used",
  title: "A comment switches a check off",
  habit: "build",
  severity: "info",
  confidence: "high",
  severityReason: "Info: a policy for projects that want to see every exception.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: ["hadolint/DL1001"],
  scope:
    "Every comment that switches off a check of seaworthy, hadolint, BuildKit, Trivy, Checkov, KICS or Semgrep, with or without a reason.",
  why: "A finding that is switched off in the file is seen by nobody again, also when what made it harmless has changed.",
  remedy: "Cure the finding, or move the exception into .seaworthy.yaml, where exceptions are reviewed together.",
  whenToIgnore: "Leave this rule off unless your project forbids exceptions in the file.",
  bad: [
    {
      title: "a check switched off for one line",
      dockerfile: "FROM node:24.19-trixie-slim\n# hadolint ignore=DL3059\nRUN node --version\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "comments that explain",
      dockerfile: "FROM node:24.19-trixie-slim\n# ignore the version here\nRUN node --version\nUSER 1000\n",
    },
  ],
  *check({ dockerfile: { tree } }) {
    if (!/ignore|skip|nosem/i.test(tree.source.text)) return;
    for (const line of commentLines(tree)) {
      const words = ignoreIn(line.text);
      if (words !== undefined) yield problem(line, words);
    }
  },
};

const ignoreComment =
  /^(?:seaworthy:?\s+(?:global\s+)?ignore|hadolint\s+(?:global\s+)?ignore|trivy:ignore|(?:checkov|bridgecrew):skip|kics-scan\s+(?:ignore|disable)|nosem(?:grep)?\b|check\s*=\s*(?:[^\s;]+;)?skip)/i;
/** Characters of a comment that are looked at. */
const commentLimit = 500;

function ignoreIn(text: string): string | undefined {
  const words = text.trimStart().replace(/^#+/, "").trimStart().slice(0, commentLimit);
  return ignoreComment.test(words) ? words.trimEnd() : undefined;
}

function* commentLines(tree: DockerfileTree): Iterable<Line> {
  for (const node of tree.nodes) for (const line of node.lines) if (line.kind === "comment") yield line;
}

function problem({ start, text }: Line, words: string): Problem {
  const at = { start: start + text.length - text.trimStart().length, end: start + text.trimEnd().length };
  return { at, message: `This comment switches a check off: ${words}.` };
}
