/**
 * Gathers what the readers say of the bodies of one layer. What throws, breaks off or is too large costs itself only, and is
 * an Unknown; each list has an end.
 */
import type { LayerEntry } from "../files/layer-entry.ts";
import type { Unknown } from "../finding/finding.ts";
import type { Cataloged, CatalogedPieces, Cataloger, OwnedFiles, PackageRecord } from "../packages/package.ts";
import type { Selection } from "../packages/selection.ts";
import { decodeAsText } from "../secrets/files/decode.ts";
import { scanFile } from "../secrets/scan-file.ts";
import { secretFileKind } from "../secrets/secret-files.ts";
import { secretFingerprint } from "../secrets/secret-fingerprint.ts";
import { readableBytes } from "../text/quantities.ts";
import { readShadow } from "./accounts.ts";
import type { LayerFacts, LayerSecret, ShadowEntry } from "./layer-facts.ts";
import { mostSearchedInLayer } from "./secret-candidates.ts";
import { shadowPath, withoutHashes } from "./system-files.ts";

/** Packages of one layer; more is an attack or a mistake. */
export const mostPackages = 200_000;
/** Unknowns of one layer that are listed one by one. */
export const mostUnknowns = 200;
/** Files that an operating system's packages own, of those that matter. */
export const mostOwnedPaths = 500_000;
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

  function unknown(one: Unknown): void {
    if (unknowns.length < mostUnknowns) unknowns.push(one);
    else unlisted += 1;
  }

  /** Runs a reader to its end; one that throws costs itself only. */
  function run({ id }: Cataloger, path: string, yields: () => Iterable<Cataloged>): void {
    read.add(path);
    try {
      for (const one of yields()) take(one, path);
    } catch (error) {
      // Only the kind of error is told: its message may quote the file.
      const kind = error instanceof Error ? error.name : "not an Error";
      unknown({ what: path, why: `Its reader (${id}) failed: ${kind}. Please report it.`, fatal: true });
    }
  }

  function take(one: Cataloged, path: string): void {
    if ("package" in one) {
      if (packages.length < mostPackages) packages.push(one.package);
      else if (packages.length === mostPackages)
        unknown({
          what: path,
          why: `The layer has more than ${mostPackages} packages: the rest is left out.`,
          fatal: true,
        });
    } else if ("unknown" in one) unknown(one.unknown);
    else if ("licensed" in one) licensed.push(one.licensed);
    else takeOwned(one.owned, path);
  }

  function takeOwned({ type, name, paths }: OwnedFiles, from: string): void {
    const telling = paths.filter((path) => selection.evidence(path) || secretFileKind(path) !== undefined);
    ownedPaths += telling.length;
    if (ownedPaths <= mostOwnedPaths && telling.length > 0) owned.push({ type, name, paths: telling, from });
  }

  function brokeOff(path: string): void {
    unknown({ what: path, why: "The layer breaks off inside this file: it was not read.", fatal: true });
  }

  return {
    cataloged(cataloger, { path, mode }, body) {
      if (body) run(cataloger, path, () => cataloger.read({ path, bytes: body, mode }));
      else brokeOff(path);
    },
    pieced(cataloger, { path }, pieces) {
      if (pieces) run(cataloger, path, () => cataloger.readPieces?.(pieces) ?? []);
      else brokeOff(path);
    },
    systemText({ path }, body) {
      if (!body) return brokeOff(path);
      const text = decodeAsText(body);
      read.add(path);
      if (path === shadowPath) shadows[path] = readShadow(text);
      else texts[path] = withoutHashes(path, text);
    },
    searched({ path }, body) {
      if (!body) return brokeOff(path);
      secrets.push(...secretsIn(path, body).slice(0, Math.max(0, mostSecrets - secrets.length)));
      read.add(path);
    },
    maySearch({ bytes }) {
      const fits = searchedBytes + bytes <= mostSearchedInLayer;
      if (fits) searchedBytes += bytes;
      else unsearched += 1;
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
          what: `${unsearched} files of a layer`,
          why: `They were not searched for secrets: ${readableBytes(mostSearchedInLayer)} of the layer were before them.`,
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
