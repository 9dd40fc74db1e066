import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { damage, seededRandom } from "../files/mutate.fixture.ts";
import { writeElf } from "./elf.fixture.ts";
import { mostCrateListBytes, mostCrates, rustBinary } from "./rust-binary.ts";

const list = {
  packages: [
    { name: "app", version: "0.1.0", source: "local", dependencies: [1, 2], root: true },
    { name: "serde", version: "1.0.200", source: "registry", kind: "runtime" },
    { name: "cc", version: "1.0.98", source: "registry", kind: "build" },
  ],
};

function program(section: Uint8Array): Buffer {
  return writeElf({ sections: [{ name: ".dep-v0", body: section }] });
}

function found(bytes: Uint8Array) {
  return [...rustBinary.read({ path: "app", bytes, mode: 0o755 })].map((one) => {
    if ("package" in one) return one.package;
    return "unknown" in one ? `? ${one.unknown.why}` : "";
  });
}

it("a Rust program tells its crates, without those of the build", () => {
  const crate = { type: "rust-crate", licenses: [], path: "app" };
  expect(found(program(deflateSync(JSON.stringify(list))))).toEqual([
    { ...crate, name: "app", version: "0.1.0", details: { source: "local", main: "true" } },
    { ...crate, name: "serde", version: "1.0.200", details: { source: "registry" } },
  ]);
});

describe("a list that cannot be read is an Unknown", () => {
  const packed = (value: unknown) => deflateSync(typeof value === "string" ? value : JSON.stringify(value));
  const bomb = deflateSync(Buffer.alloc(mostCrateListBytes + 1, " "));
  const cases: [title: string, section: Uint8Array, why: RegExp][] = [
    ["not packed", Buffer.from("{}"), /does not unpack/],
    ["a bomb", bomb, /does not unpack, or to more than/],
    ["no JSON", packed("{"), /no JSON/],
    ["an array", packed([]), /names no packages/],
    ["null", packed("null"), /names no packages/],
    ["a crate without a version", packed({ packages: [{ name: "a" }] }), /1 of its entries/],
    ["a crate of null", packed({ packages: [null] }), /1 of its entries/],
    ["a name with controls", packed({ packages: [{ name: "a\x1b[31m", version: "1.0.0" }] }), /1 of its entries/],
  ];
  it.each(cases)("%s", (_, section, why) => {
    expect(found(program(section))).toEqual([expect.stringMatching(why)]);
  });
  it(`more than ${mostCrates} crates`, () => {
    const packages = Array.from({ length: mostCrates + 5 }, (_, index) => ({ name: `c${index}`, version: "1.0.0" }));
    const all = found(program(packed({ packages })));
    expect(all).toHaveLength(mostCrates + 1);
    expect(all.at(-1)).toMatch(/^\? 5 of/);
  });
});

it("other programs tell nothing", () => {
  expect(found(writeElf({ sections: [{ name: ".text", body: Buffer.from("code") }] }))).toEqual([]);
  expect(found(Buffer.from("no ELF"))).toEqual([]);
});

describe("a program too large to be held", () => {
  const file = program(deflateSync(JSON.stringify(list)));
  const at = file.indexOf("\0.dep-v0\0", 0, "latin1");
  const pieces = (offset: number) => {
    const piece = { offset, bytes: file.subarray(at, at + 16) };
    return [
      ...(rustBinary.readPieces?.({ path: "app", mode: 0, size: 1e8, head: file.subarray(0, 64), pieces: [piece] }) ??
        []),
    ];
  };
  it("is an Unknown when the name stands where names of sections do", () => {
    expect(pieces(at)).toEqual([{ unknown: expect.objectContaining({ what: "Rust crates of app", fatal: true }) }]);
  });
  it("tells nothing when it stands elsewhere", () => {
    expect(pieces(file.length * 2)).toEqual([]);
  });
});

it("never throws, whatever is damaged (3,000 programs)", () => {
  const random = seededRandom(9);
  const source = program(deflateSync(JSON.stringify(list)));
  for (let i = 0; i < 3_000; i++) found(damage(source, random));
});
