/**
 * Finds many short words in a text at once: the prefilter of the scan. Words go in, a function comes out that visits every
 * place where one of them may stand. It looks at the text's bytes two at a time. Each word has three characters in a row
 * that are chosen for being rare; wherever the word stands, two of these fall on such a pair. What stands beside the pair
 * rules most of the rest out, and the whole word is compared last.
 */

/** A word of at least three ASCII characters; in lower case when case is not to matter. */
export interface StartWord {
  readonly word: string;
  readonly ignoresCase: boolean;
}

/** Calls `visit` with the place and the index of each word in a text; the same place may be visited twice. */
export type StartFinder = (text: string, visit: (at: number, index: number) => void) => void;

/** Bytes looked at in one go: few enough to stay in the processor's cache. */
const pieceBytes = 32_768;
/** Pieces overlap, so that no three characters are cut apart; even, so that pairs stay pairs. */
const overlap = 4;

/** A word seen from a pair of its characters: where the pair stands in it, and on which side the third one is. */
interface Anchor {
  readonly index: number;
  readonly behind: number;
}

/** Makes a finder. Building it takes about a millisecond for a thousand words. */
export function createStartFinder(words: readonly StartWord[]): StartFinder {
  const tables = buildTables(words);
  const bytes = Buffer.alloc(pieceBytes + 4);
  const pairs = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
  return (text, visit) => {
    for (let from = 0; from < text.length; from += pieceBytes - overlap) {
      const piece = from === 0 && text.length <= pieceBytes ? text : text.slice(from, from + pieceBytes);
      const length = bytes.write(piece, 0, "latin1");
      bytes.fill(0, length, length + 4);
      findInPiece(tables, pairs, bytes, length, (at, index) => {
        if (standsAt(text, from + at, words[index])) visit(from + at, index);
      });
      if (from + pieceBytes >= text.length) return;
    }
  };
}

interface Tables {
  /** For each pair of bytes, as a 16-bit number in the machine's own order, whether any word has it. */
  readonly isAnchor: Uint8Array;
  /** The number of its bucket. */
  readonly bucketOf: Uint16Array;
  readonly buckets: readonly (readonly Anchor[])[];
  /** For each bucket and each byte, 1 when it may stand before the pair, 2 when it may stand behind it. */
  readonly fits: Uint8Array;
}

function findInPiece(
  { isAnchor, bucketOf, buckets, fits }: Tables,
  pairs: Uint16Array,
  bytes: Uint8Array,
  length: number,
  visit: (at: number, index: number) => void,
): void {
  const end = (length + 3) >> 2;
  for (let quad = 0; quad < end; quad++) {
    const first = pairs[quad * 2] ?? 0;
    const second = pairs[quad * 2 + 1] ?? 0;
    if (((isAnchor[first] ?? 0) | (isAnchor[second] ?? 0)) === 0) continue;
    if (isAnchor[first] !== 0) look(first, quad * 4);
    if (isAnchor[second] !== 0) look(second, quad * 4 + 2);
  }

  function look(pair: number, at: number): void {
    const bucket = bucketOf[pair] ?? 0;
    const before = at === 0 ? 0 : (bytes[at - 1] ?? 0);
    const fit = ((fits[bucket * 256 + before] ?? 0) & 1) | ((fits[bucket * 256 + (bytes[at + 2] ?? 0)] ?? 0) & 2);
    if (fit === 0) return;
    for (const { index, behind } of buckets[bucket] ?? []) visit(at - behind, index);
  }
}

function standsAt(text: string, at: number, start: StartWord | undefined): boolean {
  if (start === undefined || at < 0) return false;
  return start.ignoresCase ? standsInAnyCase(text, at, start.word) : text.startsWith(start.word, at);
}

/** Setting bit 32 makes a letter small; that it also maps a few marks is left to the pattern. */
function standsInAnyCase(text: string, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if ((text.charCodeAt(at + i) | 32) !== (word.charCodeAt(i) | 32)) return false;
  return true;
}

function buildTables(words: readonly StartWord[]): Tables {
  const isAnchor = new Uint8Array(65_536);
  const bucketOf = new Uint16Array(65_536);
  const buckets: Anchor[][] = [[]];
  const wanted: [bucket: number, character: string, side: 1 | 2][] = [];
  const code = pairCoder();

  for (const [index, { word, ignoresCase }] of words.entries()) {
    const at = rarest(word);
    const variants = ignoresCase ? casesOf(word.slice(at, at + 3)) : [word.slice(at, at + 3)];
    for (const three of variants) {
      // The third character stands behind the first pair, and before the second.
      wanted.push([bucketFor(code(three.slice(0, 2)), { index, behind: at }), three.charAt(2), 2]);
      wanted.push([bucketFor(code(three.slice(1)), { index, behind: at + 1 }), three.charAt(0), 1]);
    }
  }

  function bucketFor(pair: number, anchor: Anchor): number {
    const known = bucketOf[pair] ?? 0;
    const bucket = known === 0 ? buckets.push([]) - 1 : known;
    isAnchor[pair] = 1;
    bucketOf[pair] = bucket;
    const list = buckets[bucket] ?? [];
    if (!list.some(({ index, behind }) => index === anchor.index && behind === anchor.behind)) list.push(anchor);
    return bucket;
  }

  const fits = new Uint8Array(buckets.length * 256);
  for (const [bucket, character, side] of wanted) {
    const slot = bucket * 256 + character.charCodeAt(0);
    fits[slot] = (fits[slot] ?? 0) | side;
  }
  return { isAnchor, bucketOf, buckets, fits };
}

/** Two characters as the machine reads them from two bytes. */
function pairCoder(): (two: string) => number {
  const bytes = new Uint8Array(2);
  const pair = new Uint16Array(bytes.buffer);
  return (two) => {
    bytes[0] = two.charCodeAt(0);
    bytes[1] = two.charCodeAt(1);
    return pair[0] ?? 0;
  };
}

/** Characters of source text, the most frequent first; what is not here is rare. */
const frequent = " etaoinsrlcdpum.fhg(),y\"b'/v:=_-;w";

/** Where in a word the three characters stand that turn up least. */
function rarest(word: string): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at + 3 <= word.length; at++) {
    const [a, b, c] = [commonness(word.charAt(at)), commonness(word.charAt(at + 1)), commonness(word.charAt(at + 2))];
    const cost = a * b + b * c;
    if (cost < least) {
      least = cost;
      best = at;
    }
  }
  return best;
}

function commonness(character: string): number {
  const rank = frequent.indexOf(character);
  return rank === -1 ? 1 : frequent.length + 1 - rank;
}

function casesOf(text: string): string[] {
  let all = [""];
  for (const character of text)
    all = all.flatMap((start) =>
      [...new Set([character.toLowerCase(), character.toUpperCase()])].map((one) => start + one),
    );
  return all;
}
