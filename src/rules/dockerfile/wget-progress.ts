import type { ShellWord } from "../../dockerfile/command.ts";
import { hasFlag } from "../../dockerfile/command-queries.ts";
import type { Rule } from "../rule.ts";
import { readDownload } from "./parts/downloads.ts";
import { runSteps } from "./parts/run-steps.ts";

const base = "FROM buildpack-deps:trixie\n";

export const wgetProgress: Rule<"dockerfile"> = {
  id: "wget-progress",
  title: "wget fills the build log with its progress bar",
  habit: "build",
  severity: "info",
  confidence: "high",
  severityReason: "Info: the log is long, the image is the same.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: ["hadolint/DL3047"],
  scope: "wget in a RUN of a stage that reaches the image, without -q, -nv, --progress or a log file of its own.",
  why: "Thousands of lines of dots bury the message you look for when a build fails.",
  remedy: "Add -q, or --progress=dot:giga for large files.",
  whenToIgnore: "You want the progress in the log.",
  bad: [{ title: "no flag", dockerfile: `${base}RUN wget https://example.com/a\nUSER 1000\n` }],
  good: [
    { title: "quiet", dockerfile: `${base}RUN wget -q https://example.com/a\nUSER 1000\n` },
    { title: "quiet and to a pipe", dockerfile: `${base}RUN wget -qO- https://example.com/a > /a\nUSER 1000\n` },
  ],
  *check({ dockerfile }) {
    for (const { list } of runSteps(dockerfile)) {
      for (const command of list.commands) {
        if (readDownload(command)?.tool !== "wget" || command.words.some((word) => isQuiet(word))) continue;
        if (hasFlag(command, "-q", "-o", "-a", "--output-file", "--append-output")) continue;
        yield {
          at: command.words[0]?.span ?? command.span,
          message: "wget writes its progress bar into the build log.",
        };
      }
    }
  },
};

/** Flags in a variable may hold it. */
function isQuiet({ pattern, raw }: ShellWord): boolean {
  return quiet.test(pattern) || /^\$\{?\w*(?:opt|arg|flag)s?\}?$/i.test(raw);
}

const quiet = /^(?:--quiet|--no-verbose|--progress(?:=.*)?|-nv.*)$/;
