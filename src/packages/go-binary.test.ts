import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { damage, seededRandom } from "../files/mutate.fixture.ts";
import { writeElf } from "./elf.fixture.ts";
import { framed, goProgram, inlineBlob, pointerBlob, uvarint } from "./go-binary.fixture.ts";
import { goBinary, goPieceBytes } from "./go-binary.ts";
import { buildInfoMagic, literalText, mostMarks, mostModules, parseGoModules } from "./go-build-info.ts";

const lines = [
  "path\texample.com/app/cmd/app",
  "mod\texample.com/app\t(devel)\t",
  "dep\texample.com/a\tv1.2.3\th1:aaaa=",
  "dep\texample.com/old\tv1.0.0",
  "=>\texample.com/fork\tv1.0.1\th1:ffff=",
  "dep\texample.com/local\tv0.1.0",
  "=>\t../local\t(devel)\t",
  "build\t-compiler=gc",
  'build\t-ldflags="-s -w -X main.version=1.4.2"',
  "build\tGOOS=linux",
  "build\tvcs.revision=0a1b2c3d",
];

/** `name version` of each, sorted; `?` and what is not known. */
function listed(bytes: Uint8Array): readonly string[] {
  return [...goBinary.read({ path: "app", bytes, mode: 0o755 })]
    .map((one) => {
      if ("package" in one) return `${one.package.name} ${one.package.version}`;
      return "unknown" in one ? `? ${one.unknown.why}` : "";
    })
    .sort();
}

const all = ["example.com/a v1.2.3", "example.com/app (devel)", "example.com/fork v1.0.1", "example.com/local (devel)"];

describe("a Go program tells its modules", () => {
  const modules = framed(lines);
  const inline = inlineBlob("go1.22.3", modules);
  const pointer = (size: 4 | 8, isBigEndian: boolean) => {
    const address = 0x500000;
    const blob = pointerBlob("go1.22.3", modules, { size, isBigEndian, address });
    return goProgram(blob, { bits: size === 8 ? 64 : 32, isBigEndian, address });
  };
  const cases: [title: string, bytes: Buffer][] = [
    ["in the form of Go 1.18 and later", goProgram(inline)],
    ["for 32 bits, big-endian", goProgram(inline, { bits: 32, isBigEndian: true })],
    ["stripped of its sections", goProgram(inline, { hasSectionTable: false })],
    ["in a section of another name", goProgram(inline, { section: ".data" })],
    [
      "behind the mark as a text of its own",
      goProgram(Buffer.concat([Buffer.from(" "), buildInfoMagic, Buffer.alloc(1), inline]), { section: ".data" }),
    ],
    ["in the form of Go 1.13 to 1.17", pointer(8, false)],
    ["in that form, big-endian", pointer(8, true)],
    ["in that form, 32 bits", pointer(4, false)],
    ["in that form, 32 bits, big-endian", pointer(4, true)],
  ];
  it.each(cases)("%s", (_, bytes) => {
    expect(listed(bytes)).toEqual([...all, "stdlib 1.22.3"]);
  });

  it("with what matching needs", () => {
    const found = [...goBinary.read({ path: "bin/app", bytes: goProgram(inline), mode: 0o755 })];
    const details = Object.fromEntries(
      found.flatMap((one) => ("package" in one ? [[one.package.name, one.package.details]] : [])),
    );
    const context = { goVersion: "go1.22.3", mainModule: "example.com/app" };
    expect(details).toEqual({
      "example.com/app": {
        main: "true",
        goVersion: "go1.22.3",
        packagePath: "example.com/app/cmd/app",
        linkerVersion: "1.4.2",
        "-compiler": "gc",
        GOOS: "linux",
        "vcs.revision": "0a1b2c3d",
      },
      stdlib: context,
      "example.com/a": { h1: "h1:aaaa=", ...context },
      "example.com/fork": { h1: "h1:ffff=", ...context, replaces: "example.com/old@v1.0.0" },
      "example.com/local": { ...context, replaces: "example.com/local@v0.1.0", replacedBy: "../local" },
    });
  });
});

describe("the standard library's version", () => {
  const cases: [goVersion: string, version: string][] = [
    ["go1.22", "1.22"],
    ["go1.22rc2", "1.22rc2"],
    ["go1.22.5-redhat", "1.22.5"],
    ["go1.22.5 X:boringcrypto", "1.22.5"],
    ["go1.26.8-X:boringcrypto", "1.26.8"],
    ["go1.22.5 (Red Hat 1.22.5-1.el9)", "1.22.5"],
    ["go1.25-20250209-RC00", "1.25-20250209-RC00"],
    ["devel go1.23-0a1b2c3 Mon Jan 1", "devel go1.23-0a1b2c3 Mon Jan 1"],
  ];
  it.each(cases)("of %s is %s", (goVersion, version) => {
    expect(listed(goProgram(inlineBlob(goVersion, Buffer.alloc(0))))).toEqual([`stdlib ${version}`]);
  });
});

describe("versions handed to the linker", () => {
  const cases: [flags: string, version: string | undefined][] = [
    ["-X main.version=1.4.2", "1.4.2"],
    ["-s -X=example.com/a/b.Version=v1.4.2-rc1 -w", "v1.4.2-rc1"],
    ["-X 'main.version=1.4.2'", "1.4.2"],
    ["-X main.version=1.4.2 -X other.version=1.4.3", undefined],
    ["-X main.commit=1234567", undefined],
    ["-X main.version=main", undefined],
  ];
  it.each(cases)("%s", (flags, version) => {
    const blob = inlineBlob(
      "go1.22.3",
      framed(["mod\texample.com/app\t(devel)", `build\t-ldflags=${JSON.stringify(flags)}`]),
    );
    const [main] = goBinary.read({ path: "app", bytes: goProgram(blob), mode: 0 });
    expect(main && "package" in main ? main.package.details.linkerVersion : "").toBe(version);
  });
});

describe("text of modules", () => {
  it("is unquoted as Go quotes", () => {
    expect(literalText('"a\\tb\\x41\\u00e9\\"\\\\"')).toBe('a\tbAé"\\');
    expect(literalText("`a\\b`")).toBe("a\\b");
    expect(literalText('plain"')).toBe('plain"');
    expect(parseGoModules('build\t"-a=b"="c=d"').settings).toEqual(new Map([["-a=b", "c=d"]]));
  });
  it(`of more than ${mostModules} modules is cut, and said to be`, () => {
    const many = framed(Array.from({ length: mostModules + 1 }, (_, index) => `dep\texample.com/m${index}\tv1.0.0`));
    const found = listed(goProgram(inlineBlob("go1.22.3", many)));
    expect(found).toHaveLength(mostModules + 2);
    expect(found[0]).toMatch(/more than 20000 modules/);
  });
  it("with names that are none is said to be odd", () => {
    expect(listed(goProgram(inlineBlob("go1.22.3", framed(["dep\t\tv1.0.0", "dep\ta\x1b[31m\tv1"]))))).toEqual([
      "? 2 of its lines on modules name none; build it again.",
      "stdlib 1.22.3",
    ]);
  });
});

describe("what is no Go program tells nothing", () => {
  const cases: [title: string, bytes: Buffer][] = [
    ["text", Buffer.from("no ELF")],
    [
      "another program",
      writeElf({ sections: [{ name: ".data", body: Buffer.from("data") }], segments: [{ section: ".data" }] }),
    ],
    [
      "a program with the mark as a text",
      goProgram(Buffer.concat([Buffer.from(" "), buildInfoMagic, Buffer.alloc(64)]), { section: ".data" }),
    ],
  ];
  it.each(cases)("%s", (_, bytes) => {
    expect(listed(bytes)).toEqual([]);
  });
});

describe("damaged build information is an Unknown", () => {
  const head = inlineBlob("go1.22.3", Buffer.alloc(0)).subarray(0, 32);
  const cases: [title: string, blob: Buffer][] = [
    ["a length of 2^63", Buffer.concat([head, uvarint(2n ** 63n), Buffer.from("go1.22.3")])],
    ["a length without end", Buffer.concat([head, Buffer.alloc(64, 0xff)])],
    ["a second length out of the file", Buffer.concat([head, uvarint(8), Buffer.from("go1.22.3"), uvarint(1_000_000)])],
    ["a version that is none", inlineBlob("hello", Buffer.alloc(0))],
    ["a version with controls", inlineBlob("go1.2\x1b[31m", Buffer.alloc(0))],
    [
      "pointers out of the file",
      pointerBlob("go1.16", Buffer.alloc(40), { size: 8, isBigEndian: false, address: 0x900000 }),
    ],
    ["a header cut off", head.subarray(0, 20)],
  ];
  it.each(cases)("%s", (_, blob) => {
    expect(listed(goProgram(blob))).toEqual([expect.stringMatching(/^\? Its build information/)]);
  });
  it(`${mostMarks * 100} marks that lead nowhere are not all followed`, () => {
    const bytes = goProgram(Buffer.alloc(mostMarks * 100 * 16, Buffer.concat([buildInfoMagic, Buffer.from([8, 2])])), {
      section: ".data",
    });
    expect(listed(bytes)).toEqual([expect.stringMatching(/^\? /)]);
  });
});

describe("a program too large to be held", () => {
  const pieces = (blob: Uint8Array, offset: number) => {
    const file = { path: "app", mode: 0o755, size: 1e9, head: goProgram(blob).subarray(0, 64) };
    const found = [
      ...(goBinary.readPieces?.({
        ...file,
        pieces: [
          { offset: 3, bytes: Buffer.from(buildInfoMagic) },
          { offset, bytes: blob },
        ],
      }) ?? []),
    ];
    return found.map((one) => ("package" in one ? one.package.name : "?")).sort();
  };
  it("is read around the mark", () => {
    const names = ["example.com/a", "example.com/app", "example.com/fork", "example.com/local", "stdlib"];
    expect(pieces(inlineBlob("go1.22.3", framed(lines)), 4_096)).toEqual(names);
    expect(goBinary.searches).toEqual([{ mark: buildInfoMagic, before: 0, after: goPieceBytes }]);
  });
  it("in the older form is an Unknown", () => {
    expect(pieces(pointerBlob("go1.16", framed(lines), { size: 8, isBigEndian: false, address: 0 }), 4_096)).toEqual([
      "?",
    ]);
  });
  it("with the mark as a text tells nothing", () => {
    expect(pieces(inlineBlob("go1.22.3", framed(lines)), 4_097)).toEqual([]);
  });
});

it("never throws, whatever is damaged (4,000 programs)", () => {
  const random = seededRandom(5);
  const address = 0x500000;
  const sources = [
    goProgram(inlineBlob("go1.22.3", framed(lines))),
    goProgram(pointerBlob("go1.16", framed(lines), { size: 8, isBigEndian: false, address }), { address }),
    goProgram(inlineBlob("go1.22.3", framed(lines)), { hasSectionTable: false }),
  ];
  const before = cpuTime();
  let packages = 0;
  for (let i = 0; i < 4_000; i++) packages += listed(damage(sources[i % 3] as Buffer, random)).length;
  expect(packages).toBeGreaterThan(4_000);
  expect(cpuTime() - before).toBeLessThan(8_000);
});
