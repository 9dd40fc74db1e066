import type { Dockerfile } from "../../dockerfile/dockerfile.ts";
import { replaceSpan } from "../../dockerfile/edits.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { inKeywordCase } from "./parts/keyword-case.ts";

const authorsKey = "org.opencontainers.image.authors";

export const maintainer: Rule<"dockerfile"> = {
  id: "maintainer",
  title: "MAINTAINER is deprecated",
  habit: "build",
  severity: "info",
  confidence: "high",
  severityReason: "Info: every builder still accepts it, with a warning.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [
    "hadolint/DL4000",
    "buildkit/MaintainerDeprecated",
    "trivy/DS-0022",
    "kics/MAINTAINER Instruction Being Used",
    "checkov/CKV_DOCKER_6",
    "semgrep/maintainer-is-deprecated",
  ],
  scope: "Every MAINTAINER instruction, in any stage.",
  why: "It sets a field of the image that newer tools neither show nor search, so that nobody finds whom to ask.",
  remedy: `Write LABEL ${authorsKey}="…" instead.`,
  whenToIgnore: "Something of yours reads the Author field of the image.",
  fix: "safe",
  bad: [
    {
      title: "a name and an address",
      dockerfile: "FROM node:24.19-trixie-slim\nMAINTAINER Jane Doe <jane@example.com>\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "the label that took its place",
      dockerfile: `FROM node:24.19-trixie-slim\nLABEL ${authorsKey}="Jane Doe <jane@example.com>"\nUSER 1000\n`,
    },
  ],
  *check({ dockerfile }) {
    for (const instruction of dockerfile.tree.instructions)
      if (instruction.name === "maintainer") yield problem(dockerfile, instruction);
  },
};

function problem(dockerfile: Dockerfile, instruction: Instruction): Problem {
  const found = {
    at: instruction.span,
    message: "MAINTAINER is deprecated: a label says the same and can be searched.",
  };
  const refusal = whyNot(dockerfile, instruction);
  if (refusal !== undefined) return { ...found, refusal };
  const { tree } = dockerfile;
  const value = quote(unquote(instruction.body.text), tree.escape);
  const text = `${inKeywordCase(tree, "label")} ${authorsKey}=${value}`;
  const edits = [replaceSpan(instruction.span, text)];
  // Safe: only metadata moves, from the image's Author field to a label.
  return { ...found, fixes: [{ title: "Turn MAINTAINER into a label", safety: "safe", edits }] };
}

function whyNot(dockerfile: Dockerfile, instruction: Instruction): string | undefined {
  const stage = dockerfile.stages.find((one) => one.instructions.includes(instruction));
  if (!stage) return "It stands before the first FROM, where no label can stand.";
  if (instruction.body.text === "") return "It names nobody.";
  if (instruction.lines.some((line) => line.kind === "comment")) return "A comment inside it would be lost.";
  const hasLabel = stage.instructions.some(({ name, pairs }) => name === "label" && pairs.some(isAuthors));
  return hasLabel ? `The stage has the label ${authorsKey} already; delete MAINTAINER if it says the same.` : undefined;
}

function isAuthors({ key }: Instruction["pairs"][number]): boolean {
  return unquote(key.text) === authorsKey;
}

/** MAINTAINER keeps quotes as part of the name; nobody means them. */
function unquote(text: string): string {
  const quoted = /^"([^"]*)"$|^'([^']*)'$/.exec(text);
  return quoted ? (quoted[1] ?? quoted[2] ?? text) : text;
}

/** As a LABEL value: MAINTAINER expands nothing, LABEL would. */
function quote(text: string, escapeMark: string): string {
  let out = "";
  for (const character of text) out += `"$${escapeMark}`.includes(character) ? escapeMark + character : character;
  return `"${out}"`;
}
