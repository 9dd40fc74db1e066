/** What `seaworthy db status` says: a table of the store, its age and where it is from. */
import type { CollectionMeta } from "../../advisories/lookup.ts";
import { readableBytes, readableCount } from "../../text/quantities.ts";

/** Lines without line ends. `now`: milliseconds. */
export function statusLines(
  folder: string,
  collections: readonly (CollectionMeta & { readonly bytes: number })[],
  now: number,
): readonly string[] {
  if (collections.length === 0)
    return [
      `There are no advisories in ${folder}.`,
      "`seaworthy db update` fetches them; a scan fetches what it needs.",
    ];
  const rows = collections.map((meta) => [
    meta.name,
    readableCount(meta.records),
    meta.packages > 0 ? readableCount(meta.packages) : "",
    readableBytes(meta.bytes),
    ageWords(now - Date.parse(meta.fetched)),
    meta.newest.slice(0, 10),
    meta.from,
  ]);
  const bytes = collections.reduce((sum, meta) => sum + meta.bytes, 0);
  const records = collections.reduce((sum, { name, records }) => sum + (name.startsWith("osv/") ? records : 0), 0);
  return [
    ...table([["collection", "entries", "packages", "on disk", "checked", "newest", "from"], ...rows]),
    "",
    `${readableCount(records)} advisories, ${readableBytes(bytes)} in ${folder}.`,
    ...collections.flatMap(leftOutLines),
    "`seaworthy db update` brings them up to date; a scan does so for what it needs after 24 hours (--max-age).",
  ];
}

function leftOutLines({ name, leftOut }: CollectionMeta): string[] {
  const reasons = Object.entries(leftOut).map(([why, count]) => `${readableCount(count)} (${why})`);
  return reasons.length > 0 ? [`Left out of ${name}: ${reasons.join(", ")}.`] : [];
}

/** `5 minutes ago`, `3 hours ago`, `2 days ago`. */
export function ageWords(milliseconds: number): string {
  if (!(milliseconds >= 0)) return "at an unknown time";
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 2) return "just now";
  if (minutes < 120) return `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours ago` : `${Math.floor(hours / 24)} days ago`;
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const isNumber = (column: number) => column >= 1 && column <= 3;
  return rows.map((row) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}
