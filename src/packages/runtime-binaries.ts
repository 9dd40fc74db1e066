/**
 * Versions of runtimes and servers that no package manager installed, read in their own programs and libraries: one cataloger
 * for each row of the table. Takes ELF files of the names in the table; a file in which no version is found tells nothing (it
 * may be a small program in front of a library), one in which several are found is an Unknown.
 */
import { looksLikeElf } from "./elf.ts";
import { lastPart } from "./install-place.ts";
import type { Cataloged, Cataloger } from "./package.ts";
import { type Runtime, runtimes, windowBytes } from "./runtime-table.ts";

/** Larger programs are not held: they are searched for the marks. */
export const mostRuntimeBytes = 64 * 1024 * 1024;
/** Places of one mark in one file that are looked at. */
export const mostMarkHits = 2_000;

export const runtimeBinaries: readonly Cataloger[] = runtimes.map(catalogerOf);

function catalogerOf(runtime: Runtime): Cataloger {
  const { id, files, before } = runtime;
  const marks = new Set(files.flatMap((file) => runtime.marks(file)));
  return {
    id,
    version: 1,
    selects: { names: files },
    mostBytes: mostRuntimeBytes,
    *read({ path, bytes }) {
      if (!looksLikeElf(bytes)) return;
      const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      yield* told(runtime, path, versionsIn(runtime, lastPart(path), file));
    },
    searches: [...marks].map((mark) => ({ mark: Buffer.from(mark, "latin1"), before, after: windowBytes })),
    *readPieces({ path, head, pieces }) {
      if (!looksLikeElf(head)) return;
      const found = new Set<string>();
      for (const { bytes } of pieces.slice(0, mostMarkHits)) {
        const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        for (const version of versionsIn(runtime, lastPart(path), piece)) found.add(version);
      }
      yield* told(runtime, path, found);
    },
  };
}

function versionsIn(runtime: Runtime, name: string, bytes: Buffer): ReadonlySet<string> {
  const found = new Set<string>();
  for (const mark of runtime.marks(name)) {
    const wanted = Buffer.from(mark, "latin1");
    let hits = 0;
    for (let at = bytes.indexOf(wanted); at !== -1 && hits < mostMarkHits; at = bytes.indexOf(wanted, at + 1)) {
      hits += 1;
      const version = runtime.text.exec(
        bytes.toString("latin1", Math.max(0, at - runtime.before), at + windowBytes),
      )?.[1];
      if (version !== undefined) found.add(version);
    }
  }
  return found;
}

function* told({ name }: Runtime, path: string, versions: ReadonlySet<string>): Iterable<Cataloged> {
  const [version, ...others] = [...versions].sort();
  if (version === undefined) return;
  if (others.length === 0) {
    yield { package: { type: "binary", name, version, licenses: [], path, details: {} } };
    return;
  }
  const some = [version, ...others].slice(0, 5).join(", ");
  const why = `Several are in the file (${some}), and which is its own cannot be told; ask the program itself.`;
  yield { unknown: { what: `version of ${name} in ${path}`, why } };
}
