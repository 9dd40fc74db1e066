/**
 * What to do, most useful first. Vulnerabilities in their order go in; actions with what each solves come out, and for each
 * vulnerability the sentence and the action that is its. What is known to be exploited comes first, then what solves most;
 * reasons to do nothing stand at the end. Excused vulnerabilities have no action.
 */
import { compareTexts } from "../text/compare.ts";
import type { Draft, Plan, Surroundings } from "./draft.ts";
import { languagePlan, otherLockfilePlans, retiredPlan } from "./language-plan.ts";
import { systemPlan } from "./system-plan.ts";
import { type Action, actionKinds, type Vulnerability } from "./vulnerability.ts";

export interface Planned {
  readonly found: readonly Vulnerability[];
  readonly actions: readonly Action[];
}

export function planActions(drafts: readonly Draft[], around: Surroundings): Planned {
  const plans = drafts.map((draft) => plansOf(draft, around));
  const groups = new Map<string, { readonly plan: Plan; readonly solves: number[] }>();
  plans.forEach((all, index) => {
    if (drafts[index]?.row.suppressed) return;
    for (const plan of all) {
      const group = groups.get(plan.key);
      if (group) group.solves.push(index);
      else groups.set(plan.key, { plan, solves: [index] });
    }
  });
  const ranked = [...groups.values()].map((group) => actionOf(group, drafts)).sort(byUse);
  const actionOfRow = new Map<number, number>();
  ranked.forEach(({ action }, at) => {
    for (const index of action.solves) if (!actionOfRow.has(index)) actionOfRow.set(index, at);
  });
  return {
    actions: ranked.map(({ action }) => action),
    found: drafts.map(({ row }, index) => ({ ...row, fix: plans[index]?.[0].fix, action: actionOfRow.get(index) })),
  };
}

interface Ranked {
  readonly action: Action;
  /** Known to be exploited, among those it solves. */
  readonly exploited: number;
  /** How much all of them together should worry. */
  readonly risk: number;
}

function actionOf(
  { plan, solves }: { readonly plan: Plan; readonly solves: readonly number[] },
  drafts: readonly Draft[],
): Ranked {
  const group = solves.flatMap((index) => drafts[index] ?? []);
  return {
    action: { kind: plan.kind, ...plan.describe(group), solves },
    exploited: group.filter(({ row }) => row.kev !== undefined).length,
    // In hundredths, as they are rounded: a sum of fractions would hang on its order.
    risk: group.reduce((sum, { row }) => sum + Math.round(100 * row.risk), 0),
  };
}

const idle: ReadonlySet<Action["kind"]> = new Set<Action["kind"]>(["wait", "will-not-fix", "unimportant"]);

function byUse(a: Ranked, b: Ranked): number {
  const kind = actionKinds.indexOf(a.action.kind) - actionKinds.indexOf(b.action.kind);
  const work = Number(idle.has(a.action.kind)) - Number(idle.has(b.action.kind));
  if (work !== 0) return work;
  if (idle.has(a.action.kind)) return kind || compareTexts(a.action.title, b.action.title);
  return (
    b.exploited - a.exploited ||
    b.action.solves.length - a.action.solves.length ||
    b.risk - a.risk ||
    kind ||
    compareTexts(a.action.title, b.action.title)
  );
}

const systemTypes: ReadonlySet<string> = new Set(["deb", "apk", "rpm"]);

/** Never empty. What stands in several lockfiles has to be changed in each of them. */
function plansOf(draft: Draft, around: Surroundings): readonly [Plan, ...Plan[]] {
  const first = planOf(draft, around);
  return first.kind === "lockfile" ? [first, ...otherLockfilePlans(draft)] : [first];
}

function planOf(draft: Draft, around: Surroundings): Plan {
  const { row, head } = draft;
  if (row.state === "fixed") {
    const plan = fixPlan(draft, around);
    return row.isUnimportant ? { ...unimportant, fix: plan.fix } : plan;
  }
  if (row.isUnimportant) return unimportant;
  const isSystem = systemTypes.has(head.type);
  if (isSystem && row.state === "will-not-fix" && around.support?.state === "ended")
    return retiredPlan(around.support, around);
  return idlePlans[row.state];
}

function fixPlan(draft: Draft, around: Surroundings): Plan {
  const { row, head } = draft;
  if (row.fixNeeds !== undefined) return paidPlan(row.fixNeeds, row.fixedVersion);
  if (systemTypes.has(head.type)) {
    const names = row.package.members.map(({ name }) => name);
    return systemPlan(draft, names, around);
  }
  return head.ownedBy ? systemPlan(draft, [head.ownedBy.name], around) : languagePlan(draft, around);
}

function paidPlan(needs: string, version: string | undefined): Plan {
  const title = `Get ${needs}, or move to a release whose fixes are free`;
  return {
    ...{ kind: "base", key: `paid ${needs}`, fix: `${title}: ${version ?? "the fix"} is only for those who have it.` },
    describe: () => ({ title }),
  };
}

function idlePlan(kind: "wait" | "will-not-fix" | "unimportant", key: string, title: string): Plan {
  return { kind, key, fix: undefined, describe: () => ({ title }) };
}

const unimportant = idlePlan("unimportant", "unimportant", "Nothing to do, the vendor calls these unimportant");

const open = idlePlan("wait", "wait", "No fix yet, look again later");
const idlePlans: Readonly<Record<Exclude<Vulnerability["state"], "fixed">, Plan>> = {
  "not-fixed": open,
  unknown: idlePlan("wait", "wait unknown", "Nobody says whether there is a fix, read the advisories"),
  deferred: idlePlan(
    "wait",
    "wait deferred",
    "Put off by the vendor, to be fixed some day without an advisory of its own",
  ),
  "will-not-fix": idlePlan(
    "will-not-fix",
    "will-not-fix",
    "Will not be fixed, so replace the package, or excuse it with a reason",
  ),
};
