import { formatReference, type ImageReference } from "../image/reference.ts";
import { type AliasSet, aliasesOf, rebuiltTagsDate } from "./alias-sets.ts";
import { officialName } from "./official.ts";
import { releaseOfSet } from "./support.ts";
import { type Release, releaseOfCodename } from "./support-dates.ts";
import { distributionOf, leadingVersion } from "./tag.ts";

/** A tag that says which release it is, for one that does not. */
export interface TagProposal {
  /** Names the same build as the present tag did on `date`. */
  readonly tag: string;
  /** Clause without final stop. */
  readonly why: string;
  /** The day the table was made. */
  readonly date: string;
  /** Where the present tag follows a faster line: the build the image itself calls long-term or stable. */
  readonly alternative?: { readonly tag: string; readonly kind: "lts" | "stable" };
}

/**
 * `line`: the release as the product counts them (node 26, python 3.14, debian 13): that tag goes on being rebuilt until
 * support ends. `minor`: two numbers where the image has such a tag; it stops being rebuilt when the next minor comes.
 */
export type TagPrecision = "line" | "minor";

/** Tags of builds that no release is behind yet. Where `latest` is such a build, that is what people get anyway. */
const unreleased: ReadonlySet<string> = new Set([
  "devel",
  "edge",
  "experimental",
  "rawhide",
  "rc-buggy",
  "sid",
  "testing",
]);

/**
 * For a reference without tag, with `latest`, or with a tag of words only (`slim`, `lts-alpine`). Undefined when the tag
 * already names a release, when a digest pins it, and for every tag the table does not hold.
 */
export function proposeTag(reference: ImageReference, precision: TagPrecision = "line"): TagProposal | undefined {
  const image = officialName(reference);
  const tag = reference.tag ?? "latest";
  if (image === undefined || reference.digest !== undefined || namesRelease(image, tag)) return undefined;
  const aliases = aliasesOf(image, tag);
  if (!aliases || isUnreleased(aliases)) return undefined;
  const best = preciseName(image, aliases, tag, precision);
  if (best === undefined) return undefined;

  const alternative = findAlternative(image, aliases, tag, precision);
  const why = explain(reference, best, releaseOfSet(image, aliases), alternative);
  return { tag: best, why, date: rebuiltTagsDate, ...(alternative ? { alternative } : {}) };
}

/** A version at the start, or a Debian or Ubuntu release by code name: precise enough already. */
function namesRelease(image: string, tag: string): boolean {
  return leadingVersion(tag) !== undefined || releaseOfCodename(tag.split("-")[0] ?? "")?.product === image;
}

function isUnreleased(aliases: AliasSet): boolean {
  return !aliases.includes("latest") && aliases.some((alias) => unreleased.has(alias));
}

/**
 * The alias that says most with least: it keeps the words of the present tag, then names as many other releases
 * (distribution, JDK, PHP) as any alias does, then is the shortest.
 */
export function preciseName(
  image: string,
  aliases: AliasSet,
  tag: string,
  precision: TagPrecision,
): string | undefined {
  const version = wantedVersion(image, aliases, precision);
  const wanted = tag === "latest" ? [] : tag.split("-");
  const candidates = aliases.filter((alias) => alias.split("-")[0] === version);
  const ranked = candidates.map((alias) => ({ alias, rank: rankOf(alias, wanted) }));
  ranked.sort((a, b) => compareRanks(a.rank, b.rank));
  return ranked[0]?.alias;
}

/** Words kept and releases named count against the rank, words and characters for it: the lowest wins. */
function rankOf(alias: string, wanted: readonly string[]): readonly number[] {
  const words = alias.split("-").slice(1);
  const kept = wanted.filter((word) => words.some((own) => own.startsWith(word))).length;
  const named = words.filter((word) => /\d/.test(word) || distributionOf(word)?.release !== undefined).length;
  return [-kept, -named, words.length, alias.length];
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** The release line where the product has lines, else two numbers, else one. */
function wantedVersion(image: string, aliases: AliasSet, precision: TagPrecision): string | undefined {
  const heads = aliases.map((alias) => alias.split("-")[0] ?? "");
  const withParts = (count: number) =>
    heads.find((head) => /^\d+(?:\.\d+)*$/.test(head) && head.split(".").length === count);
  const line = releaseOfSet(image, aliases)?.cycle;
  if (precision === "minor") return withParts(2) ?? line ?? withParts(1);
  return line ?? withParts(2) ?? withParts(1);
}

/** `lts` or `stable` in front of the present tag names another build: node, mysql, nginx. */
function findAlternative(
  image: string,
  aliases: AliasSet,
  tag: string,
  precision: TagPrecision,
): TagProposal["alternative"] | undefined {
  for (const kind of ["lts", "stable"] as const) {
    const floating = tag === "latest" ? kind : `${kind}-${tag}`;
    const other = aliasesOf(image, floating);
    if (!other || other === aliases) continue;
    const name = preciseName(image, other, tag, precision);
    if (name !== undefined) return { tag: name, kind };
  }
  return undefined;
}

function explain(
  reference: ImageReference,
  best: string,
  release: Release | undefined,
  alternative: TagProposal["alternative"],
): string {
  const shown = formatReference({ familiar: reference.familiar, tag: reference.tag, digest: undefined });
  const same = `on ${rebuiltTagsDate} ${shown} was the same build as ${reference.familiar}:${best}`;
  const until = release ? describeSupport(release) : "";
  if (!alternative) return same + until;
  const called = alternative.kind === "lts" ? "the long-term support build" : "the build the project calls stable";
  return `${same}${until}; ${called} is ${reference.familiar}:${alternative.tag}`;
}

/** Of `tagsDate`, not of today: a release that is to become long-term support is announced with its day. */
function describeSupport(release: Release): string {
  const since = release.lts === "always" || release.lts === null ? "" : release.lts;
  const lts = release.lts !== null && since <= rebuiltTagsDate;
  const until = release.eol === null || release.eol === "past" ? "" : ` until ${release.eol}`;
  if (lts) return `, a long-term support release${until}`;
  const later = since === "" ? "" : `, long-term support from ${since}`;
  return later + (until && `, supported${until}`);
}
