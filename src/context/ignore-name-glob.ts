/**
 * Tests for the last part of a path against a plain glob: characters, `*`, `?` and classes of letters and digits. In comes
 * the part of a pattern after its last `/`, out goes a test that takes at most length of name times length of glob in
 * steps. Escapes and other classes are not for here: the pattern's regular expression reads those.
 */

/** A test of a name without `/`. */
export type NameTest = (name: string) => boolean;

/** True when the text holds nothing but characters, `*`, `?` and classes such as `[co]` and `[a-z0-9]`. */
export function isPlainGlob(text: string): boolean {
  if (!text.includes("[")) return !/[\\\]^{|}\uFEFF]/.test(text);
  const rest = text.replaceAll(/\[[\w.-]+\]/g, (found) => (isPlainClass(found) ? "a" : "["));
  return !/[\\[\]^{|}\uFEFF]/.test(rest);
}

/** No class that could match a `/`, and none that Go could refuse. */
function isPlainClass(text: string): boolean {
  const members = text.slice(1, -1);
  if (!/^(?:[\w.]|[A-Za-z0-9]-[A-Za-z0-9])+$/.test(members)) return false;
  return [...members.matchAll(/(.)-(.)/g)].every(([, low = "", high = ""]) => low <= high);
}

/** True when the text matches itself alone: it has no `*`, `?` or class. */
export function isLiteral(text: string): boolean {
  return !/[*?[]/.test(text);
}

/** The cheapest test for a plain glob. */
export function nameTest(glob: string): NameTest {
  if (isLiteral(glob)) return (name) => name === glob;
  if (glob === "*") return () => true;
  const [head = "", tail = "", ...more] = glob.split("*");
  if (more.length > 0 || /[?[]/.test(glob)) return generalTest(glob);
  if (head === "") return (name) => name.endsWith(tail);
  if (tail === "") return (name) => name.startsWith(head);
  return (name) => name.length >= head.length + tail.length && name.startsWith(head) && name.endsWith(tail);
}

function generalTest(glob: string): NameTest {
  const wanted = glob.match(/\[[^\]]*\]|\*+|[\s\S]/gu)?.map(charTest) ?? [];
  const shortest = wanted.filter((test) => test !== "star").length;
  return (name) => name.length >= shortest && matches(wanted, [...name]);
}

/** What one character has to be. */
function charTest(token: string): CharTest {
  if (token.startsWith("*")) return "star";
  if (token === "?") return () => true;
  if (token.length < 3 || !token.startsWith("[")) return (char) => char === token;
  const members = token.slice(1, -1).match(/.-.|./g) ?? [];
  return (char) => members.some((one) => isMember(one, char));
}

/** `one` is a character or a range. Both ends and `char` are compared by code unit: ranges are ASCII. */
function isMember(one: string, char: string): boolean {
  return one.length === 3 ? one.charAt(0) <= char && char <= one.charAt(2) : one === char;
}

type CharTest = ((char: string) => boolean) | "star";

/** On a mismatch only the last star takes one item more: stars before it never need to. */
function matches<T>(wanted: readonly (((item: T) => boolean) | "star")[], items: readonly T[]): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < items.length; ) {
    const test = wanted[at];
    const item = items[index];
    if (test === "star") {
      star = at++;
      resume = index;
    } else if (item !== undefined && test?.(item)) {
      at++;
      index++;
    } else if (star !== -1) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (wanted[at] === "star") at++;
  return at === wanted.length;
}

/**
 * A test of whole paths for a pattern whose parts are plain globs or `**`; undefined for any other. `**` at the end takes
 * one part or more, elsewhere none or more. Paths with line ends are not for it: BuildKit's `**` does not cross those.
 */
export function segmentsTest(pattern: string): ((path: string) => boolean) | undefined {
  const globs = pattern.split("/");
  if (!isPlainGlob(pattern) || globs.some((glob) => glob !== "**" && glob.includes("**"))) return undefined;
  const wanted = globs.map((glob) => (glob === "**" ? "star" : nameTest(glob)));
  if (wanted.at(-1) === "star") wanted.splice(-1, 0, () => true);
  const tail = globs.at(-1) ?? "";
  const isTailLiteral = isLiteral(tail);
  return (path) => (!isTailLiteral || path.endsWith(tail)) && matches(wanted, path.split("/"));
}
