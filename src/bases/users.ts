/**
 * Which user a base image runs as. An image reference goes in; out comes the row of a dated table that covers it: user,
 * ready-made app user, operating system, tools. An image the table does not know is undefined, never a guess; what a tag
 * may since have been moved to is not known here.
 */
import type { ImageReference } from "../image/reference.ts";
import { officialName } from "./official.ts";
import { usersDate, usersJson } from "./users.generated.ts";

/** A user that is ready in the image. Null where no file pins it. */
export interface AppUser {
  readonly name: string;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly home: string | null;
}

/** What works in a child RUN without installing anything. `unknown` only where the tag is not known. */
export type UserTool = "useradd" | "adduser" | "none" | "unknown";

/** One row of the table. */
export interface BaseUser {
  /** The configured USER as an image config shows it: "" is unset, which is root on Unix. */
  readonly user: string;
  /** Its number; null where no file pins it. */
  readonly uid: number | null;
  readonly appUser: AppUser | null;
  /** What the entrypoint steps down with when the container starts as root: `gosu`, `su-exec`, `setpriv`, `s6`, … */
  readonly dropsPrivileges: string | null;
  /** EXPOSE of the image: `8080`, `8125/udp`. */
  readonly ports: readonly string[];
  /** Ports it listens on by environment, without EXPOSE. */
  readonly listen: readonly string[];
  /** `debian`, `ubuntu`, `alpine`, `rhel` (and its kin), `wolfi`, `distroless`, `scratch`, `windows`, … or `unknown`. */
  readonly os: string;
  readonly userTool: UserTool;
  /** HTTP clients left in the image: `curl`, `wget`, `busybox wget`. Empty: none seen. */
  readonly http: readonly string[];
  /** `source`: read in the image's Dockerfile. `known`: general knowledge. */
  readonly confidence: "source" | "known";
  readonly note: string | undefined;
}

/** The day the table was made, for messages. */
export const baseUsersDate: string = usersDate;

/** Looked up once: parseReference gives the same object for the same text, and a few bases make up most FROM lines. */
const answers = new Map<ImageReference, { readonly base: BaseUser | undefined }>();
const mostAnswers = 1_000;

/** Undefined for an image that is not in the table, and for a digest without tag where the tags differ. */
export function baseUser(reference: ImageReference): BaseUser | undefined {
  const known = answers.get(reference);
  if (known) return known.base;
  const base = findBaseUser(reference);
  if (answers.size >= mostAnswers) answers.clear();
  answers.set(reference, { base });
  return base;
}

function findBaseUser(reference: ImageReference): BaseUser | undefined {
  const table = loadTable();
  const rows = rowsOf(table, officialName(reference) ?? reference.familiar);
  if (reference.tag === undefined && reference.digest !== undefined) return commonRow(rows);
  const tag = reference.tag ?? "latest";
  const match = rows.find((row) => matches(row.tags, tag));
  return match && readRow(table, match.row);
}

/** True for root and for Windows' administrator, undefined where the table cannot tell. */
export function runsAsRoot(base: BaseUser): boolean | undefined {
  if (base.os === "windows") return windowsUser(base.user);
  const user = base.user.split(":")[0];
  if (user === "") return true;
  return user === "root" || (/^\d+$/.test(user ?? "") ? Number(user) === 0 : base.uid === 0);
}

/** Unset is the administrator in some Windows images and the plain ContainerUser in others. */
function windowsUser(user: string): boolean | undefined {
  if (user === "") return undefined;
  return user.toLowerCase() === "containeradministrator";
}

interface TagRow {
  readonly tags: Glob;
  readonly row: number;
}

/** os, userTool, user, uid, 1 for source, app user, dropsPrivileges, http, ports, note, listen; the last six may lack. */
type PackedRow = readonly [
  string,
  UserTool,
  string,
  number | null,
  0 | 1,
  (readonly [string, number | null, number | null, string | null] | null)?,
  (string | null)?,
  string?,
  string?,
  number?,
  string?,
];

interface Table {
  /** Familiar name, perhaps with globs, to a profile. */
  readonly images: ReadonlyMap<string, number>;
  readonly globs: readonly { readonly key: string; readonly glob: Glob }[];
  /** Tag glob and row number by turns. */
  readonly profiles: readonly (readonly (string | number)[])[];
  readonly rows: readonly PackedRow[];
  readonly notes: readonly string[];
}

let loaded: Table | undefined;

function loadTable(): Table {
  if (loaded) return loaded;
  const { images, ...rest } = JSON.parse(usersJson) as Omit<Table, "images" | "globs"> & {
    images: Record<string, number>;
  };
  const globs = Object.keys(images)
    .filter((name) => name.includes("*"))
    .map((key) => ({ key, glob: readGlob(key) }));
  loaded = { ...rest, images: new Map(Object.entries(images)), globs };
  return loaded;
}

/** An image's own rows, then those of each glob that covers it: the file's order, as the generator has checked. */
function rowsOf(table: Table, name: string): readonly TagRow[] {
  const own = profileOf(table, name);
  const more: TagRow[] = [];
  for (const { key, glob } of table.globs) if (matches(glob, name)) more.push(...profileOf(table, key));
  return more.length === 0 ? own : [...own, ...more];
}

const profiles = new Map<number, readonly TagRow[]>();

/** Its globs are taken apart once: there are no more profiles than the table holds. */
function profileOf(table: Table, key: string): readonly TagRow[] {
  const index = table.images.get(key) ?? -1;
  const known = profiles.get(index);
  if (known) return known;
  const rows = readProfile(table.profiles[index] ?? []);
  profiles.set(index, rows);
  return rows;
}

function readProfile(profile: readonly (string | number)[]): TagRow[] {
  const rows: TagRow[] = [];
  for (let at = 0; at + 1 < profile.length; at += 2)
    rows.push({ tags: readGlob(String(profile[at])), row: Number(profile[at + 1]) });
  return rows;
}

function readRow(table: Table, index: number): BaseUser | undefined {
  const row = table.rows[index];
  if (!row) return undefined;
  const [os, userTool, user, uid, source, app, drops, http, ports, note, listen] = row;
  return {
    ...{ os, userTool, user, uid },
    appUser: app ? { name: app[0], uid: app[1], gid: app[2], home: app[3] } : null,
    dropsPrivileges: drops ?? null,
    http: readList(http),
    ports: readList(ports),
    listen: readList(listen),
    confidence: source === 1 ? "source" : "known",
    note: table.notes[note ?? -1],
  };
}

function readList(text: string | undefined): string[] {
  return text ? text.split(",") : [];
}

/**
 * A digest hides its tag: what all rows of the image agree on holds, the rest is unknown. Rows for Windows are left out,
 * since those builds share no digest with the others and FROM them is rare.
 */
function commonRow(rows: readonly TagRow[]): BaseUser | undefined {
  const table = loadTable();
  const all = rows.map(({ row }) => readRow(table, row)).filter((row) => row !== undefined && row.os !== "windows");
  const first = all.at(-1);
  if (!first || all.some((row) => row?.user !== first.user || row.uid !== first.uid)) return undefined;
  const agree = (key: keyof BaseUser) => all.every((row) => JSON.stringify(row?.[key]) === JSON.stringify(first[key]));
  return {
    ...{ user: first.user, uid: first.uid, confidence: first.confidence },
    appUser: agree("appUser") ? first.appUser : null,
    dropsPrivileges: agree("dropsPrivileges") ? first.dropsPrivileges : null,
    ports: agree("ports") ? first.ports : [],
    listen: agree("listen") ? first.listen : [],
    os: agree("os") ? first.os : "unknown",
    userTool: agree("userTool") ? first.userTool : "unknown",
    http: agree("http") ? first.http : [],
    note: agree("note") ? first.note : undefined,
  };
}

/** `*` matches any run of characters, nothing else is special. Takes each piece at its first place: linear. */
export function matchesGlob(glob: string, text: string): boolean {
  return matches(readGlob(glob), text);
}

/** A glob taken apart at its stars. */
interface Glob {
  readonly head: string;
  /** Between the first and the last star. */
  readonly inner: readonly string[];
  /** Undefined without a star: `head` is all. */
  readonly tail: string | undefined;
}

function readGlob(glob: string): Glob {
  const first = glob.indexOf("*");
  if (first === -1) return { head: glob, inner: [], tail: undefined };
  const last = glob.lastIndexOf("*");
  const inner = first === last ? [] : glob.slice(first + 1, last).split("*");
  return { head: glob.slice(0, first), inner, tail: glob.slice(last + 1) };
}

function matches({ head, inner, tail }: Glob, text: string): boolean {
  if (tail === undefined) return head === text;
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false;
  let at = head.length;
  const end = text.length - tail.length;
  for (const piece of inner) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
