/**
 * From the packages of an image to what people act on. Facts, a store of advisories and the project's decisions go in; one
 * row for each component and vulnerability comes out, with whose it is, how bad it is and who says so, and what to do about
 * all of them. Pure: nothing is fetched, no clock is asked. Refuses nothing: what cannot be told is an Unknown.
 */
import { collectionWords } from "../advisories/collection-words.ts";
import type { AdvisoryLookup, CollectionMeta } from "../advisories/lookup.ts";
import type { MatchResult } from "../advisories/match.ts";
import { matchPackages } from "../advisories/match-packages.ts";
import { systemSupport } from "../bases/system-support.ts";
import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import { severities, type Unknown } from "../finding/finding.ts";
import type { ImageFacts, ImagePackage } from "../inventory/image-facts.ts";
import { compareTexts } from "../text/compare.ts";
import { planActions } from "./actions.ts";
import type { Draft, Surroundings } from "./draft.ts";
import { excusesOf, type VulnerabilityExcuse } from "./excuses.ts";
import { joinMatches } from "./join.ts";
import { layerOrigins } from "./origins.ts";
import { recordNotes } from "./record-notes.ts";
import { draftRows } from "./rows.ts";
import type { Vulnerabilities, Vulnerability } from "./vulnerability.ts";

export interface VulnerabilityQuestion {
  readonly image: ImageFacts;
  readonly lookup: AdvisoryLookup;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** The Dockerfile that the image's steps have places in. */
  readonly dockerfile?: Dockerfile;
  /** Of the config. */
  readonly excuses?: readonly VulnerabilityExcuse[];
  /** Fingerprints that a team has agreed to live with for now. */
  readonly baseline?: ReadonlySet<string>;
  /** What others say of a vulnerability: VEX. Asked before the config. */
  readonly excusedBy?: (one: Draft["row"]) => Vulnerability["suppressed"];
  /** Collections that should have been asked and could not be had. */
  readonly missing?: readonly MissingCollection[];
}

export interface MissingCollection {
  /** `osv/Debian`, `status/debian`. */
  readonly collection: string;
  /** Sentences with the next step. */
  readonly why: string;
  /** Packages were not looked at because of it. */
  readonly isVital: boolean;
}

/** Everything that the store knows to be wrong with the packages of an image. */
export function findVulnerabilities(question: VulnerabilityQuestion): Vulnerabilities {
  const { image, today, dockerfile } = question;
  const matched = matchPackages(image.packages, image.os, question.lookup);
  const lookup = askedAlone(question.lookup, new Set(matched.asked.keys()));
  const { rows, isCut } = joinMatches(matched.matches, lookup);
  const support = image.os && systemSupport(image.os, today);
  const origins = layerOrigins(image, dockerfile);
  const around: Surroundings = { image, dockerfile, origins, support };
  const excuses = excusesOf(question.excuses ?? [], today);
  const excused = ({ row, head }: Draft): Draft => {
    const suppressed = question.excusedBy?.(row) ?? excuses.excuse(row) ?? ofBaseline(row, question.baseline);
    return suppressed ? { head, row: { ...row, suppressed } } : { head, row };
  };
  const drafts = draftRows(rows, { lookup, notesOf: recordNotes(lookup), around })
    .map(excused)
    .sort(byUrgency);
  const { found, actions } = planActions(drafts, around);
  const unknowns = [
    ...missingUnknowns(question.missing ?? [], matched.unknowns),
    ...(isCut ? [tooManyNames] : []),
    ...lookup.troubles().map((why) => ({ what: "store of advisories", why, fatal: true })),
  ];
  const expired = excuses.expired();
  return {
    ...{ found, actions, baseWhy: origins.why, left: matched.left, unknowns },
    collections: collectionsOf(matched, lookup),
    searched: searchedOf(image.packages, matched),
    // What was not looked for can prove no entry useless.
    unusedIgnores: unknowns.some(({ fatal }) => fatal) ? [] : excuses.unused(),
    ...(expired.length > 0 ? { expiredIgnores: expired } : {}),
  };
}

/**
 * Records of the collections that were asked, and of no other: what a store happens to hold besides must not change what is
 * said of an image. Most CVEs have no record of their own, and each is asked for several times: once is enough.
 */
function askedAlone(lookup: AdvisoryLookup, asked: ReadonlySet<string>): AdvisoryLookup {
  const missing = new Set<string>();
  return {
    ...lookup,
    record: (id) => lookup.record(id, asked),
    text: (id) => {
      const text = missing.has(id) ? undefined : lookup.text(id, asked);
      if (!text) missing.add(id);
      return text;
    },
    namedBy: (id) => lookup.namedBy(id, asked),
  };
}

function ofBaseline(row: Draft["row"], baseline: ReadonlySet<string> | undefined): Vulnerability["suppressed"] {
  return baseline?.has(row.fingerprint) ? { by: "baseline", reason: "in the baseline" } : undefined;
}

const ranks = [...severities.slice(0, 3), "unknown", ...severities.slice(3)];

/** Known exploited first, then by risk, then by severity (unknown behind medium), then what has a fix, then by name. */
function byUrgency({ row: a }: Draft, { row: b }: Draft): number {
  return (
    Number(b.kev !== undefined) - Number(a.kev !== undefined) ||
    b.risk - a.risk ||
    ranks.indexOf(a.severity) - ranks.indexOf(b.severity) ||
    Number(b.state === "fixed") - Number(a.state === "fixed") ||
    compareTexts(a.id, b.id) ||
    compareTexts(a.package.purl, b.package.purl) ||
    compareTexts(a.locations[0]?.path ?? "", b.locations[0]?.path ?? "")
  );
}

/** Matching knows which packages were not searched, and whoever fetched knows why: together they are one Unknown. */
function missingUnknowns(missing: readonly MissingCollection[], unknowns: readonly Unknown[]): readonly Unknown[] {
  const whys = new Map(missing.map((one) => [`advisories of ${collectionWords(one.collection)}`, one]));
  const told = new Set<string>();
  const joined = unknowns.map((unknown) => {
    const what = unknown.fatal ? (unknown.what.split(" for ", 1)[0] ?? "") : "";
    const known = whys.get(what);
    if (!known) return unknown;
    told.add(what);
    return { ...unknown, why: known.why };
  });
  const others = [...whys]
    .filter(([what]) => !told.has(what))
    .map(([what, { why, isVital }]) => ({ what, why, fatal: isVital }));
  return [...others, ...joined];
}

const tooManyNames: Unknown = {
  what: "other names of vulnerabilities",
  why: "There are more of them than are followed, so that one vulnerability may stand in two rows. Update the store; if that does not help, please report it.",
};

function collectionsOf({ asked }: MatchResult<ImagePackage>, lookup: AdvisoryLookup): readonly CollectionMeta[] {
  const names = new Set([...[...asked.keys()].sort(compareTexts), "kev", "epss"]);
  return [...names].flatMap((name) => lookup.collection(name) ?? []);
}

/** A package can be asked for in several collections: those that were left are told, the others were searched. */
function searchedOf(packages: readonly ImagePackage[], { asked, left }: MatchResult<ImagePackage>): number {
  let requests = 0;
  for (const [name, count] of asked) if (name.startsWith("osv/")) requests += count;
  let rest = packages.length;
  for (const count of left.values()) rest -= count;
  return Math.max(0, Math.min(requests, rest));
}
