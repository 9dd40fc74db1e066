/**
 * Brings the store up to date with its sources. A writer, sources and the collections that are wanted go in; an outcome for each
 * comes out: what was built anew, changed, was current already, or failed and why with the next step. One that fails stays as
 * it was and stops no other; nothing is lost, whenever this ends.
 */
import { updateEcosystem } from "./ecosystem.ts";
import { type Feed, updateFeed } from "./feed.ts";
import type { CollectionOutcome, UpdateWork } from "./outcome.ts";

export type { CollectionOutcome, UpdateProgress } from "./outcome.ts";

export interface UpdateOptions extends UpdateWork {
  /** By their base: `Debian`, `npm`. */
  readonly ecosystems: readonly string[];
  readonly feeds: readonly Feed[];
}

export interface UpdateOutcome {
  readonly collections: readonly CollectionOutcome[];
}

/** Never throws: what the disk refuses is an outcome too. */
export async function updateAdvisories(options: UpdateOptions): Promise<UpdateOutcome> {
  const collections: CollectionOutcome[] = [];
  for (const ecosystem of options.ecosystems)
    collections.push(await guarded(`osv/${ecosystem}`, options, () => updateEcosystem(ecosystem, options)));
  for (const feed of options.feeds)
    collections.push(await guarded(feed.collection, options, () => updateFeed(feed, options)));
  return { collections };
}

async function guarded(
  collection: string,
  { writer }: UpdateWork,
  action: () => Promise<CollectionOutcome>,
): Promise<CollectionOutcome> {
  try {
    return await action();
  } catch (error) {
    const why = `The store could not be written (${error instanceof Error ? error.message : String(error)}). What was there before is kept. Check the space and the permissions of its folder.`;
    return { collection, state: "failed", meta: writer.collection(collection), changes: 0, why };
  }
}
