import type { Rule } from "../rule.ts";
import { repeatedInstructions } from "./parts/repeated-instruction.ts";

export const multipleHealthcheck: Rule<"dockerfile"> = {
  id: "multiple-healthcheck",
  title: "A stage has more than one HEALTHCHECK",
  habit: "health",
  severity: "low",
  confidence: "high",
  severityReason: "Low: the container runs, but one of the probes that the file lists is never made.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["hadolint/DL3012", "buildkit/MultipleInstructionsDisallowed", "trivy/DS-0023"],
  scope:
    "Every HEALTHCHECK of a stage but its last, HEALTHCHECK NONE included. One inherited from another stage may be replaced.",
  why: "An image holds one HEALTHCHECK, so only the last is made, and a fault that an earlier one would see goes unnoticed.",
  remedy: "Keep one HEALTHCHECK, and let it test everything that has to work.",
  whenToIgnore: "Hardly ever: an earlier HEALTHCHECK of the same stage has no effect.",
  fix: "safe",
  bad: [
    {
      title: "two probes, of which one is made",
      dockerfile:
        'FROM nginx:1.31-alpine\nUSER nginx\nHEALTHCHECK CMD ["nginx", "-t"]\nHEALTHCHECK CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"]\n',
    },
  ],
  good: [
    { title: "one HEALTHCHECK", dockerfile: 'FROM nginx:1.31-alpine\nUSER nginx\nHEALTHCHECK CMD ["nginx", "-t"]\n' },
  ],
  check: ({ dockerfile }) => repeatedInstructions(dockerfile, "healthcheck", "it is never made"),
};
