/**
 * Notes in ELF files that say which package of a distribution the file came in. Takes ELF files; gives a package only where
 * the note's kind of package is one known here. A note names the *source* package; the distribution's own database, where the
 * image has it, says more: a record from a note is marked so that it can give way.
 *
 * Specification: UAPI Group, "Package Metadata for Executable Files".
 */
import { objectOf } from "../text/json.ts";
import { type Elf, readElf } from "./elf.ts";
import { parseJson } from "./json-record.ts";
import { type Cataloged, type Cataloger, type PackageRecord, type PackageType, packageTypes } from "./package.ts";

/** Larger files are not held: they are searched for the mark. */
export const mostNoteFileBytes = 64 * 1024 * 1024;
/** Longest body of a note that is read. */
export const mostNoteBytes = 64 * 1024;
/** Notes of one section that are looked at. */
export const mostNotes = 1_000;

const noteType = 0xcafe1a7e;
/** `NT_FDO_PACKAGING_METADATA` and the owner, as they stand in a file of that byte order. */
const littleMark = Buffer.from("\x7e\x1a\xfe\xcaFDO\0", "latin1");
const bigMark = Buffer.from("\xca\xfe\x1a\x7eFDO\0", "latin1");

export const elfNote: Cataloger = {
  id: "elf-note",
  version: 1,
  selects: { magic: "elf" },
  mostBytes: mostNoteFileBytes,
  skims: true,
  *read({ path, bytes }) {
    const elf = readElf(bytes);
    const body = elf && findNote(elf);
    if (body) yield* packageOf(path, body);
  },
  searches: [
    { mark: littleMark, before: 8, after: mostNoteBytes },
    { mark: bigMark, before: 8, after: mostNoteBytes },
  ],
  *readPieces({ path, head, pieces }) {
    const isBigEndian = head[5] === 2;
    for (const { bytes } of pieces) {
      const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const body = noteIn(piece, isBigEndian, 4);
      if (!body) continue;
      yield* packageOf(path, body);
      return;
    }
  },
};

function findNote(elf: Elf): Buffer | undefined {
  const section = elf.section(".note.package");
  if (section) return noteIn(section.bytes, elf.isBigEndian, section.align);
  // Stripped of its table of sections, a file still has its segments.
  for (const segment of elf.segments) {
    if (segment.type !== noteSegment) continue;
    const body = noteIn(segment.bytes, elf.isBigEndian, segment.align);
    if (body) return body;
  }
  return undefined;
}

const noteSegment = 4;

/** Each note has three numbers (length of the owner, length of the body, type), the owner and the body, both filled up. */
function noteIn(bytes: Buffer, isBigEndian: boolean, align: number): Buffer | undefined {
  const word = (at: number) => (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  const step = align === 8 ? 8 : 4;
  const filled = (length: number) => Math.ceil(length / step) * step;
  let at = 0;
  for (let notes = 0; at + 12 <= bytes.length && notes < mostNotes; notes++) {
    const ownerEnd = at + 12 + word(at);
    const start = at + filled(12 + word(at));
    const end = start + word(at + 4);
    if (end > bytes.length) return undefined;
    const isOurs =
      word(at + 8) === noteType && bytes.toString("latin1", at + 12, Math.min(ownerEnd, at + 16)) === "FDO\0";
    if (isOurs) return end - start <= mostNoteBytes ? bytes.subarray(start, end) : undefined;
    at = start + filled(end - start);
  }
  return undefined;
}

function* packageOf(path: string, body: Buffer): Iterable<Cataloged> {
  const fields = parseBody(body);
  if (!fields) {
    const why = "The note is no JSON object; whoever packaged the file must write it anew.";
    yield { unknown: { what: `package note of ${path}`, why, fatal: true } };
    return;
  }
  const type = packageTypes.find((known) => known === fields.type);
  const { name, version } = fields;
  if (type && name !== undefined && version !== undefined) yield { package: record(path, type, name, version, fields) };
}

function record(
  path: string,
  type: PackageType,
  name: string,
  version: string,
  fields: Readonly<Record<string, string>>,
): PackageRecord {
  const details: Record<string, string> = { note: "true" };
  for (const key of ["os", "osVersion", "osCpe", "appCpe"]) if (fields[key] !== undefined) details[key] = fields[key];
  const arch = fields.architecture === undefined ? {} : { arch: fields.architecture };
  return { type, name, version, source: { name, version }, ...arch, licenses: [], path, details };
}

/** Fields that are plain text; the body may be filled up with zeroes. */
function parseBody(body: Buffer): Readonly<Record<string, string>> | undefined {
  let end = body.length;
  while (end > 0 && body[end - 1] === 0) end -= 1;
  const fields = objectOf(parseJson(body.subarray(0, end)));
  if (!fields) return undefined;
  const told = Object.entries(fields).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && /^[\x20-\x7e]{1,256}$/.test(entry[1]),
  );
  return Object.fromEntries(told);
}
