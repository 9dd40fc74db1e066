import { insertAt } from "../../dockerfile/edits.ts";
import type { Flag, Instruction, Word } from "../../dockerfile/tree.ts";
import type { Fix } from "../../finding/finding.ts";
import type { Source } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

export const copyDestSlash: Rule<"dockerfile"> = {
  id: "copy-dest-slash",
  title: "Several sources are copied to a name that does not end in a slash",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: one builder stops, the other may keep only the last file.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["hadolint/DL3021", "trivy/DS-0011", "kics/Copy With More Than Two Arguments Not Ending With Slash"],
  scope:
    "COPY and ADD with two or more sources and a target that does not end in a slash, also behind ONBUILD. A single dot is a directory, so is any target under --parents, and a target that hangs on an unknown variable is left alone.",
  why: "Docker's older builder refuses the line; BuildKit writes the files one over the other when the directory does not exist yet.",
  remedy: "End the target with a slash.",
  whenToIgnore: "You only build with BuildKit and the target is a directory that exists by then.",
  fix: "safe",
  bad: [{ title: "two files, no slash", dockerfile: "FROM debian:13-slim\nCOPY a.txt b.txt /srv/app\nUSER 1000\n" }],
  good: [
    { title: "a slash", dockerfile: "FROM debian:13-slim\nCOPY a.txt b.txt /srv/app/\nUSER 1000\n" },
    {
      title: "the working directory",
      dockerfile: "FROM debian:13-slim\nWORKDIR /srv\nCOPY a.txt b.txt .\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      for (const instruction of stage.instructions) {
        const copy = instruction.trigger ?? instruction;
        const target = copy.args.at(-1);
        if ((copy.name !== "copy" && copy.name !== "add") || copy.args.length < 3 || !target) continue;
        if (isDirectory(target.text) || copy.flags.some(changesArguments)) continue;
        const path = stage.expand(instruction, target.text);
        if (!path.known || path.text === "" || isDirectory(path.text)) continue;
        const count = copy.args.length - 1;
        yield {
          at: target.span,
          message: `${copy.keyword.text.toUpperCase()} has ${count} sources, but the target ${path.text} does not end in a slash.`,
          ...repair(dockerfile.source, copy, target),
        };
      }
    }
  },
};

/** Under --parents the target is a directory anyway; behind `--from stage` the first source is none. */
function changesArguments({ name, value }: Flag): boolean {
  return name === "parents" || (value === undefined && name !== "link");
}

function isDirectory(path: string): boolean {
  return /[/\\]$/.test(path) || path === ".";
}

/** Safe: where the line works today, the target is a directory already. */
function repair(source: Source, copy: Instruction, target: Word): { fixes: Fix[] } | { refusal: string } {
  if (copy.heredocs.some((heredoc) => heredoc.at.start === target.span.start))
    return { refusal: "The target is a heredoc, not a path." };
  const quoted = /["']/.test(source.text[target.span.end - 1] ?? "");
  const edits = [insertAt(quoted ? target.span.end - 1 : target.span.end, "/")];
  return { fixes: [{ title: "End the target with a slash", safety: "safe", edits }] };
}
