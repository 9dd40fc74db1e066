import type { Instruction } from "../../dockerfile/tree.ts";
import type { Fix } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { startsWithEquals } from "./parts/legacy-pair.ts";

export const envStrayEquals: Rule<"dockerfile"> = {
  id: "env-stray-equals",
  title: "Blanks around the equals sign make it part of the value",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the build goes on with a wrong value, and the program breaks on it later.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["buildkit/LegacyKeyValueFormat"],
  scope: "ENV KEY = value and LABEL KEY = value.",
  why: "With a blank before the equals sign the whole rest of the line is the value: KEY becomes '= value'.",
  remedy: "Write KEY=value without blanks.",
  whenToIgnore: "The value is meant to begin with an equals sign; then say so with quotes, KEY='= value'.",
  fix: "unsafe",
  bad: [{ title: "blanks around the sign", dockerfile: "FROM debian:13-slim\nENV MODE = fast\nUSER 1000\n" }],
  good: [{ title: "no blanks", dockerfile: "FROM debian:13-slim\nENV MODE=fast\nUSER 1000\n" }],
  *check({ dockerfile }) {
    for (const instruction of dockerfile.tree.instructions) {
      const { pairs, keyword } = instruction.trigger ?? instruction;
      const pair = pairs[0];
      if (!pair?.value || !startsWithEquals(pair)) continue;
      const rest = pair.value.text.slice(1).trimStart();
      const fix = fixFor(instruction, pair.key.span.end, pair.value.span.start, pair.value.text);
      yield {
        at: pair.span,
        message: `${keyword.text.toUpperCase()} ${pair.key.text} gets the value "= ${rest.slice(0, 20)}${rest.length > 20 ? "…" : ""}", equals sign included.`,
        ...(fix
          ? { fixes: [fix] }
          : { refusal: "The value has blanks or quotes: where it ends is not for a tool to say." }),
      };
    }
  },
};

/** Unsafe: the value changes. Only for a plain word, where there is no doubt about what was meant. */
function fixFor(instruction: Instruction, keyEnd: number, valueStart: number, value: string): Fix | undefined {
  const match = /^=[ \t]*(?=[^\s"'\\`=]+$)/.exec(value);
  if (!match || instruction.lines.length > 1) return undefined;
  const edits = [{ start: keyEnd, end: valueStart + match[0].length, text: "=" }];
  return { title: "Take the blanks out", safety: "unsafe", edits };
}
