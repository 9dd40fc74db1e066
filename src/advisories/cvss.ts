/**
 * Scores of CVSS vectors. A rating's type and its vector as a record writes them go in, the base score comes out (of v4 the
 * score of all that the vector says); undefined for whatever is no vector of that version. Nothing here throws.
 */
import calculator from "ae-cvss-calculator";

/** Characters of a vector: v4 with every optional metric has fewer than 200. */
export const longestVector = 300;

/** 0 to 10. `type` is OSV's: `CVSS_V2`, `CVSS_V3`, `CVSS_V4`. */
export function cvssScore(type: string, vector: string): number | undefined {
  if (vector.length > longestVector) return undefined;
  const key = `${type} ${vector}`;
  if (scores.has(key)) return scores.get(key);
  const score = workOut(type, vector);
  if (scores.size >= mostKept) scores.clear();
  scores.set(key, score);
  return score;
}

/** A vector takes a tenth of a millisecond, and a few thousand of them stand in all records. */
const scores = new Map<string, number | undefined>();
const mostKept = 10_000;

function workOut(type: string, vector: string): number | undefined {
  const version = versions.find((each) => each.type === type && each.pattern.test(vector));
  if (!version || !hasOnce(vector, version.required)) return undefined;
  try {
    const score = version.score(vector);
    return score >= 0 && score <= 10 ? score : undefined;
  } catch {
    // A metric or a value that the version does not have.
    return undefined;
  }
}

interface Version {
  readonly type: string;
  /** A prefix, and then nothing but metrics with their values. */
  readonly pattern: RegExp;
  readonly required: readonly string[];
  readonly score: (vector: string) => number;
}

const requiredOf3 = ["AV", "AC", "PR", "UI", "S", "C", "I", "A"];

const versions: readonly Version[] = [
  {
    type: "CVSS_V2",
    pattern: /^(?:AV:[A-Z](?:\/[A-Za-z]{1,3}:[A-Z]{1,3})+|\(AV:[A-Z](?:\/[A-Za-z]{1,3}:[A-Z]{1,3})+\))$/,
    required: ["AV", "AC", "Au", "C", "I", "A"],
    score: (vector) => new calculator.Cvss2(vector.replace(/^\(|\)$/g, "")).calculateScores().base ?? Number.NaN,
  },
  {
    type: "CVSS_V3",
    pattern: /^CVSS:3\.0(?:\/[A-Z]{1,3}:[A-Z])+$/,
    required: requiredOf3,
    score: (vector) => new calculator.Cvss3P0(vector).calculateScores().base ?? Number.NaN,
  },
  {
    type: "CVSS_V3",
    pattern: /^CVSS:3\.1(?:\/[A-Z]{1,3}:[A-Z])+$/,
    required: requiredOf3,
    score: (vector) => new calculator.Cvss3P1(vector).calculateScores().base ?? Number.NaN,
  },
  {
    type: "CVSS_V4",
    pattern: /^CVSS:4\.0(?:\/[A-Z]{1,3}:[A-Za-z]{1,6})+$/,
    required: ["AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"],
    score: (vector) => new calculator.Cvss4P0(vector).calculateScores().overall ?? Number.NaN,
  },
];

/** Each metric at most once, and those that a base score is made of are there. */
function hasOnce(vector: string, required: readonly string[]): boolean {
  const names = vector
    .replace(/^\(|\)$/g, "")
    .split("/")
    .map((metric) => metric.slice(0, metric.indexOf(":")));
  const known = new Set(names);
  return known.size === names.length && required.every((name) => known.has(name));
}
