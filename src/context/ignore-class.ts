/**
 * Character classes and escapes as Go's regular expressions read them: `[a-z]`, `[^…]`, `[[:alpha:]]`, `\d`, `\pL`, `\x41`.
 * In comes the expression, one code point an element, and where to look; out goes the set and where it ends, or nothing
 * where Go gives an error.
 */
/** True for a code point that is in the set. */
export type CharSet = (code: number) => boolean;

type Ranges = readonly (readonly [low: number, high: number])[];

/** The class that starts with the `[` at `start`; undefined when Go refuses it. */
export function parseClass(
  chars: readonly string[],
  start: number,
): { readonly set: CharSet; readonly end: number } | undefined {
  let at = start + 1;
  const negated = chars[at] === "^";
  if (negated) at++;
  const sets: CharSet[] = [];
  const ranges: (readonly [number, number])[] = [];
  for (let first = true; first || chars[at] !== "]"; first = false) {
    const group = namedClass(chars, at) ?? classEscape(chars, at);
    if (group === "invalid") return undefined;
    if (group) {
      sets.push(group.set);
      at = group.end;
      continue;
    }
    const low = classChar(chars, at);
    if (!low) return undefined;
    at = low.end;
    let high = low;
    if (chars[at] === "-" && chars[at + 1] !== undefined && chars[at + 1] !== "]") {
      const found = classChar(chars, at + 1);
      if (!found || found.code < low.code) return undefined;
      high = found;
      at = found.end;
    }
    ranges.push([low.code, high.code]);
  }
  const inRanges = inAny(ranges);
  const set: CharSet = (code) => (inRanges(code) || sets.some((one) => one(code))) !== negated;
  return { set, end: at + 1 };
}

/** A backslash that stands for a set: `\d`, `\W`, `\pL`. */
export function classEscape(
  chars: readonly string[],
  at: number,
): { readonly set: CharSet; readonly end: number } | "invalid" | undefined {
  if (chars[at] !== "\\") return undefined;
  const letter = chars[at + 1] ?? "";
  if (letter === "p" || letter === "P") return unicodeClass(chars, at);
  const ranges = perlClasses[letter.toLowerCase()];
  if (!ranges || letter === "") return undefined;
  const isIn = inAny(ranges);
  const isNegated = letter !== letter.toLowerCase();
  return { set: (code) => isIn(code) !== isNegated, end: at + 2 };
}

/** `\\pL`, `\\p{Lu}`, `\\p{Greek}`, `\\p{^Greek}`: categories and scripts. */
function unicodeClass(chars: readonly string[], at: number) {
  const isLong = chars[at + 2] === "{";
  const close = isLong ? chars.indexOf("}", at + 3) : at + 2;
  if (close === -1 || close >= chars.length) return "invalid";
  const given = isLong ? chars.slice(at + 3, close).join("") : (chars[close] ?? "");
  const name = given.startsWith("^") ? given.slice(1) : given;
  const isNegated = (chars[at + 1] === "P") !== (name !== given);
  const pattern = unicodePattern(name);
  if (!pattern) return "invalid";
  const set: CharSet = (code) => pattern.test(String.fromCodePoint(code)) !== isNegated;
  return { set, end: close + 1 };
}

function unicodePattern(name: string): RegExp | undefined {
  if (name === "Any") return /[\s\S]/u;
  // Go does not count code points without a meaning among the others.
  if (name === "C") return /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u;
  if (/^(?:L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?|C[cfos])$/.test(name))
    return new RegExp(`\\p{${name}}`, "u");
  if (!/^[A-Z][A-Za-z_]+$/.test(name)) return undefined;
  try {
    return new RegExp(`\\p{Script=${name}}`, "u");
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A backslash that stands for one character. */
export function charEscape(
  chars: readonly string[],
  at: number,
): { readonly code: number; readonly end: number } | undefined {
  const char = chars[at + 1];
  if (char === undefined) return undefined;
  const code = char.codePointAt(0) ?? 0;
  const control = controls[char];
  if (control !== undefined) return { code: control, end: at + 2 };
  if (char === "x") return hexEscape(chars, at);
  if (/^[0-7]$/.test(char)) return octalEscape(chars, at);
  return code < 128 && !/^[0-9A-Za-z]$/.test(char) ? { code, end: at + 2 } : undefined;
}

function hexEscape(chars: readonly string[], at: number) {
  if (chars[at + 2] === "{") {
    const close = chars.indexOf("}", at + 3);
    const inside = chars.slice(at + 3, Math.max(close, at + 3)).join("");
    const code = /^[0-9A-Fa-f]{1,64}$/.test(inside) ? Number.parseInt(inside, 16) : Number.POSITIVE_INFINITY;
    return code <= 0x10ffff ? { code, end: close + 1 } : undefined;
  }
  const digits = chars.slice(at + 2, at + 4).join("");
  return /^[0-9A-Fa-f]{2}$/.test(digits) ? { code: Number.parseInt(digits, 16), end: at + 4 } : undefined;
}

/** `\0`, `\012`; a lone `\1` would be a reference to a group, which Go has not. */
function octalEscape(chars: readonly string[], at: number) {
  const isOctal = (index: number) => /^[0-7]$/.test(chars[index] ?? "");
  if (chars[at + 1] !== "0" && !isOctal(at + 2)) return undefined;
  let end = at + 2;
  while (end < at + 4 && isOctal(end)) end++;
  return { code: Number.parseInt(chars.slice(at + 1, end).join(""), 8), end };
}

function classChar(chars: readonly string[], at: number) {
  const char = chars[at];
  if (char === undefined) return undefined;
  return char === "\\" ? charEscape(chars, at) : { code: char.codePointAt(0) ?? 0, end: at + 1 };
}

/** `[:alpha:]` and `[:^alpha:]`, inside a class. */
function namedClass(chars: readonly string[], at: number) {
  if (chars[at] !== "[" || chars[at + 1] !== ":") return undefined;
  let end = at + 2;
  while (end < chars.length && !(chars[end] === ":" && chars[end + 1] === "]")) end++;
  if (end >= chars.length) return undefined;
  const name = chars.slice(at + 2, end).join("");
  const isNegated = name.startsWith("^");
  const ranges = posixClasses[isNegated ? name.slice(1) : name];
  if (!ranges) return "invalid";
  const isIn = inAny(ranges);
  const set: CharSet = (code) => isIn(code) !== isNegated;
  return { set, end: end + 2 };
}

/** Ranges that touch are made one: a class of many then costs no more than one of few. */
function inAny(ranges: Ranges): CharSet {
  const merged: [low: number, high: number][] = [];
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return (code) => merged.some(([low, high]) => low <= code && code <= high);
}

const digit = [48, 57] as const;
const upper = [65, 90] as const;
const lower = [97, 122] as const;
const underscore = [95, 95] as const;

/** No prototype: the names come from a file. */
function table<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null), entries);
}

const controls = table({ a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 });

const perlClasses = table<Ranges>({
  d: [digit],
  s: [
    [9, 10],
    [12, 13],
    [32, 32],
  ],
  w: [digit, upper, underscore, lower],
});

const posixClasses = table<Ranges>({
  alnum: [digit, upper, lower],
  alpha: [upper, lower],
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: [digit],
  graph: [[33, 126]],
  lower: [lower],
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper: [upper],
  word: [digit, upper, lower, underscore],
  xdigit: [digit, [65, 70], [97, 102]],
});
