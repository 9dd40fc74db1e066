/** Runs an update of the store from the command line: client, writer, progress. */

import type { AdvisoryWriter } from "../../advisories/lookup.ts";
import { openAdvisoryWriter } from "../../advisories/store/open-advisory-writer.ts";
import { type FeedName, feedNames } from "../../advisories/update/feed.ts";
import { type CollectionOutcome, type UpdateProgress, updateAdvisories } from "../../advisories/update/update.ts";
import { createHttpClient } from "../../net/http.ts";
import { readableBytes, readableCount } from "../../text/quantities.ts";
import { type NamedPlaces, type UpdatePlaces, updatePlaces } from "./advisory-places.ts";
import type { CommandContext } from "./context.ts";
import { startProgress } from "./progress.ts";

/** What is brought up to date. */
export interface ChosenCollections {
  /** By their base. */
  readonly ecosystems: readonly string[];
  readonly feeds: readonly FeedName[];
}

/** Updates what `choose` wants. Throws UserError for places that are none. */
export async function runUpdate(
  places: NamedPlaces,
  folder: string,
  context: CommandContext,
  choose: (from: UpdatePlaces, writer: AdvisoryWriter) => Promise<ChosenCollections>,
): Promise<readonly CollectionOutcome[]> {
  const client = createHttpClient({ environment: process.env, userAgent: `seaworthy/${context.version}` });
  const watched = watch(context);
  try {
    const from = updatePlaces(places, client);
    const writer = await openAdvisoryWriter(folder, { now: Date.now });
    try {
      const { ecosystems, feeds } = await choose(from, writer);
      const chosen = feeds.map((name) => from.feed(name));
      const { source } = from;
      const shared = { writer, source, now: Date.now, progress: watched.show };
      const { collections } = await updateAdvisories({ ...shared, ecosystems, feeds: chosen });
      writer.tidy();
      return collections.map((outcome) => {
        const isAsked = chosen.find(({ collection }) => collection === outcome.collection)?.isAsked ?? true;
        return outcome.state === "absent" && isAsked ? { ...outcome, state: "failed" } : outcome;
      });
    } finally {
      writer.close();
    }
  } finally {
    watched.end();
    client.close();
  }
}

/** Updates the named collections from the usual places, for a scan. */
export function fetchCollections(
  names: readonly string[],
  folder: string,
  context: CommandContext,
): Promise<readonly CollectionOutcome[]> {
  const ecosystems = names.filter((name) => name.startsWith("osv/")).map((name) => name.slice("osv/".length));
  const feeds = feedNames.filter((name) => names.includes(name));
  return runUpdate({}, folder, context, async () => ({ ecosystems, feeds }));
}

/** A line that says what is being done, for people who watch. */
function watch(context: CommandContext) {
  let line = "";
  const progress = startProgress(context, () => line.padEnd(60));
  return {
    show({ collection, phase, done, all }: UpdateProgress) {
      const isBytes = phase === "fetching" && all !== undefined && all > 10_000;
      const words = isBytes ? readableBytes : readableCount;
      line = `${phase} ${collection}: ${words(done)}${all === undefined ? "" : ` of ${words(all)}`}`;
      progress.show(done);
    },
    end: () => progress.end(),
  };
}
