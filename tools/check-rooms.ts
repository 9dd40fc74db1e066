import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/**
 * Reads the imports of every source file and compares them with the order of the rooms: a room imports only from rooms
 * above it, no files import each other in a circle, and process, console, clock and disk stay where they belong.
 * What comes in is a map of texts, so that the test can hand it a house that is wrong.
 */

/** Top to bottom: each may import from those before it. */
export const rooms = [
  "text",
  "finding",
  "net",
  "files",
  "dockerfile",
  "runtime",
  "context",
  "compose",
  "scripts",
  "secrets",
  "image",
  "packages",
  "advisories",
  "bases",
  "inventory",
  "vulnerabilities",
  "project",
  "rules",
  "engine",
  "report",
  "index.ts",
  "apps",
] as const;

/** One broken arrow, as shown. */
export interface RoomProblem {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

interface Import {
  readonly specifier: string;
  readonly line: number;
  /** `import()` in the code: run later or never, so it closes no circle. */
  readonly lazy: boolean;
}

interface FileFacts {
  readonly path: string;
  readonly imports: readonly Import[];
  /** Uses of the outside world: `process`, `console`, `Date.now()`, … */
  readonly outside: readonly { readonly what: string; readonly line: number }[];
}

/** Node modules that reach out of the program, and the rooms whose business they are. */
const doors: Readonly<Record<string, readonly string[]>> = {
  fs: ["files", "apps"],
  "fs/promises": ["files", "apps"],
  child_process: ["apps"],
  worker_threads: ["apps"],
  net: ["net", "apps"],
  tls: ["net", "apps"],
  http: ["net", "apps"],
  https: ["net", "apps"],
  dns: ["net", "apps"],
  os: ["apps"],
  process: ["apps"],
  readline: ["apps"],
  tty: ["apps"],
};

/** Rooms that may name the console; and those whose business with disk and network needs the process and a clock. */
const consoleRooms = ["apps"];
const outsideRooms = ["net", "files", "apps"];

/** `files`: path from the repository's root (`src/text/edit.ts`) to text. Tests are not looked at. */
export function checkRooms(files: ReadonlyMap<string, string>): RoomProblem[] {
  const facts = [...files]
    .filter(([path]) => path.startsWith("src/") && !path.endsWith(".test.ts"))
    .map(([path, text]) => readFacts(path, text));
  const problems = facts.flatMap((file) => [...wrongArrows(file), ...wrongDoors(file), ...wrongOutside(file)]);
  return [...problems, ...circles(facts)].sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
}

function wrongArrows(file: FileFacts): RoomProblem[] {
  const own = roomOf(file.path);
  const ownRank = rankOf(own);
  if (ownRank === -1) return [{ path: file.path, line: 1, message: `${own} is not a room (see tools/check-rooms.ts)` }];
  return file.imports.flatMap(({ specifier, line }) => {
    const target = resolve(file.path, specifier);
    if (target === undefined) return [];
    const room = roomOf(target);
    const rank = rankOf(room);
    if (!target.startsWith("src/") && target !== "package.json")
      return [{ path: file.path, line, message: `imports ${target}, which is not part of the package` }];
    if (rank === -1 || rank <= ownRank) return [];
    return [{ path: file.path, line, message: `${own} imports from ${room}, which stands below it` }];
  });
}

function wrongDoors(file: FileFacts): RoomProblem[] {
  const room = roomOf(file.path);
  return file.imports.flatMap(({ specifier, line }) => {
    const allowed = doors[specifier.replace(/^node:/, "")];
    if (!allowed || allowed.includes(room)) return [];
    return [{ path: file.path, line, message: `${specifier} may be used only in ${allowed.join(", ")}` }];
  });
}

function wrongOutside(file: FileFacts): RoomProblem[] {
  const room = roomOf(file.path);
  return file.outside.flatMap(({ what, line }) => {
    const allowed = what === "console" ? consoleRooms : outsideRooms;
    if (allowed.includes(room)) return [];
    return [{ path: file.path, line, message: `${what} may be used only in ${allowed.join(", ")}` }];
  });
}

/** Each circle once, told from its first file in alphabetical order. */
function circles(facts: readonly FileFacts[]): RoomProblem[] {
  const byPath = new Map(facts.map((file) => [file.path, file]));
  const state = new Map<string, "open" | "done">();
  const problems: RoomProblem[] = [];
  const trail: string[] = [];

  function visit(path: string): void {
    if (state.get(path) === "done") return;
    if (state.get(path) === "open") {
      const circle = trail.slice(trail.indexOf(path));
      problems.push({ path, line: 1, message: `import circle: ${[...circle, path].join(" > ")}` });
      return;
    }
    state.set(path, "open");
    trail.push(path);
    for (const { specifier, lazy } of byPath.get(path)?.imports ?? []) {
      if (lazy) continue;
      const target = resolve(path, specifier);
      if (target !== undefined && byPath.has(target)) visit(target);
    }
    trail.pop();
    state.set(path, "done");
  }

  for (const path of [...byPath.keys()].sort()) visit(path);
  return problems;
}

function readFacts(path: string, text: string): FileFacts {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const imports: Import[] = [];
  const outside: { what: string; line: number }[] = [];
  const lineOf = (node: ts.Node) => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;

  function walk(node: ts.Node): void {
    const specifier = specifierOf(node);
    if (specifier)
      imports.push({ specifier: specifier.text, line: lineOf(specifier), lazy: ts.isCallExpression(node) });
    const what = outsideName(node);
    if (what !== undefined) outside.push({ what, line: lineOf(node) });
    ts.forEachChild(node, walk);
  }

  walk(file);
  return { path, imports, outside };
}

function specifierOf(node: ts.Node): ts.StringLiteralLike | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return literal(node.arguments[0]);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal);
  return undefined;
}

function literal(node: ts.Node | undefined): ts.StringLiteralLike | undefined {
  return node && ts.isStringLiteralLike(node) ? node : undefined;
}

/** A name counts where it is read: as an object (`process.env`) or handed on (`f(console)`), not as a key or a property. */
function outsideName(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && isName(node.expression, "Date") && !node.arguments?.length) return "new Date()";
  if (ts.isPropertyAccessExpression(node)) {
    if (isName(node.expression, "Date") && node.name.text === "now") return "Date.now()";
    return globalName(node.expression);
  }
  if (ts.isElementAccessExpression(node)) return globalName(node.expression);
  if (ts.isCallExpression(node)) return [node.expression, ...node.arguments].map(globalName).find(Boolean);
  if (ts.isVariableDeclaration(node) && node.initializer) return globalName(node.initializer);
  return undefined;
}

function globalName(node: ts.Node): string | undefined {
  return ["process", "console", "fetch", "globalThis"].find((name) => isName(node, name));
}

function isName(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** Repository path of a relative import; undefined for packages and node: modules. */
function resolve(from: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : undefined;
}

function roomOf(path: string): string {
  return path.split("/")[1] ?? path;
}

function rankOf(room: string): number {
  return (rooms as readonly string[]).indexOf(room);
}

/** All TypeScript files under `src`, keyed as `checkRooms` wants them. */
export function readHouse(root: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).sort()) {
    const path = posix.join("src", entry.replaceAll("\\", "/"));
    if (path.endsWith(".ts") && existsSync(join(root, path))) files.set(path, readFileSync(join(root, path), "utf8"));
  }
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = readHouse(join(dirname(fileURLToPath(import.meta.url)), ".."));
  const problems = checkRooms(files);
  for (const { path, line, message } of problems) console.log(`${path}:${line}: ${message}`);
  console.log(`${files.size} files, ${problems.length} wrong arrows`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
