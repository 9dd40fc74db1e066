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
import { structuredDetectors } from "./detectors/structured.ts";
import { tokenDetectors } from "./detectors/tokens.ts";
import { createStartFinder, type StartFinder } from "./find-starts.ts";

/** A secret in a text. The span covers the value only, not the name or the quotes around it. */
export interface SecretMatch extends Span {
  /** Id of the detector. */
  readonly detector: string;
  /** Noun phrase: "GitHub token". Never holds any of the value. */
  readonly title: string;
  readonly confidence: Confidence;
}

/** Every detector, in order of rank: of two matches that overlap, the earlier detector's stays. */
export const secretDetectors: readonly SecretDetector[] = [
  ...keyDetectors,
  ...structuredDetectors,
  ...tokenDetectors,
  ...placeDetectors,
];

/** All secrets in a text, in order, without overlaps. Never throws. */
export function findSecretsInText(text: string): SecretMatch[] {
  if (text.length < shortestText) return [];
  const found: Ranked[] = [];
  scan ??= createScan();
  scan.find(text, (at, index) => {
    const entry = scan?.entries[index];
    if (entry === undefined || !mayStart(text, at, entry.detector)) return;
    const match = tryDetector(text, at, entry);
    if (match) found.push(match);
  });
  return found.length === 0 ? [] : withoutOverlaps(found);
}

/** No credential fits into less. */
const shortestText = 8;

interface Entry {
  readonly detector: SecretDetector;
  readonly rank: number;
}

interface Ranked {
  readonly rank: number;
  readonly match: SecretMatch;
}

/** What may start a match, and who finds it. Built with the first text: most runs of the tool's commands need it, not all. */
let scan: { readonly find: StartFinder; readonly entries: readonly Entry[] } | undefined;

function createScan(): NonNullable<typeof scan> {
  const all = secretDetectors.flatMap((detector, rank) => detector.starts.map((word) => ({ detector, rank, word })));
  const words = all.map(({ word, detector }) => ({ word, ignoresCase: detector.pattern.ignoreCase }));
  return { find: createStartFinder(words), entries: all };
}

function mayStart(text: string, at: number, { joined, offset = 0 }: SecretDetector): boolean {
  const start = at - offset;
  if (start < 0) return false;
  return joined === true || start === 0 || !isWordCharacter(text.charCodeAt(start - 1)) || followsEscape(text, start);
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
  const { pattern, offset = 0 } = detector;
  pattern.lastIndex = at - offset;
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
