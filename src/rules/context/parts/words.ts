/** Several things in a sentence: `a`, `a and b`, `a, b and 3 more files`. */
export function listText(items: readonly string[], shown: number, noun: string): string {
  if (items.length <= shown + 1) {
    const last = items.at(-1) ?? "";
    return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
  }
  return `${items.slice(0, shown).join(", ")} and ${items.length - shown} more ${noun}`;
}
