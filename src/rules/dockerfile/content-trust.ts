import { commandsOf } from "../../dockerfile/commands.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Span } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

const variable = "DOCKER_CONTENT_TRUST";

export const contentTrust: Rule<"dockerfile"> = {
  id: "content-trust",
  title: "The check of image signatures is switched off",
  habit: "pinned",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: it opens the door only to somebody who can already change what the registry hands out.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["dockle/CIS-DI-0005", "dockle/CIS-DI-0002", "cis/4.5", "cis/4.12"],
  scope: `${variable} set to 0 or false by ENV or ARG, or in front of or exported to a command of RUN. Whether your images are signed cannot be seen in a Dockerfile, so its absence is no finding.`,
  why: "A Docker client in this image then takes any image under the right name, also one that somebody else has pushed.",
  remedy: `Remove the setting, or set ${variable}=1.`,
  whenToIgnore: "The images it pulls are pinned by digest, or checked with cosign or notation.",
  bad: [
    {
      title: "switched off for all commands",
      dockerfile: `FROM docker:29.5-cli\nENV ${variable}=0\nUSER 1000\n`,
    },
  ],
  good: [{ title: "switched on", dockerfile: `FROM docker:29.5-cli\nENV ${variable}=1\nUSER 1000\n` }],
  *check({ dockerfile }) {
    if (!dockerfile.source.text.includes(variable)) return;
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const instruction of stage.instructions)
        for (const at of placesIn(stage, instruction)) yield problem(at, instruction);
    }
  },
};

function* placesIn(stage: Stage, instruction: Instruction): Iterable<Span> {
  if (instruction.name === "env" || instruction.name === "arg") {
    for (const pair of instruction.pairs) {
      const value = stage.expand(instruction, pair.value?.text ?? "");
      if (pair.key.text === variable && value.known && isOff(value.text)) yield pair.span;
    }
  }
  if (instruction.name !== "run") return;
  for (const command of commandsOf(stage, instruction).commands) {
    for (const assignment of command.assignments)
      if (assignment.name === variable && isOff(assignment.value?.value ?? "")) yield assignment.span;
    if (command.name !== "export") continue;
    for (const word of command.args)
      if (word.value?.startsWith(`${variable}=`) && isOff(word.value.slice(variable.length + 1))) yield word.span;
  }
}

/** What Go's ParseBool takes for no. Empty is unset, which is the default. */
function isOff(value: string): boolean {
  return /^(?:0|f|F|false|False|FALSE)$/.test(value);
}

function problem(at: Span, instruction: Instruction): Problem {
  const reach = instruction.name === "env" ? "in the image and in every container" : "during the build";
  return { at, message: `${variable} is switched off ${reach}: Docker takes unsigned images.` };
}
