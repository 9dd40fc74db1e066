import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import type { Rule } from "../rule.ts";
import { readDownload } from "./parts/downloads.ts";
import { runSteps } from "./parts/run-steps.ts";

const base = "FROM buildpack-deps:trixie\n";

export const wgetAndCurl: Rule<"dockerfile"> = {
  id: "wget-and-curl",
  title: "Both wget and curl are used in one stage",
  habit: "slim",
  severity: "info",
  confidence: "high",
  severityReason: "Info: one tool less to install, nothing more.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: ["hadolint/DL4001", "trivy/DS-0014", "kics/Run Using 'wget' and 'curl'", "semgrep/use-either-wget-or-curl"],
  scope:
    "A stage that reaches the image and fetches with wget in one place and with curl in another. One finding a stage.",
  why: "Two tools that do the same have to be installed, patched and understood.",
  remedy: "Settle on one of them in each stage.",
  whenToIgnore: "The base image brings both.",
  bad: [
    {
      title: "one of each",
      dockerfile: `${base}RUN wget -q https://example.com/a\nRUN curl -fsSLO https://example.com/b\nUSER 1000\n`,
    },
  ],
  good: [{ title: "only curl", dockerfile: `${base}RUN curl -fsSLO https://example.com/b\nUSER 1000\n` }],
  *check({ dockerfile }) {
    const first = firstUses(dockerfile);
    for (const uses of first.values()) {
      const [one, other] = uses;
      if (!one || !other) continue;
      const related = [{ at: one.at, message: `${one.tool} is used here` }];
      yield {
        at: other.at,
        message: `${other.tool} is used here and ${one.tool} elsewhere in the same stage.`,
        related,
      };
    }
  },
};

interface Use {
  readonly tool: "curl" | "wget";
  readonly at: { readonly start: number; readonly end: number };
}

/** For each stage the first use of each tool, in order. */
function firstUses(dockerfile: Dockerfile): Map<Stage, Use[]> {
  const found = new Map<Stage, Use[]>();
  for (const { stage, list } of runSteps(dockerfile)) {
    for (const command of list.commands) {
      const tool = readDownload(command)?.tool;
      const uses = found.get(stage) ?? [];
      if (tool === undefined || uses.some((use) => use.tool === tool)) continue;
      found.set(stage, [...uses, { tool, at: command.words[0]?.span ?? command.span }]);
    }
  }
  return found;
}
