/** What keeps a folder out of a RUN's layer: a mount over it, or a command of the same RUN that empties it. */
import type { Command } from "../../../dockerfile/command.ts";
import { parseMounts } from "../../../dockerfile/mounts.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import type { RunStep } from "./run-steps.ts";

const removers: ReadonlySet<string> = new Set(["rm", "find", "unlink", "truncate", "rmdir", "mv", "shred"]);
const packagers =
  /^(?:apt|apt-get|aptitude|apk|yum|dnf5?|microdnf|tdnf|zypper|npm|yarn|pnpm|pip|conda|mamba|go|mvn|cargo)$/;
/** Braces of one word that are tried; more are left as they are. */
const maxBraces = 64;
/** Longer words are no paths. */
const longestPath = 4096;

/** True when a mount stands over `folder`: what is written there does not get into the layer. A variable might. */
export function isMounted(run: Instruction, folder: string): boolean {
  return parseMounts(run).some(({ target }) => {
    if (target === undefined) return false;
    const path = target.endsWith("/") ? target.slice(0, -1) : target;
    return path.includes("$") || folder === path || folder.startsWith(`${path}/`);
  });
}

/** True when a mount's target matches: for folders of a home directory. */
export function hasMountAt(run: Instruction, target: RegExp): boolean {
  return parseMounts(run).some(
    (mount) => mount.target !== undefined && (target.test(mount.target) || mount.target.includes("$")),
  );
}

/** True when the step empties `folder` after `from`, or does something that may. */
export function empties(step: RunStep, from: number, folder: string): boolean {
  return step.list.commands.some((command) => {
    if (command.span.start < from && !command.conditional) return false;
    if (mayCleanUp(command)) return true;
    return removers.has(command.name) && removes(command, folder);
  });
}

/** True when the step removes something whose name matches, or does something that may. */
export function removesNamed(step: RunStep, name: RegExp): boolean {
  return step.list.commands.some(
    (command) =>
      mayCleanUp(command) || (removers.has(command.name) && command.args.some((word) => name.test(word.pattern))),
  );
}

/** `cleanup.sh`, `docker-clean`, `curl …/clean.sh | sh`: somebody's own cleaner. */
export function mayCleanUp(command: Command): boolean {
  if (packagers.test(command.name)) return false;
  if (/clean|purge/i.test(command.name)) return true;
  const runs = ["sh", "bash", ".", "source"].includes(command.name);
  return command.args.some(({ pattern }) => /clean/i.test(pattern) && (runs || pattern.endsWith(".sh")));
}

function removes(command: Command, folder: string): boolean {
  const here = command.cwd;
  return command.args.some((word) =>
    expandBraces(word.pattern).some((path) =>
      covers(path.startsWith("/") || here === undefined ? path : `${here}/${path}`, folder),
    ),
  );
}

/** `/a`, `/a/*`, `/*` and `/a/b/x*` all cover `/a/b`; `/a/b/x` does not. */
function covers(path: string, folder: string): boolean {
  const base = withoutGlob(path);
  if (base === folder || (base !== "" && folder.startsWith(`${base}/`))) return true;
  return path.startsWith(`${folder}/`) && /[*?[\0]/.test(path.slice(folder.length));
}

/** `/a` of `/a/`, `/a/*`, `/a/*.*`, `/a/**`. */
function withoutGlob(path: string): string {
  const slash = path.lastIndexOf("/");
  return /^[*.]*$/.test(path.slice(slash + 1)) ? path.slice(0, Math.max(slash, 0)) : path;
}

/** `/var/{a,b}/*` as its words. */
function expandBraces(text: string): readonly string[] {
  const done: string[] = [];
  const open = [text];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const found = /\{([^{}]*)\}/.exec(next);
    if (!found?.[1]?.includes(",") || open.length + done.length > maxBraces || next.length > longestPath) {
      done.push(next);
      continue;
    }
    const { index } = found;
    const [whole, inner = ""] = found;
    for (const part of inner.split(",").slice(0, maxBraces))
      open.push(next.slice(0, index) + part + next.slice(index + whole.length));
  }
  return done;
}
