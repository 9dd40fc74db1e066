import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openSeekable, type SeekableFile } from "./file-bytes.ts";
import { damage, seededRandom } from "./mutate.fixture.ts";
import { writeZip, type ZipFixtureEntry, type ZipFixtureOptions } from "./zip.fixture.ts";
import { readZipFile, type ZipFileLimits, zipFileLimits } from "./zip-file.ts";

const folder = mkdtempSync(join(tmpdir(), "seaworthy-zip-"));
afterAll(() => rmSync(folder, { recursive: true }));

function contents(bytes: Uint8Array, limits: ZipFileLimits = zipFileLimits) {
  const path = join(folder, "a.zip");
  writeFileSync(path, bytes);
  const file = openSeekable(path) as SeekableFile;
  try {
    const zip = readZipFile(file, limits);
    if (!zip) return undefined;
    const entries = Array.from(zip.entries(), (entry): [string, string] => {
      const read = entry.read();
      return [entry.name, read instanceof Uint8Array ? Buffer.from(read).toString("latin1") : read.why];
    });
    return { entries, unread: zip.unread };
  } finally {
    file.close();
  }
}

const two: readonly ZipFixtureEntry[] = [
  { name: "a/b.txt", body: "hello".repeat(100) },
  { name: "GHSA:1.json", body: "\0\x01", method: "stored" },
];

describe("an archive in a file", () => {
  const cases: [title: string, options: ZipFixtureOptions][] = [
    ["is read", {}],
    ["as ZIP64", { zip64: true }],
    ["with the longest comment", { comment: "x".repeat(65_535) }],
    ["behind other bytes", { prefix: "#!/bin/sh\n" }],
  ];
  it.each(cases)("%s", (_, options) => {
    expect(contents(writeZip([{ name: "a/", body: "", method: "stored" }, ...two], options))?.entries).toEqual([
      ["a/b.txt", "hello".repeat(100)],
      ["GHSA:1.json", "\0\x01"],
    ]);
  });
  it("whose directory is longer than what is looked at at once", () => {
    const many = Array.from({ length: 150 }, (_, i) => ({ name: `${i}${"n".repeat(60_000)}`, body: String(i) }));
    expect(contents(writeZip(many))?.entries.map(([, text]) => text)).toEqual(many.map(({ body }) => body));
  });
  it.each([
    ["nothing", ""],
    ["text", "no archive at all"],
  ])("is none: %s", (_, text) => {
    expect(contents(Buffer.from(text))).toBeUndefined();
  });
});

describe("is refused", () => {
  const body = "hello".repeat(100);
  const cases: [title: string, entry: ZipFixtureEntry, why: RegExp][] = [
    ["an entry that is encrypted", { name: "a", body, stated: { flags: 1 } }, /encrypted/],
    [
      "an entry that says more than may be read",
      { name: "a", body, stated: { bytes: 2_000 } },
      /at most 1000 are read/,
    ],
    ["a bomb", { name: "a", body: Buffer.alloc(900_000), stated: { bytes: 900 } }, /does not unpack/],
    ["a wrong checksum", { name: "a", body, stated: { crc: 1 } }, /does not unpack/],
    ["an entry that reaches into the directory", { name: "a", body, stated: { packedBytes: 900 } }, /another entry/],
  ];
  it.each(cases)("%s", (_, entry, why) => {
    expect(contents(writeZip([entry]), { ...zipFileLimits, entryBytes: 1_000 })?.entries[0]?.[1]).toMatch(why);
  });
  it("what all may unpack to", () => {
    const read = contents(writeZip([two[0], two[0], two[1]] as ZipFixtureEntry[]), {
      ...zipFileLimits,
      unpackedBytes: 700,
    });
    expect(read?.entries.map(([, text]) => text.length)).toEqual([500, expect.any(Number), 2]);
    expect(read?.entries[1]?.[1]).toMatch(/what is left/);
  });
  it("entries that share their bytes", () => {
    const read = contents(
      writeZip([two[0] as ZipFixtureEntry, { ...(two[0] as ZipFixtureEntry), stated: { offset: 0 } }]),
    );
    expect(read?.entries.map(([, text]) => text)).toEqual(Array(2).fill("Its bytes are also those of another entry."));
  });
  it("more entries than there may be", () => {
    const read = contents(writeZip([...two, ...two]), { ...zipFileLimits, entries: 3 });
    expect([read?.entries.length, read?.unread]).toEqual([3, expect.stringMatching(/too many entries/)]);
  });
});

it("never throws, whatever is damaged (2,000 archives)", () => {
  const random = seededRandom(5);
  const sources = [writeZip(two), writeZip(two, { zip64: true, comment: "c" }), writeZip(two, { prefix: "#!x" })];
  let read = 0;
  for (let i = 0; i < 2_000; i++) read += contents(damage(sources[i % 3] as Buffer, random))?.entries.length ?? 0;
  expect(read).toBeGreaterThan(500);
});
