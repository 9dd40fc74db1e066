/**
 * A layer's listing as one text, for a cache. First a line with the lengths of the sections, then the sections: columns, not
 * records, as a layer may have 300,000 files and a second scan of an image reads little else. Everything that goes over all
 * entries is done by the engine's own code, which needs no warming up. Names hold no NUL, so it stands between them.
 */
import type { LayerListing } from "./layer-entry.ts";

/** Raised when the form changes: texts of another one are refused. */
const version = "listing-1";

/** `unpackListing` gives an equal listing back. */
export function packListing(listing: LayerListing): string {
  const { paths, kinds, bytes, modes, uids, gids, links, whiteouts, opaque } = listing;
  const sections = [
    packTexts(paths),
    packColumn(kinds),
    packColumn(bytes),
    packColumn(modes),
    packColumn(uids),
    packColumn(gids),
    packColumn([...links.keys()]),
    packTexts([...links.values()]),
    packTexts(whiteouts),
    packTexts(opaque),
  ];
  return `${version} ${sections.map(({ length }) => length).join(" ")}\n${sections.join("")}`;
}

/** Undefined for what `packListing` has not made. */
export function unpackListing(text: string): LayerListing | undefined {
  const sections = cut(text);
  if (!sections) return undefined;
  const paths = unpackTexts(sections.paths);
  const targets = unpackTexts(sections.targets);
  const whiteouts = unpackTexts(sections.whiteouts);
  const opaque = unpackTexts(sections.opaque);
  if (!paths || !targets || !whiteouts || !opaque) return undefined;
  const kinds = /[6-9]|\d\d/.test(sections.kinds) ? undefined : unpackColumn(sections.kinds, paths.length);
  const bytes = unpackColumn(sections.bytes, paths.length);
  const modes = unpackColumn(sections.modes, paths.length);
  const uids = unpackColumn(sections.uids, paths.length);
  const gids = unpackColumn(sections.gids, paths.length);
  const linked = unpackColumn(sections.linked, targets.length);
  if (!kinds || !bytes || !modes || !uids || !gids || !linked?.every((place) => place < paths.length)) return undefined;
  const links = new Map(linked.map((place, index) => [place, targets[index] ?? ""]));
  return { paths, kinds, bytes, modes, uids, gids, links, whiteouts, opaque };
}

/** In the order of the text. */
const names = ["paths", "kinds", "bytes", "modes", "uids", "gids", "linked", "targets", "whiteouts", "opaque"] as const;

function cut(text: string): Readonly<Record<(typeof names)[number], string>> | undefined {
  const head = text.slice(0, Math.max(0, text.indexOf("\n")));
  const [name, ...lengths] = head.split(" ");
  if (name !== version || lengths.length !== names.length || !lengths.every((length) => /^\d{1,12}$/.test(length)))
    return undefined;
  let at = head.length + 1;
  const sections = names.map((section, index) => {
    const start = at;
    at += Number(lengths[index]);
    return [section, text.slice(start, at)] as const;
  });
  return at === text.length ? (Object.fromEntries(sections) as Record<(typeof names)[number], string>) : undefined;
}

/** Each text is followed by a NUL: that tells one empty text from none. */
function packTexts(texts: readonly string[]): string {
  return texts.length === 0 ? "" : `${texts.join("\0")}\0`;
}

function unpackTexts(packed: string): string[] | undefined {
  const texts = packed.split("\0");
  return texts.pop() === "" ? texts : undefined;
}

/** Owners are mostly the same for all entries: `=0` then. */
function packColumn(numbers: readonly number[]): string {
  const [first] = numbers;
  return first !== undefined && numbers.every((number) => number === first) ? `=${first}` : numbers.join(",");
}

function unpackColumn(packed: string, count: number): number[] | undefined {
  if (/^=\d{1,16}$/.test(packed)) {
    const number = Number(packed.slice(1));
    return Number.isSafeInteger(number) ? new Array<number>(count).fill(number) : undefined;
  }
  // Digits and commas only: what is parsed is numbers, and none is negative.
  if (!/^[\d,]*$/.test(packed)) return undefined;
  try {
    const numbers = JSON.parse(`[${packed}]`) as number[];
    return numbers.length === count && numbers.every(Number.isSafeInteger) ? numbers : undefined;
  } catch {
    // Two commas, or a zero in front.
    return undefined;
  }
}
