import type { Flag } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";

export const buildSandboxOff: Rule<"dockerfile"> = {
  id: "build-sandbox-off",
  title: "A RUN leaves the build's sandbox",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium: the build needs an entitlement that someone has to grant. High for --security=insecure, which is as good as root on the builder.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope: "RUN --security=insecure and RUN --network=host, behind ONBUILD too, in every stage the build uses.",
  why: "Whatever that RUN downloads and starts reaches the build machine itself: all its devices, or every service that listens on its localhost.",
  remedy: "Take the flag out; fetch what the RUN needs in a stage of its own, or with a secret or ssh mount.",
  whenToIgnore: "The builder is a machine of its own that is thrown away after each build.",
  bad: [
    { title: "all rights", dockerfile: "FROM debian:13.6-slim\nRUN --security=insecure make test\nUSER 10001\n" },
    { title: "the builder's network", dockerfile: "FROM debian:13.6-slim\nRUN --network=host make test\nUSER 10001\n" },
  ],
  good: [{ title: "less than usual", dockerfile: "FROM debian:13.6-slim\nRUN --network=none make test\nUSER 10001\n" }],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const instruction of stage.instructions) {
        const run = instruction.trigger ?? instruction;
        if (run.name === "run") for (const flag of run.flags) yield* problemsOf(flag);
      }
    }
  },
};

function* problemsOf(flag: Flag): Iterable<Problem> {
  if (flag.name === "security" && flag.value === "insecure")
    yield {
      at: flag.span,
      severity: "high",
      message: "This RUN has all rights on the build machine, as a privileged container.",
    };
  if (flag.name === "network" && flag.value === "host")
    yield {
      at: flag.span,
      message: "This RUN sees the build machine's network, with all that listens on its localhost.",
    };
}
