import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { entryKinds, type LayerEntry, type LayerListing } from "./layer-entry.ts";
import { createListing, packListing, unpackListing } from "./layer-listing.ts";

function entry(path: string, more: Partial<LayerEntry> = {}): LayerEntry {
  return { path, kind: "file", bytes: 1, mode: 0o644, uid: 0, gid: 0, link: "", ...more };
}

function listing(...entries: LayerEntry[]): LayerListing {
  const builder = createListing();
  for (const one of entries) builder.add(one);
  return builder.done();
}

describe("the listing of a layer", () => {
  it("has a column for each property", () => {
    const found = listing(
      entry("a", { bytes: 5 }),
      entry("b", { kind: "symlink", link: "a", mode: 0o777, uid: 3, gid: 4 }),
    );
    expect(found).toEqual({
      paths: ["a", "b"],
      kinds: [0, 2],
      bytes: [5, 1],
      modes: [0o644, 0o777],
      uids: [0, 3],
      gids: [0, 4],
      links: new Map([[1, "a"]]),
      whiteouts: [],
      opaque: [],
    });
  });

  it("of two entries of one path the later counts, where it stands", () => {
    const found = listing(
      entry("a", { kind: "symlink", link: "x" }),
      entry("b", { kind: "symlink", link: "y" }),
      entry("a", { bytes: 7 }),
      entry("c", { kind: "hardlink", link: "a" }),
    );
    expect(found.paths).toEqual(["b", "a", "c"]);
    expect(found.bytes).toEqual([1, 7, 1]);
    expect(found.links).toEqual(
      new Map([
        [0, "y"],
        [2, "a"],
      ]),
    );
  });

  it("has each whiteout and each opaque folder once", () => {
    const builder = createListing();
    for (const path of ["a", "b", "a"]) builder.whiteout(path);
    for (const folder of ["", "c", ""]) builder.opaque(folder);
    expect(builder.done()).toMatchObject({ paths: [], whiteouts: ["a", "b"], opaque: ["", "c"] });
  });
});

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("", "a\nb", "é", "listing-1 0", "=0,1", "🙂"),
);
const anyName = anyText.map((text) => text.replaceAll("\0", ""));
const anyEntry = fc.record({
  path: anyName,
  kind: fc.constantFrom(...entryKinds),
  bytes: fc.oneof(fc.nat(), fc.constantFrom(0, 64 * 1024 ** 3)),
  mode: fc.integer({ min: 0, max: 0o7777 }),
  uid: fc.oneof(fc.constant(0), fc.nat()),
  gid: fc.oneof(fc.constant(0), fc.nat()),
  link: anyName,
});

describe("a listing as one text", () => {
  it("is the same when it is read back", () => {
    fc.assert(
      fc.property(fc.array(anyEntry), fc.array(anyName), fc.array(anyName), (entries, whiteouts, opaque) => {
        const builder = createListing();
        for (const one of entries) builder.add(one);
        for (const path of whiteouts) builder.whiteout(path);
        for (const folder of opaque) builder.opaque(folder);
        const found = builder.done();
        expect(unpackListing(packListing(found))).toEqual(found);
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  const packed = packListing(
    listing(entry("a", { uid: 5 }), entry("b", { kind: "symlink", link: "a" }), entry("c/d", { bytes: 77 })),
  );
  const nonsense: [string, string][] = [
    ["nothing", ""],
    ["another form", packed.replace("listing-1", "listing-2")],
    ["no lengths", packed.replace(/ .*\n/, "\n")],
    ["a length that is none", packed.replace(/ \d+/, " x")],
    ["a length too large", packed.replace(/ \d+/, " 999999")],
    ["cut off", packed.slice(0, -1)],
    ["something behind it", `${packed}x`],
    ["a name too many", packed.replace("a\0", "\0\0")],
    ["a kind that is none", packed.replace("0,2,0", "0,6,0")],
    ["a kind of two digits", packed.replace("0,2,0", "0,200")],
    ["a number that is none", packed.replace("1,1,77", "1,1,7x")],
    ["a negative number", packed.replace("1,1,77", "1,1,-7")],
    ["a number too few", packed.replace("1,1,77", "1,1177")],
    ["two commas", packed.replace("1,1,77", "1,,177")],
    ["a link of no entry", packed.replace(/=1(?=a\0$)/, "=3")],
  ];
  it.each(nonsense)("nonsense is refused: %s", (_, text) => {
    expect(text).not.toBe(packed);
    expect(unpackListing(text)).toBeUndefined();
  });

  it("any change of it is refused or read, but never thrown at", () => {
    fc.assert(
      fc.property(fc.nat(packed.length), fc.nat(4), fc.string({ unit: "binary", maxLength: 3 }), (at, cut, text) => {
        const found = unpackListing(packed.slice(0, at) + text + packed.slice(at + cut));
        if (found)
          expect(new Set([found.paths, found.kinds, found.bytes, found.modes].map(({ length }) => length)).size).toBe(
            1,
          );
      }),
      { numRuns: 2000, seed: 5 },
    );
  });

  it("50,000 paths are read back in a moment", () => {
    const many = packListing(
      listing(
        ...Array.from({ length: 50_000 }, (_, index) =>
          entry(`usr/lib/python3/part${index >> 5}/file${index}.py`, { bytes: index }),
        ),
      ),
    );
    const start = cpuTime();
    for (let round = 0; round < 5; round += 1) unpackListing(many);
    expect((cpuTime() - start) / 5).toBeLessThan(150);
  });
});
