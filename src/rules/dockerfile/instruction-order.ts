import type { Rule } from "../rule.ts";
import { isInstructionName } from "./parts/instruction-names.ts";

export const instructionOrder: Rule<"dockerfile"> = {
  id: "instruction-order",
  title: "An instruction stands above the first FROM",
  habit: "build",
  severity: "high",
  confidence: "high",
  severityReason: "High: the build stops at that line.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["hadolint/DL3061"],
  scope:
    "The first instruction that stands above any FROM and is not ARG, once a file; also a file that has no FROM at all.",
  why: "There is no image yet to change, so the build stops with 'no build stage in current context'.",
  remedy: "Start the file with FROM; only ARG may stand above it.",
  whenToIgnore: "The file is a fragment that is pasted below a FROM before it is built.",
  bad: [
    { title: "a label on top", dockerfile: "LABEL a=b\nFROM debian:13-slim\nUSER 1000\n" },
    { title: "no FROM", dockerfile: "RUN make\n" },
  ],
  good: [{ title: "ARG on top", dockerfile: "ARG V=13\nFROM debian:$V-slim\nUSER 1000\n" }],
  *check({ dockerfile }) {
    const { instructions } = dockerfile.tree;
    const from = instructions.findIndex((instruction) => instruction.name === "from");
    const head = from === -1 ? instructions : instructions.slice(0, from);
    const early = head.find(({ name }) => name !== "arg") ?? (from === -1 ? head[0] : undefined);
    // A word that is no instruction (FORM) is a syntax error, and may well be the missing FROM.
    if (!early || !isInstructionName(early.name)) return;
    const { keyword } = early;
    const name = keyword.text.toUpperCase();
    const message =
      from === -1
        ? "The file has no FROM: there is no image to build on."
        : `${name} stands above the first FROM, where only ARG may.`;
    yield { at: keyword.span, message };
  },
};
