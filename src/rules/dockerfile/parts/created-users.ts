/**
 * Users that the Dockerfile makes itself: the RUN commands of a FROM chain come in, the accounts that useradd and adduser
 * leave behind come out. Commands that may not run and names that only a shell knows are left out.
 */

import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { flagValue, operandsOf } from "../../../dockerfile/command-queries.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import { chainCommands, type StageCommand } from "./stage-commands.ts";

/** An account made by a RUN. */
export interface CreatedUser {
  readonly name: string;
  /** Undefined when the system picks one, or a variable gives it. */
  readonly uid: string | undefined;
  readonly gid: string | undefined;
  /** `-u` is given, in whatever form. */
  readonly choosesUid: boolean;
  readonly command: Command;
  readonly stage: Stage;
}

/** A user or group was made, but the file alone does not tell which. */
export interface CreatedAccounts {
  readonly users: readonly CreatedUser[];
  /** Names and numbers of groups made on their own. */
  readonly groups: ReadonlyMap<string, string | undefined>;
  /** True when some command makes accounts in a way that is not read. */
  readonly unclear: boolean;
}

const cache = derivedStore<Stage, CreatedAccounts>();
const tools: ReadonlySet<string> = new Set(["useradd", "adduser", "groupadd", "addgroup", "userdel", "deluser"]);
const nameShape = /^[a-z_][a-z0-9_.-]{0,31}\$?$/i;

export function createdAccounts(stage: Stage): CreatedAccounts {
  return cache.of(stage, () => readAccounts(chainCommands(stage).filter(({ command }) => tools.has(command.name))));
}

function readAccounts(commands: readonly StageCommand[]): CreatedAccounts {
  const users = new Map<string, CreatedUser>();
  const groups = new Map<string, string | undefined>();
  let unclear = false;
  for (const one of commands) {
    const { command } = one;
    const name = accountName(command);
    if (name === undefined) {
      unclear ||= !isMembership(command);
      continue;
    }
    if (command.name === "userdel" || command.name === "deluser") users.delete(name);
    else if (command.name === "groupadd" || command.name === "addgroup")
      groups.set(name, number(flagValue(command, "-g", "--gid")));
    else if (command.conditional) unclear = true;
    else users.set(name, readUserCommand(one, name, groups));
  }
  return { users: [...users.values()].filter((user) => Number(user.uid) !== 0), groups, unclear };
}

function readUserCommand(
  { command, stage }: StageCommand,
  name: string,
  groups: ReadonlyMap<string, string | undefined>,
): CreatedUser {
  const uid = flagValue(command, "-u", "--uid");
  const group = flagValue(command, "-g", "--gid", "--ingroup") ?? busyboxGroup(command);
  const gid = number(group) ?? (group === undefined ? undefined : groups.get(group));
  return { name, uid: number(uid), gid, choosesUid: uid !== undefined, command, stage };
}

/** `-G` of BusyBox's adduser; useradd's `-G` lists further groups. */
function busyboxGroup(command: Command): string | undefined {
  return command.name === "adduser" ? flagValue(command, "-G") : undefined;
}

/** The account's name; undefined when it is dynamic, or when the command only joins a user to a group. */
function accountName(command: Command): string | undefined {
  if (isMembership(command)) return undefined;
  const word: ShellWord | undefined = operandsOf(command).at(-1);
  return word?.value !== undefined && nameShape.test(word.value) ? word.value : undefined;
}

/** `adduser app docker`: both exist already. */
function isMembership(command: Command): boolean {
  return (command.name === "adduser" || command.name === "addgroup") && operandsOf(command).length === 2;
}

function number(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? text : undefined;
}
