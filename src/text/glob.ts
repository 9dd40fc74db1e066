/**
 * Matches paths against globs, as config files use them: `*` and `?` stay inside one folder, `**` crosses folders, a
 * pattern without `/` matches a name at any depth, and a folder's pattern matches all that lies in it. Paths use `/`.
 * No braces and no brackets: they stand for themselves.
 */

/** True when `glob` matches `path`. At most a product of the two lengths in steps. */
export function matchesGlob(glob: string, path: string): boolean {
  const wanted = segmentsOf(glob);
  const given = segmentsOf(path);
  if (wanted.length === 0) return true;
  const pattern = wanted.length === 1 && !glob.startsWith("/") ? ["**", ...wanted] : wanted;
  // A folder's pattern matches what lies below it.
  return matches([...pattern, "**"], given, (part) => part === "**", matchesName);
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

function matchesName(pattern: string, name: string): boolean {
  return matches(
    [...pattern],
    [...name],
    (character) => character === "*",
    (wanted, given) => wanted === "?" || wanted === given,
  );
}

/** Wildcard matching with a single point of return: on a mismatch only the last star takes one more. */
function matches(
  pattern: readonly string[],
  items: readonly string[],
  isStar: (part: string) => boolean,
  same: (part: string, item: string) => boolean,
): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let item = 0; item < items.length; ) {
    const part = pattern[at];
    if (part !== undefined && isStar(part)) {
      star = at++;
      resume = item;
    } else if (part !== undefined && same(part, items[item] ?? "")) {
      at++;
      item++;
    } else if (star !== -1) {
      at = star + 1;
      item = ++resume;
    } else return false;
  }
  return pattern.slice(at).every(isStar);
}
