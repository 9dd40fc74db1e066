/**
 * What compares versions as an ecosystem itself does. One file an oracle, listed in `oracles.ts`; each keeps one long-lived
 * process of the ecosystem's own comparator. `comparator.ts` starts one, `random.ts` and `near.ts` make pairs.
 */
import type { VersionScheme } from "../../src/packages/versions/version-scheme.ts";
import type { Random } from "./random.ts";

/** Two versions without tabs and ends of line. */
export type Pair = readonly [a: string, b: string];

/** Undefined: at least one of the two is no version. */
export type Order = -1 | 0 | 1 | undefined;

/** A running comparator of the ecosystem. */
export interface Comparator {
  /** One answer a pair, in their order. The caller hands in batches. */
  compare(pairs: readonly Pair[]): Promise<readonly Order[]>;
  close(): void;
}

export interface Oracle {
  /** Ours, that is compared. */
  readonly scheme: VersionScheme;
  /** The other side, for people: `dpkg --compare-versions 1.21.22`. */
  readonly name: string;
  /** Packages of Debian that `--ensure` installs. */
  readonly debianPackages: readonly string[];
  /** How many pairs are compared unless `--pairs` says another number. */
  readonly pairs: number;
  /** One pair: often near-equal, sometimes no version at all. The same numbers give the same pair. */
  generate(random: Random): Pair;
  /** Pairs by hand, compared before the random ones. */
  readonly byHand?: readonly Pair[];
  /** Rejects with why it cannot run here: a command that is missing. */
  start(): Promise<Comparator>;
}
