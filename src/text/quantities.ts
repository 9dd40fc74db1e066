/** Numbers as people read them: counts with separators, bytes with a unit. Thousands, not 1024: as the engine shows sizes. */

const units = ["B", "kB", "MB", "GB", "TB"] as const;

/** For tables: `0 B`, `999 B`, `1.2 kB`, `48 MB`. */
export function readableBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** For sentences: `1 byte`, `999 bytes`, `1.2 kB`. */
export function bytesText(bytes: number): string {
  return bytes < 1000 ? countText(bytes, "byte") : readableBytes(bytes);
}

/** `1,203`. */
export function readableCount(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `1 file`, `1,203 files`. */
export function countText(count: number, noun: string): string {
  return `${readableCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
