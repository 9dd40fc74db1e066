import { describe, expect, it } from "vitest";
import { damage, seededRandom } from "../files/mutate.fixture.ts";
import { writeElf } from "./elf.fixture.ts";
import { elfNote, mostNoteBytes, mostNotes } from "./elf-note.ts";

function note(
  body: string,
  options: { readonly isBigEndian?: boolean; readonly owner?: string; readonly type?: number } = {},
) {
  const owner = Buffer.from(`${options.owner ?? "FDO"}\0`);
  const text = Buffer.from(`${body}\0`);
  const head = Buffer.alloc(12);
  for (const [index, value] of [owner.length, text.length, options.type ?? 0xcafe1a7e].entries()) {
    if (options.isBigEndian) head.writeUInt32BE(value, 4 * index);
    else head.writeUInt32LE(value, 4 * index);
  }
  return Buffer.concat([head, filled(owner), filled(text)]);
}

function filled(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

const fedora = JSON.stringify({
  type: "rpm",
  name: "coreutils",
  version: "9.1-6.fc37",
  architecture: "x86_64",
  osCpe: "cpe:/o:fedoraproject:fedora:37",
});

function found(bytes: Uint8Array) {
  return [...elfNote.read({ path: "usr/bin/ls", bytes, mode: 0o755 })];
}

const coreutils = {
  package: {
    type: "rpm",
    name: "coreutils",
    version: "9.1-6.fc37",
    source: { name: "coreutils", version: "9.1-6.fc37" },
    arch: "x86_64",
    licenses: [],
    path: "usr/bin/ls",
    details: { note: "true", osCpe: "cpe:/o:fedoraproject:fedora:37" },
  },
};

describe("a note tells the package", () => {
  const other = note("build id", { owner: "GNU", type: 3 });
  const cases: [title: string, bytes: Buffer][] = [
    ["in its section", writeElf({ sections: [{ name: ".note.package", type: 7, body: note(fedora) }] })],
    [
      "in a big-endian file",
      writeElf({
        bits: 32,
        isBigEndian: true,
        sections: [{ name: ".note.package", type: 7, body: note(fedora, { isBigEndian: true }) }],
      }),
    ],
    [
      "in a file stripped of its sections, behind another note",
      writeElf({
        hasSectionTable: false,
        sections: [{ name: ".note", body: Buffer.concat([other, note(fedora)]) }],
        segments: [{ section: ".note", type: 4, flags: 4, align: 4 }],
      }),
    ],
  ];
  it.each(cases)("%s", (_, bytes) => {
    expect(found(bytes)).toEqual([coreutils]);
  });
  it("in a file too large to be held", () => {
    const [little] = elfNote.searches ?? [];
    const body = Buffer.concat([other, note(fedora), Buffer.alloc(100)]);
    const offset = body.indexOf(little?.mark ?? "") - 8;
    const file = { path: "usr/bin/ls", mode: 0, size: 1e9, head: writeElf({}).subarray(0, 64) };
    expect([...(elfNote.readPieces?.({ ...file, pieces: [{ offset, bytes: body.subarray(offset) }] }) ?? [])]).toEqual([
      coreutils,
    ]);
  });
});

describe("a note that tells nothing", () => {
  const file = (body: Buffer) => writeElf({ sections: [{ name: ".note.package", type: 7, body }] });
  const cases: [title: string, bytes: Buffer][] = [
    ["of a kind of package that is not known", file(note(fedora.replace("rpm", "pacman")))],
    ["without a version", file(note('{"type":"rpm","name":"coreutils"}'))],
    ["with a name that is no text", file(note('{"type":"rpm","name":["x"],"version":"1"}'))],
    ["with controls in its name", file(note('{"type":"rpm","name":"\\u001b[31m","version":"1"}'))],
    ["of another owner", file(note(fedora, { owner: "GNU" }))],
    ["with lengths out of the file", file(Buffer.alloc(64, 0xff))],
    ["of lengths 0, which stand still", file(Buffer.alloc((mostNotes + 5) * 12))],
    ["longer than is read", file(note(fedora.padEnd(mostNoteBytes + 1)))],
    ["that is none", Buffer.from("no ELF")],
  ];
  it.each(cases)("%s", (_, bytes) => {
    expect(found(bytes)).toEqual([]);
  });
  it("behind more notes than are looked at", () => {
    const many = Buffer.alloc(mostNotes * 20, note("", { owner: "GNU" }));
    expect(found(file(Buffer.concat([many, note(fedora)])))).toEqual([]);
  });
  it("with a body that is no JSON is an Unknown", () => {
    expect(found(file(note("{")))).toEqual([
      { unknown: expect.objectContaining({ what: "package note of usr/bin/ls" }) },
    ]);
  });
});

it("never throws, whatever is damaged (3,000 files)", () => {
  const random = seededRandom(13);
  const source = writeElf({
    sections: [{ name: ".note.package", type: 7, body: note(fedora) }],
    segments: [{ section: ".note.package", type: 4, align: 4 }],
  });
  for (let i = 0; i < 3_000; i++) found(damage(source, random));
});
