import type { Pair } from "./oracle.ts";
import type { Random } from "./random.ts";

/** What pairs of one scheme are made of. */
export interface Material {
  /** Versions as they are in the wild. */
  readonly real: readonly string[];
  /** Pieces that mean something to the scheme: `~`, `.`, `rc`, `00`. Put in, taken out and exchanged. */
  readonly pieces: readonly string[];
  /** A version by the scheme's grammar. */
  grammar(random: Random): string;
}

/** Two versions that are the same but for a few pieces, or now and then two that have nothing to do with each other. */
export function nearPair(material: Material, random: Random): Pair {
  const first = anyVersion(material, random);
  if (random.chance(0.15)) return [first, anyVersion(material, random)];
  let second = first;
  for (let left = 1 + random.below(3); left > 0; left--) second = mutate(second, material.pieces, random);
  const base = random.chance(0.2) ? mutate(first, material.pieces, random) : first;
  return random.chance(0.5) ? [base, second] : [second, base];
}

function anyVersion(material: Material, random: Random): string {
  return random.chance(0.4) ? random.one(material.real) : material.grammar(random);
}

/** One small change: a piece put in, a stretch taken out, doubled or replaced, a number counted up or padded. */
function mutate(version: string, pieces: readonly string[], random: Random): string {
  const at = random.below(version.length + 1);
  const end = Math.min(version.length, at + 1 + random.below(3));
  const before = version.slice(0, at);
  switch (random.below(8)) {
    case 0:
      return before + random.one(pieces) + version.slice(at);
    case 1:
      return before + version.slice(end);
    case 2:
      return before + version.slice(at, end).repeat(2) + version.slice(end);
    case 3:
      return before + random.one(pieces) + version.slice(end);
    case 4:
      return version.replace(/\d+/g, (digits) => (random.chance(0.4) ? `0${digits}` : digits));
    case 5:
      return version.replace(/\d+/g, (digits) => (random.chance(0.3) ? String(BigInt(digits) + 1n) : digits));
    case 6:
      return version + random.one(pieces);
    default:
      return version.replace(/\d+/g, (digits) => (random.chance(0.3) ? digits.replace(/^0+(?=\d)/, "") : digits));
  }
}

/** A whole number as versions have them: mostly small, sometimes padded, sometimes longer than any machine word. */
export function digits(random: Random): string {
  if (random.chance(0.05)) return String(random.below(1000)).repeat(2 + random.below(12));
  const padding = random.chance(0.1) ? "0".repeat(1 + random.below(3)) : "";
  return padding + String(random.chance(0.7) ? random.below(12) : random.below(20_250_101));
}

/** `count` numbers between separators. */
export function dotted(random: Random, most = 4, separator = "."): string {
  return Array.from({ length: 1 + random.below(most) }, () => digits(random)).join(separator);
}
