/** CVSS among the ratings: which version counts, and the words of its scores. */
import type { Rating } from "../advisories/advisory.ts";
import type { Severity } from "../finding/finding.ts";

/** Newest version first: v4 before v3 before v2. */
const cvssTypes = ["CVSS_V4", "CVSS_V3", "CVSS_V2"] as const;

/** The rating of the newest CVSS that has a score; of several of one version the worst. */
export function newestCvss(ratings: readonly Rating[]): (Rating & { readonly score: number }) | undefined {
  for (const type of cvssTypes) {
    let worst: (Rating & { readonly score: number }) | undefined;
    for (const rating of ratings)
      if (rating.type === type && hasScore(rating) && (worst === undefined || isWorse(rating, worst))) worst = rating;
    if (worst) return worst;
  }
  return undefined;
}

/** All scores of the newest version that has any. */
export function newestScores(ratings: readonly Rating[]): readonly number[] {
  const type = newestCvss(ratings)?.type;
  return ratings.filter((rating) => rating.type === type && hasScore(rating)).map(({ score }) => score ?? 0);
}

/** The word of a score, after CVSS 4.0 section 6 and 3.1 section 5; version 2 has no critical (NVD's bands). */
export function wordOfScore({ type, score }: Pick<Rating, "type"> & { readonly score: number }): Severity {
  if (score >= 9 && type !== "CVSS_V2") return "critical";
  if (score >= 7) return "high";
  if (score >= 4) return "medium";
  return score > 0 ? "low" : "info";
}

function hasScore(rating: Rating): rating is Rating & { readonly score: number } {
  return rating.score !== undefined && rating.score >= 0 && rating.score <= 10;
}

/** 3.1 counts before 3.0 of the same version. */
function isWorse(one: Rating & { readonly score: number }, other: Rating & { readonly score: number }): boolean {
  const minor = Number(!one.value.startsWith("CVSS:3.0/")) - Number(!other.value.startsWith("CVSS:3.0/"));
  return minor > 0 || (minor === 0 && one.score > other.score);
}
