/**
 * The contents of a tar on a disk: names and where their bodies lie. Bodies are seeked over, so an archive of many gigabytes
 * takes a few reads for each entry. For archives that are not compressed.
 */
import type { Unknown } from "../finding/finding.ts";
import type { SeekableFile } from "./file-bytes.ts";
import type { EntryKind } from "./layer-entry.ts";
import { createTarReader } from "./tar.ts";
import { type TarLimits, tarLimits } from "./tar-entry.ts";

export interface TarIndexEntry {
  /** As written. */
  readonly name: string;
  /** Of the body in the file. */
  readonly offset: number;
  readonly bytes: number;
  readonly kind: EntryKind;
  /** As written; "" for what is no link. */
  readonly link: string;
}

export interface TarIndex {
  /** In the order of the tar; a body that is not all there is left out, and so is a sparse file. */
  readonly entries: readonly TarIndexEntry[];
  readonly unknowns: readonly Unknown[];
}

/** Bytes that are read at a time: a header and what is likely to follow it. */
const reach = 16 * 1024;

/** Entries of an archive that are read: one of `docker save` has a few for each layer. */
export const archiveLimits: TarLimits = { ...tarLimits, entries: 100_000, allNames: 16 * 1024 * 1024 };

/** Throws what the disk throws. */
export function readTarIndex(file: SeekableFile, limits: TarLimits = archiveLimits): TarIndex {
  const entries: TarIndexEntry[] = [];
  const unknowns: Unknown[] = [];
  const reader = createTarReader(
    {
      entry({ name, bytes, kind, link }, offset) {
        if (offset >= 0 && offset + bytes <= file.bytes) entries.push({ name, offset, bytes, kind, link });
        return undefined;
      },
      unknown: (unknown) => void unknowns.push(unknown),
    },
    limits,
  );
  let at = 0;
  while (at < file.bytes) {
    const skipped = Math.min(reader.skippable(), file.bytes - at);
    reader.skip(skipped);
    at += skipped;
    const chunk = file.readAt(at, reach);
    if (chunk.length === 0) break;
    reader.push(chunk);
    at += chunk.length;
  }
  reader.end();
  return { entries, unknowns };
}
