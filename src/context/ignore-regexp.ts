/**
 * The regular expressions into which BuildKit turns the harder patterns of an ignore file. In comes the expression in
 * Go's syntax, out goes a test for paths that takes at most length of path times length of expression in steps, and never
 * goes back. Read is what BuildKit can produce: characters, classes, `.`, `^`, `$`, escapes, `|`, `*`, `?`, `{2,3}` and
 * `(.*` + `/)?`; what Go's parser refuses is refused here.
 */
import { type CharSet, charEscape, classEscape, parseClass } from "./ignore-class.ts";
import { type Assertion, createMachine, type Step } from "./ignore-machine.ts";

/** The highest number between `{` and `}`: Go's own. */
export const maxRepeat = 1000;
/** What all numbers between `{` and `}` of an expression may come to; Go stops at three millions. */
export const maxRepeatSum = 20_000;

/** An expression ready to be run. */
export interface IgnoreExpression {
  test(path: string): boolean;
}

type Atom = CharSet | Assertion | readonly Item[];

interface Item {
  readonly atom: Atom;
  /** How often; undefined: once. */
  readonly repeat: { readonly least: number; readonly most: number } | undefined;
}

/** Undefined where Go's `regexp.Compile` gives an error. `keptStates` is as in `createMachine`. */
export function compileExpression(expression: string, keptStates: number): IgnoreExpression | undefined {
  const alternatives = parseAlternatives([...expression]);
  if (!alternatives) return undefined;
  const shortest = Math.min(...alternatives.map(shortestMatch));
  const make = () => {
    const steps: Step[] = [{ kind: "match" }];
    return createMachine(steps, emitAll(alternatives, steps), keptStates);
  };
  let machine: ((path: string) => boolean) | undefined;
  return {
    test: (path) => {
      if (path.length < shortest) return false;
      machine ??= make();
      return machine(path);
    },
  };
}

/** What `|` separates; it is never inside of a group. */
function parseAlternatives(chars: readonly string[]): readonly (readonly Item[])[] | undefined {
  const alternatives: Item[][] = [[]];
  /** What was read before the `(` of the open group. */
  let outer: Item[] | undefined;
  let items: Item[] = alternatives[0] ?? [];
  let repeats = 0;
  for (let at = 0; at < chars.length; ) {
    const char = chars[at] ?? "";
    const repeat = parseRepeat(chars, at);
    if (repeat) {
      const last = items.pop();
      repeats += repeat.most === Number.POSITIVE_INFINITY ? repeat.least : repeat.most;
      const isWrong = !isRepeat(repeat) || repeats > maxRepeatSum;
      if (!last || last.repeat || isWrong) return undefined;
      items.push({ atom: last.atom, repeat });
      at = repeat.end;
    } else if (char === "[" || char === "\\") {
      const found = char === "[" ? classAt(chars, at) : parseEscape(chars, at);
      if (!found) return undefined;
      items.push(...found.atoms.map((atom) => ({ atom, repeat: undefined })));
      at = found.end;
    } else {
      if (char === "(" && !outer) [outer, items] = [items, []];
      else if (char === ")" && outer) {
        outer.push({ atom: items, repeat: undefined });
        [outer, items] = [undefined, outer];
      } else if (char === "(" || char === ")" || (char === "|" && outer)) return undefined;
      else if (char === "|") {
        items = [];
        alternatives.push(items);
      } else items.push({ atom: plainAtom(char), repeat: undefined });
      at++;
    }
  }
  return outer ? undefined : alternatives;
}

function plainAtom(char: string): Atom {
  if (char === ".") return (code) => code !== 10;
  if (char === "^") return "begin";
  return char === "$" ? "end" : single(char);
}

/** `*`, `?`, `{2}`, `{2,}` or `{2,3}` at `at`; any other `{` stands for itself. */
function parseRepeat(chars: readonly string[], at: number) {
  const char = chars[at];
  if (char === "*") return { least: 0, most: Number.POSITIVE_INFINITY, end: at + 1 };
  if (char === "?") return { least: 0, most: 1, end: at + 1 };
  if (char !== "{") return undefined;
  // Longer numbers are too large in any case; the bound keeps a line of `{` from being read again and again.
  const found = /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/.exec(chars.slice(at, at + 40).join(""));
  if (!found) return undefined;
  const least = Number(found[1]);
  const most = found[2] === undefined ? least : found[3] === undefined ? Number.POSITIVE_INFINITY : Number(found[3]);
  return { least, most, end: at + found[0].length };
}

function isRepeat({ least, most }: { readonly least: number; readonly most: number }): boolean {
  return least <= maxRepeat && least <= most && (most <= maxRepeat || most === Number.POSITIVE_INFINITY);
}

function classAt(chars: readonly string[], at: number) {
  const found = parseClass(chars, at);
  return found && { atoms: [found.set], end: found.end };
}

function parseEscape(
  chars: readonly string[],
  at: number,
): { readonly atoms: readonly Atom[]; readonly end: number } | undefined {
  const next = chars[at + 1];
  const assertion = next === undefined ? undefined : assertions[next];
  if (assertion) return { atoms: [assertion], end: at + 2 };
  if (next === "Q") return quoted(chars, at + 2);
  const group = classEscape(chars, at);
  if (group === "invalid") return undefined;
  if (group) return { atoms: [group.set], end: group.end };
  const escaped = charEscape(chars, at);
  if (!escaped) return undefined;
  return { atoms: [(code) => code === escaped.code], end: escaped.end };
}

const assertions: Readonly<Record<string, Assertion>> = Object.assign(Object.create(null), {
  A: "begin",
  z: "end",
  b: "word-boundary",
  B: "no-word-boundary",
});

/** `\Q…\E`: all characters up to `\E`, or to the end, stand for themselves. */
function quoted(chars: readonly string[], from: number): { readonly atoms: readonly Atom[]; readonly end: number } {
  const atoms: Atom[] = [];
  let at = from;
  for (; at < chars.length; at++) {
    if (chars[at] === "\\" && chars[at + 1] === "E") return { atoms, end: at + 2 };
    atoms.push(single(chars[at] ?? ""));
  }
  return { atoms, end: at };
}

function single(char: string): CharSet {
  const wanted = char.codePointAt(0);
  return (code) => code === wanted;
}

/**
 * Writes the steps of all alternatives; gives the first step's index. One alone starts with `^`; of several only the
 * first does, so the others are looked for anywhere: Go's `MatchString` is not anchored.
 */
function emitAll(alternatives: readonly (readonly Item[])[], steps: Step[]): number {
  const [first = [], ...others] = alternatives;
  if (others.length === 0) return emit(first, steps, 0);
  const loop = steps.length;
  steps.push({ kind: "match" });
  let start = loop;
  for (const items of alternatives) {
    const inner = emit(items, steps, 0);
    steps.push({ kind: "split", next: inner, other: start });
    start = steps.length - 1;
  }
  steps[loop] = { kind: "set", set: () => true, next: start };
  return start;
}

/** Writes the steps for `items`, last first, so that every step knows its next one; gives the first step's index. */
function emit(items: readonly Item[], steps: Step[], after: number): number {
  let next = after;
  for (let index = items.length - 1; index >= 0; index--) {
    const item = items[index];
    if (item) next = emitItem(item, steps, next);
  }
  return next;
}

function emitItem({ atom, repeat }: Item, steps: Step[], after: number): number {
  if (!repeat) return emitAtom(atom, steps, after);
  let next = after;
  if (repeat.most === Number.POSITIVE_INFINITY) {
    const split = steps.length;
    steps.push({ kind: "match" });
    steps[split] = { kind: "split", next: emitAtom(atom, steps, split), other: after };
    next = split;
  } else
    for (let count = repeat.least; count < repeat.most; count++) {
      const inner = emitAtom(atom, steps, next);
      steps.push({ kind: "split", next: inner, other: after });
      next = steps.length - 1;
    }
  for (let count = 0; count < repeat.least; count++) next = emitAtom(atom, steps, next);
  return next;
}

function emitAtom(atom: Atom, steps: Step[], next: number): number {
  if (typeof atom === "function") steps.push({ kind: "set", set: atom, next });
  else if (typeof atom === "string") steps.push({ kind: "assert", what: atom, next });
  else return emit(atom, steps, next);
  return steps.length - 1;
}

/** Fewest UTF-16 code units a match can have. */
function shortestMatch(items: readonly Item[]): number {
  let shortest = 0;
  for (const { atom, repeat } of items) {
    if (typeof atom === "string") continue;
    shortest += (repeat?.least ?? 1) * (typeof atom === "function" ? 1 : shortestMatch(atom));
  }
  return shortest;
}
