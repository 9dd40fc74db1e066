/**
 * Finds the frames of a zstd stream (RFC 8878, section 3.1) without decoding them: chunks come in and go out again cut where a
 * frame ends. Needed because Node's decoder stops at the end of a frame when more follows in the same piece, and takes a
 * frame that was cut off for a whole one; and to refuse a window that is too large before memory is given to it.
 */

/** How a stream ended: filled in when the last chunk is out. */
export interface ZstdEnd {
  /** A sentence without its stop. */
  fault?: string;
}

/** Bytes of a window: what `zstd` itself allows without being asked. Its decoder has to hold as much. */
export const mostWindowBytes = 128 * 1024 * 1024;

export interface ZstdFrames {
  /** The chunk in pieces, none reaching over the end of a frame. Stops at the first fault. */
  split(chunk: Buffer): readonly Buffer[];
  /** A clause, when the stream is none or is refused: "a frame asks for a window of …". */
  fault(): string | undefined;
  /** True when nothing is missing of the last frame. */
  isWhole(): boolean;
}

type Part = (bytes: Buffer) => void;

const magicNumber = 0xfd2fb528;

export function createZstdFrames(): ZstdFrames {
  /** Bytes of the part at hand that are still to come, and who takes them. Parts are at most fourteen bytes long. */
  const part: Buffer = Buffer.alloc(18);
  let filled = 0;
  let wanted = 4;
  let take: Part = magic;
  let skipping = 0;
  let hasChecksum = false;
  let isLast = false;
  let isBetween = true;
  let fault: string | undefined;

  return {
    split(chunk) {
      const pieces: Buffer[] = [];
      let start = 0;
      for (let at = 0; at < chunk.length && fault === undefined; ) {
        at = skipping > 0 ? skip(chunk, at) : fill(chunk, at);
        if (!isBetween || filled > 0) continue;
        pieces.push(chunk.subarray(start, at));
        start = at;
      }
      if (start < chunk.length && fault === undefined) pieces.push(chunk.subarray(start));
      return pieces;
    },
    fault: () => fault,
    isWhole: () => isBetween && filled === 0,
  };

  function skip(chunk: Buffer, at: number): number {
    const length = Math.min(skipping, chunk.length - at);
    skipping -= length;
    if (skipping === 0 && isLast) endFrame();
    return at + length;
  }

  function fill(chunk: Buffer, at: number): number {
    const end = Math.min(at + wanted - filled, chunk.length);
    chunk.copy(part, filled, at, end);
    filled += end - at;
    if (filled === wanted) {
      filled = 0;
      take(part);
    }
    return end;
  }

  function expect(length: number, next: Part) {
    wanted = length;
    take = next;
  }

  function endFrame() {
    isLast = false;
    isBetween = true;
    expect(4, magic);
  }

  function magic(bytes: Buffer) {
    isBetween = false;
    const number = bytes.readUInt32LE(0);
    if (number === magicNumber) return expect(1, descriptor);
    if (number >>> 4 === 0x184d2a5) return expect(4, skippable);
    fault = "something that is no zstd frame stands in it";
  }

  function skippable(bytes: Buffer) {
    skipping = bytes.readUInt32LE(0);
    isLast = true;
    if (skipping === 0) endFrame();
  }

  function descriptor(bytes: Buffer) {
    const flags = bytes[0] ?? 0;
    const isSingle = (flags & 0x20) !== 0;
    const sizeBytes = flags >> 6 === 0 ? Number(isSingle) : 1 << (flags >> 6);
    const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
    hasChecksum = (flags & 4) !== 0;
    const length = Number(!isSingle) + dictionaryBytes + sizeBytes;
    expect(length, (rest) => {
      const window = isSingle ? contentSize(rest, dictionaryBytes, sizeBytes) : windowSize(rest[0] ?? 0);
      if (window > mostWindowBytes)
        fault = `a frame asks for a window of ${window} bytes, and more than ${mostWindowBytes} are not given`;
      expect(3, block);
    });
  }

  function block(bytes: Buffer) {
    const header = bytes.readUIntLE(0, 3);
    const type = (header >> 1) & 3;
    if (type === 3) fault = "a block of a zstd frame is of no known type";
    isLast = (header & 1) !== 0 && !hasChecksum;
    // A block of type 1 is one byte, repeated.
    skipping = type === 1 ? 1 : header >> 3;
    if ((header & 1) !== 0 && hasChecksum) {
      skipping += 4;
      isLast = true;
    }
    if (skipping === 0 && isLast) endFrame();
  }
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** A frame in one segment needs a window of its whole content. */
function contentSize(rest: Buffer, at: number, length: number): number {
  if (length === 8) return Number(rest.readBigUInt64LE(at));
  const size = rest.readUIntLE(at, length);
  return length === 2 ? size + 256 : size;
}
