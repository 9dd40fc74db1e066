/** What an update works with and what comes of it, collection by collection. */
import type { AdvisoryWriter, CollectionMeta } from "../lookup.ts";
import type { AdvisorySource, SourceTrouble } from "./source.ts";

/** News of the work on one collection. */
export interface UpdateProgress {
  readonly collection: string;
  readonly phase: "fetching" | "reading";
  /** Bytes, or entries; `all` where that is known. */
  readonly done: number;
  readonly all: number | undefined;
}

/** What all collections of one update share. */
export interface UpdateWork {
  readonly writer: AdvisoryWriter;
  /** Of the ecosystems. */
  readonly source: AdvisorySource;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly progress?: (news: UpdateProgress) => void;
}

export interface CollectionOutcome {
  /** `osv/Debian`, `kev`. */
  readonly collection: string;
  /** `absent`: the source has no such thing, nor was it there before. */
  readonly state: "built" | "amended" | "current" | "absent" | "failed";
  /** As it is now; undefined where there is none. */
  readonly meta: CollectionMeta | undefined;
  /** Records that were put or taken away. */
  readonly changes: number;
  /** For `absent` and `failed`: sentences with the next step. */
  readonly why?: string;
}

/** The present state stays. */
export function failed(
  collection: string,
  present: CollectionMeta | undefined,
  { kind, why }: SourceTrouble,
): CollectionOutcome {
  const state = kind === "absent" && !present ? "absent" : "failed";
  return { collection, state, meta: present, changes: 0, why };
}

/** As above, where what was fetched cannot be used. `why`: sentences. */
export function unusable(from: string, why: string): SourceTrouble {
  const next = "What was there before is kept. Try again later; if it stays so, the source is damaged.";
  return { kind: "other", why: `What ${from} holds cannot be used. ${why} ${next}` };
}
