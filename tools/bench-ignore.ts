/**
 * Times the ignore matcher: a walk of many paths against a short and a long list, and hostile lists. `npx tsx
 * tools/bench-ignore.ts [PATHS]`; fails when the long list costs more than its share.
 */

import { parseIgnoreFile } from "../src/context/ignore-file.ts";
import { createIgnoreMatcher, type IgnoreMatcher, type IgnoreState } from "../src/context/ignore-matcher.ts";
import { createSource } from "../src/text/source.ts";

/** A list ten times as long may make a file cost this many times as much. */
const mostRatio = 3;
const rounds = 3;
const count = Number(process.argv[2] ?? 200_000);

const usual = [
  "**/node_modules **/.git **/.DS_Store **/*.log **/.env **/.env.* !**/.env.example **/*.pem **/id_rsa* dist coverage",
  "**/__pycache__ **/*.py[cod] **/Dockerfile* **/docker-compose* docs/** !docs/api/** packages/*/dist **/bin **/obj",
  "**/*.md !README.md /tmp *~ **/.vscode **/npm-debug.log **/values.dev.yaml **/secrets.*.yaml **/test/**/fixtures",
]
  .join(" ")
  .split(" ");

const short = usual.slice(0, 30);
const long = [...Array.from({ length: 9 }, (_, index) => variant(index)).flat(), ...short];
const files = makePaths(count);

console.log(
  `${files.length} paths in ${new Set(files.map((path) => path.slice(0, path.lastIndexOf("/")))).size} folders`,
);
const few = report(`${short.length} patterns`, short, files);
const many = report(`${long.length} patterns`, long, files);
const ratio = many / few;
console.log(
  `ratio ${ratio.toFixed(2)} for ${(long.length / short.length).toFixed(1)} times as many patterns (limit ${mostRatio})`,
);

const stars = "*a".repeat(60);
report(
  "hostile: 300 globs of 60 stars each",
  Array.from({ length: 300 }, (_, i) => `**/${stars}${i}`),
  files.slice(0, 20_000),
);
report(
  "hostile: 300 of ** glued to names",
  Array.from({ length: 300 }, (_, i) => `${"**a".repeat(20)}${i}`),
  files.slice(0, 2_000),
);
report(
  "hostile: 60000 globs, 1 MB",
  Array.from({ length: 60_000 }, (_, i) => `**/name-${i}*x`),
  files,
);
report(
  "hostile: 100000 that take turns",
  Array.from({ length: 100_000 }, (_, i) => (i % 2 ? "!**" : "**")),
  files,
);
report(
  "hostile: 30000 globs with classes",
  Array.from({ length: 30_000 }, (_, i) => `src/[a-z]*${i}[0-9]*/x`),
  files.slice(0, 20_000),
);
if (ratio > mostRatio) process.exitCode = 1;

/** The best of some walks, in nanoseconds a path; the lists' own reading is told apart. */
function report(title: string, lines: readonly string[], paths: readonly string[]): number {
  const start = performance.now();
  const { patterns } = parseIgnoreFile(createSource(".dockerignore", lines.join("\n")));
  const matcher = createIgnoreMatcher(patterns);
  const reading = performance.now() - start;
  let best = Number.POSITIVE_INFINITY;
  let ignored = 0;
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    ignored = walk(matcher, paths);
    best = Math.min(best, performance.now() - from);
  }
  const perPath = (best * 1e6) / paths.length;
  console.log(
    `${title}: ${perPath.toFixed(0)} ns a path (${best.toFixed(0)} ms for ${paths.length}), ${reading.toFixed(0)} ms to read, ${ignored} ignored`,
  );
  return perPath;
}

/** Folder by folder, as the walk of a context does. */
function walk(matcher: IgnoreMatcher, paths: readonly string[]): number {
  const states = new Map<string, IgnoreState>([["", matcher.root]]);
  const stateOf = (folder: string): IgnoreState => {
    const known = states.get(folder);
    if (known) return known;
    const slash = folder.lastIndexOf("/");
    const state = matcher.enter(stateOf(slash === -1 ? "" : folder.slice(0, slash)), folder);
    states.set(folder, state);
    return state;
  };
  let ignored = 0;
  for (const path of paths) {
    const slash = path.lastIndexOf("/");
    const folder = slash === -1 ? matcher.root : stateOf(path.slice(0, slash));
    if (matcher.enter(folder, path).ignoredBy) ignored++;
  }
  return ignored;
}

/** Ten files a folder, up to six folders deep, in the order of a walk. */
function makePaths(wanted: number): string[] {
  const names = [
    "index.ts",
    "index.test.ts",
    "package.json",
    "README.md",
    "style.css",
    "name-77.x",
    "main.py",
    "a.log",
  ];
  const tops = ["src", "packages", "docs", "node_modules", "apps", "tools"];
  const paths: string[] = [];
  for (let folder = 0; paths.length < wanted; folder++) {
    const deep = Array.from({ length: folder % 5 }, (_, depth) => `part-${(folder >> (depth * 2)) % 40}`);
    const where = [tops[folder % tops.length], ...deep, `dir-${folder}`].join("/");
    for (let file = 0; file < 10; file++) paths.push(`${where}/${file < 2 ? `file-${file}` : names[file - 2]}`);
  }
  return paths.slice(0, wanted).sort();
}

function variant(index: number): string[] {
  return short.map((line) => line.replace(/[a-z]{3,}/, (word) => `${word}${index}`));
}
