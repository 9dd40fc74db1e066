/** One search in a lookup: the advisories that hit, each once, whatever number of ecosystems and names it came by. */
import { compareTexts } from "../text/compare.ts";
import type { Advisory, VendorStatus } from "./advisory.ts";
import { applyStatuses, statusesById } from "./apply-statuses.ts";
import { evaluate, type Subject, type Verdict } from "./evaluate.ts";
import type { AdvisoryLookup } from "./lookup.ts";
import type { Match } from "./match.ts";
import type { Order } from "./order.ts";
import type { Search, Target } from "./queries.ts";
import { fitsBuild, fitsStream } from "./rpm-modules.ts";

export type Hit = Omit<Match, "package">;

export interface Found {
  /** Sorted by id. */
  readonly hits: readonly Hit[];
  /** Advisories that could not be compared, with the text that has no place in the order. */
  readonly unordered: readonly { readonly id: string; readonly text: string }[];
  /** How many the lookup had, withdrawn ones too. */
  readonly known: number;
}

/** What is asked, and with what. */
export interface Run {
  readonly lookup: AdvisoryLookup;
  order(scheme: Search["scheme"], plain: boolean): Order;
}

/** An advisory as one query gave it. */
interface Answer {
  readonly advisory: Advisory;
  readonly ecosystem: string;
  readonly target: Target;
  readonly subject: Subject;
}

interface Answers {
  readonly free: Answer[];
  readonly paid: Answer[];
  /** Of the target that came first. */
  readonly target: Target;
}

type Affected = Extract<Verdict, { is: "affected" }> & { readonly answer: Answer };
type Judged = Affected | Exclude<Verdict, { is: "affected" }>;

export function findHits(search: Search, run: Run): Found {
  const { byId, known } = ask(search, run);
  const hits: Hit[] = [];
  const unordered: { id: string; text: string }[] = [];
  let statuses: ReadonlyMap<string, VendorStatus> | undefined;
  for (const [id, answers] of byId) {
    const judged = judge(answers, search, run.lookup);
    if (judged.is === "unordered") unordered.push({ id, text: judged.text });
    if (judged.is !== "affected") continue;
    statuses ??= statusesOf(search, run.lookup);
    const hit = withStatuses(judged, statuses);
    if (hit) hits.push(hit);
  }
  return { hits: hits.sort((a, b) => compareTexts(a.advisory.id, b.advisory.id)), unordered, known };
}

function ask(search: Search, run: Run): { readonly byId: ReadonlyMap<string, Answers>; readonly known: number } {
  const byId = new Map<string, Answers>();
  let known = 0;
  const { paid } = search;
  for (const target of search.targets) {
    const order = run.order(search.scheme, target.isPlain);
    const subject = { text: target.version, parsed: order.parse(target.version), order };
    const put = (ecosystem: string, kind: "free" | "paid"): void => {
      for (const advisory of run.lookup.advisories(ecosystem, target.name)) {
        known += 1;
        if (advisory.withdrawn !== undefined) continue;
        const answers = byId.get(advisory.id) ?? { free: [], paid: [], target };
        byId.set(advisory.id, answers);
        if (answers.target === target) answers[kind].push({ advisory, ecosystem, target, subject });
      }
    };
    for (const ecosystem of search.ecosystems) put(ecosystem, "free");
    for (const ecosystem of paid?.ecosystems ?? []) put(ecosystem, "paid");
  }
  return { byId, known };
}

/**
 * What everybody gets decides whether a package is affected; what only customers get decides where everybody gets nothing, and
 * for packages that come from there. A fix of theirs is told where there is no other.
 */
function judge({ free, paid }: Answers, search: Search, lookup: AdvisoryLookup): Judged & { fixNeeds?: string } {
  const open = first(free, search, lookup);
  if (paid.length === 0 || search.paid === undefined) return open ?? { is: "unaffected" };
  const closed = first(paid, search, lookup) ?? { is: "unaffected" };
  const { isHad, needs } = search.paid;
  if (open === undefined) return isHad || closed.is !== "affected" ? closed : needing(closed, closed, needs);
  if (open.is !== "affected") return open;
  if (isHad && closed.is === "unaffected") return closed;
  if (open.fixed.length > 0 || closed.is !== "affected") return open;
  return needing(open, closed, isHad ? undefined : needs);
}

/** `open` with the fixes of `closed`. */
function needing(open: Affected, closed: Affected, needs: string | undefined): Affected & { fixNeeds?: string } {
  const isPaid = needs !== undefined && closed.fixed.length > 0 && !isFree(closed);
  return { ...open, fixed: closed.fixed, ...(isPaid ? { fixNeeds: needs } : {}) };
}

/** Ubuntu says of some fixes among those of Pro that everybody gets them. */
function isFree({ affected }: Affected): boolean {
  return /^no subscription/i.test(affected.details.availability ?? "");
}

/** The first that hits; else the first that cannot be told. */
function first(answers: readonly Answer[], search: Search, lookup: AdvisoryLookup): Judged | undefined {
  let found: Judged | undefined;
  for (const answer of answers) {
    const { advisory, subject } = answer;
    const entries =
      search.arch === undefined ? advisory.affected : advisory.affected.filter((one) => fitsBuild(one, search));
    const verdict = evaluate(entries, subject);
    if (verdict.is === "affected" && fitsStream(advisory, verdict.affected, search, lookup))
      return { ...verdict, answer };
    if (verdict.is === "unordered") found = verdict;
    found ??= { is: "unaffected" };
  }
  return found;
}

function statusesOf(
  { statuses, ecosystems, targets }: Search,
  lookup: AdvisoryLookup,
): ReadonlyMap<string, VendorStatus> {
  if (statuses === undefined) return new Map();
  return statusesById(
    ecosystems.flatMap((ecosystem) => targets.flatMap(({ name }) => lookup.statuses(ecosystem, name))),
  );
}

function withStatuses(
  judged: Affected & { fixNeeds?: string },
  all: ReadonlyMap<string, VendorStatus>,
): Hit | undefined {
  const { answer, affected, range, fixed, fixNeeds } = judged;
  const { advisory, ecosystem, target, subject } = answer;
  const applied = all.size === 0 ? { statuses: [], fixed: [] } : applyStatuses(advisory, all, subject);
  if (applied === undefined) return undefined;
  return {
    advisory,
    affected,
    searched: `${ecosystem} ${target.name} ${target.version}`,
    range,
    fixed: fixed.length > 0 ? fixed : applied.fixed,
    ...(fixNeeds === undefined ? {} : { fixNeeds }),
    statuses: applied.statuses,
  };
}
