/**
 * Which user a root container should run as instead: the one the file had before it went back to root, the one it creates
 * and never uses, the one its base image keeps ready, or a new one, made with the command that exists in that base.
 */
import { createUserCommand } from "../../../bases/user-commands.ts";
import { type BaseUser, runsAsRoot } from "../../../bases/users.ts";
import { operandsOf } from "../../../dockerfile/command-queries.ts";
import { commandsOf } from "../../../dockerfile/commands.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import { insertAt } from "../../../dockerfile/edits.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import type { Edit } from "../../../text/edit.ts";
import { type CreatedUser, createdAccounts } from "./created-users.ts";
import { isRoot, type RuntimeUser, readUser } from "./runtime-user.ts";
import { chainCommands } from "./stage-commands.ts";
import { rootFamily } from "./stage-root.ts";
import { pathsOf } from "./written-directories.ts";

/** The user to be, and what it takes. */
export interface FutureUser {
  /** For USER. */
  readonly user: string;
  /** Its name; undefined for a bare number. */
  readonly name: string | undefined;
  /** For chown and `--chown`. */
  readonly owner: string;
  /** "user 10001". */
  readonly title: string;
  /** Shell commands that make it; empty when it is there. */
  readonly commands: readonly string[];
  /** Edits elsewhere, such as a number for a useradd without one. */
  readonly edits: readonly Edit[];
  /** It has no line in passwd, hence no home directory. */
  readonly homeless: boolean;
  readonly home: string | undefined;
  /** RUN works in the stage. */
  readonly hasShell: boolean;
  /** Paths the file gives to this user already. */
  readonly owned: readonly OwnedPath[];
}

interface OwnedPath {
  readonly path: string;
  readonly recursive: boolean;
}

/** A USER that was in force before the last one. */
export interface PreviousUser {
  /** As to be written after USER. */
  readonly text: string;
  readonly name: string;
  /** It is not the one that comes back when the last USER is taken out. */
  readonly isOutside: boolean;
  /** A USER of the file; else the base image's. */
  readonly isInFile: boolean;
}

/** A bare number for where no account can be made. */
const bareUser = "10001:10001";
/** The number that distroless and most scratch images use. */
const bareStaticUser = "65532:65532";
const none = { name: undefined, commands: [], edits: [], homeless: false, home: undefined, owned: [] };

export function chooseUser(target: Stage, user: RuntimeUser): FutureUser | { readonly why: string } {
  const hasShell = canRun(user);
  const previous = previousUser(target, user);
  if (previous && isServiceAccount(previous))
    return { why: `USER ${previous.text} was for one step: which user the program is for is not said.` };
  if (previous) {
    const owned = ownedBy(target, [previous.name, previous.text]);
    const owner = previous.text.replace(/\$/g, "") === previous.text ? previous.text : previous.name;
    return {
      ...none,
      name: previous.name,
      user: previous.text,
      owner,
      title: `user ${previous.text}`,
      hasShell,
      owned,
    };
  }
  const { users, groups, unclear } = createdAccounts(target);
  const created = users.length === 1 ? users[0] : undefined;
  if (created) return useCreated(target, created, hasShell);
  if (users.length > 1)
    return {
      why: "The file makes several users, and which one the program is for is not said: end the stage with a USER for it.",
    };
  if (unclear)
    return { why: "The file makes a user whose name only the build knows: end the stage with a USER for it." };
  const { base } = user;
  if (base.kind === "unknown" || !base.base)
    return base.kind === "scratch"
      ? bare(bareStaticUser, false, false)
      : { why: `Which users ${base.name} has, and how one is made there, is not known.` };
  return useBase(base.base, user, target, hasShell, groups);
}

function bare(user: string, homeless: boolean, hasShell: boolean): FutureUser {
  return { ...none, user, owner: user, title: `user ${user.split(":")[0]}`, homeless, hasShell };
}

function useBase(
  base: BaseUser,
  user: RuntimeUser,
  target: Stage,
  hasShell: boolean,
  groups: ReadonlyMap<string, string | undefined>,
): FutureUser | { readonly why: string } {
  const ready = predates(user) ? undefined : readyUser(base);
  if (ready) {
    const owned = ownedBy(target, [ready.name, ready.user]);
    return {
      ...none,
      name: ready.name,
      user: ready.user,
      owner: ready.owner,
      title: `user ${ready.name} of the base image`,
      home: ready.home,
      hasShell,
      owned,
    };
  }
  if (user.base.kind === "scratch" || base.os === "distroless") return bare(bareStaticUser, false, false);
  const command = createUserCommand({
    ...base,
    appUser: ready ? base.appUser : null,
    userTool: toolOf(base, user, target),
  });
  if (!command) {
    if (base.userTool === "none") return bare(bareUser, hasShell, hasShell);
    return { why: `How a user is made in ${user.base.name} is not known.` };
  }
  if (groups.has(command.name) || [...groups.values()].includes("10001"))
    return {
      why: `The file makes a group ${command.name} or 10001 already: put the user in it and end the stage with a USER for it.`,
    };
  return {
    ...none,
    user: command.user,
    owner: command.user,
    title: "a new user 10001",
    commands: [command.command],
    home: command.home,
    hasShell,
  };
}

/** The tag may name another system than the table's row for all tags: `openjdk:8-jre-alpine`. */
function toolOf({ userTool }: BaseUser, { base: root }: RuntimeUser, target: Stage): BaseUser["userTool"] {
  if (userTool === "none") return installsShadow(target) ? "useradd" : "none";
  const family = rootFamily(root);
  return family === "alpine" || family === "busybox" ? "adduser" : userTool;
}

/** Node's images have had their user since 2016. */
function predates({ base: { reference } }: RuntimeUser): boolean {
  const major = reference?.familiar === "node" ? /^(\d+)(?![\da-z])/.exec(reference.tag ?? "")?.[1] : undefined;
  return major !== undefined && Number(major) < 8;
}

/** The account an image keeps for programs. Ubuntu's `ubuntu` is a person's: it is in groups like adm and sudo. */
function readyUser({ appUser, os }: BaseUser) {
  if (!appUser || appUser.uid === null || appUser.name === "ubuntu") return undefined;
  const { name, uid, gid, home } = appUser;
  const numbers = gid === null ? `${uid}` : `${uid}:${gid}`;
  // Microsoft's images carry the number in APP_UID and may change it.
  const user = name === "app" && uid === 1654 && os !== "distroless" ? "$APP_UID" : numbers;
  return { name, user, owner: numbers, home: home ?? undefined };
}

function useCreated(target: Stage, created: CreatedUser, hasShell: boolean): FutureUser | { readonly why: string } {
  const { name, uid, gid, command, choosesUid } = created;
  const found = { ...none, name, title: `user ${name}, which the file makes already`, hasShell };
  if (uid !== undefined) {
    const user = gid === undefined ? uid : `${uid}:${gid}`;
    return { ...found, user, owner: user, owned: ownedBy(target, [name, uid]) };
  }
  const word = command.words[0];
  if (choosesUid || !command.editable || !word || !/^(?:useradd|adduser)$/.test(word.raw))
    return { why: `The number of user ${name} is not in the file as plain text: end the stage with a USER for it.` };
  const flag = command.name === "useradd" || isBusybox(created) ? "-u" : "--uid";
  const edits = [insertAt(word.span.end, ` ${flag} 10001`)];
  return { ...found, user: "10001", owner: "10001", edits, owned: ownedBy(target, [name]) };
}

/** `-D`, `-S`, `-G` and `-H` are BusyBox's; the Perl program has long names only. */
function isBusybox({ command }: CreatedUser): boolean {
  return command.args.some(({ pattern }) => /^-[A-Za-z]*[DSHG]/.test(pattern));
}

/** The USER before the last one, when it was not root; else the base image's own, when that is not root. */
export function previousUser(target: Stage, { setting, base }: RuntimeUser): PreviousUser | undefined {
  if (!setting) return undefined;
  const earlier = earlierSettings(target, setting.by);
  const last = earlier.at(-1);
  if (last?.user && !isRoot(last.user))
    return { text: last.text, name: last.user.name, isOutside: false, isInFile: true };
  if (last === undefined) return usersOfBase(base.base);
  const before = earlier.findLast(({ user }) => user && !isRoot(user));
  return before?.user && { text: before.text, name: before.user.name, isOutside: true, isInFile: true };
}

function usersOfBase(base: BaseUser | undefined): PreviousUser | undefined {
  if (!base || runsAsRoot(base) !== false) return undefined;
  const name = readUser(base.user)?.name ?? "";
  const text = base.uid === null ? base.user : `${base.uid}`;
  return { text, name, isOutside: false, isInFile: false };
}

function earlierSettings(target: Stage, last: Instruction) {
  const found = [];
  for (const stage of target.chain.toReversed()) {
    for (const instruction of stage.instructions) {
      if (instruction === last) return found;
      if (instruction.name !== "user") continue;
      const raw = instruction.body.text;
      const value = stage.expand(instruction, raw);
      // A variable stays one where it stands for the same in the stage that gets the line.
      const text = value.known ? (stage === target ? raw : value.text) : raw;
      found.push({ user: value.known ? readUser(value.text) : undefined, text });
    }
  }
  return found;
}

/** `USER postgres` to fill a database, say, and back. A base image's own user is never one. */
export function isServiceAccount({ name, isInFile }: PreviousUser): boolean {
  return (
    isInFile &&
    /^(?:postgres|mysql|mongodb|redis|nobody|daemon|git|www-data|builder|build|linuxbrew|makepkg)$/.test(name)
  );
}

/** RUN in shell form works: nothing is known against it. */
function canRun({ base: root }: RuntimeUser): boolean {
  if (root.base?.userTool === "none" && root.base.note?.includes("no shell")) return false;
  return !["scratch", "distroless"].includes(rootFamily(root));
}

function installsShadow(target: Stage): boolean {
  return chainCommands(target).some(
    ({ command }) =>
      /^(?:yum|dnf|microdnf|tdnf)$/.test(command.name) &&
      operandsOf(command).some(({ value }) => value === "shadow-utils" || value === "shadow"),
  );
}

/** What chown and `--chown` give to one of `names`. */
function ownedBy(target: Stage, names: readonly string[]): OwnedPath[] {
  const isOwner = (text: string) => names.includes(text) || names.includes(text.split(/[:.]/)[0] ?? "");
  const byCommand = chainCommands(target).filter(({ command }) => {
    const owner = operandsOf(command)[0]?.value;
    return command.name === "chown" && owner !== undefined && isOwner(owner);
  });
  return byCommand.flatMap((one) => {
    const recursive = one.command.args.some(({ pattern }) => /^-[a-zA-Z]*R|^--recursive$/.test(pattern));
    return pathsOf([one], 1).map((path) => ({ path, recursive }));
  });
}

/** True when a stage that is FROM `stage` runs commands, which would then run as its user. */
export function childrenRun(stage: Stage): boolean {
  return stage.usedBy.some(
    ({ kind, user }) =>
      kind === "from" &&
      (user.instructions.some((one) => one.name === "run" && commandsOf(user, one).skipped === undefined) ||
        childrenRun(user)),
  );
}
