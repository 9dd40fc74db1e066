/**
 * How bad a vulnerability is, and who says so. The matches of one vulnerability in one component go in; one word and its
 * source come out. First the distribution's own word for its package, then CVSS of the entry and of the record, then the
 * word of the record, then what other databases say of the same vulnerability. What nobody rated is unknown, never low.
 */

import type { Rating } from "../advisories/advisory.ts";
import { splitEcosystem } from "../advisories/ecosystems.ts";
import type { Match, MatchedPackage } from "../advisories/match.ts";
import type { Severity } from "../finding/finding.ts";
import { newestCvss, wordOfScore } from "./cvss-ratings.ts";
import { cveIn, isMalicious, isNotice } from "./names.ts";
import type { RecordNotes } from "./record-notes.ts";
import type { VulnerabilitySeverity } from "./vulnerability.ts";

export interface RatedSeverity {
  readonly severity: VulnerabilitySeverity;
  /** `NVD, Debian says unimportant`; `GitHub`; "" where nobody says anything. */
  readonly severitySource: string;
  /** All that were given, each once: those that count first. */
  readonly ratings: readonly Rating[];
  readonly isUnimportant: boolean;
}

export interface RatedFacts {
  /** Those of one vulnerability in one component, the best first. */
  readonly matches: readonly Pick<Match<MatchedPackage>, "advisory" | "affected" | "statuses">[];
  /** All names of the vulnerability. */
  readonly names: readonly string[];
  readonly notesOf: (id: string) => RecordNotes | undefined;
}

/** Works out the word that counts. */
export function rateSeverity({ matches, names, notesOf }: RatedFacts): RatedSeverity {
  const vendor = vendorWord(matches, names, notesOf);
  const ratings = allRatings(matches, names, notesOf);
  const isUnimportant = vendor !== undefined && unimportant.has(vendor.word);
  if ([...names, ...matches.map(({ advisory }) => advisory.id)].some(isMalicious))
    return { severity: "critical", severitySource: "malicious package", ratings, isUnimportant: false };
  const given = vendor && severityOfWord(vendor.word);
  if (vendor && given) return { severity: given, severitySource: vendor.by, ratings, isUnimportant };
  const rated = firstRating(matches, names, notesOf);
  if (vendor && isUnimportant) {
    const note = `${vendor.by} says ${vendor.word}`;
    if (rated) return { ...rated, severitySource: `${rated.severitySource}, ${note}`, ratings, isUnimportant };
    return { severity: "low", severitySource: note, ratings, isUnimportant };
  }
  if (rated) return { ...rated, ratings, isUnimportant };
  return { severity: "unknown", severitySource: vendor ? `${vendor.by}: ${vendor.word}` : "", ratings, isUnimportant };
}

type Matches = RatedFacts["matches"];

const unimportant: ReadonlySet<string> = new Set(["unimportant", "negligible"]);

const words: Readonly<Record<string, Severity>> = {
  ...{ critical: "critical", high: "high", important: "high", medium: "medium", moderate: "medium", low: "low" },
};

/** Undefined for words that rate nothing: `not yet assigned`, `untriaged`, `negligible`. */
export function severityOfWord(word: string): Severity | undefined {
  // Debian marks ratings that a person has not looked at: `low**`.
  const bare = word.toLowerCase().replace(/\*+$/, "");
  return Object.hasOwn(words, bare) ? words[bare] : undefined;
}

/** The distribution's own word for this package and release; one that rates comes before one that does not. */
function vendorWord(matches: Matches, names: readonly string[], notesOf: RatedFacts["notesOf"]) {
  const known = new Set(names);
  let other: { readonly by: string; readonly word: string } | undefined;
  for (const { advisory, affected, statuses } of matches) {
    const by = vendorOf(affected.ecosystem);
    if (by === undefined) continue;
    const ofNotice = isNotice(advisory.id) ? (advisory.word ?? notesOf(advisory.id)?.errataWord) : undefined;
    const told = [
      ...statuses.filter(({ id }) => known.has(id)).flatMap((one) => wordsOf(one)),
      ...[affected.details.urgency, affected.details.priority],
      ...[...affected.severity, ...advisory.severity].filter(({ type }) => type === by).map(({ value }) => value),
      ofNotice,
    ];
    for (const one of told) {
      const word = one?.toLowerCase().replace(/\*+$/, "").trim() ?? "";
      if (word === "" || word.length > longestWord) continue;
      if (unimportant.has(word) || severityOfWord(word)) return { by, word };
      other ??= { by, word };
    }
  }
  return other;
}

/** A state of Debian's tracker is an urgency too. */
function wordsOf({ state, urgency }: { readonly state: string; readonly urgency?: string }): (string | undefined)[] {
  return state === "unimportant" ? [state] : [urgency];
}

const longestWord = 40;

/** `Debian` of `Debian:12`; undefined for ecosystems that rate no packages of others. */
function vendorOf(ecosystem: string): string | undefined {
  const { base } = splitEcosystem(ecosystem);
  return vendors.has(base) ? base.replace(/ Linux$/, "") : undefined;
}

const vendors: ReadonlySet<string> = new Set([
  ...["Debian", "Ubuntu", "Red Hat", "AlmaLinux", "Rocky Linux", "SUSE", "openSUSE", "Mageia", "openEuler"],
  ...["Alpine", "Wolfi", "Chainguard", "Azure Linux"],
]);

type Rated = Pick<RatedSeverity, "severity" | "severitySource">;

function firstRating(matches: Matches, names: readonly string[], notesOf: RatedFacts["notesOf"]): Rated | undefined {
  const records = matches.filter(({ advisory }) => !isNotice(advisory.id));
  for (const { advisory, affected } of records) {
    const rated = ofRatings(affected.severity, advisory.id) ?? ofRatings(advisory.severity, advisory.id);
    if (rated) return rated;
  }
  for (const { advisory } of records) {
    const rated = ofWord(advisory.word, advisory.id);
    if (rated) return rated;
  }
  for (const id of names) {
    const notes = notesOf(id);
    const rated = notes && (ofRatings(notes.severity, id) ?? ofWord(notes.word, id));
    if (rated) return rated;
  }
  // What rates a whole update is as bad as the worst of it.
  for (const { advisory } of matches) {
    const rated = ofRatings(advisory.severity, advisory.id) ?? ofWord(advisory.word, advisory.id);
    if (rated) return rated;
  }
  return undefined;
}

function ofRatings(ratings: readonly Rating[], id: string): Rated | undefined {
  const cvss = newestCvss(ratings);
  return cvss && { severity: wordOfScore(cvss), severitySource: sourceOf(id) };
}

function ofWord(word: string | undefined, id: string): Rated | undefined {
  const severity = word === undefined ? undefined : severityOfWord(word);
  return severity && { severity, severitySource: sourceOf(id) };
}

const sources: Readonly<Record<string, string>> = {
  ...{ GHSA: "GitHub", PYSEC: "PyPA", GO: "Go", RUSTSEC: "RustSec", BIT: "Bitnami", HSEC: "Haskell", MAL: "OpenSSF" },
  ...{ ALSA: "AlmaLinux", RHSA: "Red Hat", RLSA: "Rocky", USN: "Ubuntu", DSA: "Debian", DLA: "Debian", PSF: "PSF" },
  ...{ EEF: "Erlang", CURL: "curl", DRUPAL: "Drupal", OSV: "OSV", RSEC: "R", SUSE: "SUSE", openSUSE: "SUSE" },
};

/** Who speaks in a record. Those made of a CVE carry the rating of NVD. */
export function sourceOf(id: string): string {
  if (cveIn(id) !== undefined) return "NVD";
  const first = id.split("-", 1)[0] ?? "";
  return Object.hasOwn(sources, first) ? (sources[first] ?? first) : first;
}

/** Ratings of one vulnerability that are kept. */
export const mostRatings = 20;

function allRatings(matches: Matches, names: readonly string[], notesOf: RatedFacts["notesOf"]): readonly Rating[] {
  const found = new Map<string, Rating>();
  const add = (ratings: readonly Rating[]): void => {
    for (const rating of ratings) {
      const key = `${rating.type}\0${rating.value}`;
      if (found.size < mostRatings && !found.has(key)) found.set(key, rating);
    }
  };
  for (const { affected, advisory } of matches) {
    if (isNotice(advisory.id)) continue;
    add(affected.severity);
    add(advisory.severity);
  }
  for (const id of names) add(notesOf(id)?.severity ?? []);
  return [...found.values()];
}
