/**
 * Paths that commands write, told apart as far as the file allows. A word and its command go in; a path comes out whose
 * beginning is `/`, `~/` for the home directory, or nothing where the directory is not known.
 */
import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { operandsOf, toolName } from "../../../dockerfile/command-queries.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import { parseMounts } from "../../../dockerfile/mounts.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";

/** Undefined when a variable other than HOME is in it. */
export function pathOf(stage: Stage, command: Command, word: ShellWord): string | undefined {
  const raw = word.raw.replace(/["']/g, "").replace(/^(?:\$HOME|\$\{HOME\}|~)(?=\/|$)/, "~");
  if (raw.startsWith("~")) return /[$`]/.test(raw) ? undefined : clean(raw);
  if (word.value === undefined || /[$`]/.test(raw)) return undefined;
  if (raw.startsWith("/")) return clean(homely(raw));
  const directory = command.cwd ?? workdirOf(stage, command.instruction);
  if (directory === undefined || /[$`]/.test(directory)) return clean(raw);
  const start =
    directory.startsWith("/") || directory.startsWith("~") ? directory : workdirOf(stage, command.instruction);
  if (start === undefined) return clean(raw);
  return clean(homely(`${start === directory ? start : `${start}/${directory}`}/${raw}`));
}

/** True when what is written there is gone after the RUN: a tmpfs or cache mount, or shared memory. */
export function isMountedAway(run: Instruction, path: string): boolean {
  if (path.startsWith("/dev/") || path.startsWith("/proc/")) return true;
  return parseMounts(run).some(({ type, target }) => {
    if (target === undefined || type === "secret" || type === "ssh") return false;
    return isWithin(path, homely(target));
  });
}

/** True when `path` is `folder` or below it. */
export function isWithin(path: string, folder: string): boolean {
  const base = folder.replace(/\/+$/, "");
  return path === base || path.startsWith(`${base}/`);
}

/** True when the command takes the file away. Where one of the two paths is not known, the same file name is enough. */
export function removes(stage: Stage, command: Command, path: string | undefined): boolean {
  if (command.name === "trap") return path !== undefined && (command.args[0]?.raw ?? "").includes(baseName(path));
  if (!/^(?:rm|shred|unlink|mv)$/.test(toolName(command))) return false;
  if (path === undefined) return true;
  return operandsOf(command).some((word) => covers(pathOf(stage, command, word), path));
}

function covers(removed: string | undefined, path: string): boolean {
  if (removed === undefined) return true;
  if (/[*?[]/.test(removed)) return isWithin(path, removed.slice(0, removed.search(/[*?[]/)).replace(/[^/]*$/, ""));
  const isKnown = /^[/~]/.test(removed) && /^[/~]/.test(path);
  return isKnown ? isWithin(path, removed) : baseName(removed) === baseName(path) || path.startsWith(`${removed}/`);
}

function workdirOf(stage: Stage, run: Instruction): string | undefined {
  const workdir = stage.before(run).workdir?.value;
  return workdir?.known ? workdir.text : undefined;
}

/** Home directories by their usual places. */
function homely(path: string): string {
  return path.replace(/^(?:\/root|\/home\/[^/]+)(?=\/|$)/, "~");
}

function clean(path: string): string {
  return path
    .replace(/\/\.(?=\/|$)/g, "")
    .replace(/\/{2,}/g, "/")
    .replace(/^\.\//, "");
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
