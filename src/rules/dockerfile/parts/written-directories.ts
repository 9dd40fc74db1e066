/**
 * Directories a program writes to while it runs, as far as the file says so: VOLUMEs, directories made by mkdir, ENV
 * variables and WORKDIRs whose names speak of data, logs, uploads or caches. Out come absolute paths. The application's own
 * code is never among them.
 */

import { operandsOf } from "../../../dockerfile/command-queries.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import { absolutePath, isWithin, plainPath, shellPath, workdirOf } from "./place-paths.ts";
import { isRootAt } from "./runtime-user.ts";
import { chainCommands, type StageCommand } from "./stage-commands.ts";

/** A directory, and the instruction that tells. */
export interface WrittenDirectory {
  readonly path: string;
  readonly by: Instruction;
  readonly evidence: "volume" | "mkdir" | "env" | "workdir";
}

/** More than this is no longer a list that anybody checks. */
const mostDirectories = 12;
/** Real files have a few dozen; the rest of a longer list is not looked at. */
const mostCommands = 500;

const cache = derivedStore<Stage, readonly WrittenDirectory[]>();

/** Each path once; what lies below another one stays in the list, since ownership is not handed down. */
export function writtenDirectories(stage: Stage): readonly WrittenDirectory[] {
  const known = cache.get(stage);
  if (known) return known;
  const all = [
    ...stage.chain.toReversed().flatMap((one) => one.instructions.flatMap((instruction) => named(one, instruction))),
    ...madeByCommands(stage),
  ];
  const unique = new Map<string, WrittenDirectory>();
  for (const one of all) if (isOwnPath(one.path) && !unique.has(one.path)) unique.set(one.path, one);
  const found = [...unique.values()].slice(0, mostDirectories);
  cache.set(stage, found);
  return found;
}

const writtenName =
  /^(?:logs?|data|db|database|uploads?|tmp|temp|\.?cache|storage|media|sessions?|state|backups?|downloads?|outputs?|pids?|sqlite)$/i;
const writtenVariable =
  /(?:^|_)(?:DATA|LOGS?|UPLOADS?|STORAGE|MEDIA|STATE|DB|DATABASE|SQLITE|SESSIONS?)_(?:DIR|PATH|ROOT|FOLDER|DIRECTORY|FILE)$/;
const databaseFile = /\.(?:db|sqlite3?)$/;
const systemFolders = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/root", "/sbin", "/sys", "/usr"];
/** Folders everybody may write to, or that belong to the system as they are. */
const sharedFolders: ReadonlySet<string> = new Set([
  ...[
    "/",
    "/tmp",
    "/var/tmp",
    "/run",
    "/var/run",
    "/var",
    "/var/log",
    "/var/cache",
    "/var/lib",
    "/opt",
    "/srv",
    "/home",
  ],
]);

/** True when the folder's name says that a program writes into it. */
export function isWrittenName(path: string): boolean {
  return writtenName.test(path.slice(path.lastIndexOf("/") + 1));
}

function isOwnPath(path: string): boolean {
  if (!plainPath.test(path) || sharedFolders.has(path) || isWithin(path, "/tmp") || isWithin(path, "/var/tmp"))
    return false;
  if (isWithin(path, "/usr/src") && path !== "/usr/src") return true;
  return !systemFolders.some((folder) => isWithin(path, folder));
}

function named(stage: Stage, instruction: Instruction): WrittenDirectory[] {
  switch (instruction.name) {
    case "volume":
      return instruction.args.flatMap((word) => {
        const value = stage.expand(instruction, word.text);
        const path = value.known ? absolutePath(value.text, "/") : undefined;
        return path === undefined ? [] : [{ path, by: instruction, evidence: "volume" as const }];
      });
    case "env":
      return instruction.pairs.flatMap(({ key, value }) => {
        const text = value && stage.expand(instruction, value.text);
        const path = text?.known ? pathOfVariable(key.text, text.text) : undefined;
        return path === undefined ? [] : [{ path, by: instruction, evidence: "env" as const }];
      });
    case "workdir": {
      const value = stage.expand(instruction, instruction.body.text);
      const path = value.known ? absolutePath(value.text, workdirOf(stage.before(instruction))) : undefined;
      return path && isWrittenName(path) ? [{ path, by: instruction, evidence: "workdir" }] : [];
    }
    default:
      return [];
  }
}

/** `DATA_DIR=/data`, `DB_PATH=/app/data/app.db`, `DATABASE_URL=sqlite:////app/data/app.db`. */
function pathOfVariable(key: string, value: string): string | undefined {
  const sqlite = /^sqlite(?:\+\w+)?:\/\/\/(\/[^?]*)/.exec(value)?.[1] ?? /^file:(\/[^?]*)/.exec(value)?.[1];
  if (sqlite === undefined && !writtenVariable.test(key)) return undefined;
  const path = absolutePath(sqlite ?? value, undefined);
  if (path === undefined || !value.includes("/")) return undefined;
  if (databaseFile.test(path)) return path.slice(0, path.lastIndexOf("/")) || undefined;
  return sqlite === undefined && !/_FILE$/.test(key) && !/\.\w{1,5}$/.test(path) ? path : undefined;
}

function madeByCommands(stage: Stage): WrittenDirectory[] {
  const commands = chainCommands(stage);
  const made = commands
    .filter(({ command }) => command.name === "mkdir" && !command.conditional)
    .slice(0, mostCommands);
  if (made.length === 0) return [];
  const removed = removedPaths(commands);
  return made.flatMap((one) => {
    // What another user makes belongs to that user already.
    if (isRootAt(one.stage, one.instruction) === false) return [];
    const gone = removed.get(one.instruction) ?? [];
    return pathsOf([one])
      .filter((path) => isWrittenPath(path) && !gone.some((folder) => isWithin(path, folder)))
      .map((path) => ({ path, by: one.instruction, evidence: "mkdir" as const }));
  });
}

/** What each RUN takes away again. */
function removedPaths(commands: readonly StageCommand[]): ReadonlyMap<Instruction, readonly string[]> {
  const removed = new Map<Instruction, string[]>();
  for (const one of commands.filter(({ command }) => command.name === "rm").slice(0, mostCommands)) {
    const paths = removed.get(one.instruction) ?? [];
    paths.push(...pathsOf([one]));
    removed.set(one.instruction, paths);
  }
  return removed;
}

/** Absolute paths that the commands name, where they can be told. `skip`: operands before the paths, as the owner of chown. */
export function pathsOf(commands: readonly StageCommand[], skip = 0): string[] {
  return commands.flatMap(({ stage, instruction, command }) => {
    const scope = stage.before(instruction);
    const workdir = workdirOf(scope);
    const folder = command.cwd === undefined ? workdir : absolutePath(command.cwd, workdir);
    return operandsOf(command)
      .slice(skip)
      .flatMap((word) => {
        const text = shellPath(word, scope);
        return (text === undefined ? undefined : absolutePath(text, folder)) ?? [];
      });
  });
}

/** `/app/logs`, and folders a service gets of its own below the system's: `/var/log/app`, `/var/lib/app`. */
function isWrittenPath(path: string): boolean {
  const own = /^\/(?:var\/)?(?:log|lib|cache|run|spool)\/([\w.-]+)$/.exec(path)?.[1];
  if (own !== undefined)
    return path.startsWith("/var/") && !/^(?:apt|apk|dpkg|yum|dnf|rpm|pacman|ldconfig|cache|lists)$/.test(own);
  return isWrittenName(path);
}
