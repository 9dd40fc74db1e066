/** Writes zstd frames for tests without compressing: blocks that hold bytes as they are, or one byte repeated. */
import { joinBytes } from "./tar.fixture.ts";

export interface ZstdFrameOptions {
  /** Exponent of the window, from 10; without it the frame is one segment and has its size in it. */
  readonly windowLog?: number;
  /** Four bytes behind the blocks; their value is not right. */
  readonly checksum?: boolean;
  readonly dictionary?: boolean;
  /** Bytes of a block. */
  readonly block?: number;
}

const magic = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);

export function zstdFrame(body: Uint8Array, options: ZstdFrameOptions = {}): Uint8Array {
  const { windowLog, checksum = false, dictionary = false, block = 100_000 } = options;
  const isSingle = windowLog === undefined;
  const descriptor = (isSingle ? 0x20 | 0x80 : 0) | (checksum ? 4 : 0) | (dictionary ? 1 : 0);
  const head = [descriptor, ...(isSingle ? [] : [(windowLog - 10) << 3]), ...(dictionary ? [7] : [])];
  const size = isSingle ? littleEndian(body.length, 4) : new Uint8Array();
  const blocks: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < body.length; at += block) {
    const part = body.subarray(at, at + block);
    blocks.push(blockHeader(part.length, 0, at + block >= body.length), part);
  }
  return joinBytes([magic, Uint8Array.from(head), size, ...blocks, new Uint8Array(checksum ? 4 : 0)]);
}

/** A frame that repeats one byte so often, in blocks of 128 KiB: four bytes each. */
export function zstdBomb(blocks: number): Uint8Array {
  const parts = Array.from({ length: blocks }, (_, index) =>
    joinBytes([blockHeader(131_072, 1, index === blocks - 1), Uint8Array.of(0)]),
  );
  return joinBytes([magic, Uint8Array.of(0, (17 - 10) << 3), ...parts]);
}

/** A frame that decoders pass over. */
export function skippableFrame(body: Uint8Array): Uint8Array {
  return joinBytes([Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18), littleEndian(body.length, 4), body]);
}

function blockHeader(size: number, type: number, isLast: boolean): Uint8Array {
  return littleEndian((size << 3) | (type << 1) | (isLast ? 1 : 0), 3);
}

function littleEndian(value: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256);
}
