/** `seaworthy db update`: chooses what is brought up to date, and says what came of it. */
import { schemeOfEcosystem, splitEcosystem } from "../../advisories/ecosystems.ts";
import type { AdvisoryWriter } from "../../advisories/lookup.ts";
import { isEcosystemName } from "../../advisories/update/ecosystem.ts";
import { type FeedName, feedNames } from "../../advisories/update/feed.ts";
import type { CollectionOutcome } from "../../advisories/update/outcome.ts";
import { isTrouble } from "../../advisories/update/source.ts";
import { UserError } from "../../engine/errors.ts";
import { nearest } from "../../text/nearest.ts";
import { countText, readableCount } from "../../text/quantities.ts";
import type { NamedPlaces, UpdatePlaces } from "./advisory-places.ts";
import type { CommandContext } from "./context.ts";
import { listOf, type ParsedOptions, textOf } from "./options.ts";
import { type ChosenCollections, runUpdate } from "./update-advisories.ts";

/** Bytes of `ecosystems.txt`, and names in it. */
const mostListBytes = 1024 * 1024;
const mostEcosystems = 1_000;

/** 0, or 2 when something was not fetched: that is named with the next step. */
export async function updateStore(options: ParsedOptions, folder: string, context: CommandContext): Promise<number> {
  const named = listOf(options, "ecosystem");
  const places = placesOf(options);
  const outcomes = await runUpdate(places, folder, context, (from, writer) => choose(named, places, from, writer));
  for (const outcome of outcomes) {
    if (outcome.state !== "failed") context.write(`${outcomeLine(outcome)}\n`);
    else context.note(`seaworthy: ${outcome.collection} was not brought up to date. ${outcome.why ?? ""}\n`);
  }
  const failures = outcomes.filter(({ state }) => state === "failed");
  const all = outcomes.filter(({ state }) => state !== "absent").length;
  context.write(`${endLine(all, failures, folder)}\n`);
  return failures.length > 0 ? 2 : 0;
}

function placesOf(options: ParsedOptions): NamedPlaces {
  return {
    source: textOf(options, "source"),
    feeds: {
      kev: textOf(options, "kev"),
      epss: textOf(options, "epss"),
      "status/debian": textOf(options, "debian"),
      "status/alpine": textOf(options, "alpine"),
    },
  };
}

async function choose(
  named: readonly string[],
  { feeds: own = {} }: NamedPlaces,
  from: UpdatePlaces,
  writer: AdvisoryWriter,
): Promise<ChosenCollections> {
  const listed = await from.source.read("ecosystems.txt", { most: mostListBytes });
  const known = isTrouble(listed) ? [] : namesIn(Buffer.from(listed.body).toString("utf8"));
  if (isTrouble(listed) && named.length === 0)
    throw new UserError(`The list of ecosystems cannot be read from ${from.source.from}`, { next: listed.why });
  const ordered = known.filter(hasOrder);
  const present = ordered.filter((name) => writer.collection(`osv/${name}`));
  const ecosystems =
    named.length > 0
      ? [...new Set(named.map((name) => asEcosystem(name, known)))]
      : present.length > 0
        ? present
        : ordered;
  const wanted: Readonly<Record<FeedName, boolean>> = {
    kev: true,
    epss: true,
    "status/debian": ecosystems.includes("Debian"),
    "status/alpine": ecosystems.includes("Alpine"),
  };
  return { ecosystems, feeds: feedNames.filter((name) => wanted[name] || own[name] !== undefined) };
}

function namesIn(text: string): string[] {
  const names = text.split("\n", mostEcosystems).map((line) => splitEcosystem(line.trim()).base);
  return [...new Set(names)].filter(isEcosystemName);
}

/** A repackager's own name has no order, but its suffixes have. */
function hasOrder(name: string): boolean {
  return schemeOfEcosystem(name) !== undefined || schemeOfEcosystem(`${name}:npm`) !== undefined;
}

/** As the source writes it. Throws UserError for one that nothing could be matched with. */
function asEcosystem(written: string, known: readonly string[]): string {
  const { base } = splitEcosystem(written);
  const name = known.find((each) => each.toLowerCase() === base.toLowerCase()) ?? base;
  if (hasOrder(name)) return name;
  const close = nearest(name, known.filter(hasOrder));
  const guess = close === undefined ? "" : `Did you mean ${close}? `;
  throw new UserError(
    `Versions of ${JSON.stringify(name.slice(0, 100))} cannot be compared, so nothing would be found`,
    {
      next: `${guess}Ecosystems are named as OSV does: Debian, Alpine, npm, PyPI, Go.`,
    },
  );
}

function outcomeLine({ collection, state, meta, changes }: CollectionOutcome): string {
  const name = nameOf(collection);
  const count = countText(meta?.records ?? 0, collection.startsWith("osv/") ? "advisory" : "entry").replace(
    /ys$/,
    "ies",
  );
  if (state === "absent") return `${name}: not beside the source; name it with ${flags[collection] ?? "--source"}.`;
  if (state === "current") return `${name}: up to date, ${count}.`;
  if (state === "amended") return `${name}: ${readableCount(changes)} changed, ${count} now.`;
  const left = Object.values(meta?.leftOut ?? {}).reduce((sum, each) => sum + each, 0);
  return `${name}: ${count}${left > 0 ? `, ${readableCount(left)} left out (\`seaworthy db status\` says why)` : ""}.`;
}

/** The options that name a feed by itself. */
const flags: Readonly<Record<string, string>> = {
  kev: "--kev",
  epss: "--epss",
  "status/debian": "--debian",
  "status/alpine": "--alpine",
};

function nameOf(collection: string): string {
  return collection.replace(/^osv\//, "");
}

function endLine(all: number, failures: readonly CollectionOutcome[], folder: string): string {
  if (failures.length === 0) return `Up to date: ${countText(all, "collection")} in ${folder}.`;
  const kept = failures.filter(({ meta }) => meta).map(({ collection }) => nameOf(collection));
  const lost = failures.filter(({ meta }) => !meta).map(({ collection }) => nameOf(collection));
  return [
    `${readableCount(all - failures.length)} of ${readableCount(all)} collections are up to date, in ${folder}.`,
    ...(kept.length > 0 ? [`Kept as they were: ${kept.join(", ")}.`] : []),
    ...(lost.length > 0 ? [`Still missing: ${lost.join(", ")}.`] : []),
  ].join(" ");
}
