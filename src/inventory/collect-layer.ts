/**
 * Reads one layer into its facts while it passes by: the visitor is called for each entry, asks for the bodies that somebody
 * wants, and forgets them at once. Everybody who might want a body is asked first, so each is read once.
 */
import { createHash } from "node:crypto";
import type { BodySink, LayerEntry, LayerRead, LayerVisitor } from "../files/layer-entry.ts";
import { createListing } from "../files/layer-listing.ts";
import { looksLikeElf } from "../packages/elf.ts";
import type { Cataloger } from "../packages/package.ts";
import { createSelection, type Selection, selectionKey } from "../packages/selection.ts";
import { mostJudgedBytes } from "../secrets/secret-files.ts";
import { createBodyStore, searchBody } from "./held-body.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { createLayerFindings } from "./layer-findings.ts";
import { isSecretCandidate } from "./secret-candidates.ts";
import { isSystemText, mostTextBytes } from "./system-files.ts";

/** Raised when this room reads layers differently: facts of older ones are not used then. */
const collectorVersion = 3;

/** What the facts hang on besides the layer: a part of the cache's key. */
export function readersKey(catalogers: readonly Cataloger[]): string {
  return createHash("sha256")
    .update(`${collectorVersion}\n${selectionKey(catalogers)}`)
    .digest("hex")
    .slice(0, 16);
}

/** A body that passed under another name before anybody knew that it was wanted. */
export interface MissedBody {
  /** The path it stands under in the layer. */
  readonly target: string;
  /** The hard link under whose name it is wanted. */
  readonly entry: LayerEntry;
}

/** One reading of a layer. */
export interface LayerCollector {
  readonly visitor: LayerVisitor;
  /** Known once the layer has passed. */
  missed(): readonly MissedBody[];
  /** For a second reading of the same layer that looks at these bodies only. */
  again(missed: readonly MissedBody[]): LayerVisitor;
  /** Bodies that could not be read again. */
  giveUp(missed: readonly MissedBody[]): void;
  facts(read: LayerRead): LayerFacts;
}

type Take = (body: Uint8Array | undefined) => void;

/** Who wants a body: whole, or just the pieces around what they search for. */
interface Wanted {
  readonly takes: readonly Take[];
  readonly searching: readonly Cataloger[];
}

export function collectLayer(catalogers: readonly Cataloger[]): LayerCollector {
  const selection = createSelection(catalogers);
  const listing = createListing();
  const store = createBodyStore();
  const found = createLayerFindings(selection);
  /** Hard links under names that somebody wants. */
  const links: MissedBody[] = [];
  /** All hard links, by path: one may name another. */
  const linked = new Map<string, string>();
  const unseen = new Map<string, MissedBody>();

  /** Undefined when nobody wants it: nearly every file, so those cost no memory. */
  function wantedByName(entry: LayerEntry): Wanted | undefined {
    const { path, bytes } = entry;
    const chosen = selection.of(path);
    const isText = isSystemText(path);
    const isCandidate = isSecretCandidate(path, bytes);
    if (chosen.length === 0 && !isText && !isCandidate) return undefined;
    const { takes, searching } = wantedBy(chosen, entry);
    if (isText)
      if (bytes <= mostTextBytes) takes.push((body) => found.systemText(entry, body));
      else found.tooLarge(entry, mostTextBytes);
    if (isCandidate)
      if (bytes > mostJudgedBytes) found.tooLarge(entry, mostJudgedBytes);
      else if (found.maySearch(entry)) takes.push((body) => found.searched(entry, body));
    return { takes, searching };
  }

  function wantedBy(chosen: readonly Cataloger[], entry: LayerEntry) {
    const takes: Take[] = [];
    const searching: Cataloger[] = [];
    for (const cataloger of chosen)
      if (entry.bytes <= cataloger.mostBytes) {
        if (cataloger.skims || found.mayRead(entry)) takes.push((body) => found.cataloged(cataloger, entry, body));
      } else if (cataloger.searches) searching.push(cataloger);
      else found.tooLarge(entry, cataloger.mostBytes);
    return { takes, searching };
  }

  function sinkOf(entry: LayerEntry, { takes, searching }: Wanted): BodySink | undefined {
    const sinks = searching.map((cataloger) =>
      searchBody(entry, cataloger.searches ?? [], (pieces) => found.pieced(cataloger, entry, pieces)),
    );
    if (takes.length > 0) sinks.push(store.hold(entry.bytes, (body) => takes.forEach((take) => void take(body))));
    return sinks.length > 1 ? all(sinks) : sinks[0];
  }

  /** Tells by its first bytes whether a file is an executable, before it is known who wants it. */
  function sniffing(entry: LayerEntry, byName: Wanted | undefined): BodySink {
    let inner: BodySink | undefined;
    let isOpen = false;
    const open = (first: Uint8Array) => {
      isOpen = true;
      const wanted = looksLikeElf(first) ? joined(byName, wantedBy(selection.elf, entry)) : byName;
      inner = wanted && sinkOf(entry, wanted);
    };
    return {
      write(chunk) {
        if (!isOpen) open(chunk);
        inner?.write(chunk);
      },
      end(whole) {
        if (!isOpen) open(nothing);
        inner?.end(whole);
      },
    };
  }

  function bodyOf(entry: LayerEntry, wanted: Wanted | undefined): BodySink | undefined {
    if (selection.elf.length > 0 && mayBeExecutable(entry)) return sniffing(entry, wanted);
    return wanted && sinkOf(entry, wanted);
  }

  /** True when whoever wants the second path wants the first as well: it was given to him then. */
  function isWantedAlike(path: string, other: string): boolean {
    const readers = selection.of(path);
    return (
      !isSystemText(other) &&
      selection.of(other).every((reader) => readers.includes(reader)) &&
      (isSecretCandidate(path, likelyBytes) || !isSecretCandidate(other, likelyBytes))
    );
  }

  return {
    visitor: {
      entry(entry) {
        listing.add(entry);
        if (entry.kind === "file") return bodyOf(entry, wantedByName(entry));
        if (entry.kind !== "hardlink") return undefined;
        linked.set(entry.path, entry.link);
        if (isWantedName(entry, selection)) links.push({ target: fileBehind(linked, entry.link), entry });
        return undefined;
      },
      whiteout: (path) => listing.whiteout(path),
      opaque: (folder) => listing.opaque(folder),
      unknown: (unknown) => found.unknown(unknown),
    },
    missed: () => links.filter(({ target, entry }) => !(found.wasRead(target) && isWantedAlike(target, entry.path))),
    again(missed) {
      for (const one of missed) unseen.set(one.target, one);
      return secondLook(missed, (body, names) => {
        unseen.delete(body.path);
        if (body.kind !== "file") return undefined;
        const wanted = names.map((name) => wantedByName({ ...name, kind: "file", bytes: body.bytes }));
        return bodyOf(body, wanted.reduce(joined));
      });
    },
    giveUp(missed) {
      for (const { entry, target } of missed)
        found.unknown({
          what: entry.path,
          why: `It is a hard link to ${target}, which had passed before; this source can be read only once. Save the image to a file and scan that.`,
          fatal: true,
        });
    },
    facts(read) {
      for (const { entry, target } of unseen.values())
        found.unknown({
          what: entry.path,
          why: `It is a hard link to ${target}, which is not in the layer: there is nothing to read. Some engines refuse such a layer; build the image again.`,
          fatal: true,
        });
      return { bytes: read.bytes, listing: listing.done(), ...found.facts() };
    },
  };
}

const nothing = new Uint8Array(0);

function joined(a: Wanted | undefined, b: Wanted | undefined): Wanted | undefined {
  if (!a || !b) return a ?? b;
  return { takes: [...a.takes, ...b.takes], searching: [...a.searching, ...b.searching] };
}

/** Where a hard link leads at last; what follows it in a circle ends in it. */
function fileBehind(linked: ReadonlyMap<string, string>, link: string): string {
  let path = link;
  for (let hops = 0; hops < mostLinkHops; hops++) path = linked.get(path) ?? path;
  return path;
}

/** Hard links that name hard links. */
const mostLinkHops = 40;

/** Visits the targets of hard links only, each once with all the names it is wanted under. */
function secondLook(
  missed: readonly MissedBody[],
  sinkFor: (body: LayerEntry, names: readonly LayerEntry[]) => BodySink | undefined,
): LayerVisitor {
  const names = new Map<string, LayerEntry[]>();
  for (const { target, entry } of missed) {
    const known = names.get(target);
    if (known) known.push(entry);
    else names.set(target, [entry]);
  }
  return {
    entry(entry) {
      const wanted = names.get(entry.path);
      return wanted && entry.kind !== "hardlink" ? sinkFor(entry, wanted) : undefined;
    },
    whiteout: () => undefined,
    opaque: () => undefined,
    unknown: () => undefined,
  };
}

/** In place of the size of a file that is known by a hard link only. */
const likelyBytes = 1_000;

function isWantedName({ path }: LayerEntry, selection: Selection): boolean {
  return selection.of(path).length > 0 || isSystemText(path) || isSecretCandidate(path, likelyBytes);
}

/** Executables, and libraries that are loaded: of other files nobody has to see the first bytes. */
function mayBeExecutable({ path, mode, bytes }: LayerEntry): boolean {
  return bytes >= smallestElf && ((mode & 0o111) !== 0 || path.endsWith(".so") || path.includes(".so."));
}

/** Bytes of an ELF header of 32 bits. */
const smallestElf = 52;

function all(sinks: readonly BodySink[]): BodySink {
  return {
    write(chunk) {
      for (const sink of sinks) sink.write(chunk);
    },
    end(whole) {
      for (const sink of sinks) sink.end(whole);
    },
  };
}
