/** Modules of rpm distributions: an advisory on one stream of a module says nothing of another, and nothing of what is in no module. */
import type { Advisory, Affected } from "./advisory.ts";
import type { AdvisoryLookup } from "./lookup.ts";
import { isModular, type Search } from "./queries.ts";

/** True where the entry is about builds of the same kind as the package, module or not, and of its architecture. */
export function fitsBuild(entry: Affected, { module, arch }: Search): boolean {
  if (arch === undefined) return true;
  return isModularEntry(entry) === (module !== "") && fitsArch(entry, arch);
}

function fitsArch({ details }: Affected, arch: string): boolean {
  if (!details.arch || arch === "" || arch === "noarch") return true;
  const listed = details.arch.split(/[\s,]+/);
  return listed.includes(arch) || listed.includes("noarch");
}

function isModularEntry({ details, ranges }: Affected): boolean {
  if (details.module) return true;
  return ranges.some(({ events }) => events.some(([, version]) => isModular(version)));
}

/**
 * Whether an entry that hit is about the package's own stream. Where an entry does not name it, the record's summary does:
 * "Important: nodejs:18 security update". Where neither does, or the package does not, versions of other series are no reason.
 */
export function fitsStream(advisory: Advisory, entry: Affected, search: Search, lookup: AdvisoryLookup): boolean {
  const { module, targets } = search;
  if (search.arch === undefined || module === "") return true;
  const labels = entry.details.module ? [entry.details.module] : labelsIn(lookup.text(advisory.id)?.summary ?? "");
  if (module === undefined || labels.length === 0) return isOfSeries(entry, targets[0].version);
  const [name, stream] = module.split(":");
  return labels.some((label) => {
    const [otherName, otherStream] = label.split(":");
    // Rocky writes `rhel8` of `go-toolset:rhel8` as its own name.
    return otherName === name && (otherStream === stream || otherStream === "Rocky");
  });
}

function labelsIn(summary: string): readonly string[] {
  return summary.slice(0, 500).match(/\b[\w+-][\w.+-]*:[\w+-][\w.+-]*/g) ?? [];
}

/** The first number of the versions is the same. */
function isOfSeries({ ranges }: Affected, version: string): boolean {
  const series = seriesOf(version);
  return ranges.some(({ events }) => events.some(([kind, at]) => kind === "fixed" && seriesOf(at) === series));
}

function seriesOf(version: string): string {
  return /^(?:\d+:)?(\d+)/.exec(version)?.[1] ?? version;
}
