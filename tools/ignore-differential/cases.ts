/** Trees and ignore files: some by hand, for what is known to be odd, and any number by chance from a seed. */

/** What is built: files below the context's root, and the text of its ignore file. */
export interface IgnoreCase {
  readonly title: string;
  readonly files: readonly string[];
  readonly ignore: string;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const oddTree = [
  ..."a ab b/a b/c/a c.log b/c.log d/f d/g d/e/f d/e/g/h x/y/d/f 1 v1 [a] a] a[] !a #a é x^a .env k/.env".split(" "),
  ...[
    "# b",
    "x y",
    "a\\b",
    "n\nl/c.log",
    "n\nl/a",
    "m\nn.log",
    "+(a)|{b}$",
    "aa",
    "q/{a}b",
    "a|b",
    "w/x.{log}",
    "αβ",
    "_/1",
    "-/_",
  ],
];

const oddLists = [
  "*/a\n!b",
  "d\n!d/f\nd",
  "d\n!d/*/**",
  "d\n!d/*/**\n!*.log",
  "d\n!d/**",
  "d\n!d/e/*",
  "*\n!**/f",
  "**\n!d/e",
  "**/.env",
  ".env",
  "**a",
  "**/a",
  "d**",
  "d/**",
  "**/d/**",
  "**/e/**/h",
  "***",
  "****",
  "d/***",
  "[a]",
  "\\[a]",
  "a[*]",
  "a[?]",
  "[^b]*",
  "d[^x]f",
  "v[[:digit:]]",
  "v[[:nothing:]]",
  "\\d",
  "\\a",
  "\\y",
  "\\Qa\\E",
  "\\QA",
  "\\x61",
  "\\141",
  "\\1",
  "\\pN",
  "\\p{L}",
  "x\\by",
  "\\b*",
  "[z-a]",
  "[a-*]",
  "[!-*]",
  "[",
  "[]a]",
  "[a-]",
  "a\\",
  "!",
  "! ",
  "!/",
  "/!",
  "./!",
  "/!a",
  "!!a",
  "*\n!!a",
  "*\n!/ x y",
  "/ a",
  "a /",
  "/ /",
  "a\n/ /\nb",
  "\\!a",
  "#a",
  " #a",
  " # b",
  "# b",
  "/# b",
  "\\#a",
  "\uFEFF#a",
  "\uFEFFa",
  "ab\n\uFEFFa",
  "ab\n\uFEFF?",
  "a\r\nb\r\n",
  "a\rb",
  "\u00a0a\u0085",
  "x\ty",
  "x^a",
  "?^a",
  "^a*",
  ".",
  "/",
  "..",
  "../a",
  "b/../a",
  "./b/./c//a/",
  "**/n*/a",
  "**/*.log",
  "*.log",
  "**\\/a",
  "x*y",
  "x?y",
  "é",
  "?",
  "*[+]*",
  "+(a)|{b}$",
  "*(a)|{b}$",
  "a\\\\b",
  "a\\\\*",
  ..."a|b* a*| |* *{2} a{2}* a{0}?* **/*.{log,js} **/*.{log} \\p{Greek}* \\p{Nope} \\x{61} \\x{110000} [{|}]* {2}*".split(
    " ",
  ),
  ..."a{2,1}* a{1001}* ?{2} ?{1,2} ?{2,} a{,2}* a{01}* **/{a}* d{1}/f d/{0}f* |{2}* {a}|?/g (a|b)* **/a|b d|e/** [|]*".split(
    " ",
  ),
  "x\ty\né",
  "a\u007f",
  "Dockerfile\n.dockerignore",
  "*",
  "",
];

/** Cases by hand. */
export const oddCases: readonly IgnoreCase[] = oddLists.map((ignore) => ({
  title: `by hand ${JSON.stringify(ignore)}`,
  files: oddTree,
  ignore,
}));

const names = "a b ab a.b .a b.log c.log node_modules src test é #a !a [a] a* -".split(" ");
const globs = "* ** ? *.log a* *b *a* **b a** [ab] [^a] [a-c]* ?.b *.* .* \\a \\[a] **a* *** a|b *{a} [^b]?".split(" ");
const broken = ["!", "[a", "a[]", "b\\", "[z-a]", "a\tb", "*{2}"];

/** The case of a number; the same each time. */
export function randomCase(number: number): IgnoreCase {
  const next = random(number * 7919 + 17);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const files = makeTree(next, pick);
  const lines: string[] = [];
  for (let count = 1 + Math.floor(next() * 8); count > 0; count--) {
    const pattern = next() < 0.6 ? spoil(pick(files), next, pick) : randomPattern(next, pick);
    lines.push(decorate(pattern, next));
  }
  if (next() < 0.04) lines.splice(Math.floor(next() * lines.length), 0, pick(broken));
  const text = lines.join(next() < 0.15 ? "\r\n" : "\n") + (next() < 0.5 ? "\n" : "");
  return { title: `number ${number}`, files, ignore: next() < 0.05 ? `\uFEFF${text}` : text };
}

/** No file where a folder has to be. */
function makeTree(next: () => number, pick: <T>(list: readonly T[]) => T): string[] {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (let count = 6 + Math.floor(next() * 20); count > 0; count--) {
    const parts = Array.from({ length: 1 + Math.floor(next() * 4) }, () => pick(names));
    const above = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
    const path = parts.join("/");
    if (folders.has(path) || above.some((folder) => files.has(folder))) continue;
    files.add(path);
    for (const folder of above) folders.add(folder);
  }
  return [...files];
}

/** A path of the tree, cut and with globs in some of its places. */
function spoil(path: string, next: () => number, pick: <T>(list: readonly T[]) => T): string {
  const parts = path.split("/").slice(next() < 0.2 ? 1 : 0);
  const kept = parts.slice(0, 1 + Math.floor(next() * parts.length));
  const spoiled = kept.map((part) => (next() < 0.25 ? pick(globs) : part));
  if (next() < 0.2) spoiled.unshift("**");
  if (next() < 0.1) spoiled.push(pick(["*", "**", "*/**"]));
  return spoiled.join("/") || "a";
}

function randomPattern(next: () => number, pick: <T>(list: readonly T[]) => T): string {
  return Array.from({ length: 1 + Math.floor(next() * 3) }, () => pick(next() < 0.5 ? names : globs)).join("/");
}

function decorate(pattern: string, next: () => number): string {
  const choose = (chance: number, text: string) => (next() < chance ? text : "");
  const start = choose(0.04, " ") + choose(0.35, "!") + choose(0.04, " ") + choose(0.1, "/") + choose(0.05, "./");
  return start + pattern + choose(0.1, "/") + choose(0.05, "/../a") + choose(0.05, " ") + choose(0.02, " # why");
}
