/**
 * Finds secrets in any text: scripts, heredoc bodies, settings files, image history, layers. A text goes in; places of
 * values come out, with what they are and how sure that is. One pass, linear in the text, nothing decoded or unpacked;
 * weak words such as `admin123` are left to those who know the name they stand under (value.ts).
 */
import type { Confidence } from "../finding/finding.ts";
import type { Span } from "../text/source.ts";
import type { Found, SecretDetector } from "./detector.ts";
import { keyDetectors } from "./detectors/keys.ts";
import { placeDetectors } from "./detectors/places.ts";
import { tokenDetectors } from "./detectors/tokens.ts";

/** A secret in a text. The span covers the value only, not the name or the quotes around it. */
export interface SecretMatch extends Span {
  /** Id of the detector. */
  readonly detector: string;
  /** Noun phrase: "GitHub token". Never holds any of the value. */
  readonly title: string;
  readonly confidence: Confidence;
}

/** Every detector, in order of rank: of two matches that overlap, the earlier detector's stays. */
export const secretDetectors: readonly SecretDetector[] = [...keyDetectors, ...tokenDetectors, ...placeDetectors];

/** All secrets in a text, in order, without overlaps. Never throws. */
export function findSecretsInText(text: string): SecretMatch[] {
  const found: Ranked[] = [];
  // As little as can be for each character: most texts are scanned before this loop is compiled.
  for (let next = 1, slot = text.charCodeAt(0); next < text.length; next++) {
    slot = ((slot << 7) | text.charCodeAt(next)) & lastSlot;
    if (bucketOfPair[slot] !== 0) tryBucket(text, next - 1, slot, found);
  }
  return found.length === 0 ? [] : withoutOverlaps(found);
}

interface Entry {
  readonly detector: SecretDetector;
  readonly rank: number;
  readonly start: string;
  readonly ignoresCase: boolean;
}

interface Ranked {
  readonly rank: number;
  readonly match: SecretMatch;
}

/** What may start with some two characters. */
const buckets: Entry[][] = [[]];

/**
 * Index of the bucket for two ASCII characters; 0, the empty bucket, for most. Bytes, so that the scan stays in the cache.
 * Others fall into the slot of some pair: a start is compared from its first character.
 */
const bucketOfPair = new Uint8Array(128 * 128);
const lastSlot = bucketOfPair.length - 1;

for (const [rank, detector] of secretDetectors.entries())
  for (const start of detector.starts) {
    const { ignoreCase } = detector.pattern;
    for (const pair of ignoreCase ? casesOf(start.slice(0, 2)) : [start.slice(0, 2)])
      bucketFor(pair).push({ detector, rank, start, ignoresCase: ignoreCase });
  }

/** For each bucket, which third characters one of its entries has; 127 stands for all above. Two characters fit any third. */
const fitsThird = new Uint8Array(128 * buckets.length);

for (const [index, bucket] of buckets.entries())
  for (const { start, ignoresCase } of bucket) {
    const third = start.charAt(2);
    if (third === "") fitsThird.fill(1, index * 128, index * 128 + 128);
    const cases = ignoresCase ? [third.toLowerCase(), third.toUpperCase()] : [third];
    if (third !== "") for (const one of cases) fitsThird[index * 128 + one.charCodeAt(0)] = 1;
  }

function bucketFor(pair: string): Entry[] {
  const slot = pair.charCodeAt(0) * 128 + pair.charCodeAt(1);
  const known = buckets[bucketOfPair[slot] ?? 0];
  if (known !== undefined && bucketOfPair[slot] !== 0) return known;
  const bucket: Entry[] = [];
  bucketOfPair[slot] = buckets.push(bucket) - 1;
  return bucket;
}

function casesOf(pair: string): Set<string> {
  const [first = "", second = ""] = pair;
  const both = (character: string) => [character.toLowerCase(), character.toUpperCase()];
  return new Set(both(first).flatMap((a) => both(second).map((b) => a + b)));
}

function tryBucket(text: string, at: number, slot: number, found: Ranked[]): void {
  const bucket = bucketOfPair[slot] ?? 0;
  // Many words begin like a secret's name: the third character rules nearly all of them out.
  if (fitsThird[bucket * 128 + Math.min(text.charCodeAt(at + 2) || 0, 127)] === 0) return;
  for (const entry of buckets[bucket] ?? []) {
    if (!startsAt(text, at, entry)) continue;
    const match = tryDetector(text, at, entry);
    if (match) found.push(match);
  }
}

function startsAt(text: string, at: number, { start, ignoresCase, detector }: Entry): boolean {
  if (!(ignoresCase ? startsInAnyCase(text, at, start) : text.startsWith(start, at))) return false;
  return detector.joined === true || at === 0 || !isWordCharacter(text.charCodeAt(at - 1)) || followsEscape(text, at);
}

/** `start` is in lower case. Setting bit 32 makes a letter small; that it also maps a few marks is left to the pattern. */
function startsInAnyCase(text: string, at: number, start: string): boolean {
  for (let i = 0; i < start.length; i++)
    if ((text.charCodeAt(at + i) | 32) !== (start.charCodeAt(i) | 32)) return false;
  return true;
}

/** Letters, digits, `_`, `-`. */
function isWordCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45
  );
}

/** `\n` and `\t` written out in a string end with a letter that is no part of the next word. */
function followsEscape(text: string, at: number): boolean {
  return text.charAt(at - 2) === "\\" && "nrt".includes(text.charAt(at - 1));
}

function tryDetector(text: string, at: number, { detector, rank }: Entry): Ranked | undefined {
  const { pattern } = detector;
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [start, end] = match.indices?.groups?.value ??
    match.indices?.[0] ?? [match.index, match.index + match[0].length];
  const found: Found = { text, start, end, value: text.slice(start, end), match };
  const accepted = detector.accept?.(found) ?? true;
  if (accepted === false) return undefined;
  const confidence = accepted === true ? detector.confidence : accepted;
  return { rank, match: { start, end, detector: detector.id, title: detector.title, confidence } };
}

function withoutOverlaps(found: Ranked[]): SecretMatch[] {
  const sorted = found.sort((a, b) => a.match.start - b.match.start || a.rank - b.rank);
  const kept: Ranked[] = [];
  for (const next of sorted) {
    const previous = kept.at(-1);
    if (previous === undefined || previous.match.end <= next.match.start) kept.push(next);
    else if (next.rank < previous.rank) kept[kept.length - 1] = next;
  }
  return kept.map(({ match }) => match);
}
