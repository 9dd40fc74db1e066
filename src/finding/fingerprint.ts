/**
 * The name of a finding that survives edits elsewhere in the file: for baselines and for SARIF. In: the rule, the file,
 * the words at the place, and which of several equal ones it is; out: 16 hexadecimal digits. Line numbers stay out of
 * it, and so does everything in the words that could be a secret: a hash of a short password can be guessed back.
 */

/** What tells one finding from another. */
export interface FingerprintParts {
  readonly rule: string;
  readonly path: string;
  /** The text at the place, through `normaliseAnchor`. */
  readonly anchor: string;
  /** 0 for the first finding of this rule, file and anchor; 1 for the next. */
  readonly ordinal: number;
}

/** 16 lower-case hexadecimal digits. */
export function fingerprintOf({ rule, path, anchor, ordinal }: FingerprintParts): string {
  return fnv1a64([rule, path, anchor, String(ordinal)].join("\0"));
}

/**
 * Brings a piece of source to what is worth naming: layout is gone; what stands in quotes, or after `=` or `:` in a
 * word, and words that mix letters with digits or are very long, are blotted out. Two places that differ only in such
 * parts share an anchor and are told apart by their ordinal.
 */
export function normaliseAnchor(text: string): string {
  return text
    .slice(0, anchorLimit)
    .replace(/"[^"]*"?|'[^']*'?/g, '"')
    .split(/[\s\\`]+/)
    .filter((word) => word !== "" && word !== "&&")
    .map(blot)
    .join(" ");
}

/** Characters of one place that are looked at: a line can be megabytes long. */
const anchorLimit = 2_000;

/** Longer than any command or option name in use. */
const longestName = 30;

function blot(word: string): string {
  const cut = word.search(/[=:]/);
  const name = cut === -1 ? word : word.slice(0, cut + 1);
  if (name.length > longestName) return "*";
  return /[0-9]/.test(name) && /[A-Za-z]/.test(name) ? "*" : name;
}

/**
 * FNV-1a, 64 bits, over UTF-16 code units as two bytes each. In 16-bit limbs: without BigInt, and without loading
 * node:crypto at start-up. Not a cryptographic hash, and not used as one.
 */
function fnv1a64(text: string): string {
  let a = 0xcbf2;
  let b = 0x9ce4;
  let c = 0x8422;
  let d = 0x2325;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    for (const byte of [unit & 0xff, unit >>> 8]) {
      d ^= byte;
      // Times the prime 0x100000001b3: 0x1b3 on every limb, and 0x100 two limbs up.
      const low = d * 0x1b3;
      const second = c * 0x1b3 + (low >>> 16);
      const third = b * 0x1b3 + d * 0x100 + (second >>> 16);
      const fourth = a * 0x1b3 + c * 0x100 + (third >>> 16);
      d = low & 0xffff;
      c = second & 0xffff;
      b = third & 0xffff;
      a = fourth & 0xffff;
    }
  }
  return [a, b, c, d].map((limb) => limb.toString(16).padStart(4, "0")).join("");
}
