import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import type { Unknown } from "../finding/finding.ts";
import {
  device,
  fifo,
  file,
  folder,
  hardlink,
  joinBytes,
  paxHeader,
  paxRecord,
  sparseFile,
  symlink,
  type TarEntry as WrittenEntry,
  writeEntry,
  writeHeader,
  writeTar,
} from "./tar.fixture.ts";
import { createTarReader } from "./tar.ts";
import { type TarEntry, type TarLimits, tarLimits } from "./tar-entry.ts";

interface Seen {
  readonly entry: TarEntry;
  readonly bodyAt: number;
  body: string;
  /** Undefined until the body ends. */
  isWhole: boolean | undefined;
}

function readTar(
  tar: Uint8Array,
  { chunk = tar.length || 1, limits = {} }: { chunk?: number; limits?: Partial<TarLimits> } = {},
) {
  const seen: Seen[] = [];
  const unknowns: Unknown[] = [];
  const reader = createTarReader(
    {
      entry(entry, bodyAt) {
        const one: Seen = { entry, bodyAt, body: "", isWhole: undefined };
        seen.push(one);
        if (entry.kind !== "file") {
          one.isWhole = true;
          return undefined;
        }
        return {
          write(bytes) {
            one.body += Buffer.from(bytes).toString("latin1");
          },
          end(whole) {
            if (one.isWhole !== undefined) throw new Error("ended twice");
            one.isWhole = whole;
          },
        };
      },
      unknown: (unknown) => void unknowns.push(unknown),
    },
    { ...tarLimits, ...limits },
  );
  for (let at = 0; at < tar.length; at += chunk) reader.push(tar.subarray(at, at + chunk));
  return { seen, unknowns, isWhole: reader.end(), whys: unknowns.map(({ why }) => why).join("\n") };
}

/** The only entry of a tar. */
function only(...entries: WrittenEntry[]) {
  const { seen, unknowns } = readTar(writeTar(entries));
  expect(unknowns).toEqual([]);
  expect(seen).toHaveLength(1);
  return seen[0]?.entry;
}

const deep = `${"folder/".repeat(25)}file`;

describe("entries of a tar", () => {
  const kinds: [string, WrittenEntry, Partial<TarEntry>][] = [
    ["a file", file("a/b", "body", 0o4755), { name: "a/b", kind: "file", bytes: 4, mode: 0o4755, link: "" }],
    ["a folder", folder("a", 0o1777), { name: "a/", kind: "folder", bytes: 0, mode: 0o1777 }],
    ["a symbolic link", symlink("a", "../b"), { kind: "symlink", link: "../b", bytes: 0 }],
    [
      "a hard link, whatever size it claims",
      { ...hardlink("a", "./b"), size: 0 },
      { kind: "hardlink", link: "./b", bytes: 0 },
    ],
    ["a character device", device("a", "3"), { kind: "device" }],
    ["a block device", device("a", "4"), { kind: "device" }],
    ["a fifo", fifo("a"), { kind: "fifo" }],
    ["a contiguous file", { ...file("a", "x"), type: "7" }, { kind: "file", bytes: 1 }],
    ["an old file", { ...file("a", "x"), type: "\0" }, { kind: "file", bytes: 1 }],
    ["an old folder, told by its slash", { ...file("a/"), type: "\0", magic: "" }, { kind: "folder" }],
    ["owners", { ...file("a"), uid: 1000, gid: 27 }, { uid: 1000, gid: 27 }],
    ["owners in base 256", { ...file("a"), uid: 3_000_000, gid: 4_000_000 }, { uid: 3_000_000, gid: 4_000_000 }],
    ["all numbers in base 256", { ...file("a", "xy"), base256: true }, { bytes: 2, mode: 0o644 }],
    ["a checksum of signed bytes", { ...file("é"), checksum: "signed" }, { name: "é" }],
    ["a name with a prefix", { ...file(deep), long: "prefix" }, { name: deep }],
    ["a long name, GNU", { ...file(deep), long: "gnu" }, { name: deep }],
    ["a long link, GNU", { ...symlink("a", deep), long: "gnu" }, { link: deep }],
    ["a long name, PAX", file(deep), { name: deep }],
    ["a long link, PAX", symlink("a", deep), { link: deep }],
    [
      "PAX numbers",
      {
        ...file("a"),
        pax: [
          ["uid", "7"],
          ["gid", "8"],
          ["mtime", "1.5"],
        ],
      },
      { uid: 7, gid: 8 },
    ],
    ["an empty PAX value, which takes nothing", { ...file("a"), pax: [["path", ""]] }, { name: "a" }],
    ["extended attributes, passed over", { ...file("a"), pax: [["SCHILY.xattr.x", "a=b\nc\0"]] }, { name: "a" }],
    [
      "a name that is no UTF-8",
      { ...file("a"), name: Uint8Array.of(0x61, 0xff, 0xc3, 0xa9, 0xc3) },
      { name: "a\\xffé\\xc3" },
    ],
    ["an overlong sequence in a name", { ...file("a"), name: Uint8Array.of(0xc0, 0xaf) }, { name: "\\xc0\\xaf" }],
  ];
  it.each(kinds)("%s", (_, written, expected) => {
    expect(only(written)).toMatchObject(expected);
  });

  it("bodies go out as they are, in whatever chunks they come", () => {
    const body = "0123456789".repeat(300);
    const tar = writeTar([file("a", body), file("empty"), file("b", "b".repeat(512)), file("c", "c")]);
    for (const chunk of [1, 7, 511, 512, 513, 4096, tar.length]) {
      const { seen, isWhole } = readTar(tar, { chunk });
      expect(seen.map((one) => [one.body, one.isWhole])).toEqual([
        [body, true],
        ["", true],
        ["b".repeat(512), true],
        ["c", true],
      ]);
      expect(isWhole).toBe(true);
    }
  });

  it("a body goes out without being copied", () => {
    const tar = writeTar([file("a", "body")]);
    let isSame = false;
    const write = (bytes: Uint8Array) => {
      isSame = bytes.buffer === tar.buffer;
    };
    const sink = { write, end: () => undefined };
    createTarReader({ entry: () => sink, unknown: () => undefined }).push(tar);
    expect(isSame).toBe(true);
  });

  it("a global header holds for nothing, as in engines, and that is said where it matters", () => {
    const tar = (key: string) => joinBytes([paxHeader("g", [paxRecord(key, "other")]), writeTar([file("a", "body")])]);
    expect(readTar(tar("comment"))).toMatchObject({ unknowns: [], isWhole: true });
    const { seen, unknowns } = readTar(tar("path"));
    expect(seen[0]?.entry.name).toBe("a");
    expect(unknowns).toMatchObject([{ what: "global header of a tar", fatal: true }]);
  });

  it("what stands behind the end is not read", () => {
    const tar = joinBytes([writeTar([file("a")]), writeTar([file("b")])]);
    expect(readTar(tar)).toMatchObject({ seen: [{ entry: { name: "a" } }], unknowns: [], isWhole: true });
  });

  it("an empty tar, and one of zeros only, is whole", () => {
    expect(readTar(new Uint8Array())).toMatchObject({ seen: [], unknowns: [], isWhole: true });
    expect(readTar(new Uint8Array(1024))).toMatchObject({ seen: [], unknowns: [], isWhole: true });
  });

  it("the offset of each body is right", () => {
    const tar = writeTar([file("a", "first"), file(deep, "second"), { ...file(deep, "third"), long: "gnu" }]);
    for (const chunk of [100, tar.length]) {
      const found = readTar(tar, { chunk }).seen.map(({ bodyAt, entry }) =>
        Buffer.from(tar.subarray(bodyAt, bodyAt + entry.bytes)).toString(),
      );
      expect(found).toEqual(["first", "second", "third"]);
    }
  });
});

describe("sparse files", () => {
  const parts = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ offset: 10 + 20 * index, body: Buffer.from(`<${index}>`) }));
  const expected = (count: number, size: number) => {
    const whole = Buffer.alloc(size);
    for (const { offset, body } of parts(count)) whole.set(body, offset);
    return whole.toString("latin1");
  };
  const formats = ["old", "0.0", "0.1", "1.0"] as const;
  const cases = formats.flatMap((format) => [0, 1, 4, 5, 25, 26, 90].map((count) => [format, count] as const));

  it.each(cases)("format %s with %i parts", (format, count) => {
    const size = 3000;
    const tar = writeTar([sparseFile("s", size, parts(count), format), file("next", "n")]);
    for (const chunk of [100, tar.length]) {
      const { seen, unknowns, isWhole } = readTar(tar, { chunk });
      expect(unknowns).toEqual([]);
      expect(isWhole).toBe(true);
      // Without parts, forms 0.0 and 0.1 have no map, and GNU tar too takes such a file for an ordinary empty one.
      if (count > 0 || format === "old" || format === "1.0")
        expect(seen[0]).toMatchObject({
          entry: { name: "s", bytes: size },
          body: expected(count, size),
          isWhole: true,
        });
      expect(seen[1]).toMatchObject({ entry: { name: "next" }, body: "n" });
    }
  });

  it("holes past the limit are not filled, and the body is no whole one", () => {
    const tar = writeTar([sparseFile("s", 10_000_000_000, parts(2)), file("next", "n")]);
    const { seen, unknowns, isWhole } = readTar(tar, { limits: { filledHoles: 1000 } });
    expect(seen[0]).toMatchObject({ entry: { bytes: 10_000_000_000 }, isWhole: false });
    expect(unknowns).toMatchObject([{ what: "file s", fatal: true }]);
    expect(seen[1]?.body).toBe("n");
    expect(isWhole).toBe(true);
  });

  const wrong: [string, WrittenEntry][] = [
    [
      "parts out of order",
      sparseFile("s", 100, [
        { offset: 50, body: Buffer.from("a") },
        { offset: 10, body: Buffer.from("b") },
      ]),
    ],
    [
      "parts that overlap",
      sparseFile("s", 100, [
        { offset: 5, body: Buffer.from("abc") },
        { offset: 6, body: Buffer.from("b") },
      ]),
    ],
    ["a part past the end", sparseFile("s", 3, [{ offset: 5, body: Buffer.from("a") }])],
    ["a part past the end, old", sparseFile("s", 3, [{ offset: 5, body: Buffer.from("a") }], "old")],
    [
      "a map that is no text",
      {
        ...file("s", "x\ny\n"),
        pax: [
          ["GNU.sparse.major", "1"],
          ["GNU.sparse.minor", "0"],
        ],
      },
    ],
    [
      "a map that never ends",
      {
        ...file("s", "9\n".repeat(300)),
        pax: [
          ["GNU.sparse.major", "1"],
          ["GNU.sparse.minor", "0"],
        ],
      },
    ],
    [
      "no map",
      {
        ...file("s", ""),
        pax: [
          ["GNU.sparse.major", "1"],
          ["GNU.sparse.minor", "0"],
          ["GNU.sparse.realsize", "7"],
        ],
      },
    ],
    ["a size of 8 EB", sparseFile("s", 9e18, parts(1))],
    ["an offset before its turn", { ...file("s"), pax: [["GNU.sparse.numbytes", "1"]] }],
    ["a sparse file of unknown form", { ...file("s"), type: "S" }],
  ];
  it.each(wrong)("%s: not read, and said so", (_, written) => {
    const { unknowns, isWhole } = readTar(writeTar([written, file("next")]));
    expect(unknowns).toMatchObject([{ fatal: true }]);
    expect(isWhole).toBe(false);
  });

  it("too many parts are refused, in every form", () => {
    for (const format of formats) {
      const { whys } = readTar(writeTar([sparseFile("s", 3000, parts(90), format)]), { limits: { sparseParts: 50 } });
      expect(whys).toMatch(/parts|damaged or too long/);
    }
  });
});

describe("wrong tars", () => {
  const eightExabytes = 2n ** 63n - 1n;
  const wrong: [string, Uint8Array, RegExp][] = [
    ["no tar", Buffer.from("no tar at all ".repeat(50)), /does not start with the header/],
    ["a wrong checksum", writeTar([file("a"), { ...file("b"), checksum: 1 }]), /from byte 1024 on: the checksum/],
    ["a claim of 8 EB", writeTar([{ ...file("a"), size: eightExabytes }]), /impossible size/],
    ["a claim of 2 PB", writeTar([{ ...file("a"), size: 2e15 }]), /claims a file of 2000 TB/],
    ["a PAX claim of 8 EB", writeTar([{ ...file("a"), pax: [["size", String(eightExabytes)]] }]), /claims a file/],
    ["a negative size", writeTar([{ ...file("a"), size: -1n }]), /impossible size/],
    ["a PAX header of 8 EB", writeHeader({ name: "x", type: "x", size: eightExabytes }), /impossible size/],
    ["a long name of 2 MB", writeTar([{ name: "x", type: "L", body: new Uint8Array(2e6) }]), /extended header claims/],
    [
      "a PAX record without length",
      joinBytes([paxHeader("x", [Buffer.from("path=a\n")]), writeTar([file("b")])]),
      /no length/,
    ],
    [
      "a PAX record with a wrong length",
      joinBytes([paxHeader("x", [Buffer.from("99 path=a\n")]), writeTar([])]),
      /wrong length/,
    ],
    ["a PAX record without key", joinBytes([paxHeader("x", [paxRecord("", "a")]), writeTar([])]), /no key/],
    ["a NUL in a PAX name", writeTar([{ ...file("a"), pax: [["path", "a\0b"]] }]), /NUL/],
    ["zeros in the middle", joinBytes([new Uint8Array(512), writeTar([file("a")])]), /zeros/],
    ["a cut header", writeTar([file("a", "b")]).subarray(0, 300), /breaks off/],
    ["a cut body", writeTar([file("a", "b")]).subarray(0, 512), /breaks off/],
    ["an extended header with nothing behind it", paxHeader("x", [paxRecord("path", "a")]), /breaks off/],
  ];
  it.each(wrong)("%s", (_, tar, why) => {
    for (const chunk of [100, tar.length]) {
      const { unknowns, whys, isWhole, seen } = readTar(tar, { chunk });
      expect(whys).toMatch(why);
      expect(unknowns).toMatchObject([{ what: "rest of a tar", fatal: true }]);
      expect(isWhole).toBe(false);
      expect(seen.every((one) => one.isWhole !== undefined)).toBe(true);
    }
  });

  it("entries of no known type are passed over, volume labels silently", () => {
    const odd = readTar(writeTar([{ ...file("a", "x".repeat(600)), type: "Z" }, file("b", "y")]));
    expect(odd.seen.map(({ entry }) => entry.name)).toEqual(["b"]);
    expect(odd.unknowns).toMatchObject([{ what: 'entry of type "Z" in a tar', fatal: true }]);
    const label = readTar(writeTar([{ ...file("a"), type: "V" }, file("b")]));
    expect(label.unknowns).toEqual([]);
  });

  it("a tar without zeros at its end is read, and said to have none", () => {
    const { isWhole, unknowns } = readTar(writeEntry(file("a", "b")));
    expect(isWhole).toBe(true);
    expect(unknowns).toMatchObject([{ what: "end of a tar" }]);
    expect(unknowns[0]?.fatal).toBeUndefined();
  });

  it("cut at any byte, a tar is never taken for the whole without a word", () => {
    const tar = writeTar([
      folder("a"),
      file("a/b", "c".repeat(700)),
      file(deep, "d"),
      sparseFile("s", 99, [{ offset: 5, body: Buffer.from("e") }]),
    ]);
    const complete = readTar(tar).seen.length;
    for (let length = 512; length < tar.length - 1024; length += length % 512 === 0 ? 1 : 511) {
      const { seen, unknowns, isWhole } = readTar(tar.subarray(0, length));
      expect(unknowns).toHaveLength(1);
      if (isWhole) expect(length % 512).toBe(0);
      expect(seen.length).toBeLessThanOrEqual(complete);
      expect(seen.every((one) => one.isWhole !== undefined)).toBe(true);
    }
  });
});

describe("limits on tars", () => {
  const three = writeTar([file("a"), file("b"), file("c")]);

  it("entries", () => {
    const { seen, whys } = readTar(three, { limits: { entries: 2 } });
    expect(seen).toHaveLength(2);
    expect(whys).toMatch(/more than 2 entries/);
  });

  it("names, one by one and all together", () => {
    const long = readTar(writeTar([file("x".repeat(5000)), file("b")]));
    expect(long.seen.map(({ entry }) => entry.name)).toEqual(["b"]);
    expect(long.whys).toMatch(/no Linux file can have/);
    expect(long.isWhole).toBe(true);
    expect(readTar(three, { limits: { allNames: 2 } }).seen).toHaveLength(2);
  });

  it("a million entries take seconds and no memory", () => {
    const one = writeEntry(file("some/folder/with/a/file"));
    const chunk = joinBytes(Array.from({ length: 1000 }, () => one));
    let entries = 0;
    const start = cpuTime();
    const entry = () => {
      entries += 1;
      return undefined;
    };
    const reader = createTarReader({ entry, unknown: () => undefined });
    for (let index = 0; index < 1000; index += 1) reader.push(chunk);
    expect(entries).toBe(1_000_000);
    expect(cpuTime() - start).toBeLessThan(10_000);
  });

  it("PAX headers and maps full of nonsense cost no more than their length", () => {
    const records = Array.from({ length: 40_000 }, () => paxRecord("path", "a"));
    const lists = Array.from({ length: 20_000 }, () => paxRecord("GNU.sparse.map", "1,2"));
    const numbers = Buffer.from(`65536\n${"1\n".repeat(500_000)}`);
    const tars = [
      joinBytes([paxHeader("x", records), writeTar([file("a")])]),
      joinBytes([paxHeader("x", lists), writeTar([file("a")])]),
      writeTar([
        {
          ...file("s", numbers),
          pax: [
            ["GNU.sparse.major", "1"],
            ["GNU.sparse.minor", "0"],
          ],
        },
      ]),
    ];
    const start = cpuTime();
    for (const tar of tars) readTar(tar);
    expect(cpuTime() - start).toBeLessThan(2000);
  });
});

describe("any mutation of a tar", () => {
  const seeds = writeTar([
    folder("etc"),
    file("etc/passwd", "root:x:0:0\n".repeat(60)),
    symlink("bin", "usr/bin"),
    hardlink("etc/other", "etc/passwd"),
    { ...file(deep, "x"), long: "gnu" },
    { ...file(deep, "x"), pax: [["uid", "5"]] },
    ...(["old", "0.0", "0.1", "1.0"] as const).map((format) =>
      sparseFile(
        "s",
        4000,
        Array.from({ length: 6 }, (_, index) => ({ offset: index * 100, body: Buffer.from("ab") })),
        format,
      ),
    ),
  ]);

  it("is read without throwing, and every body that began ends once", () => {
    const random = seededRandom(7);
    for (let round = 0; round < 3000; round += 1) {
      const tar = mutate(seeds, random);
      const { seen, isWhole, unknowns } = readTar(tar, {
        chunk: 1 + Math.floor(random() * 3000),
        limits: { filledHoles: 100_000 },
      });
      expect(seen.every((one) => one.isWhole !== undefined)).toBe(true);
      if (!isWhole) expect(unknowns.some(({ fatal }) => fatal)).toBe(true);
    }
  });
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A few bytes changed, a piece cut out or doubled; the checksum is put right half of the time, so that more is reached. */
function mutate(tar: Uint8Array, random: () => number): Uint8Array {
  const changed = Uint8Array.from(tar);
  const touched = new Set<number>();
  for (let count = 1 + Math.floor(random() * 4); count > 0; count -= 1) {
    const block = Math.floor((random() * tar.length) / 512) * 512;
    const places = [0, 100, 124, 124 + Math.floor(random() * 12), 156, 345, 386, 482, 483, Math.floor(random() * 512)];
    const at = block + (places[Math.floor(random() * places.length)] ?? 0);
    changed[at] = [0, 0x80, 0xff, 0x30, 0x78, 0x4c, 0x53, Math.floor(random() * 256)][Math.floor(random() * 8)] ?? 0;
    touched.add(block);
  }
  if (random() < 0.5) for (const block of touched) fixChecksum(changed, block);
  if (random() < 0.7) return changed;
  const from = Math.floor(random() * changed.length);
  const to = from + Math.floor(random() * 2000);
  const isDoubled = random() < 0.5;
  return joinBytes([changed.subarray(0, isDoubled ? to : from), changed.subarray(isDoubled ? from : to)]);
}

function fixChecksum(tar: Uint8Array, block: number): void {
  const header = tar.subarray(block, block + 512);
  // "ustar": only headers have one.
  if (header[257] !== 0x75) return;
  header.fill(32, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(Buffer.from(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
}
