import type { EffectiveContext } from "../../../context/effective-context.ts";
import { type IgnoreChange, type IgnorePlan, maxExactPatterns, planPatterns } from "../../../context/ignore-plan.ts";
import type { Candidate } from "../../../context/ignore-plan-candidate.ts";
import { canBeWritten, exactCandidates } from "../../../context/ignore-plan-exact.ts";
import type { Fix, Problem } from "../../../finding/finding.ts";
import { bytesText, countText } from "../../../text/quantities.ts";
import { listText } from "./words.ts";

/** The fixes of a problem, or why there are none. */
export type Repair = Pick<Problem, "fixes" | "refusal">;

/** Both ways to carry out a plan: all of it first, for those who allow that, then what is safe. */
export function repairByPlan(plan: IgnorePlan): Repair {
  const { full, safe, exists } = plan;
  const changes = full === safe ? [safe] : [full, safe];
  const fixes = changes.flatMap((change) =>
    change ? [fixOf(change, `${exists ? "Extend" : "Write"} ${plan.path}`)] : [],
  );
  return fixes.length > 0 ? { fixes } : { refusal: refusalOf(plan) };
}

/** Leaves just these files out of the context, by a line each. */
export function repairByPaths(
  context: EffectiveContext,
  paths: readonly string[],
  reason: string,
  followUp: readonly string[],
): Repair {
  const unwritable = paths.find((path) => !canBeWritten(path));
  if (unwritable !== undefined)
    return {
      refusal:
        "The name of one of the files has a line end or blanks at its ends, which no line of an ignore file can say.",
    };
  if (paths.length > maxExactPatterns)
    return { refusal: `${paths.length} files are too many for a line each: write a pattern that covers them.` };
  const plan = planPatterns(context, exactCandidates(paths, "secrets", reason), { secrets: new Set(paths) });
  const { full } = plan;
  if (!full || full.secrets.length < paths.length) return { refusal: refusalOf(plan) };
  const title = `Leave ${listText(paths, 2, "files")} out of the build context`;
  const fix = fixOf(full, title);
  return { fixes: [{ ...fix, followUp: [...(fix.followUp ?? []), ...followUp] }] };
}

/** Adds the one pattern a problem is about. */
export function repairByPattern(context: EffectiveContext, candidate: Candidate): Repair {
  const plan = planPatterns(context, [candidate]);
  const { full, path } = plan;
  const pattern = candidate.lines[0] ?? "";
  return full ? { fixes: [fixOf(full, `Add ${pattern} to ${path}`)] } : { refusal: refusalOf(plan) };
}

function fixOf({ safety, edits, leaves, secrets }: IgnoreChange, title: string): Fix {
  const saved =
    secrets.length > 0 && secrets.length < leaves.files
      ? `, ${countText(secrets.length, "file")} with secrets among them`
      : "";
  const what = `${countText(leaves.files, "file")} (${bytesText(leaves.bytes)})`;
  const note =
    leaves.files > 0 ? [`${what} no longer ${leaves.files === 1 ? "goes" : "go"} into the build context${saved}.`] : [];
  return { title, safety, edits, ...(note.length > 0 ? { followUp: note } : {}) };
}

function refusalOf({ refused, path }: IgnorePlan): string {
  const [first] = refused;
  if (!first) return `${path} could not be worked out: look at what the COPY lines need, then write it.`;
  return `No line for the ignore file is offered: ${first.why}.`;
}
