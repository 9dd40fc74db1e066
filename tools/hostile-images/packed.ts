/** Packed bytes that unpack to far more, made without unpacking them: the same member of a stream again and again. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Piece, SavedLayer } from "./save.ts";

/** gzip of so many zeros in members of 16 MiB, each a thousandth of what it unpacks to. */
export function* gzippedZeros(bytes: number): Generator<Uint8Array> {
  const most = 16 * 1024 * 1024;
  const member = gzipSync(Buffer.alloc(most), { level: 9 });
  for (let left = bytes; left > 0; left -= most)
    yield left < most ? gzipSync(Buffer.alloc(left), { level: 9 }) : member;
}

/** A layer packed piece by piece; equal pieces are packed once, in other layers too where `known` is theirs. Its diff id is right. */
export function gzippedLayer(pieces: Iterable<Piece>, known = new Map<Piece, Uint8Array>()): SavedLayer {
  const hash = createHash("sha256");
  const members: Uint8Array[] = [];
  for (const piece of pieces) {
    const bytes = typeof piece === "number" ? Buffer.alloc(piece) : piece;
    hash.update(bytes);
    const member = known.get(piece) ?? gzipSync(bytes, { level: 6 });
    known.set(piece, member);
    members.push(member);
  }
  return { pieces: members, diffId: `sha256:${hash.digest("hex")}` };
}
