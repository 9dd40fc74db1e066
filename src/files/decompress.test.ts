import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { decompress, type UnpackLimits, unpackLimits } from "./decompress.ts";
import { inChunks, joinBytes } from "./tar.fixture.ts";

async function unpack(
  packed: Uint8Array,
  { chunk = 65_536, limits = {} }: { chunk?: number; limits?: Partial<UnpackLimits> } = {},
) {
  const unpacked = await decompress(inChunks(packed, chunk), { ...unpackLimits, ...limits });
  const parts: Uint8Array[] = [];
  for await (const part of unpacked.bytes) parts.push(Buffer.from(part));
  return {
    compression: unpacked.compression,
    bytes: Buffer.concat(parts),
    why: unpacked.trouble()?.why,
    trouble: unpacked.trouble(),
  };
}

const text = Buffer.from(Array.from({ length: 40_000 }, (_, index) => `line ${index * 7919}\n`).join(""));
const packed = gzipSync(text);

describe("unpacking", () => {
  it("what is not packed goes through", async () => {
    for (const bytes of [text, Buffer.from("x"), Buffer.alloc(0), Buffer.alloc(2_000_000)]) {
      const found = await unpack(bytes, { chunk: 300_000 });
      expect([found.compression, found.trouble, found.bytes.equals(bytes)]).toEqual(["none", undefined, true]);
    }
  });

  it.each([1, 1000, 65_536, 300_000])("gzip, in chunks of %i", async (chunk) => {
    const small = chunk === 1 ? gzipSync(text.subarray(0, 3000)) : packed;
    const found = await unpack(small, { chunk });
    expect(found).toMatchObject({ compression: "gzip", trouble: undefined });
    expect(found.bytes.equals(chunk === 1 ? text.subarray(0, 3000) : text)).toBe(true);
  });

  it("gzip of several members, with padding behind", async () => {
    const stream = joinBytes([packed, gzipSync(Buffer.alloc(0)), packed, new Uint8Array(700_000)]);
    const found = await unpack(stream);
    expect(found.trouble).toBeUndefined();
    expect(found.bytes.equals(Buffer.concat([text, text]))).toBe(true);
  });

  const wrong: [string, Uint8Array, RegExp][] = [
    ["cut off", packed.subarray(0, packed.length >> 1), /gzip stream is cut off/],
    ["cut off in its header", packed.subarray(0, 5), /gzip stream is cut off/],
    ["cut off in its checksum", packed.subarray(0, -3), /gzip stream is cut off/],
    ["damaged", joinBytes([packed.subarray(0, 1000), Buffer.from("damage"), packed.subarray(1006)]), /damaged/],
    ["with something behind it", joinBytes([packed, Buffer.from("something else")]), /damaged|behind it/],
    ["with something behind its padding", joinBytes([packed, new Uint8Array(900_000), Buffer.from("x")]), /behind it/],
  ];
  it.each(wrong)("gzip %s", async (_, stream, why) => {
    for (const chunk of [10_000, stream.length]) {
      const found = await unpack(stream, { chunk });
      expect(found.why).toMatch(why);
      expect(found.trouble).toMatchObject({ what: "packed content", fatal: true });
      expect(text.subarray(0, found.bytes.length).equals(found.bytes)).toBe(true);
    }
  });

  it.each([
    ["bzip2", Buffer.from("BZh91AY&SYx")],
    ["xz", Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0)],
    ["lz4", Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0)],
  ])("%s is refused by its name", async (name, bytes) => {
    const found = await unpack(bytes);
    expect(found.why).toContain(`packed with ${name}`);
    expect(found.bytes).toHaveLength(0);
  });

  it("an error of the source is passed on", async () => {
    async function* failing() {
      yield packed.subarray(0, 5000);
      throw new Error("line is down");
    }
    await expect(async () => {
      const unpacked = await decompress(failing());
      for await (const _ of unpacked.bytes);
    }).rejects.toThrow("line is down");
  });

  it("an error of the source is passed on when the half of it is out", async () => {
    const noise = new Uint8Array(2_000_000);
    for (let at = 0, state = 7; at < noise.length; at++) {
      state = Math.imul(state, 1_103_515_245) + 12_345;
      noise[at] = state >>> 24;
    }
    const long = gzipSync(noise);
    async function* failing() {
      yield long.subarray(0, 1_500_000);
      throw new Error("line is down");
    }
    let length = 0;
    await expect(async () => {
      const unpacked = await decompress(failing());
      for await (const chunk of unpacked.bytes) length += chunk.length;
    }).rejects.toThrow("line is down");
    expect(length).toBeLessThan(2_000_000);
  });

  it("a source is closed when its reader stops", async () => {
    for (const bytes of [packed, text]) {
      let isClosed = false;
      async function* source() {
        try {
          for (;;) yield* inChunks(bytes, 300_000);
        } finally {
          isClosed = true;
        }
      }
      const unpacked = await decompress(source());
      for await (const _ of unpacked.bytes) break;
      expect(isClosed).toBe(true);
    }
  });

  it("a source is asked for no more than is taken", async () => {
    let given = 0;
    async function* source() {
      for (;;) {
        given += text.length;
        yield gzipSync(text);
      }
    }
    const unpacked = await decompress(source());
    for await (const _ of unpacked.bytes) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      break;
    }
    expect(given).toBeLessThan(20_000_000);
  });
});

describe("limits on unpacking", () => {
  it("bytes in all", async () => {
    for (const stream of [packed, text]) {
      const found = await unpack(stream, { limits: { bytes: 100_000 }, chunk: 10_000 });
      expect(found.why).toMatch(/unpacks to more than 100 kB, the most/);
      expect(found.bytes.length).toBeLessThanOrEqual(100_000);
    }
  });

  it("a bomb is stopped, and what is small or packs well is not", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const limits = { freeBytes: 10_000_000, ratio: 250 };
    expect((await unpack(bomb, { limits })).why).toMatch(/more than 250 times its size/);
    expect((await unpack(bomb, { limits: { ...limits, freeBytes: 60_000_000 } })).trouble).toBeUndefined();
    expect((await unpack(bomb, { limits: { ...limits, ratio: 1100 } })).trouble).toBeUndefined();
  });
});

describe("any mutation of a gzip stream", () => {
  it("is unpacked or told of, but never thrown at", async () => {
    const start = cpuTime();
    const small = gzipSync(text.subarray(0, 5000));
    let state = 99;
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 2000; round += 1) {
      const changed = Uint8Array.from(small);
      // Early bytes decide the most.
      for (let count = 0; count < 3; count += 1)
        changed[2 + random(random(2) === 0 ? 60 : small.length - 2)] = random(256);
      const found = await unpack(changed.subarray(0, random(3) === 0 ? random(small.length) : small.length));
      if (!found.bytes.equals(text.subarray(0, 5000)) && found.compression === "gzip")
        expect(found.trouble).toBeDefined();
    }
    expect(cpuTime() - start).toBeLessThan(20_000);
  });
});
