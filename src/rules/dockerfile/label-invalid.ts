import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction, Pair } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { whatIsWrongWithKey, whatIsWrongWithValue } from "./parts/label-format.ts";

export const labelInvalid: Rule<"dockerfile"> = {
  id: "label-invalid",
  title: "A label is not what its key promises",
  habit: "build",
  severity: "info",
  confidence: "medium",
  severityReason: "Info: the image runs all the same; only what reads its labels is misled.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: [
    "hadolint/DL3048",
    "hadolint/DL3049",
    "hadolint/DL3050",
    "hadolint/DL3051",
    "hadolint/DL3052",
    "hadolint/DL3053",
    "hadolint/DL3054",
    "hadolint/DL3055",
    "hadolint/DL3056",
    "hadolint/DL3058",
  ],
  scope:
    "A label key outside Docker's guidelines or in a namespace reserved for Docker, an empty value, and values of the well-known keys (org.opencontainers.image.*, org.label-schema.*, and keys that end in .email) that are no URL, RFC 3339 time, SPDX licence expression, commit, digest, version or e-mail address. Values that hang on a build argument are left alone.",
  why: "Registries, update tools and auditors read these labels, and skip or misread a value they cannot parse.",
  remedy: "Write the value in the form that the key's definition asks for.",
  whenToIgnore: "Something of yours reads exactly this form.",
  bad: [
    {
      title: "a time that is not RFC 3339",
      dockerfile: 'FROM node:24.19-trixie-slim\nLABEL org.opencontainers.image.created="21 Nov 2026"\nUSER 1000\n',
    },
    {
      title: "an empty value",
      dockerfile: 'FROM node:24.19-trixie-slim\nLABEL org.opencontainers.image.title=""\nUSER 1000\n',
    },
    {
      title: "a key with blanks and capitals",
      dockerfile: 'FROM node:24.19-trixie-slim\nLABEL "Build Host"=ci\nUSER 1000\n',
    },
  ],
  good: [
    {
      title: "well-known keys",
      dockerfile:
        'FROM node:24.19-trixie-slim\nLABEL org.opencontainers.image.licenses="Apache-2.0 OR MIT" \\\n      org.opencontainers.image.source="https://example.com/app.git" \\\n      org.opencontainers.image.created="2026-11-21T19:53:00Z"\nUSER 1000\n',
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const instruction of stage.instructions) {
        if (instruction.name !== "label") continue;
        for (const pair of instruction.pairs) yield* labelProblems(stage, instruction, pair);
      }
    }
  },
};

function* labelProblems(stage: Stage, instruction: Instruction, pair: Pair): Iterable<Problem> {
  const key = stage.expand(instruction, pair.key.text);
  if (!key.known || key.assumed.length > 0) return;
  const wrongKey = whatIsWrongWithKey(key.text);
  if (wrongKey !== undefined) yield { at: pair.key.span, message: `The label key ${key.text} ${wrongKey}.` };
  const raw = pair.value?.text ?? "";
  const value = stage.expand(instruction, raw);
  if (!value.known || value.assumed.length > 0) return;
  const wrongValue = whatIsWrongWithValue(key.text, value.text);
  if (wrongValue !== undefined) yield { at: pair.span, message: `The label ${key.text} ${wrongValue}.` };
}
