/** Words for counts, sizes and lists in messages. */

/** `1 file`, `1,204 files`. */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString("en-GB")} ${noun}${count === 1 ? "" : "s"}`;
}

/** `12 bytes`, `3.4 KB`, `120 MB`: steps of 1,000, as registries count. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return countText(bytes, "byte");
  const units = ["KB", "MB", "GB", "TB"];
  let value = bytes / 1_000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)} ${units[unit]}`;
}

/** `a`, `a and b`, `a, b and 3 more files`. */
export function listText(items: readonly string[], shown: number, noun: string): string {
  if (items.length <= shown + 1) {
    const last = items.at(-1) ?? "";
    return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
  }
  return `${items.slice(0, shown).join(", ")} and ${items.length - shown} more ${noun}`;
}
