/**
 * The list of changes of an ecosystem, `modified_id.csv`: `TIME,ID` a line, the newest first where it is well kept. Its bytes
 * come in; the ids that changed since a time go out. Lines that are none are counted.
 */

/** Bytes of a list: the largest of 2026 has some 15 MB. */
export const mostListBytes = 128 * 1024 * 1024;
/** Bytes of a line. */
const longestLine = 300;

export interface ChangeList {
  /** Ids of records that are newer, each once, as the list has them. */
  readonly changed: readonly string[];
  /** Records that the source has. */
  readonly records: number;
  /** Newest time of all, RFC 3339; "" for none. */
  readonly newest: string;
  readonly unreadable: number;
}

/** `since`: RFC 3339. `latest`: times after it are mistakes, and do not count as the newest. */
export function readChangeList(bytes: Uint8Array, since: string, latest: string): ChangeList {
  const list = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = timeKey(since) ?? "";
  const changed = new Set<string>();
  let newest = "";
  let records = 0;
  let unreadable = 0;
  for (let start = 0; start < list.length; ) {
    const found = list.indexOf(10, start);
    const end = found === -1 ? list.length : found;
    const line = end - start > longestLine ? "?" : list.toString("utf8", start, end).trim();
    start = end + 1;
    if (line === "") continue;
    const comma = line.indexOf(",");
    const time = comma === -1 ? undefined : timeKey(line.slice(0, comma));
    const id = line.slice(comma + 1);
    if (time === undefined || !isRecordId(id)) {
      unreadable += 1;
      continue;
    }
    records += 1;
    if (time > from) changed.add(id);
    newest = laterTime(newest, line.slice(0, comma), latest);
  }
  return { changed: [...changed], records, newest, unreadable };
}

/** An id that can be a file's name as it is: what leads elsewhere is none. */
export function isRecordId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._:+~-]{0,199}$/.test(text);
}

/** The later of two times of RFC 3339, unless it is after `latest`. "" is before all. */
export function laterTime(present: string, other: string, latest: string): string {
  const time = timeKey(other);
  if (time === undefined || time > (timeKey(latest) ?? "")) return present;
  return time > (timeKey(present) ?? "") ? other : present;
}

/** A time as a text that sorts by time, to the nanosecond; undefined for what is none. */
export function timeKey(text: string): string | undefined {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!parts?.[1]) return undefined;
  const [, seconds, fraction = "", zone = "Z"] = parts;
  if (zone === "Z") return `${seconds}.${fraction.padEnd(9, "0")}`;
  const milliseconds = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(milliseconds)) return undefined;
  return `${new Date(milliseconds).toISOString().slice(0, 19)}.${fraction.padEnd(9, "0")}`;
}
