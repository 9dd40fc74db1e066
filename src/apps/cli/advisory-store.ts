/**
 * The advisories that a scan asks: opened from the store of this machine, fetched first where they are missing or too old.
 * What cannot be had is said, never passed over.
 */
import { collectionWords } from "../../advisories/collection-words.ts";
import type { AdvisoryLookup } from "../../advisories/lookup.ts";
import { type AdvisoryStore, openAdvisoryStore } from "../../advisories/store/open-advisory-store.ts";
import type { FeedName } from "../../advisories/update/feed.ts";
import type { CollectionOutcome } from "../../advisories/update/outcome.ts";
import { UserError } from "../../engine/errors.ts";
import { absentFeeds, rememberAbsent } from "./absent-feeds.ts";
import { advisoryFolder } from "./advisory-folder.ts";
import { advisorySetting } from "./advisory-places.ts";
import type { CommandContext } from "./context.ts";
import { isOn, type ParsedOptions, textOf } from "./options.ts";

/** A store to ask, with what a person should know of it. */
export interface OpenedAdvisories {
  readonly lookup: AdvisoryLookup;
  /** Sentences for standard error: its age, sources that were down. */
  readonly notes: readonly string[];
  /** Of `needed`: those that are neither there nor to be had. */
  readonly missing: readonly MissingCollection[];
  close(): void;
}

/** A collection that cannot be asked. */
export interface MissingCollection {
  readonly collection: string;
  /** Sentences with the next step. */
  readonly why: string;
  /** Packages were not looked at because of it; else (`status/…`) what is said of them is less exact. */
  readonly isVital: boolean;
}

/** No advisories are asked: a sentence. */
export interface NoAdvisories {
  readonly whyNot: string;
}

/** Without `--max-age`: how old a collection may be. Milliseconds. */
export const defaultMaxAge = 24 * 3_600_000;

/**
 * `needed` as `CollectionsOf` gives them (`osv/Debian`, `status/debian`); `kev` and `epss` are added. Reads the options
 * `offline`, `max-age` and `no-vulnerabilities`. Throws UserError for a `--max-age` or a source that is none.
 */
export async function openAdvisories(
  needed: readonly string[],
  options: ParsedOptions,
  context: CommandContext,
): Promise<OpenedAdvisories | NoAdvisories> {
  if (isOn(options, "no-vulnerabilities"))
    return { whyNot: "Vulnerabilities were not looked for: --no-vulnerabilities." };
  if (advisorySetting() === "none")
    return { whyNot: "Vulnerabilities were not looked for: SEAWORTHY_ADVISORIES is none." };
  const maxAge = maxAgeOf(textOf(options, "max-age"));
  const folder = advisoryFolder();
  // A project without packages needs no scores either.
  const wanted = needed.length === 0 ? [] : [...new Set([...needed, "kev", "epss"])];
  let store = await openAdvisoryStore(folder);
  const source = advisorySetting() ?? "";
  const absent = absentFeeds(folder, source);
  const stale = wanted.filter((name) => isOld(store.collection(name)?.fetched, maxAge, Date.now()));
  const old = stale.filter(
    (name) => store.collection(name) !== undefined || isOld(absent.get(name), maxAge, Date.now()),
  );
  let outcomes: readonly CollectionOutcome[] = stale.filter((name) => !old.includes(name)).map(absentOutcome);
  if (old.length > 0 && !isOn(options, "offline")) {
    store.close();
    const fetched = await (await import("./update-advisories.ts")).fetchCollections(old, folder, context);
    const lost = fetched.filter(({ state }) => state === "absent").map(({ collection }) => collection);
    if (lost.length > 0) rememberAbsent(folder, source, lost, Date.now());
    outcomes = [...outcomes, ...fetched];
    store = await openAdvisoryStore(folder);
  }
  const news = new Map(outcomes.map((outcome) => [outcome.collection, outcome]));
  return {
    lookup: store,
    notes: notesOf(store, wanted, news, maxAge),
    missing: needed.filter((name) => !store.collection(name)).map((name) => missingOf(name, news.get(name))),
    close: () => store.close(),
  };
}

function absentOutcome(collection: string): CollectionOutcome {
  const why = "Its source did not have it when it was last asked; `seaworthy db update` asks again.";
  return { collection, state: "absent", meta: undefined, changes: 0, why };
}

/** `12h`, `3d` and `90m` in milliseconds. Throws UserError for other forms. */
export function maxAgeOf(text: string | undefined): number {
  if (text === undefined) return defaultMaxAge;
  const [, number, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (number === undefined)
    throw new UserError(`--max-age cannot be ${JSON.stringify(text)}`, { next: "Write it as in 12h or 3d." });
  return Number(number) * (unit === "m" ? 60_000 : unit === "h" ? 3_600_000 : 86_400_000);
}

/** A time that lies in the future says nothing. */
function isOld(fetched: string | undefined, maxAge: number, now: number): boolean {
  const age = fetched === undefined ? Number.NaN : now - Date.parse(fetched);
  return !(age >= -maxAge && age <= maxAge);
}

function notesOf(
  store: AdvisoryStore,
  wanted: readonly string[],
  news: ReadonlyMap<string, CollectionOutcome>,
  maxAge: number,
): string[] {
  const now = Date.now();
  const notes: string[] = [];
  const stale = wanted.filter((name) => store.collection(name) && isOld(store.collection(name)?.fetched, maxAge, now));
  const [oldest] = stale.map((name) => store.collection(name)?.fetched ?? "").sort();
  if (oldest !== undefined) {
    const reasons = [...new Set(stale.flatMap((name) => news.get(name)?.why ?? []))];
    const why = reasons.length > 0 ? `they could not be renewed. ${reasons.join(" ")}` : "the network is not used.";
    notes.push(
      `The advisories of ${stale.map(collectionWords).join(", ")} are of ${oldest.slice(0, 10)} or later: ${why}`,
    );
  }
  for (const name of ["kev", "epss"] satisfies FeedName[]) {
    if (!wanted.includes(name) || store.collection(name)) continue;
    const why = news.get(name)?.why ?? "`seaworthy db update` fetches it.";
    notes.push(`${feedWords[name]} is not in the store, so nothing is sorted by it. ${why}`);
  }
  return [...notes, ...store.troubles()];
}

const feedWords = { kev: "The catalogue of exploited vulnerabilities (KEV)", epss: "The score of EPSS" } as const;

function missingOf(collection: string, outcome: CollectionOutcome | undefined): MissingCollection {
  const why = outcome?.why ?? `It is not in the store. Run \`seaworthy db update\` where there is a network.`;
  return { collection, why, isVital: collection.startsWith("osv/") };
}
