/**
 * What one pattern of an ignore file matches, in BuildKit's own four kinds: the path itself, its start, its end, or a
 * regular expression. In comes the cleaned pattern without `!`; a malformed one comes back as the reason, never thrown.
 */
import { isPlainGlob } from "./ignore-name-glob.ts";
import { compileExpression, type IgnoreExpression } from "./ignore-regexp.ts";

/** How a pattern is matched against a path below the context's root. Parents are the matcher's business. */
export type PatternMatch =
  | { readonly kind: "exact"; readonly path: string }
  /** `dir/**`: what starts with `dir/`. */
  | { readonly kind: "prefix"; readonly prefix: string }
  /** `**` + rest: what ends with the rest; where that starts with `/`, also the rest alone. */
  | { readonly kind: "suffix"; readonly suffix: string }
  | { readonly kind: "expression"; readonly expression: IgnoreExpression }
  | { readonly kind: "error"; readonly why: string };

/**
 * Reads a cleaned pattern as BuildKit's `patternmatcher` does, oddities included. `keptStates` bounds what an expression
 * may remember of the paths it met.
 */
export function compilePattern(cleaned: string, keptStates = 64): PatternMatch {
  const why = syntaxError(cleaned);
  if (why !== undefined) return { kind: "error", why };
  const { kind, expression } = translate(cleaned);
  if (kind === "exact") return { kind, path: cleaned };
  if (kind === "prefix") return { kind, prefix: cleaned.slice(0, -2) };
  // A byte order mark before `**`: BuildKit cuts two of its three bytes off, and no path ends with the third.
  if (kind === "suffix" && !cleaned.startsWith("**")) return { kind: "exact", path: cleaned };
  if (kind === "suffix") return { kind, suffix: cleaned.slice(2) };
  // Made when it is first run, as an index answers for most; only what holds these can go wrong.
  const compile = () => compileExpression(expression, keptStates);
  if (isPlainGlob(cleaned) || !/[\\[\]{|]/.test(cleaned)) return { kind, expression: later(compile) };
  const compiled = compile();
  if (!compiled) return { kind: "error", why: expressionError(cleaned) };
  return { kind, expression: compiled };
}

/** True when the pattern matches the path itself, whatever it does with the folders above. */
export function matchesPath(match: PatternMatch, path: string): boolean {
  switch (match.kind) {
    case "exact":
      return path === match.path;
    case "prefix":
      return path.startsWith(match.prefix);
    case "suffix":
      return path.endsWith(match.suffix) || (match.suffix.startsWith("/") && path === match.suffix.slice(1));
    case "expression":
      return match.expression.test(path);
    case "error":
      return false;
  }
}

function later(compile: () => IgnoreExpression | undefined): IgnoreExpression {
  let compiled: IgnoreExpression | undefined;
  return {
    test: (path) => {
      compiled ??= compile() ?? { test: () => false };
      return compiled.test(path);
    },
  };
}

/** What BuildKit escapes; its table has no place for `{`, `|` and `}`, which so keep their meaning in expressions. */
const escaped = ".+()$";

/**
 * Kind and regular expression of a pattern. BuildKit translates character by character and does not look whether it is
 * inside `[…]`: `[*]` becomes `[[^/]*]`. What it makes is what counts.
 */
function translate(cleaned: string): { kind: "exact" | "prefix" | "suffix" | "expression"; expression: string } {
  let kind: "exact" | "prefix" | "suffix" | "expression" = "exact";
  const out = ["^"];
  const chars = [...cleaned];
  // Go's scanner skips a byte order mark at the start.
  let at = chars[0] === "\uFEFF" ? 1 : 0;
  for (let token = 0; at < chars.length; token++) {
    const char = chars[at++] ?? "";
    if (char === "*" && chars[at] === "*") {
      at++;
      if (chars[at] === "/") at++;
      if (at < chars.length) {
        out.push("(.*/)?");
        kind = "expression";
      } else if (kind === "exact") kind = "prefix";
      else {
        out.push(".*");
        kind = "expression";
      }
      if (token === 0) kind = "suffix";
    } else if (char === "*" || char === "?") {
      out.push(char === "*" ? "[^/]*" : "[^/]");
      kind = "expression";
    } else if (char === "\\") {
      out.push("\\", chars[at++] ?? "");
      kind = "expression";
    } else if (char === "[" || char === "]") {
      out.push(char);
      kind = "expression";
    } else out.push(escaped.includes(char) ? `\\${char}` : char);
  }
  out.push("$");
  return { kind, expression: out.join("") };
}

/** Go's `filepath.Match` on the pattern: undefined when it is well-formed. */
function syntaxError(pattern: string): string | undefined {
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === "\\") {
      at++;
      if (at >= pattern.length) return "a `\\` at the end escapes nothing";
    } else if (pattern[at] === "[") {
      const end = classEnd(pattern, at);
      if (typeof end === "string") return end;
      at = end;
    }
  }
  return undefined;
}

/** Index of the `]` that ends the class at `start`, or what is wrong. */
function classEnd(pattern: string, start: number): number | string {
  let at = start + 1;
  if (pattern[at] === "^") at++;
  for (let count = 0; ; count++) {
    if (pattern[at] === "]" && count > 0) return at;
    const low = classCharEnd(pattern, at);
    if (typeof low === "string") return low;
    at = low;
    if (pattern[at] !== "-") continue;
    const high = classCharEnd(pattern, at + 1);
    if (typeof high === "string") return high;
    at = high;
  }
}

function classCharEnd(pattern: string, start: number): number | string {
  if (pattern[start] === "]") return pattern[start - 1] === "-" ? looseRange : "there is nothing between `[` and `]`";
  if (pattern[start] === "-") return looseRange;
  const at = pattern[start] === "\\" ? start + 1 : start;
  const code = pattern.codePointAt(at);
  const end = at + (code !== undefined && code > 0xffff ? 2 : 1);
  return code === undefined || end >= pattern.length ? "a `[` is never closed" : end;
}

const looseRange = "a `-` between `[` and `]` has no character before or after it";

function expressionError(cleaned: string): string {
  const what = cleaned.includes("\\")
    ? "a `\\` before a letter or digit does not escape it"
    : cleaned.includes("{")
      ? "`{` and `}` count what stands before them"
      : "look at what stands between `[` and `]`";
  return `BuildKit cannot make a regular expression of it: ${what}`;
}
