import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { operandsOf } from "../../../dockerfile/command-queries.ts";
import { commandsOf } from "../../../dockerfile/commands.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import { parseMounts } from "../../../dockerfile/mounts.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import { chainCommands, type StageCommand } from "./stage-commands.ts";

const home = "/root is open to root alone";

/** Why the program would no longer reach its own files: they stand below /root, or their mode shuts others out. */
export function rootOnlyPath(target: Stage): string | undefined {
  const { end } = target;
  const workdir = end.workdir?.value;
  if (workdir?.known && isBelowRoot(workdir.text))
    return `WORKDIR is ${workdir.text}, and ${home}: move the program elsewhere first.`;
  for (const setting of [end.entrypoint, end.cmd]) {
    const words = setting ? commandsOf(setting.stage, setting.value).commands.flatMap((command) => command.words) : [];
    const word = words.find(({ pattern }) => mentionsRoot(pattern));
    if (word)
      return `The container starts with ${word.value ?? "a path below /root"}, and ${home}: move the program elsewhere first.`;
  }
  for (const stage of target.chain) {
    for (const instruction of stage.instructions) {
      const why = whyUnreadable(stage, instruction);
      if (why !== undefined) return why;
    }
  }
  return whyOfCommands(chainCommands(target));
}

/** ENV, COPY and VOLUME. */
function whyUnreadable(stage: Stage, instruction: Instruction): string | undefined {
  // As written: of `PATH=/root/bin:$PATH` the end is never known.
  const pair = instruction.name === "env" && instruction.pairs.find(({ value }) => value && mentionsRoot(value.text));
  if (pair) return `${pair.key.text} names a path below /root, and ${home}: install the program elsewhere first.`;
  if (instruction.name === "volume" && /docker\.sock/.test(instruction.body.text))
    return "The program talks to the Docker socket, which belongs to root.";
  if (instruction.name !== "copy" && instruction.name !== "add") return undefined;
  const last = instruction.args.at(-1);
  const value = last && stage.expand(instruction, last.text);
  if (value?.known && isBelowRoot(value.text))
    return `Files are copied to ${value.text}, and ${home}: copy them elsewhere first.`;
  const mode = instruction.flags.find(({ name }) => name === "chmod")?.value;
  const owned = instruction.flags.some(({ name }) => name === "chown");
  return mode !== undefined && !owned && isShut(mode)
    ? `--chmod=${mode} lets only the owner read what is copied: let others read it first.`
    : undefined;
}

function whyOfCommands(commands: readonly StageCommand[]): string | undefined {
  const chowned = commands.some(({ command }) => command.name === "chown");
  for (const { command, instruction } of commands) {
    const first = command.name === "chmod" && !chowned ? (operandsOf(command)[0]?.value ?? "") : "";
    if (isShut(first)) return `chmod ${first} lets only the owner read its files: let others read them first.`;
    if (downloadsIntoHome(command))
      return `${command.name} puts what it downloads below /root, which is open to root alone: name another folder for it first.`;
    if (!keepers.has(command.name) || !command.args.some(standsBelowRoot)) continue;
    const mounted = parseMounts(instruction).some(({ target }) => target !== undefined && mentionsRoot(target));
    if (!mounted)
      return `${command.name} puts something below /root, which is open to root alone: put it elsewhere first.`;
  }
  return undefined;
}

const downloader = /playwright|nltk|huggingface-cli/;

/** Tools that keep models and browsers in the home directory. */
function downloadsIntoHome({ name, args }: Command): boolean {
  // The words are only put together where one of them is of interest.
  if (!downloader.test(name) && !args.some(({ pattern }) => downloader.test(pattern))) return false;
  const text = `${name} ${args.map(({ pattern }) => pattern).join(" ")}`;
  return /\bplaywright(?:@\S+)?\s+install\b/.test(text) || /nltk\.downloader|huggingface-cli\s+download/.test(text);
}

function standsBelowRoot({ pattern, raw }: ShellWord): boolean {
  return isBelowRoot(pattern) || raw.startsWith("~/") || /^"?\$\{?HOME\}?\//.test(raw);
}

const keepers: ReadonlySet<string> = new Set([
  ...[
    "mkdir",
    "mv",
    "cp",
    "ln",
    "tar",
    "unzip",
    "git",
    "curl",
    "wget",
    "install",
    "touch",
    "tee",
    "printf",
    "pip",
    "poetry",
  ],
]);

function isBelowRoot(path: string): boolean {
  return path === "/root" || path.startsWith("/root/");
}

function mentionsRoot(text: string): boolean {
  if (!text.includes("/root") && !text.includes("HOME")) return false;
  return /(?:^|[:=\s"'])(?:\/root|\$\{?HOME\}?)(?:\/|$|[:\s"'])/.test(text);
}

/** A mode in figures that gives others nothing: 700, 0640. */
function isShut(mode: string): boolean {
  return /^[0-7]?[0-7][0-7]0$/.test(mode) && mode !== "0" && mode.length >= 3;
}
