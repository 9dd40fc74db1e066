/**
 * Runs the steps of a regular expression over a path, all ways at once, so that a path costs at most its length times the
 * number of steps whatever the expression. Sets of steps that were met are kept, up to a number, with where each character
 * leads: most paths then cost one look-up a character.
 */
import type { CharSet } from "./ignore-class.ts";

/** What holds between two characters. */
export type Assertion = "begin" | "end" | "word-boundary" | "no-word-boundary";

/** One step; `next` is the index of the step after it. */
export type Step =
  | { readonly kind: "set"; readonly set: CharSet; readonly next: number }
  | { readonly kind: "assert"; readonly what: Assertion; readonly next: number }
  | { readonly kind: "split"; readonly next: number; readonly other: number }
  | { readonly kind: "match" };

/** Steps in all kept states together, for one expression. */
export const maxKeptSteps = 8192;

/** The steps that the next character is held against. */
interface State {
  readonly steps: readonly number[];
  /** The expression matches up to here, wherever the path ends; or if it ends here. */
  readonly matches: boolean;
  readonly matchesAtEnd: boolean;
  readonly next: Map<number, State>;
}

/** `keptStates` is how many sets of steps are kept at most. */
export function createMachine(steps: readonly Step[], start: number, keptStates: number): (path: string) => boolean {
  const looksAround = steps.some((step) => step.kind === "assert" && step.what.endsWith("boundary"));
  if (looksAround) return (path) => runPlainly(steps, start, path);
  let kept = new Map<string, State>();
  let keptSteps = 0;
  let first: State | undefined;

  const stateOf = (targets: readonly number[], isStart: boolean): State => {
    const found = reach(steps, targets, (what) => what === "begin" && isStart);
    const { matches: matchesAtEnd } = reach(steps, targets, (what) => what === "end" || isStart);
    const waiting = found.waiting.sort((a, b) => a - b);
    const key = `${found.matches ? "+" : ""}${matchesAtEnd ? "$" : ""}${waiting.join()}`;
    const known = isStart ? undefined : kept.get(key);
    if (known) return known;
    const state: State = { steps: waiting, matches: found.matches, matchesAtEnd, next: new Map() };
    if (isStart) return state;
    if (kept.size >= keptStates || keptSteps > maxKeptSteps) {
      kept = new Map();
      keptSteps = 0;
      first = undefined;
    }
    kept.set(key, state);
    keptSteps += state.steps.length + 1;
    return state;
  };
  const follow = (state: State, code: number): State => {
    const targets: number[] = [];
    for (const index of state.steps) {
      const step = steps[index];
      if (step?.kind === "set" && step.set(code)) targets.push(step.next);
    }
    const next = stateOf(targets, false);
    if (state.next.size < 256) state.next.set(code, next);
    return next;
  };

  return (path) => {
    first ??= stateOf([start], true);
    let state = first;
    for (let at = 0; at < path.length; ) {
      if (state.matches) return true;
      if (state.steps.length === 0) return false;
      const code = path.codePointAt(at) ?? 0;
      at += code > 0xffff ? 2 : 1;
      state = state.next.get(code) ?? follow(state, code);
    }
    return state.matches || state.matchesAtEnd;
  };
}

/** The steps that wait for a character behind `targets`, and whether the end is among what is reached. */
function reach(steps: readonly Step[], targets: readonly number[], holds: (what: Assertion) => boolean) {
  const seen = new Set<number>();
  const stack = [...targets];
  const waiting: number[] = [];
  let matches = false;
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    const step = steps[index];
    if (step === undefined || seen.has(index)) continue;
    seen.add(index);
    if (step.kind === "match") matches = true;
    else if (step.kind === "set") waiting.push(index);
    else if (step.kind === "split") stack.push(step.other, step.next);
    else if (holds(step.what)) stack.push(step.next);
  }
  return { waiting, matches };
}

/** Without keeping anything: what `\b` gives hangs on the characters around it. */
function runPlainly(steps: readonly Step[], start: number, path: string): boolean {
  let targets: readonly number[] = [start];
  for (let at = 0; ; ) {
    const { waiting, matches } = reach(steps, targets, (what) => holdsAt(what, path, at));
    if (matches) return true;
    if (at >= path.length || waiting.length === 0) return false;
    const code = path.codePointAt(at) ?? 0;
    at += code > 0xffff ? 2 : 1;
    targets = waiting.flatMap((index) => {
      const step = steps[index];
      return step?.kind === "set" && step.set(code) ? [step.next] : [];
    });
  }
}

function holdsAt(what: Assertion, path: string, at: number): boolean {
  if (what === "begin") return at === 0;
  if (what === "end") return at === path.length;
  const isBoundary = isWord(path.charCodeAt(at - 1)) !== isWord(path.charCodeAt(at));
  return what === "word-boundary" ? isBoundary : !isBoundary;
}

/** ASCII letters, digits and `_`; false past the ends, where the code is NaN. */
function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}
