/**
 * How much a vulnerability should worry, 0 to 100, by an open formula:
 *
 *     risk = 100 × min(1, threat × severity / 10 × weight)
 *
 * `threat` is 1 for one that is known to be exploited (CISA KEV), else the probability of EPSS; for one that EPSS does not
 * score, `unscoredThreat`. `severity` is the mean of the CVSS scores of the newest version given, else that of its word.
 * `weight` is 1.1 for one that ransomware is known to use, 1.05 for one that is known to be exploited, else 1. Grype counts
 * the same way, but takes what EPSS does not score for no risk at all.
 */
import type { ExploitLikelihood, KnownExploited, Rating } from "../advisories/advisory.ts";
import { newestScores } from "./cvss-ratings.ts";
import type { VulnerabilitySeverity } from "./vulnerability.ts";

/** About the middle of all EPSS scores: what nobody scored yet is as likely as any. */
export const unscoredThreat = 0.001;

/** What a word stands for, 0 to 10: the middle of its band in CVSS 3. `unknown` is not mild, and not the worst. */
const scoreOfWord: Readonly<Record<VulnerabilitySeverity, number>> = {
  ...{ critical: 9.5, high: 8, medium: 5.5, low: 2, info: 0.5, unknown: 5 },
};

export interface RiskFacts {
  readonly kev: KnownExploited | undefined;
  readonly epss: ExploitLikelihood | undefined;
  readonly severity: VulnerabilitySeverity;
  readonly ratings: readonly Rating[];
}

/** Rounded to two digits, so that it reads the same everywhere. */
export function riskOf({ kev, epss, severity, ratings }: RiskFacts): number {
  const threat = kev ? 1 : (epss?.score ?? unscoredThreat);
  const weight = kev ? (kev.ransomware ? 1.1 : 1.05) : 1;
  const scores = newestScores(ratings);
  const score = scores.length > 0 ? scores.reduce((sum, one) => sum + one, 0) / scores.length : scoreOfWord[severity];
  return Math.round(10_000 * Math.min(1, ((threat * score) / 10) * weight)) / 100;
}
