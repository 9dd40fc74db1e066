/**
 * Whether an advisory is about a version. The advisory's entries for one package and a version go in; out comes that it is
 * affected, with the range it is in and the versions that have the fix, or that it is not, or that nobody can tell: a version
 * that cannot be ordered is never "not affected". OSV schema 1.7, "Evaluation".
 */
import type { Affected, AffectedRange } from "./advisory.ts";
import { customState, isElsewhere } from "./affected-details.ts";
import { foldRange, type RangeState, type Subject } from "./fold-range.ts";
import { isWithin } from "./last-known.ts";

export type { Subject } from "./fold-range.ts";

export type Verdict =
  | { readonly is: "unaffected" }
  /** `text`: what cannot be ordered. */
  | { readonly is: "unordered"; readonly text: string }
  | {
      readonly is: "affected";
      readonly affected: Affected;
      /** `>= 1.1.1, < 3.0.13-1~deb12u1`; for people. */
      readonly range: string;
      /** Lowest first, all above the version. */
      readonly fixed: readonly string[];
    };

type Inside = Extract<RangeState, { is: "inside" }>;

/** Events of an advisory on one package up to which its fixes are looked for, and fixes that are looked at. */
export const mostFixEvents = 5_000;
export const mostFixes = 50;
/** Ranges that follow on one another which are gone through to where a fix is. */
export const mostFixSteps = 20;

const unaffected: Verdict = { is: "unaffected" };
/** Said of a version that an advisory lists by itself. */
export const isListed = "is listed by itself";

/** Any entry that hits is enough. */
export function evaluate(entries: readonly Affected[], subject: Subject): Verdict {
  if (isRebuilt(entries, subject)) return unaffected;
  let first: { readonly affected: Affected; readonly range: string } | undefined;
  let unordered: string | undefined;
  const fixes: string[] = [];
  for (const affected of entries) {
    if (isElsewhere(affected)) continue;
    let isHit = false;
    for (const range of affected.ranges) {
      const state = stateIn(range, affected, subject);
      if (state.is === "unordered") unordered ??= state.text;
      if (state.is !== "inside") continue;
      isHit = true;
      first ??= { affected, range: rangeText(state, affected) };
      if (state.end?.[0] === "fixed") fixes.push(state.end[1]);
    }
    if (!isHit && first === undefined && lists(affected, subject)) first = { affected, range: isListed };
  }
  if (first) return { is: "affected", ...first, fixed: realFixes(fixes, entries, subject) };
  return unordered === undefined ? unaffected : { is: "unordered", text: unordered };
}

/** With what publishers say elsewhere of a range that has no end. */
function stateIn(range: AffectedRange, affected: Affected, subject: Subject): RangeState {
  const state = foldRange(range, subject);
  if (state.is !== "inside" || state.end !== undefined) return state;
  const { lastKnown, customRanges } = affected.details;
  // GitHub's word where no fix is known: versions behind it are not said to be affected.
  if (lastKnown !== undefined && isWithin(lastKnown, subject) === false) return { is: "outside" };
  return customRanges === undefined ? state : customState(customRanges, state, subject);
}

/** By the letter; for packages of languages also in another spelling of the same version. */
function lists({ versions }: Affected, { text, parsed, order }: Subject): boolean {
  if (versions.length === 0 || text === "") return false;
  if (versions.includes(text)) return true;
  if (parsed === undefined || systemSchemes.has(order.scheme)) return false;
  for (const version of versions) {
    const other = order.parse(version);
    if (other !== undefined && order.compare(parsed, other) === 0) return true;
  }
  return false;
}

/** Distributions write their versions themselves, always in one way. */
const systemSchemes: ReadonlySet<string> = new Set(["dpkg", "apk", "rpm"]);

/** Of where the ranges end, lowest first, what no range calls affected; where one does, its own end is tried. */
function realFixes(fixes: readonly string[], entries: readonly Affected[], { order }: Subject): readonly string[] {
  if (fixes.length < 2 && entries.length === 1 && entries[0]?.ranges.length === 1) return fixes;
  if (countEvents(entries) > mostFixEvents) return [];
  const real = new Set<string>();
  for (const fix of [...new Set(fixes)].slice(0, mostFixes)) {
    let text: string | undefined = fix;
    for (let steps = 0; text !== undefined && steps < mostFixSteps; steps += 1) {
      const subject: Subject = { text, parsed: order.parse(text), order };
      const inside = isRebuilt(entries, subject) ? undefined : insideOf(entries, subject);
      if (inside === undefined) {
        real.add(text);
        break;
      }
      text = inside.end?.[0] === "fixed" ? inside.end[1] : undefined;
    }
  }
  return [...real].sort((a, b) => order.compare(order.parse(a), order.parse(b)));
}

function countEvents(entries: readonly Affected[]): number {
  return entries.reduce((sum, { ranges }) => ranges.reduce((all, { events }) => all + events.length, sum), 0);
}

function insideOf(entries: readonly Affected[], subject: Subject): Inside | undefined {
  for (const entry of entries) {
    for (const range of entry.ranges) {
      const state = stateIn(range, entry, subject);
      if (state.is === "inside") return state;
    }
  }
  return undefined;
}

/**
 * Errata of rpm distributions list several rebuilds of one fix (`…module_el8.4.0+2224`, `…module_el8.5.0+81`). By the letter the
 * earlier one is below the fix of the later; it has the fix nevertheless, and so has what comes after it with the same
 * upstream version.
 */
function isRebuilt(entries: readonly Affected[], { text, parsed, order }: Subject): boolean {
  if (entries.length < 2 || order.scheme !== "rpm" || parsed === undefined) return false;
  const upstream = upstreamOf(text);
  for (const { ranges } of entries) {
    for (const { events } of ranges) {
      for (const [kind, fixed] of events) {
        if (kind !== "fixed" || upstreamOf(fixed) !== upstream) continue;
        const other = order.parse(fixed);
        if (other !== undefined && order.compare(parsed, other) >= 0) return true;
      }
    }
  }
  return false;
}

/** VERSION of EPOCH:VERSION-RELEASE. */
function upstreamOf(version: string): string {
  const hyphen = version.lastIndexOf("-");
  return version.slice(version.indexOf(":") + 1, hyphen === -1 ? undefined : hyphen);
}

function rangeText({ from, end }: Inside, { details }: Affected): string {
  const start = from === "0" ? [] : [`>= ${from}`];
  const stop = end ? [`${end[0] === "fixed" ? "<" : "<="} ${end[1]}`] : [];
  if (end === undefined && details.lastKnown !== undefined) return [...start, details.lastKnown].join(", ");
  return [...start, ...stop].join(", ") || "all versions";
}
