/**
 * Gathers what the readers say of the bodies of one layer. What throws, breaks off or is too large costs itself only, and is
 * an Unknown; each list has an end.
 */
import type { LayerEntry } from "../files/layer-entry.ts";
import type { Unknown } from "../finding/finding.ts";
import type { Cataloged, CatalogedPieces, Cataloger, OwnedFiles, PackageRecord } from "../packages/package.ts";
import type { Selection } from "../packages/selection.ts";
import { decodeAsText } from "../secrets/files/decode.ts";
import { mostFindings, scanFile } from "../secrets/scan-file.ts";
import { secretFileKind } from "../secrets/secret-files.ts";
import { secretFingerprint } from "../secrets/secret-fingerprint.ts";
import { countText, readableBytes } from "../text/quantities.ts";
import { readShadow } from "./accounts.ts";
import type { LayerFacts, LayerSecret, ShadowEntry } from "./layer-facts.ts";
import { mostSearchedInLayer } from "./secret-candidates.ts";
import { shadowPath, withoutSecrets } from "./system-files.ts";

/** Packages of one layer; more is an attack or a mistake. */
export const mostPackages = 100_000;
/** Unknowns of one layer that are listed one by one. */
export const mostUnknowns = 200;
/** Files that an operating system's packages own, of those that matter. */
export const mostOwnedPaths = 500_000;
/** Packages of one layer that tell of their licences apart. */
export const mostLicensed = 200_000;
/** Bytes of files that readers of packages get by their names, from one layer; real ones have some hundred megabytes. */
export const mostReadInLayer = 2 * 1024 ** 3;
/** What all archives of one layer may unpack to. */
export const mostUnpackedInLayer = 4 * 1024 ** 3;
/** Secrets of one layer. */
export const mostSecrets = 2_000;

/** What readers said so far. */
export interface LayerFindings {
  cataloged(cataloger: Cataloger, entry: LayerEntry, body: Uint8Array | undefined): void;
  pieced(cataloger: Cataloger, entry: LayerEntry, pieces: CatalogedPieces | undefined): void;
  systemText(entry: LayerEntry, body: Uint8Array | undefined): void;
  searched(entry: LayerEntry, body: Uint8Array | undefined): void;
  /** False when so much of the layer was searched for secrets that this file is left out. */
  maySearch(entry: LayerEntry): boolean;
  /** False when readers were given so much of the layer that this file is left out. */
  mayRead(entry: LayerEntry): boolean;
  tooLarge(entry: LayerEntry, most: number): void;
  unknown(unknown: Unknown): void;
  wasRead(path: string): boolean;
  facts(): Omit<LayerFacts, "bytes" | "listing">;
}

export function createLayerFindings(selection: Pick<Selection, "evidence">): LayerFindings {
  const packages: PackageRecord[] = [];
  const read = new Set<string>();
  const owned: (OwnedFiles & { readonly from: string })[] = [];
  const licensed: LayerFacts["licensed"][number][] = [];
  const secrets: LayerSecret[] = [];
  const texts: Record<string, string> = Object.create(null) as Record<string, string>;
  const shadows: Record<string, readonly ShadowEntry[]> = Object.create(null) as Record<string, ShadowEntry[]>;
  const unknowns: Unknown[] = [];
  let unlisted = 0;
  let ownedPaths = 0;
  let searchedBytes = 0;
  let unsearched = 0;
  let readBytes = 0;
  let unread = 0;
  const unpacking = { left: mostUnpackedInLayer };
  const reached = new Set<string>();

  function unknown(one: Unknown): void {
    if (unknowns.length < mostUnknowns) unknowns.push(one);
    else unlisted += 1;
  }

  /** A limit is told of once. */
  function reach(path: string, why: string): void {
    if (reached.has(why)) return;
    reached.add(why);
    unknown({ what: path, why, fatal: true });
  }

  /** A reader that throws costs itself only. */
  function run(reader: string, path: string, work: () => void): void {
    read.add(path);
    try {
      work();
    } catch (error) {
      // Only the kind of error is told: its message may quote the file.
      const kind = error instanceof Error ? error.name : "not an Error";
      unknown({ what: path, why: `Its reader (${reader}) failed: ${kind}. Please report it.`, fatal: true });
    }
  }

  function takeAll(all: Iterable<Cataloged>, path: string): void {
    for (const one of all) take(one, path);
  }

  function take(one: Cataloged, path: string): void {
    if ("package" in one) {
      if (packages.length < mostPackages) packages.push(one.package);
      else reach(path, `The layer has more than ${countText(mostPackages, "package")}: the rest is left out.`);
    } else if ("unknown" in one) unknown(one.unknown);
    else if ("owned" in one) takeOwned(one.owned, path);
    else if (licensed.length < mostLicensed) licensed.push(one.licensed);
    else
      reach(
        path,
        `More than ${countText(mostLicensed, "package")} of the layer tell of licences: the rest is left out.`,
      );
  }

  function takeOwned({ type, name, paths }: OwnedFiles, from: string): void {
    const telling = paths.filter((path) => selection.evidence(path) || secretFileKind(path) !== undefined);
    ownedPaths += telling.length;
    if (ownedPaths > mostOwnedPaths)
      reach(
        from,
        `The layer's packages own more than ${countText(mostOwnedPaths, "file")}: whose the rest are is left open.`,
      );
    else if (telling.length > 0) owned.push({ type, name, paths: telling, from });
  }

  function takeSecrets(found: readonly LayerSecret[], path: string): void {
    if (found.length >= mostFindings)
      unknown({
        what: path,
        why: `It holds more than ${countText(mostFindings, "secret")}: the others are not listed.`,
      });
    if (secrets.length + found.length > mostSecrets)
      reach(path, `The layer has more than ${countText(mostSecrets, "secret")}: the rest is left out.`);
    secrets.push(...found.slice(0, mostSecrets - secrets.length));
  }

  /** Told to each who wanted the file; said once. */
  function brokeOff(path: string): void {
    reach(path, "The layer breaks off inside this file: it was not read.");
  }

  return {
    cataloged(cataloger, { path, mode }, body) {
      if (!body) return brokeOff(path);
      run(cataloger.id, path, () => takeAll(cataloger.read({ path, bytes: body, mode, unpacking }), path));
    },
    pieced(cataloger, { path }, pieces) {
      if (!pieces) return brokeOff(path);
      run(cataloger.id, path, () => takeAll(cataloger.readPieces?.(pieces) ?? [], path));
    },
    systemText({ path }, body) {
      if (!body) return brokeOff(path);
      run("system", path, () => {
        const text = decodeAsText(body);
        if (path === shadowPath) shadows[path] = readShadow(text);
        else texts[path] = withoutSecrets(path, text);
      });
    },
    searched({ path }, body) {
      if (!body) return brokeOff(path);
      run("secrets", path, () => takeSecrets(secretsIn(path, body), path));
    },
    maySearch({ bytes }) {
      const fits = searchedBytes + bytes <= mostSearchedInLayer;
      if (fits) searchedBytes += bytes;
      else unsearched += 1;
      return fits;
    },
    mayRead({ bytes }) {
      const fits = readBytes + bytes <= mostReadInLayer;
      if (fits) readBytes += bytes;
      else unread += 1;
      return fits;
    },
    tooLarge({ path, bytes }, most) {
      const why = `It is ${readableBytes(bytes)} large; files of its kind are read up to ${readableBytes(most)}.`;
      unknown({ what: path, why, fatal: true });
    },
    unknown,
    wasRead: (path) => read.has(path),
    facts() {
      if (unsearched > 0)
        unknown({
          what: `${countText(unsearched, "file")} of a layer`,
          why: `Not searched for secrets: ${readableBytes(mostSearchedInLayer)} of one layer are, and others came first.`,
          fatal: true,
        });
      if (unread > 0)
        unknown({
          what: `${countText(unread, "file")} of a layer`,
          why: `Not read for packages: ${readableBytes(mostReadInLayer)} of one layer are, and others came first.`,
          fatal: true,
        });
      const rest = { what: `${unlisted} more`, why: "They are not listed one by one.", fatal: true };
      return {
        ...{ packages, owned, licensed, secrets, texts, shadows },
        unknowns: unlisted > 0 ? [...unknowns, rest] : unknowns,
      };
    },
  };
}

/** The secrets of a file; their values stay here. */
function secretsIn(path: string, bytes: Uint8Array): LayerSecret[] {
  const { findings } = scanFile(path, bytes);
  if (findings.length === 0) return [];
  const text = decodeAsText(bytes);
  return findings.map(({ start, end, line, detector, title, confidence }) => ({
    ...{ path, line, detector, title, confidence },
    fingerprint: secretFingerprint(text.slice(start, end) || text, detector),
  }));
}
