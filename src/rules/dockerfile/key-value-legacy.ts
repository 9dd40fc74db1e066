import type { Rule } from "../rule.ts";
import { startsWithEquals, withEqualsSign } from "./parts/legacy-pair.ts";

export const keyValueLegacy: Rule<"dockerfile"> = {
  id: "key-value-legacy",
  title: "ENV or LABEL without an equals sign",
  habit: "build",
  severity: "info",
  confidence: "high",
  severityReason: "Info: it still works; BuildKit warns that the form is deprecated.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: ["buildkit/LegacyKeyValueFormat"],
  scope:
    "ENV KEY value and LABEL KEY value, with a blank in place of the equals sign. KEY = value is env-stray-equals.",
  why: "The old form takes all the rest of the line as one value, so a second pair on the line silently becomes part of the first.",
  remedy: "Write KEY=value, in double quotes where the value has blanks.",
  whenToIgnore: "The file is kept as it came from elsewhere.",
  fix: "safe",
  bad: [
    { title: "a blank for an equals sign", dockerfile: "FROM debian:13-slim\nENV GREETING hello world\nUSER 1000\n" },
  ],
  good: [{ title: "an equals sign", dockerfile: 'FROM debian:13-slim\nENV GREETING="hello world"\nUSER 1000\n' }],
  *check({ dockerfile }) {
    const { tree } = dockerfile;
    for (const instruction of tree.instructions) {
      const { pairs, keyword } = instruction.trigger ?? instruction;
      const pair = pairs[0];
      if (pair?.separator !== " " || startsWithEquals(pair)) continue;
      const edits = withEqualsSign(tree, instruction, pair);
      yield {
        at: pair.span,
        message: `${keyword.text.toUpperCase()} ${pair.key.text} has no equals sign: this form is deprecated.`,
        ...(typeof edits === "string"
          ? { refusal: edits }
          : { fixes: [{ title: "Write it with an equals sign", safety: "safe", edits }] }),
      };
    }
  },
};
