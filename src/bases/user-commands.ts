/**
 * The shell command that adds an ordinary user to a base image. What a base offers goes in; the command, the numeric
 * USER and the home directory come out. Where nothing can create users (scratch, distroless, ubi-minimal) it refuses, and
 * `appIds` as a bare numeric USER is what is left.
 */
import type { BaseUser } from "./users.ts";

/** Above every id that distributions hand out by themselves: 1000 is taken in ubuntu and node. */
export const appIds = { uid: 10001, gid: 10001, name: "app", home: "/home/app" } as const;

/** A user to be created. */
export interface UserCommand {
  /** For a RUN in shell form, without RUN. */
  readonly command: string;
  /** For USER: numbers, since Kubernetes cannot verify that a name is not root. */
  readonly user: string;
  readonly name: string;
  readonly home: string;
}

/** Undefined where no tool is there without installing a package, or where the name or number is taken already. */
export function createUserCommand(base: Pick<BaseUser, "os" | "userTool" | "appUser">): UserCommand | undefined {
  const { uid, gid, name, home } = appIds;
  if (base.os === "windows" || base.appUser?.name === name || base.appUser?.uid === uid) return undefined;
  const command = commands[base.userTool];
  return command === undefined ? undefined : { command, user: `${uid}:${gid}`, name, home };
}

const { uid, gid, name, home } = appIds;

/**
 * Both make a home directory: npm, pip and git write to HOME, which an engine sets from passwd.
 * useradd: `-r` leaves out the line in /etc/subuid and the mail spool, and warns that the number is above the system
 * range, without harm; `-l` (`--no-log-init`) keeps lastlog from growing with the number. adduser is the one of BusyBox:
 * `-S` without `-G` would land in nogroup, `-D` asks for no password. The Perl adduser of Debian is gone since 13.
 */
const commands: Readonly<Record<BaseUser["userTool"], string | undefined>> = {
  useradd: `groupadd -r -g ${gid} ${name} && useradd -r -u ${uid} -g ${name} --no-log-init -d ${home} -m ${name}`,
  adduser: `addgroup -S -g ${gid} ${name} && adduser -S -D -u ${uid} -G ${name} -h ${home} ${name}`,
  none: undefined,
  unknown: undefined,
};
