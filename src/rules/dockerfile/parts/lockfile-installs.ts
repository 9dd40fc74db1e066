import { argValues } from "../../../dockerfile/command-queries.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import { parseMounts } from "../../../dockerfile/mounts.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import type { Span } from "../../../text/source.ts";
import { type NodeInstall, nodeInstallOf } from "./node-installs.ts";
import { chainCommands, type StageCommand } from "./stage-commands.ts";

/** An install with the lockfile that an earlier COPY put beside it. */
export interface LockfileInstall extends StageCommand {
  readonly install: NodeInstall;
  readonly lockfile: Lockfile;
}

export interface Lockfile {
  /** As the COPY names it: `package*.json`. */
  readonly name: string;
  readonly at: Span;
}

const lockfiles: Readonly<Record<NodeInstall["manager"], RegExp>> = {
  // `package*.json` is the usual way to write "the lockfile too, if there is one".
  npm: /(?:^|\/)(?:package-lock\.json|package-lock\.json\*|npm-shrinkwrap\.json|package\*\.json|package\*|package-\*\.json|package\?\*\.json)$/,
  yarn: /(?:^|\/)yarn\.lock\*?$/,
  pnpm: /(?:^|\/)pnpm-lock\.ya?ml\*?$/,
  bun: /(?:^|\/)bun\.lock[b*]?\*?$/,
};

/** The installs of one stage that have their lockfile at hand, by name; `COPY . .` tells nothing. */
export function lockfileInstalls(stage: Stage): readonly LockfileInstall[] {
  return chainCommands(stage).flatMap((placed) => {
    if (placed.stage !== stage) return [];
    const install = nodeInstallOf(placed.command);
    // Another directory than WORKDIR may have another lockfile, or none.
    if (!install || placed.command.cwd !== undefined || argValues(placed.command).some(isElsewhere)) return [];
    const lockfile = findLockfile(placed, install.manager);
    return lockfile ? [{ ...placed, install, lockfile }] : [];
  });
}

/** Yarn 2 and later, by what the file does or copies. */
export function isYarnBerry({ stage, instruction }: StageCommand): boolean {
  const setsVersion = chainCommands(stage).some(({ command }) => {
    const words = argValues(command);
    if (command.name === "yarn")
      return words[0] === "set" && words[1] === "version" && !/^(?:1|classic)/.test(words[2] ?? "");
    return command.name === "corepack" && words.some((word) => /^yarn@(?:[2-9]|berry|stable)/.test(word));
  });
  const berryFiles = copiesBefore(stage, instruction).some((copy) =>
    copy.args.slice(0, -1).some((word) => /(?:^|\/)\.(?:yarnrc\.yml|yarn|pnp\.\w+)(?:\/|\*|$)/.test(word.text)),
  );
  return setsVersion || berryFiles;
}

function isElsewhere(word: string): boolean {
  return /^(?:--prefix|--cwd|--dir|-C)(?:=|$)/.test(word);
}

function findLockfile({ stage, instruction }: StageCommand, manager: NodeInstall["manager"]): Lockfile | undefined {
  const pattern = lockfiles[manager];
  for (const mount of parseMounts(instruction))
    if (mount.source !== undefined && pattern.test(mount.source)) return { name: mount.source, at: mount.flag.span };
  const workdir = workdirAt(stage, instruction);
  for (const copy of copiesBefore(stage, instruction)) {
    const source = copy.args.slice(0, -1).find((word) => pattern.test(word.text));
    if (source && isInto(stage, copy, workdir)) return { name: source.text, at: source.span };
  }
  return undefined;
}

function copiesBefore(stage: Stage, instruction: Instruction): readonly Instruction[] {
  const own = stage.instructions.filter((one) => one.index < instruction.index);
  const inherited = stage.chain.slice(1).flatMap((one) => one.instructions);
  return [...inherited, ...own].filter((one) => one.name === "copy" || one.name === "add");
}

/** False only when the COPY surely goes to another directory than the one the install runs in. */
function isInto(stage: Stage, copy: Instruction, workdir: string | undefined): boolean {
  const owner = stage.chain.find((one) => one.instructions.includes(copy)) ?? stage;
  const destination = owner.expand(copy, copy.args.at(-1)?.text ?? "");
  const at = workdirAt(owner, copy);
  if (!destination.known || at === undefined || workdir === undefined) return false;
  const path = destination.text.replace(/\/(?:package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/, "/");
  const parts = (path.startsWith("/") ? path : `${at}/${path}`)
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  return !parts.includes("..") && `/${parts.join("/")}` === (workdir.replace(/\/+$/, "") || "/");
}

function workdirAt(stage: Stage, instruction: Instruction): string | undefined {
  const set = stage.before(instruction).workdir;
  // Node's images and most others start in the root directory.
  if (!set) return "/";
  return set.value.known ? set.value.text : undefined;
}
