import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { damage, seededRandom } from "./mutate.fixture.ts";
import { writeZip, type ZipFixtureEntry, type ZipFixtureOptions } from "./zip.fixture.ts";
import { looksLikeZip, mostUnpackedBytes, mostZipEntries, mostZipNameBytes, readZipDirectory } from "./zip.ts";

const two: readonly ZipFixtureEntry[] = [
  { name: "a/b.txt", body: "hello".repeat(100) },
  { name: "ä.bin", body: Buffer.from([0, 1, 2]), method: "stored" },
];

/** Names with their text, or with why there is none. */
function contents(bytes: Uint8Array, most = 1_000_000) {
  const directory = readZipDirectory(bytes);
  if (!directory) return undefined;
  return directory.entries.map((entry): [string, string] => {
    const read = entry.read(most);
    return [entry.name, read instanceof Uint8Array ? Buffer.from(read).toString("latin1") : read.why];
  });
}

describe("an archive is read", () => {
  const whole = [
    ["a/b.txt", "hello".repeat(100)],
    ["ä.bin", "\0\x01\x02"],
  ];
  const cases: [title: string, entries: readonly ZipFixtureEntry[], options: ZipFixtureOptions][] = [
    ["deflated and stored", two, {}],
    ["with sizes behind the bodies", two.map((entry) => ({ ...entry, descriptor: true })), {}],
    ["as ZIP64", two, { zip64: true }],
    ["with a comment", two, { comment: "a comment" }],
    ["with the longest comment", two, { comment: "x".repeat(65_535) }],
    ["with a comment that holds an end record", two, { comment: "PK\x05\x06".padEnd(40, "x") }],
    ["behind a script, offsets not counting it", two, { prefix: "#!/bin/sh\nexec java -jar $0\n" }],
    ["as ZIP64 behind a script", two, { prefix: "#!/bin/sh\n", zip64: true }],
    ["with folders, which are left out", [{ name: "a/", body: "", method: "stored" }, ...two], {}],
    ["with a wrong count of entries, as old tools wrote it", two, { count: 1 }],
  ];
  it.each(cases)("%s", (_, entries, options) => {
    expect(contents(writeZip(entries, options))).toEqual(whole);
  });
  it("without entries", () => {
    expect(contents(writeZip([]))).toEqual([]);
    expect(looksLikeZip(writeZip([]))).toBe(true);
  });
  it("with bodies of nothing", () => {
    expect(contents(writeZip([{ name: "a", body: "" }]))).toEqual([["a", ""]]);
  });
});

describe("no archive", () => {
  const cases: [title: string, bytes: Uint8Array][] = [
    ["nothing", Buffer.alloc(0)],
    ["text", Buffer.from("no archive at all, but longer than an end record is")],
    ["an archive cut off", writeZip(two).subarray(0, 120)],
    ["an end record that leads out of the file", endOf(0xffffff00, 0)],
    ["an end record that leads to itself", endOf(22, 0)],
  ];
  it.each(cases)("%s", (_, bytes) => {
    expect(readZipDirectory(bytes)).toBeUndefined();
  });
});

function endOf(size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

describe("an entry is refused", () => {
  const body = "hello".repeat(100);
  const cases: [title: string, entry: ZipFixtureEntry, why: RegExp][] = [
    ["that is encrypted", { name: "a", body, stated: { flags: 1 } }, /encrypted/],
    ["of another method", { name: "a", body, stated: { method: 12 } }, /method 12/],
    ["that says more than may be read", { name: "a", body, stated: { bytes: 2_000_000 } }, /at most 1000000 are read/],
    ["that unpacks to more than it says", { name: "a", body, stated: { bytes: 5 } }, /does not unpack/],
    ["that unpacks to less than it says", { name: "a", body, stated: { bytes: 600 } }, /does not unpack/],
    ["that is stored and says more", { name: "a", body, method: "stored", stated: { bytes: 600 } }, /does not unpack/],
    ["with a wrong checksum", { name: "a", body, stated: { crc: 1 } }, /does not unpack/],
    ["that lies elsewhere", { name: "a", body, stated: { offset: 3 } }, /not where/],
    ["that lies outside of the file", { name: "a", body, stated: { offset: 0xfffffff0 } }, /not where/],
    ["that reaches into the directory", { name: "a", body, stated: { packedBytes: 5_000 } }, /another entry/],
  ];
  it.each(cases)("%s", (_, entry, why) => {
    expect(contents(writeZip([entry]))?.[0]?.[1]).toMatch(why);
  });

  it("that shares its bytes with another", () => {
    const shared = contents(
      writeZip([two[0] as ZipFixtureEntry, { ...(two[0] as ZipFixtureEntry), stated: { offset: 0 } }]),
    );
    expect(shared?.map(([, text]) => text)).toEqual(Array(2).fill("Its bytes are also those of another entry."));
  });
  it("that begins inside of another", () => {
    const inner = writeZip([{ name: "x", body: "y" }]).subarray(0, 34);
    const outer = { name: "a", body: inner, method: "stored" as const };
    const overlap = { name: "b", body: "y", stated: { offset: 31 } };
    expect(contents(writeZip([outer, overlap]))?.[0]?.[1]).toMatch(/another entry/);
  });
  it("when nothing is left of what all may unpack to", () => {
    const budget = { left: 700 };
    const entries = readZipDirectory(writeZip([two[0], two[0], two[1]] as ZipFixtureEntry[]), budget)?.entries ?? [];
    expect(entries.map((entry) => entry.read(1_000) instanceof Uint8Array)).toEqual([true, false, true]);
    expect(budget.left).toBe(197);
  });
});

describe("limits", () => {
  it(`of ${mostZipEntries} entries`, () => {
    const record = writeZip([{ name: "a", body: "" }]);
    const directory = record.subarray(record.indexOf("PK\x01\x02", 0, "latin1"), -22);
    const many = Buffer.alloc(directory.length * (mostZipEntries + 1), directory);
    const read = readZipDirectory(Buffer.concat([many, endOf(many.length, 0)]));
    expect(read?.entries).toHaveLength(mostZipEntries);
    expect(read?.unread).toMatch(/too many entries/);
  });
  it(`of ${mostZipNameBytes} bytes of names`, () => {
    const name = "n".repeat(65_000);
    const directory = writeZip(Array.from({ length: 600 }, () => ({ name, body: "", method: "stored" as const })));
    const read = readZipDirectory(directory);
    expect(read?.entries.length).toBe(Math.floor(mostZipNameBytes / 65_000));
    expect(read?.unread).toBeDefined();
  });
  it("of a bomb: what is said to be small is not unpacked further", () => {
    const bomb = writeZip([{ name: "bomb", body: Buffer.alloc(mostUnpackedBytes / 4), stated: { bytes: 1_000 } }]);
    const before = cpuTime();
    expect(contents(bomb)?.[0]?.[1]).toMatch(/does not unpack/);
    expect(cpuTime() - before).toBeLessThan(100);
  });
});

it("never throws and never gives more than asked for, whatever is damaged (5,000 archives)", () => {
  const random = seededRandom(7);
  const sources = [writeZip(two), writeZip(two, { zip64: true, comment: "c" }), writeZip(two, { prefix: "#!x" })];
  const before = cpuTime();
  let refused = 0;
  for (let i = 0; i < 5_000; i++) {
    const bytes = damage(sources[i % 3] as Buffer, random);
    for (const entry of readZipDirectory(bytes)?.entries ?? []) {
      const read = entry.read(1_000);
      if (read instanceof Uint8Array) expect(read.length).toBeLessThanOrEqual(1_000);
      else refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(500);
  expect(cpuTime() - before).toBeLessThan(8_000);
});
