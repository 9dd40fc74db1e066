/** Files that list many packages: how many are taken, and how those are said that could not be read. */
import type { Unknown } from "../finding/finding.ts";
import { recordName } from "./record-text.ts";

/** Packages of one file; the largest real lists have some thousand. */
export const mostPackagesOfFile = 20_000;
/** Entries that could not be read and are named; the others are counted. */
export const mostNamedUnread = 5;

/** Entries of a list that could not be read. */
export interface UnreadEntries {
  add(name: unknown): void;
  readonly names: readonly string[];
  count(): number;
}

export function countUnread(): UnreadEntries {
  const names: string[] = [];
  let count = 0;
  return {
    names,
    add(name) {
      count += 1;
      const known = recordName(name);
      if (known !== undefined && names.length < mostNamedUnread) names.push(known);
    },
    count: () => count,
  };
}

/** One Unknown for all entries of a file that could not be read; none where there are none. */
export function* unreadEntries(path: string, unread: UnreadEntries): Iterable<{ readonly unknown: Unknown }> {
  const count = unread.count();
  if (count === 0) return;
  const named =
    unread.names.length === 0 ? "" : ` (${unread.names.join(", ")}${unread.names.length < count ? ", …" : ""})`;
  yield {
    unknown: {
      what: `${count} ${count === 1 ? "package" : "packages"} listed in ${path}${named}`,
      why: "Name or version is missing there, or is no usable text: install the packages again to have the list written anew.",
      fatal: true,
    },
  };
}

/** More packages than are taken from one file. */
export function tooManyPackages(path: string, count: number): { readonly unknown: Unknown } {
  return {
    unknown: {
      what: `${count - mostPackagesOfFile} of the ${count} packages listed in ${path}`,
      why: `At most ${mostPackagesOfFile} packages of one file are read: check what wrote that file.`,
      fatal: true,
    },
  };
}
