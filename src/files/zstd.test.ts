import { describe, expect, it } from "vitest";
import { inChunks, joinBytes } from "./tar.fixture.ts";
import { skippableFrame, zstdBomb, zstdFrame } from "./zstd.fixture.ts";
import { framed, unpackZstd } from "./zstd.ts";
import { decodeZstd, mostAbandoned, type ZstdModule } from "./zstd-fallback.ts";
import type { ZstdEnd } from "./zstd-frames.ts";
import { mostWindowBytes } from "./zstd-frames.ts";

const body = Buffer.from("some text that is long enough ".repeat(20));

async function piecesOf(bytes: Uint8Array, chunk = bytes.length || 1) {
  const end: ZstdEnd = {};
  const pieces: Buffer[] = [];
  for await (const piece of framed(inChunks(bytes, chunk), end)) pieces.push(Buffer.from(piece));
  return { pieces, fault: end.fault };
}

describe("frames of a zstd stream", () => {
  const frames: [string, Uint8Array][] = [
    ["a segment", zstdFrame(body)],
    ["a window", zstdFrame(body, { windowLog: 20 })],
    ["many blocks", zstdFrame(body, { block: 7 })],
    ["a checksum", zstdFrame(body, { checksum: true, windowLog: 12 })],
    ["a dictionary", zstdFrame(body, { dictionary: true, windowLog: 12 })],
    ["nothing in it", zstdFrame(new Uint8Array())],
    ["a byte repeated", zstdBomb(3)],
    ["something to pass over", skippableFrame(body)],
    ["nothing to pass over", skippableFrame(new Uint8Array())],
  ];
  it.each(frames)("pieces end where frames end: %s", async (_, frame) => {
    const stream = joinBytes([frame, skippableFrame(body), frame]);
    for (const chunk of [1, 5, 64, stream.length]) {
      const { pieces, fault } = await piecesOf(stream, chunk);
      expect(fault).toBeUndefined();
      expect(Buffer.concat(pieces).equals(stream)).toBe(true);
      const ends = pieces.map((_, index) => pieces.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0));
      expect(ends).toEqual(expect.arrayContaining([frame.length, stream.length - frame.length, stream.length]));
    }
  });

  it("one that is cut off anywhere is told", async () => {
    const stream = joinBytes([zstdFrame(body, { checksum: true, block: 50 }), skippableFrame(body)]);
    for (let length = 1; length < stream.length; length += 1) {
      const { fault } = await piecesOf(stream.subarray(0, length), 1000);
      if (length !== zstdFrame(body, { checksum: true, block: 50 }).length) expect(fault).toMatch(/cut off/);
    }
  });

  const wrong: [string, Uint8Array, RegExp][] = [
    ["a window past the limit", zstdFrame(body, { windowLog: 28 }), /window of 268/],
    ["a segment past the limit", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0, 1, 0, 0, 8, 1, 0, 0), /window of 134/],
    ["a segment of 16 EB", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xe0, ...Array(8).fill(255)), /window of 18/],
    ["something else behind it", joinBytes([zstdFrame(body), Buffer.from("something")]), /no zstd frame/],
    ["a block of no type", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 80, 7, 0, 0), /no known type/],
  ];
  it.each(wrong)("%s", async (_, stream, why) => {
    for (const chunk of [1, stream.length]) expect((await piecesOf(stream, chunk)).fault).toMatch(why);
  });

  it("the largest window is the one of the limit", async () => {
    expect((await piecesOf(zstdFrame(body, { windowLog: Math.log2(mostWindowBytes) }))).fault).toBeUndefined();
  });
});

describe("zstd, by Node.js or the package", () => {
  it("frames behind each other are all unpacked", async () => {
    const stream = joinBytes([
      skippableFrame(body),
      zstdFrame(body),
      skippableFrame(body),
      zstdFrame(body, { windowLog: 20 }),
    ]);
    const end: ZstdEnd = {};
    const parts: Uint8Array[] = [];
    for await (const part of unpackZstd(inChunks(stream, 100), end)) parts.push(part);
    expect(Buffer.concat(parts).equals(joinBytes([body, body]))).toBe(true);
    expect(end).toEqual({});
  });
});

/** Stands for the decoder: gives each piece back in two halves; stops moving at a `!`. */
const fake: ZstdModule = {
  ZSTDDecoder: class {
    init = async () => undefined;
    *decodeStreaming(pieces: Iterable<Uint8Array>): Generator<Uint8Array, void> {
      let isEmpty = true;
      for (const piece of pieces) {
        isEmpty = false;
        while (piece[0] === 33) yield new Uint8Array();
        yield piece.slice(0, piece.length >> 1);
        yield piece.slice(piece.length >> 1);
      }
      if (isEmpty) throw new Error("Incomplete stream");
    }
  },
};

async function decode(...pieces: string[]) {
  const end: ZstdEnd = {};
  const source = inChunks(Buffer.from(pieces.join("")), pieces[0]?.length);
  let text = "";
  for await (const part of decodeZstd(fake, source, end)) text += Buffer.from(part).toString();
  return { text, fault: end.fault };
}

describe("zstd with a decoder that cannot wait", () => {
  it("gets every piece, and is told the end", async () => {
    expect(await decode("some", "text", "a")).toEqual({ text: "sometexta", fault: undefined });
  });

  it("one that stands still is given up, and after so many no more are read", async () => {
    const faults: (string | undefined)[] = [];
    for (let round = 0; round < mostAbandoned; round += 1) faults.push((await decode("abcd", "!bcd")).fault);
    expect(new Set(faults)).toEqual(new Set(["The zstd stream is damaged"]));
    expect((await decode("abcd")).fault).toMatch(/It is not read/);
  });
});
