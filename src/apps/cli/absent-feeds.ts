/**
 * Feeds that the source of advisories does not have: remembered beside the store, so that a scan does not ask for them each time.
 * A file that cannot be read or written costs a question, nothing else.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonValue, pairsOf, textOf } from "../../text/json.ts";

/** Bytes of the file that are believed, and lines of it. */
export const mostAbsentBytes = 64 * 1024;
export const mostAbsentFeeds = 100;

/** Collections with the time, RFC 3339, at which the source did not have them. `source`: as it is named in the environment. */
export function absentFeeds(folder: string, source: string): ReadonlyMap<string, string> {
  let text: string;
  try {
    text = readFileSync(fileOf(folder), "utf8");
  } catch {
    // Nothing was remembered, or it is not ours to read.
    return new Map();
  }
  const pairs = text.length > mostAbsentBytes ? [] : pairsOf(jsonValue(text), mostAbsentFeeds);
  const mine = `${nameOf(source)}\n`;
  return new Map(
    pairs.flatMap(([key, time]) => (key.startsWith(mine) ? [[key.slice(mine.length), textOf(time) ?? ""]] : [])),
  );
}

/** Other sources' are forgotten. */
export function rememberAbsent(folder: string, source: string, names: readonly string[], now: number): void {
  const time = new Date(now).toISOString();
  const known = new Map([...absentFeeds(folder, source), ...names.map((name) => [name, time] as const)]);
  const text = JSON.stringify(Object.fromEntries([...known].map(([name, at]) => [`${nameOf(source)}\n${name}`, at])));
  const beside = `${fileOf(folder)}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(beside, text, { mode: 0o600 });
    renameSync(beside, fileOf(folder));
  } catch {
    // A folder that cannot be written: the next scan asks again.
  }
}

/** Without a login, which is nowhere stored. */
function nameOf(source: string): string {
  const address = URL.canParse(source) ? new URL(source) : undefined;
  return address?.host ? `${address.host}${address.pathname}` : source;
}

function fileOf(folder: string): string {
  return join(folder, "absent.json");
}
