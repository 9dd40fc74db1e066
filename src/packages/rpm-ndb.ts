/**
 * Packages of rpm from `Packages.db`, the format of SUSE ("ndb"): pages of slots, each the place of one blob. Slots are
 * read one after the other; what they point at is compared with the file's size first.
 * Format: rpm, `lib/backend/ndb/rpmpkg.c`.
 */
import type { Cataloger } from "./package.ts";
import { isRpmFolder, mostRpmDatabaseBytes, type RpmBlob, rpmPackages } from "./rpm-packages.ts";

export const rpmNdb: Cataloger = {
  id: "rpm-ndb",
  version: 1,
  selects: { names: ["Packages.db"], where: isRpmFolder },
  mostBytes: mostRpmDatabaseBytes,
  read: (file) => rpmPackages(file, blobsOf(file.bytes)),
};

const slotSize = 16;
const blockSize = 16;
const pageSize = 4096;
/** The first two slots hold the header of the file. */
const firstSlot = 2;

function* blobsOf(whole: Uint8Array): Generator<RpmBlob> {
  if (whole.length === 0) return;
  const bytes = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength);
  if (bytes.length < pageSize || bytes.toString("latin1", 0, 4) !== "RpmP" || bytes.readUInt32LE(4) !== 0) {
    yield { broken: "It is no database of rpm's ndb format." };
    return;
  }
  const slots = bytes.readUInt32LE(12) * (pageSize / slotSize);
  if (slots * slotSize > bytes.length) {
    yield { broken: "It is shorter than its own list of packages." };
    return;
  }
  for (let slot = firstSlot; slot < slots; slot += 1) {
    const at = slot * slotSize;
    if (bytes.toString("latin1", at, at + 4) !== "Slot") {
      yield { broken: "Its list of packages is damaged." };
      return;
    }
    const number = bytes.readUInt32LE(at + 4);
    const block = bytes.readUInt32LE(at + 8);
    // 0 is a slot that is free.
    if (block !== 0) yield blobAt(bytes, block, number);
  }
}

function blobAt(bytes: Buffer, block: number, number: number): RpmBlob {
  const start = block * blockSize;
  const isBlob = start + 16 <= bytes.length && bytes.toString("latin1", start, start + 4) === "BlbS";
  if (!isBlob || bytes.readUInt32LE(start + 4) !== number) return { damaged: "Its place holds no package.", number };
  const size = bytes.readUInt32LE(start + 12);
  if (start + 16 + size > bytes.length) return { damaged: "It is longer than the file.", number };
  return { header: bytes.subarray(start + 16, start + 16 + size), number };
}
