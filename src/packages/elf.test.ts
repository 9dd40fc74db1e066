import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { damage, seededRandom } from "../files/mutate.fixture.ts";
import { writeElf } from "./elf.fixture.ts";
import { mostSectionNameBytes, mostSections, mostSegments, readElf } from "./elf.ts";

const sections = [
  { name: ".text", address: 0x1000, body: Buffer.from("code") },
  { name: ".data", address: 0x2000, body: Buffer.from("data here") },
  { name: ".note.x", type: 7, body: Buffer.from("note") },
];
const segments = [
  { section: ".text", flags: 5 },
  { section: ".data", flags: 6 },
  { section: ".note.x", type: 4, flags: 4 },
];

describe("an ELF file is read", () => {
  const kinds: [bits: 32 | 64, order: string][] = [
    [64, "little"],
    [64, "big"],
    [32, "little"],
    [32, "big"],
  ];
  it.each(kinds)("of %i bits, %s-endian", (bits, order) => {
    const elf = readElf(writeElf({ bits, isBigEndian: order === "big", sections, segments }));
    expect(elf?.bits).toBe(bits);
    expect(elf?.isBigEndian).toBe(order === "big");
    expect(elf?.section(".data")?.bytes.toString()).toBe("data here");
    expect(elf?.section(".data")?.address).toBe(0x2000);
    expect(elf?.section(".bss")).toBeUndefined();
    expect(elf?.section("data")).toBeUndefined();
    expect(elf?.sectionsOfType(7).map((section) => section.name)).toEqual([".note.x"]);
    expect(elf?.segments.map(({ type, isWritable, isExecutable }) => [type, isWritable, isExecutable])).toEqual([
      [1, false, true],
      [1, true, false],
      [4, false, false],
    ]);
    expect(elf?.memory(0x2005)?.toString()).toBe("here");
    expect(elf?.memory(0x2009)).toBeUndefined();
    expect(elf?.memory(2 ** 63)).toBeUndefined();
  });
  it("without a table of sections", () => {
    const elf = readElf(writeElf({ sections, segments, hasSectionTable: false }));
    expect(elf?.section(".data")).toBeUndefined();
    expect(elf?.sectionsOfType(7)).toEqual([]);
    expect(elf?.memory(0x1000)?.toString()).toBe("code");
  });
});

describe("no ELF file", () => {
  const whole = writeElf({ sections });
  const cases: [title: string, bytes: Buffer][] = [
    ["nothing", Buffer.alloc(0)],
    ["text", Buffer.from("#!/bin/sh\n".repeat(20))],
    ["a header cut off", whole.subarray(0, 63)],
    ["of 96 bits", Buffer.from(whole).fill(3, 4, 5)],
    ["of no byte order", Buffer.from(whole).fill(0, 5, 6)],
  ];
  it.each(cases)("%s", (_, bytes) => {
    expect(readElf(bytes)).toBeUndefined();
  });
});

describe("fields that lie", () => {
  it("a section of 2^63 bytes is not there", () => {
    const bytes = writeElf({ sections });
    const table = Number(bytes.readBigUInt64LE(40));
    bytes.writeBigUInt64LE(2n ** 63n, table + 2 * 64 + 32);
    const elf = readElf(bytes);
    expect(elf?.section(".data")).toBeUndefined();
    expect(elf?.section(".text")?.bytes.toString()).toBe("code");
  });
  it("a segment is cut to what the file holds", () => {
    const bytes = writeElf({ sections, segments });
    bytes.writeBigUInt64LE(2n ** 64n - 1n, 64 + 56 + 32);
    const elf = readElf(bytes);
    expect(elf?.memory(0x2000)?.length).toBeLessThan(bytes.length);
  });
  it("tables outside of the file are empty", () => {
    const bytes = writeElf({ sections, segments });
    bytes.writeBigUInt64LE(2n ** 62n, 32);
    bytes.writeBigUInt64LE(2n ** 62n, 40);
    expect(readElf(bytes)?.segments).toEqual([]);
    expect(readElf(bytes)?.section(".text")).toBeUndefined();
  });
  it(`${mostSections - 1} sections that point anywhere cost a look at each`, () => {
    const random = seededRandom(3);
    const bytes = Buffer.alloc(64 + (mostSections - 1) * 64);
    for (let at = 64; at < bytes.length; at += 4) bytes.writeUInt32LE(Math.floor(random() * 2 ** 32), at);
    writeElf({}).copy(bytes, 0, 0, 64);
    bytes.writeBigUInt64LE(64n, 40);
    bytes.writeUInt16LE(mostSections - 1, 60);
    bytes.writeUInt16LE(mostSections - 2, 62);
    const before = cpuTime();
    const elf = readElf(bytes);
    expect(elf?.section(".go.buildinfo")).toBeUndefined();
    expect(elf?.sectionsOfType(7)).toEqual([]);
    expect(cpuTime() - before).toBeLessThan(500);
  });
  it(`of ${mostSegments + 10} segments the first ${mostSegments} are read`, () => {
    const many = Array.from({ length: mostSegments + 10 }, () => ({ section: ".text" }));
    expect(readElf(writeElf({ sections, segments: many }))?.segments).toHaveLength(mostSegments);
  });
  it(`names of more than ${mostSectionNameBytes} bytes are not compared`, () => {
    const name = "n".repeat(mostSectionNameBytes + 1);
    const elf = readElf(writeElf({ sections: [{ name, type: 7, body: Buffer.from("x") }] }));
    expect(elf?.section(name)).toBeUndefined();
    expect(elf?.sectionsOfType(7)[0]?.name).toBe("");
  });
});

it("never throws, whatever is damaged (4,000 files)", () => {
  const random = seededRandom(11);
  const sources = [writeElf({ sections, segments }), writeElf({ bits: 32, isBigEndian: true, sections, segments })];
  for (let i = 0; i < 4_000; i++) {
    const elf = readElf(damage(sources[i % 2] as Buffer, random));
    elf?.section(".data");
    elf?.sectionsOfType(7);
    elf?.memory(0x2000);
  }
});
