import { operandsOf } from "../../dockerfile/command-queries.ts";
import type { Rule } from "../rule.ts";
import { runSteps } from "./parts/run-steps.ts";

const base = "FROM debian:13.5-slim\n";

export const lnBinSh: Rule<"dockerfile"> = {
  id: "ln-bin-sh",
  title: "/bin/sh is replaced by a link to another shell",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Low: it works, until a script of the base relies on its own sh.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: [
    "hadolint/DL4005",
    "kics/Changing Default Shell Using RUN Command",
    "kics/Changing Default Shell Using SHELL Command",
    "semgrep/use-shell-instruction",
  ],
  scope:
    "ln with /bin/sh or /usr/bin/sh as its target and bash, zsh, ksh or dash as its source, in RUNs of stages that reach the image.",
  why: "Every script of the image now runs in another shell, not only your RUN lines.",
  remedy: 'Write SHELL ["/bin/bash", "-c"], which changes the shell of the Dockerfile alone.',
  whenToIgnore: "Programs in the image call /bin/sh and need bash.",
  bad: [{ title: "a link", dockerfile: `${base}RUN ln -sf /bin/bash /bin/sh\nUSER 1000\n` }],
  good: [{ title: "SHELL", dockerfile: `${base}SHELL ["/bin/bash", "-c"]\nRUN echo hi\nUSER 1000\n` }],
  *check({ dockerfile }) {
    for (const { list } of runSteps(dockerfile)) {
      for (const command of list.commands) {
        if (command.name !== "ln") continue;
        const [source, target] = operandsOf(command).map((word) => word.pattern);
        if (!/(?:^|\/)(?:bash|zsh|ksh|dash)$/.test(source ?? "") || !/^(?:\/usr)?\/bin\/sh$/.test(target ?? ""))
          continue;
        yield {
          at: command.span,
          message: `${target} becomes ${source} for every program in the image; SHELL changes it for RUN alone.`,
        };
      }
    }
  },
};
