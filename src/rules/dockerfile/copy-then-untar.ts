import type { Command } from "../../dockerfile/command.ts";
import { commandsOf } from "../../dockerfile/commands.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Word } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";

const base = "FROM node:24.19-trixie-slim\nWORKDIR /srv\n";

export const copyThenUntar: Rule<"dockerfile"> = {
  id: "copy-then-untar",
  title: "An archive is copied in and then unpacked",
  habit: "slim",
  severity: "low",
  confidence: "high",
  severityReason: "Low: the image is larger by the archive, and nothing else is wrong.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: ["hadolint/DL3010"],
  scope:
    "COPY of a tar archive from the build context that a RUN further down in the same stage unpacks with tar, named by the same file name. Zip files are left alone: ADD does not unpack them.",
  why: "The archive stays in its own layer for good, even when a later RUN deletes it.",
  remedy:
    "Write ADD archive.tar.gz /target/, which unpacks it and keeps no copy, or mount it with RUN --mount=type=bind.",
  whenToIgnore: "tar is called with options ADD has not, or the stage is thrown away anyway.",
  bad: [
    {
      title: "copied, then unpacked",
      dockerfile: `${base}COPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /srv\nUSER 1000\n`,
    },
  ],
  good: [
    { title: "ADD unpacks it", dockerfile: `${base}ADD app.tar.gz /srv/\nUSER 1000\n` },
    { title: "never unpacked", dockerfile: `${base}COPY app.tar.gz /srv/\nUSER 1000\n` },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) if (stage.reachesTarget) yield* problemsIn(stage);
  },
};

const archiveName = /\.(?:tar(?:\.(?:gz|bz2|xz|zst))?|tgz|tbz2?|txz)$/i;

function* problemsIn(stage: Stage): Iterable<Problem> {
  const copied = new Map<string, Word>();
  for (const instruction of stage.instructions) {
    if (instruction.name === "copy" && !instruction.flags.some(({ name }) => name === "from"))
      for (const source of instruction.args.slice(0, -1))
        if (archiveName.test(source.text) && !/[$*?[]/.test(source.text)) copied.set(baseName(source.text), source);
    if (instruction.name !== "run" || copied.size === 0) continue;
    for (const command of commandsOf(stage, instruction).commands) {
      const name = unpacked(command).find((path) => copied.has(path));
      const source = name && copied.get(name);
      if (!source) continue;
      copied.delete(name);
      const related = [{ at: command.span, message: "unpacked here" }];
      yield {
        at: source.span,
        message: `${source.text} is copied in only to be unpacked: its copy stays in the image.`,
        related,
      };
    }
  }
}

/** File names that `tar x…` is given. */
function unpacked(command: Command): string[] {
  if (command.name !== "tar" && command.name !== "bsdtar") return [];
  const words = command.args.map((word) => word.pattern);
  const mode = words.find((word) => /^(?:--extract|--get|-[a-zA-Z]*x[a-zA-Z]*)$/.test(word)) ?? words[0] ?? "";
  return /x|^--(?:extract|get)$/.test(mode) ? words.map(baseName) : [];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
