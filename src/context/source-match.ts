/**
 * Sources of COPY, as the builder matches them with names: one pattern for each part of the path, in the language of Go's
 * `filepath.Match`. A text comes in, parts and a test of names go out. What is malformed matches nothing.
 */

/** The parts of a source or path: rooted at the context, `.` and `..` resolved, nothing above the root. */
export function pathParts(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return parts;
}

/** True when `*`, `?` or `[` stands in it without a `\` before. */
export function hasWildcard(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at += 1;
    else if (character === "*" || character === "?" || character === "[") return true;
  }
  return false;
}

/** Tests one name, without `/`. */
export type NameTest = (name: string) => boolean;

/** A part of a pattern as a test. `shell` leaves names that begin with a dot to patterns that begin with one, as `sh` does. */
export function nameTest(pattern: string, dialect: "go" | "shell" = "go"): NameTest {
  if (!hasWildcard(pattern)) {
    const literal = dialect === "go" ? pattern : pattern.replaceAll(/\\(.)/g, "$1");
    return (name) => name === literal;
  }
  const tokens = readTokens(pattern);
  if (!tokens) return () => false;
  const hidesDots = dialect === "shell" && tokens[0]?.kind !== "one";
  return (name) => !(hidesDots && name.startsWith(".")) && matches(tokens, Array.from(name));
}

/**
 * Tests whether the beginning of an absolute, clean path is what the parts name. Gives the length of that beginning, 0 when
 * the root is named, or -1.
 */
export type PathTest = (path: string) => number;

/** For paths that are asked about by the hundred thousand: without wildcards nothing is taken apart. */
export function pathTest(parts: readonly string[], dialect: "go" | "shell" = "go"): PathTest {
  if (parts.length === 0) return () => 0;
  if (!parts.some(hasWildcard) && !(dialect === "shell" && parts.some((part) => part.includes("\\")))) {
    const named = `/${parts.join("/")}`;
    return (path) =>
      path.startsWith(named) && (path.length === named.length || path[named.length] === "/") ? named.length : -1;
  }
  const tests = parts.map((part) => nameTest(part, dialect));
  return (path) => {
    let start = 0;
    for (const test of tests) {
      if (path[start] !== "/" || start + 1 >= path.length) return -1;
      const slash = path.indexOf("/", start + 1);
      const end = slash === -1 ? path.length : slash;
      if (!test(path.slice(start + 1, end))) return -1;
      start = end;
    }
    return start;
  };
}

type Token =
  | { readonly kind: "star" }
  | { readonly kind: "any" }
  | { readonly kind: "one"; readonly character: string }
  | { readonly kind: "class"; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] };

const star: Token = { kind: "star" };
const any: Token = { kind: "any" };

/** undefined where Go says ErrBadPattern. */
function readTokens(pattern: string): Token[] | undefined {
  const characters = Array.from(pattern);
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "*") {
      if (tokens.at(-1) !== star) tokens.push(star);
    } else if (character === "?") tokens.push(any);
    else if (character === "[") {
      const read = readClass(characters, at + 1);
      if (!read) return undefined;
      tokens.push(read.token);
      at = read.end;
    } else if (character === "\\") {
      at += 1;
      const escaped = characters[at];
      if (escaped === undefined) return undefined;
      tokens.push({ kind: "one", character: escaped });
    } else tokens.push({ kind: "one", character });
  }
  return tokens;
}

/** Behind `[`; `end` is the index of `]`. */
function readClass(characters: readonly string[], start: number): { token: Token; end: number } | undefined {
  const negated = characters[start] === "^";
  const ranges: [number, number][] = [];
  let at = negated ? start + 1 : start;
  while (at < characters.length) {
    if (characters[at] === "]" && ranges.length > 0) return { token: { kind: "class", negated, ranges }, end: at };
    const low = readBound(characters, at);
    if (!low) return undefined;
    let high = low;
    if (characters[low.next] === "-") {
      const bound = readBound(characters, low.next + 1);
      if (!bound) return undefined;
      high = bound;
    }
    ranges.push([low.code, high.code]);
    at = high.next;
  }
  return undefined;
}

function readBound(characters: readonly string[], at: number): { code: number; next: number } | undefined {
  const character = characters[at];
  if (character === undefined || character === "-" || character === "]") return undefined;
  const isEscaped = character === "\\";
  const code = (isEscaped ? characters[at + 1] : character)?.codePointAt(0);
  // A range needs its closing bracket behind it.
  const next = at + (isEscaped ? 2 : 1);
  return code === undefined || next >= characters.length ? undefined : { code, next };
}

/** Goes back to the last star only, so time is bounded by the product of both lengths. */
function matches(tokens: readonly Token[], name: readonly string[]): boolean {
  let token = 0;
  let at = 0;
  let afterStar = -1;
  let retry = 0;
  while (at < name.length) {
    const current = tokens[token];
    if (current?.kind === "star") {
      token += 1;
      afterStar = token;
      retry = at;
    } else if (current && fits(current, name[at] ?? "")) {
      token += 1;
      at += 1;
    } else if (afterStar !== -1) {
      retry += 1;
      at = retry;
      token = afterStar;
    } else return false;
  }
  while (tokens[token]?.kind === "star") token += 1;
  return token === tokens.length;
}

function fits(token: Token, character: string): boolean {
  if (token.kind === "any") return true;
  if (token.kind === "one") return token.character === character;
  if (token.kind === "star") return false;
  const code = character.codePointAt(0) ?? 0;
  return token.ranges.some(([low, high]) => low <= code && code <= high) !== token.negated;
}
