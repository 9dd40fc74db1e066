/**
 * From the entries of a lockfile to packages. In: entries with the keys of those they need, and which of them the project names
 * itself; out: one record for each name and version, with its line, whether it is direct, the shortest way down to it, and
 * whether it is for development only. Circles are ways like others; nothing is walked twice.
 */
import { countUnread, mostPackagesOfFile, tooManyPackages, unreadEntries } from "../listed-packages.ts";
import type { Cataloged, PackageRecord, PackageType } from "../package.ts";
import { recordDetails, recordName, recordVersion } from "../record-text.ts";

/** An entry of a lockfile. */
export interface Locked {
  /** What others name it by; equal keys are one entry, the first. */
  readonly key: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** From 1. */
  readonly line: number;
  /** Keys of what it needs; those that no entry has are passed over. */
  readonly needs?: readonly string[];
  /** Where the entry itself says so. */
  readonly isDev?: boolean;
  readonly isDirect?: boolean;
  readonly licenses?: readonly string[];
  readonly details?: Readonly<Record<string, string | undefined>>;
  /** A package of the project itself, a folder or a link: the way goes on over it, nothing is said of it. */
  readonly isLocal?: boolean;
}

/** What the project names itself. */
export interface LockedRoots {
  readonly production: readonly string[];
  readonly development: readonly string[];
  /** True when the project names nothing besides: then all others are not direct. */
  readonly isWhole: boolean;
}

/** Steps of a way that are shown; of a longer one the first and the last are. */
export const longestWay = 8;

interface Step {
  readonly entry: Locked;
  readonly before: Step | undefined;
  readonly depth: number;
}

/** Records of one lockfile, in the order of its entries. */
export function* lockedPackages(
  path: string,
  type: PackageType,
  entries: readonly Locked[],
  roots?: LockedRoots,
): Iterable<Cataloged> {
  const byKey = new Map<string, Locked>();
  for (const entry of entries) if (!byKey.has(entry.key)) byKey.set(entry.key, entry);
  const production = walk(byKey, roots?.production ?? []);
  const all = walk(byKey, [...(roots?.production ?? []), ...(roots?.development ?? [])]);
  const unread = countUnread();
  const found = new Map<string, { record: PackageRecord; rank: number; isDev: boolean }>();
  for (const entry of entries) {
    if (entry.isLocal) continue;
    const name = recordName(entry.name);
    const version = recordVersion(entry.version);
    if (name === undefined || version === undefined) {
      unread.add(entry.name);
      continue;
    }
    const step = all.get(entry.key);
    const isDirect = entry.isDirect ?? directOf(step, roots);
    const isDev = entry.isDev ?? (roots?.isWhole === true && step !== undefined && !production.has(entry.key));
    const rank = isDirect ? 0 : (step?.depth ?? Number.MAX_SAFE_INTEGER);
    const key = `${name}\0${version}`;
    const known = found.get(key);
    if (known && known.rank <= rank) known.isDev &&= isDev;
    else
      found.set(key, {
        ...{ rank, isDev: isDev && (known?.isDev ?? true) },
        record: {
          ...{ type, name, version, licenses: entry.licenses ?? [], path },
          details: recordDetails({
            line: String(entry.line),
            direct: isDirect === undefined ? undefined : String(isDirect),
            through: step && !isDirect ? wayTo(step) : undefined,
            ...entry.details,
          }),
        },
      });
  }
  let taken = 0;
  for (const { record, isDev } of found.values()) {
    taken += 1;
    if (taken <= mostPackagesOfFile)
      yield { package: isDev ? { ...record, details: { ...record.details, scope: "dev" } } : record };
  }
  yield* unreadEntries(path, unread);
  if (found.size > mostPackagesOfFile) yield tooManyPackages(path, found.size);
}

function directOf(step: Step | undefined, roots: LockedRoots | undefined): boolean | undefined {
  if (step?.depth === 1) return true;
  return roots?.isWhole ? false : undefined;
}

/** Each entry with the shortest way to it; of equal ones that which comes first. What is local costs no step. */
function walk(byKey: ReadonlyMap<string, Locked>, roots: readonly string[]): ReadonlyMap<string, Step> {
  const steps = new Map<string, Step>();
  let level: Step[] = [];
  const enter = (key: string, before: Step | undefined, next: Step[]): void => {
    // Locals are opened at once, by a list of their own: they may need each other in a circle.
    const open = [key];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      const entry = byKey.get(one);
      if (!entry || steps.has(one)) continue;
      const step = { entry, before, depth: (before?.depth ?? 0) + 1 };
      steps.set(one, step);
      if (entry.isLocal) for (const needed of [...(entry.needs ?? [])].reverse()) open.push(needed);
      else next.push(step);
    }
  };
  for (const root of roots) enter(root, undefined, level);
  while (level.length > 0) {
    const next: Step[] = [];
    for (const step of level) for (const key of step.entry.needs ?? []) enter(key, step, next);
    level = next;
  }
  return steps;
}

/** `a@1.0.0 > b@2.0.0`, the package itself at the end. */
function wayTo(last: Step): string {
  const names: string[] = [];
  let step: Step | undefined = last;
  for (let shown = last.depth > longestWay ? longestWay - 1 : longestWay; step && shown > 0; shown--) {
    names.unshift(nameOf(step.entry));
    step = step.before;
  }
  const way = (step === undefined ? names : ["…", ...names]).join(" > ");
  return way.length > longestWayText ? `… > ${nameOf(last.entry)}` : way;
}

/** Characters of a way; names may be long. */
const longestWayText = 1_000;

function nameOf({ name, version }: Locked): string {
  return `${name}@${version}`;
}
