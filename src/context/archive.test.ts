import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { archiveHeadBytes, looksLikeArchive } from "./archive.ts";

/** A header of one empty file, as every dialect of tar has it, with its sum. */
function tarHead(name: string): Uint8Array {
  const head = new Uint8Array(1536);
  const put = (text: string, at: number) => head.set(new TextEncoder().encode(text), at);
  put(name, 0);
  put("0000644\0", 100);
  put("00000000000\0", 124);
  put("        ", 148);
  const sum = head.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return head;
}

const text = new TextEncoder().encode("just words\n".repeat(200));
const wrongSum = tarHead("a.txt");
wrongSum[0] = 0x62;

describe("ADD unpacks", () => {
  const cases: [title: string, bytes: Uint8Array, unpacked: boolean][] = [
    ["a tar", tarHead("a.txt"), true],
    ["a tar with a name outside of ASCII", tarHead("ä.txt"), true],
    ["a tar in gzip", gzipSync(tarHead("a.txt")), true],
    ["the head of a large tar in gzip", gzipSync(tarHead("a.txt"), { level: 0 }).subarray(0, 700), true],
    ["bzip2", Uint8Array.of(0x42, 0x5a, 0x68, 0x39), true],
    ["xz", Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), true],
    ["zstd", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd), true],
    ["no text in gzip", gzipSync(text), false],
    ["no damaged gzip", Uint8Array.of(0x1f, 0x8b, 8, 0xff, 1, 2, 3), false],
    ["no zip", Uint8Array.of(0x50, 0x4b, 3, 4), false],
    ["no text", text, false],
    ["no empty file", new Uint8Array(), false],
    ["no header with a wrong sum", wrongSum, false],
    ["no zeroes", new Uint8Array(1024), false],
    ["no bomb", gzipSync(new Uint8Array(64 * 1024 * 1024)), false],
  ];
  it.each(cases)("%s", (_, bytes, unpacked) => {
    expect(looksLikeArchive(bytes.subarray(0, archiveHeadBytes))).toBe(unpacked);
  });
});
