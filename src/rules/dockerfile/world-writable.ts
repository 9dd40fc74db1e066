import type { Command, ShellWord } from "../../dockerfile/command.ts";
import { flagValue, operandsOf } from "../../dockerfile/command-queries.ts";
import { commandsOf } from "../../dockerfile/commands.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import { replaceSpan } from "../../dockerfile/edits.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";

export const worldWritable: Rule<"dockerfile"> = {
  id: "world-writable",
  title: "Files are made writable for everybody",
  habit: "user",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: it takes a first foothold in the container to use it.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "chmod, mkdir -m and install -m with a mode that lets others write (777, 666, o+w, a+w), and --chmod of COPY and ADD, in every stage the build uses: once a command. Modes with the sticky bit (1777) and paths below /tmp and /dev are left alone.",
  why: "Any process in the container, also one that an attacker runs as the least of its users, can then replace the program or its settings.",
  remedy:
    "Make the file executable only (755), or give the one directory the program writes to to its user with chown.",
  whenToIgnore: "The platform picks the user at random (OpenShift) and group 0 with g=u does not do.",
  fix: "unsafe",
  bad: [
    {
      title: "a script for everybody",
      dockerfile: "FROM debian:13.6-slim\nCOPY start.sh /start.sh\nRUN chmod 777 /start.sh\nUSER 10001\n",
    },
    { title: "with COPY", dockerfile: "FROM debian:13.6-slim\nCOPY --chmod=777 start.sh /start.sh\nUSER 10001\n" },
  ],
  good: [
    {
      title: "executable, no more",
      dockerfile: "FROM debian:13.6-slim\nCOPY --chmod=755 start.sh /start.sh\nUSER 10001\n",
    },
    {
      title: "sticky, as /tmp",
      dockerfile: "FROM debian:13.6-slim\nRUN mkdir /scratch && chmod 1777 /scratch\nUSER 10001\n",
    },
  ],
  *check({ dockerfile }) {
    const text = dockerfile.source.text;
    if (!text.includes("chmod") && !text.includes("mkdir") && !text.includes("install")) return;
    for (const stage of dockerfile.stages) if (stage.reachesTarget) yield* inStage(stage);
  },
};

function* inStage(stage: Stage): Iterable<Problem> {
  for (const instruction of stage.instructions) {
    const { name, flags } = instruction;
    if ((name === "copy" || name === "add") && flags.length > 0) yield* ofCopy(instruction);
    if (name !== "run") continue;
    for (const command of commandsOf(stage, instruction).commands)
      if (modeTools.has(command.name)) yield* ofCommand(command);
  }
}

/** Tools that are given a mode. */
const modeTools: ReadonlySet<string> = new Set(["chmod", "mkdir", "install"]);

function* ofCopy(instruction: Instruction): Iterable<Problem> {
  const flag = instruction.flags.find(({ name }) => name === "chmod");
  if (!flag?.value || !opensToOthers(flag.value)) return;
  const message = `--chmod=${flag.value} lets everybody in the container change what is copied.`;
  const mode = /^0?777$/.test(flag.value) ? "755" : /^0?666$/.test(flag.value) ? "644" : undefined;
  if (mode === undefined)
    yield { at: flag.span, message, refusal: "Which of these rights the program needs is not known." };
  else yield { at: flag.span, message, fixes: [fixOf(mode, flag.valueSpan)] };
}

function* ofCommand(command: Command): Iterable<Problem> {
  const mode = modeOf(command);
  if (!mode?.value || !opensToOthers(mode.value)) return;
  const paths = operandsOf(command).filter((word) => word !== mode);
  if (paths.length === 0 || paths.every(({ pattern }) => isSharedPlace(pattern))) return;
  const what = `${command.name} ${command.name === "chmod" ? "" : "-m "}${mode.value}`;
  const where = paths[0]?.value === undefined ? (paths[0]?.raw ?? "it") : paths[0].value;
  const message = `${what} lets everybody in the container change ${where}${paths.length > 1 ? " and more" : ""}.`;
  const better = saferMode(command, mode.value, paths);
  if (better === undefined)
    yield {
      at: command.span,
      message,
      refusal: "Who writes there is not in the file: give it to that user with chown, and use 755.",
    };
  else yield { at: command.span, message, fixes: [fixOf(better, mode.span)] };
}

function fixOf(mode: string, at: { readonly start: number; readonly end: number }): Fix {
  return { title: `Use ${mode}`, safety: "unsafe", edits: [replaceSpan(at, mode)] };
}

/** The word that holds the mode. */
function modeOf(command: Command): ShellWord | undefined {
  if (command.name === "chmod") return operandsOf(command)[0];
  const value = flagValue(command, "-m", "--mode");
  return value === undefined ? undefined : command.args.find((word) => word.value === value);
}

/** The last figure has the 2, without the sticky bit in front; or `o+w`, `a+rwx`, `o=rw`. A bare `+w` obeys the umask. */
function opensToOthers(mode: string): boolean {
  const figures = /^(?:0|0o)?([0-7]?)[0-7]{2}([0-7])$/.exec(mode);
  if (figures) return (Number(figures[2]) & 2) !== 0 && (Number(figures[1] || 0) & 1) === 0;
  if (mode.includes("t")) return false;
  return mode.split(",").some((part) => /^[ug]*[oa][ugoa]*[+=][rXxs]*w/.test(part));
}

function isSharedPlace(path: string): boolean {
  return /^\/(?:tmp|var\/tmp|dev|proc|sys)(?:\/|$)/.test(path);
}

/** A program that is only run: a script, or a file in a folder of programs. Never a folder. */
function saferMode(command: Command, mode: string, paths: readonly ShellWord[]): string | undefined {
  if (
    command.name !== "chmod" ||
    !command.editable ||
    command.args.some(({ pattern }) => /^-[a-zA-Z]*R|^--rec/.test(pattern))
  )
    return undefined;
  const areFiles = paths.every(
    ({ value }) =>
      value !== undefined && /\.(?:sh|bash|py|pl|rb|js|jar)$|^\/(?:usr\/)?(?:local\/)?s?bin\/[^/*]+$/.test(value),
  );
  return areFiles && /^(?:0?777|a\+rwx|ugo\+rwx)$/.test(mode) ? "755" : undefined;
}
