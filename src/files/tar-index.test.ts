import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mostReadAt, openSeekable, type SeekableFile, streamedChunk } from "./file-bytes.ts";
import { file, folder, hardlink, joinBytes, sparseFile, symlink, writeEntry, writeTar } from "./tar.fixture.ts";
import { archiveLimits, readTarIndex } from "./tar-index.ts";

let place = "";
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "seaworthy-"));
});
afterAll(() => rmSync(place, { recursive: true }));

function open(bytes: Uint8Array): SeekableFile {
  const path = join(place, "file");
  writeFileSync(path, bytes);
  const opened = openSeekable(path);
  if ("why" in opened) throw new Error(opened.why);
  return opened;
}

const bytes = Uint8Array.from({ length: 2 * streamedChunk + 12_345 }, (_, index) => (index * 31) & 255);

describe("bytes of a file", () => {
  it("are given from anywhere, as many as there are", () => {
    const opened = open(bytes);
    expect(opened.bytes).toBe(bytes.length);
    expect(Buffer.from(opened.readAt(1000, 5))).toEqual(Buffer.from(bytes.subarray(1000, 1005)));
    expect(opened.readAt(bytes.length - 3, 100)).toHaveLength(3);
    expect(opened.readAt(bytes.length + 3, 100)).toHaveLength(0);
    expect(() => opened.readAt(0, mostReadAt + 1)).toThrow(RangeError);
    opened.close();
    opened.close();
  });

  it("are streamed between two offsets", async () => {
    const opened = open(bytes);
    for (const [start, end] of [
      [0, bytes.length],
      [7, 8],
      [100, streamedChunk + 200],
      [5, 5],
      [bytes.length - 10, bytes.length + 50],
    ] as const) {
      const parts: Buffer[] = [];
      for await (const part of opened.stream(start, end)) parts.push(Buffer.from(part));
      expect(Buffer.concat(parts).equals(bytes.subarray(start, end))).toBe(true);
      expect(parts.length).toBe(Math.ceil((Math.min(end, bytes.length) - start) / streamedChunk));
    }
    opened.close();
  });

  it("may be left early, and closed at once", async () => {
    const opened = open(bytes);
    for await (const _ of opened.stream(0, bytes.length)) break;
    opened.close();
  });

  it("are refused for what is no plain file", () => {
    expect(openSeekable(place)).toEqual({ why: "It is a directory." });
    expect(openSeekable("/dev/null")).toEqual({ why: "It is not a plain file: pipe its content in instead." });
    expect(openSeekable(join(place, "nothing"))).toHaveProperty("why");
  });
});

describe("the index of a tar", () => {
  it("has each entry, and where its body is", () => {
    const large = "x".repeat(100_000);
    const tar = writeTar([
      folder("d"),
      file("a", "first"),
      file("d/large", large),
      symlink("l", "a"),
      file("b", "last"),
      hardlink("h", "b"),
    ]);
    const opened = open(tar);
    const { entries, unknowns } = readTarIndex(opened);
    expect(unknowns).toEqual([]);
    expect(entries.map(({ name, kind, link }) => [name, kind, link])).toEqual([
      ["d/", "folder", ""],
      ["a", "file", ""],
      ["d/large", "file", ""],
      ["l", "symlink", "a"],
      ["b", "file", ""],
      ["h", "hardlink", "b"],
    ]);
    const bodies = entries.map(({ offset, bytes }) => Buffer.from(opened.readAt(offset, bytes)).toString());
    expect(bodies).toEqual(["", "first", large, "", "last", ""]);
    opened.close();
  });

  it("reads no bodies", () => {
    const tar = writeTar(Array.from({ length: 20 }, (_, index) => file(`f${index}`, new Uint8Array(1_000_000))));
    const opened = open(tar);
    let read = 0;
    const counted = {
      ...opened,
      readAt: (offset: number, length: number) => {
        read += length;
        return opened.readAt(offset, length);
      },
    };
    expect(readTarIndex(counted).entries).toHaveLength(20);
    expect(read).toBeLessThan(1_000_000);
    opened.close();
  });

  it("leaves out a body that is cut off, and a sparse file", () => {
    const sparse = sparseFile("s", 9000, [{ offset: 5, body: Buffer.from("x") }]);
    const cut = joinBytes([
      writeEntry(file("a", "x")),
      writeEntry(sparse),
      writeEntry(file("b", "y".repeat(5000))),
    ]).subarray(0, -3000);
    const { entries, unknowns } = readTarIndex(open(cut));
    expect(entries.map(({ name }) => name)).toEqual(["a"]);
    expect(unknowns).toMatchObject([{ fatal: true }]);
  });

  it("says of what is no tar that it is none, and of claims that they are", () => {
    expect(readTarIndex(open(Buffer.from("no tar".repeat(500)))).unknowns[0]?.why).toMatch(/does not start with/);
    expect(readTarIndex(open(writeTar([{ ...file("a"), size: 2n ** 62n }]))).unknowns[0]?.why).toMatch(
      /impossible size/,
    );
    const claim = readTarIndex(open(writeTar([{ ...file("a"), size: 60_000_000_000 }])));
    expect(claim).toMatchObject({ entries: [], unknowns: [{ fatal: true }] });
  });

  it("ends at its limit", () => {
    const limits = { ...archiveLimits, entries: 2 };
    const { entries, unknowns } = readTarIndex(open(writeTar([file("a"), file("b"), file("c")])), limits);
    expect(entries).toHaveLength(2);
    expect(unknowns).toMatchObject([{ fatal: true }]);
  });
});
