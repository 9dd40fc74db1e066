/**
 * Who is who in an image. The texts of `etc/passwd`, `etc/group` and `etc/shadow` come in; accounts go out, and what a
 * `USER` comes out as. Lines that no program would take are passed over. No password and no hash is kept.
 * References: passwd(5), group(5), shadow(5); for `USER` the lookup that runc and containerd do
 * (github.com/moby/sys/user, GetExecUser).
 */
import type { Account, Accounts, ResolvedUser } from "./image-facts.ts";
import type { ShadowEntry } from "./layer-facts.ts";

/** A file of an image as it is in the end. */
export interface AccountText {
  readonly text: string;
  /** Index of the layer it comes from. */
  readonly layer: number;
}

/** The files that are there. */
export interface AccountFiles {
  readonly passwd?: AccountText;
  readonly group?: AccountText;
  readonly shadow?: { readonly entries: readonly ShadowEntry[]; readonly layer: number };
}

/** Lines of one file that are read; a directory of people is no part of an image. */
export const mostAccounts = 20_000;
/** Longer lines are passed over. */
export const longestAccountLine = 4_096;
/** Highest number that engines take for a user or a group. */
export const highestId = 2_147_483_647;

/** The lines of a shadow file. What stands for a password is looked at and forgotten. */
export function readShadow(text: string): ShadowEntry[] {
  return accountLines(text, 2).map(([name = "", secret = ""]) => ({ name, password: passwordState(secret) }));
}

/** The accounts of an image. Of two lines of one name the first counts for the lookup; both are listed. */
export function readAccounts({ passwd, group, shadow }: AccountFiles): Accounts {
  const hidden = new Map<string, ShadowEntry>();
  for (const entry of shadow?.entries ?? []) if (!hidden.has(entry.name)) hidden.set(entry.name, entry);
  return {
    users: passwd
      ? accountLines(passwd.text, 4).flatMap((fields) => readUser(fields, passwd.layer, hidden, shadow))
      : [],
    groups: group ? accountLines(group.text, 3).flatMap((fields) => readGroup(fields, group.layer)) : [],
  };
}

/**
 * How an engine starts the container for a `USER`: a number is a number even where an account has it as its name, a name
 * has to be in the file, and nothing at all is user 0.
 */
export function resolveUser(written: string, accounts: Accounts): ResolvedUser {
  const [userPart = "", groupPart = ""] = written.trim().split(":");
  const user = findUser(userPart, accounts);
  if ("missing" in user) return { written, uid: undefined, gid: undefined, why: user.missing };
  const group = groupPart === "" ? user : findGroup(groupPart, accounts);
  if ("missing" in group) return { written, uid: undefined, gid: undefined, why: group.missing };
  return { written, uid: user.uid, gid: group.gid, why: written.trim() === "" ? noUser : user.why };
}

const noUser = "no USER is set, and a container without one starts as uid 0";

interface Missing {
  readonly missing: string;
}

function findUser(name: string, { users }: Accounts): { uid: number; gid: number; why: string } | Missing {
  const number = name === "" ? 0 : readNumber(name);
  if (number !== undefined && !isId(number))
    return { missing: `${name} is outside the numbers from 0 to ${highestId} that a user can have` };
  const found = users.find((user) => (number === undefined ? user.name === name : user.uid === number));
  if (found)
    return {
      uid: found.uid,
      gid: found.gid,
      why:
        number === undefined
          ? `USER ${name} is uid ${found.uid} in etc/passwd`
          : `uid ${number} is ${found.name} in etc/passwd`,
    };
  if (number !== undefined) return { uid: number, gid: 0, why: `uid ${number} has no line in etc/passwd` };
  const where =
    users.length === 0 ? "the image has no etc/passwd with accounts" : "etc/passwd has no account of that name";
  return { missing: `USER ${name} is nobody: ${where}` };
}

function findGroup(name: string, { groups }: Accounts): { gid: number } | Missing {
  const number = readNumber(name);
  if (number !== undefined && !isId(number))
    return { missing: `${name} is outside the numbers from 0 to ${highestId} that a group can have` };
  if (number !== undefined) return { gid: number };
  const found = groups.find((group) => group.name === name);
  return found ? { gid: found.gid } : { missing: `group ${name} is in no line of etc/group` };
}

function readUser(
  fields: readonly string[],
  layer: number,
  hidden: ReadonlyMap<string, ShadowEntry>,
  shadow: AccountFiles["shadow"],
): Account[] {
  const [name = "", secret = "", uidText = "", gidText = "", , home = "", shell = ""] = fields;
  const uid = readId(uidText);
  const gid = readId(gidText);
  if (!isName(name) || uid === undefined || gid === undefined) return [];
  const own = { name, uid, gid, home, shell };
  if (secret !== "x") return [{ ...own, password: passwordState(secret), layer }];
  const entry = hidden.get(name);
  return [{ ...own, password: entry?.password ?? "none", layer: entry && shadow ? shadow.layer : layer }];
}

function readGroup([name = "", , gidText = ""]: readonly string[], layer: number): Accounts["groups"] {
  const gid = readId(gidText);
  return isName(name) && gid !== undefined ? [{ name, gid, layer }] : [];
}

/** crypt(3) makes no hash that begins with one of these; `x` stands for "in another file". */
function passwordState(field: string): ShadowEntry["password"] {
  if (field === "") return "empty";
  return /^[*!x]/.test(field) ? "locked" : "set";
}

/** `+` and `-` begin lines that ask a directory service: nobody of that name is meant. */
function isName(name: string): boolean {
  return name !== "" && !/^[+-]|[\s/\0]/.test(name);
}

/** As Go's `strconv.Atoi` reads it: an optional sign and digits. */
function readNumber(text: string): number | undefined {
  return /^[+-]?\d{1,20}$/.test(text) ? Number(text) : undefined;
}

function readId(text: string): number | undefined {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return number <= 4_294_967_295 ? number : undefined;
}

function isId(number: number): boolean {
  return number >= 0 && number <= highestId;
}

/** Lines with at least `least` fields, comments and blanks left out. */
function accountLines(text: string, least: number): string[][] {
  const lines: string[][] = [];
  for (let start = 0; start < text.length && lines.length < mostAccounts; ) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    const line = end - start <= longestAccountLine ? text.slice(start, end).trim() : "";
    start = end + 1;
    if (line === "" || line.startsWith("#")) continue;
    const fields = line.split(":");
    if (fields.length >= least) lines.push(fields);
  }
  return lines;
}
