import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { contextOf, firstTransfer, landings, linkedTree } from "./context.fixture.ts";

const files = {
  ".dockerignore": "ign\nhollow/**\n",
  ".env": "",
  "app.js": "",
  "top.txt": "",
  "arr[0].txt": "",
  "st*r.txt": "",
  "sp ace/f.txt": "",
  "a/b.txt": "",
  "docs/r.md": "",
  "src/.hid": "",
  "src/one.js": "",
  "src/sub/two.js": "",
  "src-x/three.js": "",
  "ign/x.txt": "",
  "hollow/y.txt": "",
  "empty/": "",
};
const links = {
  "link.js": "src/one.js",
  linkdir: "src",
  out: "/etc/passwd",
  out2: "../../../../etc/passwd",
  dangling: "nowhere",
  "src/tolink": "../docs",
  abslink: "/src/one.js",
  "a/abs": "/docs",
  linkign: "ign",
  circle: "circle",
};
const tree = linkedTree(files, links);

const src = ["/x/.hid", "/x/one.js", "/x/sub/two.js", "/x/tolink"];

/** Each was built once by BuildKit from the same tree: what stood in the image is what is expected here. */
const copies: [line: string, image: readonly string[]][] = [
  ["COPY src /x", src],
  ["COPY src/ /x/", src],
  ["COPY src/. /x/", src],
  ["COPY src/sub/.. /x/", src],
  ["COPY linkdir /x", src],
  ["COPY top.txt /x", ["/x"]],
  ["COPY top.txt /x/", ["/x/top.txt"]],
  ["COPY top.txt /x/../y", ["/y"]],
  ["WORKDIR /w\nCOPY top.txt .", ["/w/top.txt"]],
  ["WORKDIR /w\nCOPY top.txt ./", ["/w/top.txt"]],
  ["WORKDIR /w\nCOPY top.txt /w", ["/w/top.txt"]],
  ["WORKDIR /w\nCOPY top.txt d", ["/w/d"]],
  ["WORKDIR /w/v\nCOPY top.txt /w", ["/w/top.txt"]],
  ["WORKDIR /w\nCOPY docs d", ["/w/d/r.md"]],
  ["COPY ./src/../docs /x", ["/x/r.md"]],
  ["COPY ../docs /x", ["/x/r.md"]],
  ["COPY /docs /x", ["/x/r.md"]],
  ["COPY src/* /x/", ["/x/.hid", "/x/one.js", "/x/r.md", "/x/two.js"]],
  ["COPY src/** /x/", ["/x/.hid", "/x/one.js", "/x/r.md", "/x/two.js"]],
  ["COPY .e* /x/", ["/x/.env"]],
  ["COPY ?pp.js /x/", ["/x/app.js"]],
  ["COPY [a-b]pp.js /x/", ["/x/app.js"]],
  ["COPY [^b]pp.js /x/", ["/x/app.js"]],
  ["COPY arr[[]0].txt /x/", ["/x/arr[0].txt"]],
  ['COPY ["arr[0].txt","/x/"]', []],
  ['COPY ["sp ace/f.txt", "/x/"]', ["/x/f.txt"]],
  ["COPY sp?ace /x/", ["/x/f.txt"]],
  ['COPY "top.txt" /x/', ["/x/top.txt"]],
  ["COPY st\\*r.txt /x/", ["/x/st*r.txt"]],
  ["COPY src/one.js/ /x", ["/x"]],
  ["COPY link.js /x/", ["/x/link.js"]],
  ["COPY lin*.js /x/", ["/x/link.js"]],
  ["COPY abslink /x", ["/x"]],
  ["COPY linkdir/one.js /x", ["/x"]],
  ["COPY linkdir/*.js /x/", ["/x/one.js"]],
  ["COPY src/tolink /x", ["/x/r.md"]],
  ["COPY src/tolink/r.md /x", ["/x"]],
  ["COPY a/abs /x", ["/x/r.md"]],
  ["COPY top.txt /w\nWORKDIR /w", ["/w"]],
  ["COPY src docs /x/", ["/x/.hid", "/x/one.js", "/x/r.md", "/x/sub/two.js", "/x/tolink"]],
  ["COPY top.txt src /x/", [...src, "/x/top.txt"]],
  ["COPY top.txt nothing* /x/", ["/x/top.txt"]],
  ["COPY *.nothing /x/", []],
  ["COPY ign* /x/", []],
  ["COPY empty /x", []],
  ["COPY hollow /x", []],
  ["ADD docs /x", ["/x/r.md"]],
];

describe("what a line puts into the image", () => {
  it.each(copies)("%s", (line, image) => {
    expect(landings(contextOf(`FROM scratch\n${line}\n`, tree))).toEqual([...image].sort());
  });

  it("COPY . takes all that is sent, links as links", () => {
    const context = contextOf("FROM scratch\nCOPY . /\n", tree);
    const sent = context.files.all.filter(({ ignoredBy }) => !ignoredBy).map(({ path }) => path);
    expect(landings(context)).toEqual(sent.map((path) => `/${path}`).sort());
    expect(firstTransfer(context).isWhole).toBe(true);
    expect(sent).toContain("out");
    expect(sent).not.toContain("ign/x.txt");
  });

  const more: [line: string, image: readonly string[]][] = [
    ["ARG d=docs\nCOPY $d /x", ["/x/r.md"]],
    ["ENV D=/x\nCOPY docs ${D}/y", ["/x/y/r.md"]],
    ["COPY <<EOF top.txt /x/\nbody\nEOF", ["/x/top.txt"]],
    ["ADD https://example.com/a.tar top.txt /x/", ["/x/top.txt"]],
    ["ADD git@example.com:a/b.git /x/", []],
    ["ADD https://example.com/a/b.git#main /x/", []],
    ["COPY --from=nginx docs /x", []],
    ["COPY --from= docs /x", ["/x/r.md"]],
    ["COPY --exclude=*.js src /x", ["/x/.hid", "/x/sub/two.js", "/x/tolink"]],
    ["COPY --exclude=**/*.js --exclude=.hid src /x", ["/x/tolink"]],
    ["COPY --exclude=* --exclude=!one.js src /x", ["/x/one.js"]],
    ["COPY --exclude=/one.js src /x", src],
    ["COPY --exclude=one.js src/one.js top.txt /x/", ["/x/one.js", "/x/top.txt"]],
    ["COPY --exclude=sub src* /x/", ["/x/.hid", "/x/one.js", "/x/three.js", "/x/tolink"]],
    ["COPY --parents src/one.js a/b.txt /x/", ["/x/a/b.txt", "/x/src/one.js"]],
    ["COPY --parents ./src/./sub/two.js /x/", ["/x/sub/two.js"]],
    [
      "COPY --parents **/*.js /x/",
      ["/x/app.js", "/x/src-x/three.js", "/x/src/one.js", "/x/src/sub/two.js", "/x/link.js"],
    ],
    ["COPY --parents src/sub /x/", ["/x/src/sub/two.js"]],
    ["COPY --parents . /x/", []],
    ["COPY --parents src/./. /x/", []],
    ["COPY --parents --exclude=**/two.js src/*s* /x/", ["/x/src/one.js"]],
    ["RUN --mount=type=bind,source=docs,target=/d true", ["- docs/r.md"]],
    ["RUN --mount=from=nginx,source=docs,target=/d true", []],
    ["RUN --mount=type=cache,target=/d true", []],
    ["ONBUILD COPY docs /x", []],
  ];
  it.each(more)("%s", (line, image) => {
    expect(landings(contextOf(`FROM scratch\n${line}\n`, tree))).toEqual([...image].sort());
  });

  it("a trigger of ONBUILD copies where a stage of the file sets it off", () => {
    expect(landings(contextOf("FROM scratch AS a\nONBUILD COPY docs /x\nFROM a\n", tree))).toEqual(["/x/r.md"]);
  });

  it("a file goes into a folder that base images have", () => {
    expect(landings(contextOf("FROM debian:13\nCOPY app.js /usr/local/bin\n", tree))).toEqual([
      "/usr/local/bin/app.js",
    ]);
    expect(landings(contextOf("FROM debian:13\nCOPY app.js /srv/app\n", tree))).toEqual(["/srv/app"]);
  });

  it("without WORKDIR the place of a relative path is the base image's business", () => {
    const transfer = firstTransfer(contextOf("FROM node:24\nCOPY docs ./docs\n", tree));
    expect(transfer.destination).toBe(undefined);
    expect(transfer.files().map((file) => transfer.reach(file)?.path)).toEqual([undefined]);
  });

  it("paths of Windows", () => {
    const context = contextOf("# escape=`\nFROM scratch\nCOPY src\\sub\\ /x/\n", tree);
    expect(landings(context)).toEqual(["/x/two.js"]);
  });
});

/** Built by BuildKit too: whether a file goes into what stands at the destination, or in its place. */
describe("a destination without a slash", () => {
  const cases: [lines: string, image: readonly string[]][] = [
    ["COPY top.txt .env /x", ["/x", "/x"]],
    ["COPY top.* /x", ["/x"]],
    ["COPY docs top.txt /x", ["/x/r.md", "/x/top.txt"]],
    ["COPY [dt]o* /x", ["/x/r.md", "/x/top.txt"]],
    ["COPY docs /x\nCOPY top.txt /x", ["/x/r.md", "/x/top.txt"]],
    ["COPY src /x\nCOPY top.txt /x/sub", [...src, "/x/sub/top.txt"]],
    ["COPY src /x\nCOPY top.txt /x/nothing", [...src, "/x/nothing"]],
    ["COPY --exclude=sub src /x\nCOPY top.txt /x/sub", ["/x/.hid", "/x/one.js", "/x/sub", "/x/tolink"]],
    ["COPY --parents src/sub /x\nCOPY top.txt /x/src", ["/x/src/sub/two.js", "/x/src/top.txt"]],
    ["COPY .env /x/\nCOPY top.txt /x", ["/x/.env", "/x/top.txt"]],
    ["COPY .env /x/y/z\nCOPY top.txt /x", ["/x/top.txt", "/x/y/z"]],
    ["COPY *.nothing /x/\nCOPY top.txt /x", ["/x"]],
    ["COPY <<EOF /x/\nbody\nEOF\nCOPY top.txt /x", ["/x/top.txt"]],
    ["COPY top.txt /x\nCOPY .env /x/", ["/x", "/x/.env"]],
    ["WORKDIR /w\nCOPY --link top.txt /w", ["/w"]],
    ["COPY docs /x\nCOPY --link top.txt /x", ["/x", "/x/r.md"]],
    ["COPY --link docs /x\nCOPY top.txt /x", ["/x/r.md", "/x/top.txt"]],
    ["COPY docs /x\nFROM s\nCOPY top.txt /x", ["/x/r.md", "/x/top.txt"]],
    ["COPY docs /x\nFROM scratch\nCOPY --from=s /x /y\nCOPY top.txt /y", ["/y/r.md", "/y/top.txt"]],
    ["COPY top.txt /x\nFROM scratch\nCOPY docs /y\nCOPY --from=s /x /y", ["/y/r.md", "/y/x"]],
    ["COPY src /x\nFROM scratch\nCOPY --from=s /x/* /y/", ["- src/tolink", "/y/.hid", "/y/one.js", "/y/two.js"]],
    ["COPY src /x\nFROM scratch\nCOPY --from=s /x /y", ["/y/.hid", "/y/one.js", "/y/sub/two.js", "/y/tolink"]],
    ["COPY top.txt /x\nFROM scratch\nCOPY --from=s / /y\nCOPY .env /y", ["/y/.env", "/y/x"]],
  ];
  it.each(cases)("%s", (lines, image) => {
    expect(landings(contextOf(`FROM scratch AS s\n${lines}\n`, tree))).toEqual([...image].sort());
  });

  it("an archive that ADD unpacks makes a folder of it", () => {
    const text = "FROM scratch\nADD a.tar /x\nCOPY top.txt /x\n";
    expect(landings(contextOf(text, { "a.tar": tarHead(), "top.txt": "" }))).toContain("/x/top.txt");
    expect(landings(contextOf(text, { "a.tar": "text", "top.txt": "" }))).toContain("/x");
  });

  it("stages that copy from each other in a circle end", () => {
    const text = "COPY --from=b /x /x\nFROM scratch AS b\nCOPY --from=s /x /x\nCOPY top.txt /x\nFROM scratch\n";
    expect(landings(contextOf(`FROM scratch AS s\n${text}`, tree))).toEqual(["- top.txt"]);
  });

  it("many lines take no longer than the limit allows", () => {
    const lines = Array.from({ length: 4_000 }, (_, at) => `COPY top.txt /x${at}\n`).join("");
    const started = cpuTime();
    expect(landings(contextOf(`FROM scratch\n${lines}`, tree))).toHaveLength(4_000);
    expect(cpuTime() - started).toBeLessThan(10_000);
  });
});

describe("a source that is missing", () => {
  const cases: [line: string, missing: string | undefined][] = [
    ["COPY nothing /x", "absent"],
    ["COPY out /x", "absent"],
    ["COPY out2 /x", "absent"],
    ["COPY dangling /x", "absent"],
    ["COPY circle /x", "absent"],
    ["COPY app.js/x /x", "absent"],
    ["COPY ign /x", "ignored by ign"],
    ["COPY ign/x.txt /x", "ignored by ign"],
    ["COPY linkign /x", "ignored by ign"],
    ["COPY ign* /x/", "ignored by ign, a glob"],
    ["COPY *.nothing /x/", "absent, a glob"],
    ["COPY --parents ign/x.txt /x/", "ignored by ign, a glob"],
    ["COPY --parents . /x/", undefined],
    ["COPY --parents --exclude=** src /x/", undefined],
    ["COPY hollow/y.txt /x/", "ignored by hollow/**"],
    ["RUN --mount=source=ign,target=/d true", "ignored by ign"],
    ["COPY docs /x", undefined],
    ["COPY hollow /x", undefined],
    ["COPY empty /x", undefined],
    ["COPY . /x", undefined],
    ["ARG d\nCOPY $d /x", undefined],
  ];
  it.each(cases)("%s: %s", (line, expected) => {
    const { missing, isGlob } = firstTransfer(contextOf(`FROM scratch\n${line}\n`, tree));
    const by = missing?.by ? ` by ${missing.by.text}` : "";
    expect(missing && `${missing.why}${by}${isGlob ? ", a glob" : ""}`).toBe(expected);
  });

  /** Built by BuildKit too: it goes on where a pattern matches nothing, but is sent only what the lines name. */
  const failing: [lines: string, fails: boolean | undefined][] = [
    ["COPY nothing /x", true],
    ["COPY *.nothing /x/", false],
    ["COPY */nothing /x/", false],
    ["COPY nothing/* /x/", true],
    ["COPY ign/* /x/", true],
    ["COPY docs/*.nothing /x/", true],
    ["COPY top.txt/* /x/", true],
    ["COPY docs/*.nothing /x/\nCOPY docs/r.md /x/", false],
    ["COPY docs/*.nothing /x/\nCOPY . /x/", false],
    ["COPY src/sub/*.nothing /x/\nCOPY src /x/", false],
    ["COPY src/sub/*.nothing /x/\nCOPY src/one.js /x/", true],
    ["COPY docs/*.nothing /x/\nFROM scratch\nCOPY docs /x/", undefined],
    ["COPY --parents nothing /x/", false],
    ["COPY --parents nothing/./a /x/", true],
    ["COPY --parents docs/./nothing /x/", true],
    ["COPY --parents docs/./nothing docs/r.md /x/", false],
    ["COPY hollow/nothing* /x/", true],
    ["COPY --parents h?llow /x/\nCOPY hollow/nothing* /x/", false],
  ];
  it.each(failing)("%s: the build fails: %s", (lines, fails) => {
    const { transfers } = contextOf(`FROM scratch\n${lines}\n`, tree);
    const missing = transfers.filter(({ stage }) => stage.reachesTarget).map((transfer) => transfer.missing?.fails);
    expect(missing.find((each) => each !== undefined)).toBe(fails);
  });

  it("what a variable hides is unknown, and takes nothing", () => {
    const transfer = firstTransfer(contextOf("FROM scratch\nARG d\nCOPY $d /x\n", tree));
    expect(transfer.pattern).toMatchObject({ known: false });
    expect(transfer.files()).toEqual([]);
  });

  it("so is what an unknown --exclude leaves", () => {
    const transfer = firstTransfer(contextOf("FROM scratch\nARG d\nCOPY --exclude=$d . /x\n", tree));
    expect(transfer.pattern).toMatchObject({ known: false });
  });
});

describe("places", () => {
  it("point at the source word, or at the mount", () => {
    const text = "FROM scratch\nCOPY --link app.js top.txt /x/\nRUN --mount=type=bind,source=a,target=/a true\n";
    const context = contextOf(text, tree);
    expect(context.transfers.map(({ at }) => text.slice(at.start, at.end))).toEqual([
      "app.js",
      "top.txt",
      "--mount=type=bind,source=a,target=/a",
    ]);
    expect(context.transfers.map(({ kind }) => kind)).toEqual(["copy", "copy", "bind"]);
  });
});

/** The beginning of a tar, with no more in it than its sum. */
function tarHead(): string {
  const header = new Uint8Array(1024);
  header[0] = 0x61;
  header.fill(0x20, 148, 156);
  header.set(new TextEncoder().encode((0x61 + 8 * 0x20).toString(8).padStart(6, "0")), 148);
  return new TextDecoder().decode(header);
}

describe("archives", () => {
  const archives = { "a.tar": tarHead(), "b.tar": "text", "d/c.tar": tarHead() };
  it.each([
    ["ADD a.tar /x/", ["a.tar"]],
    ["ADD *.tar /x/", ["a.tar"]],
    ["ADD d /x/", []],
    ["ADD d/c.tar /x/", ["d/c.tar"]],
    ["ADD --unpack=false a.tar /x/", []],
    ["COPY a.tar /x/", []],
  ])("%s unpacks %s", (line, unpacked) => {
    const { transfers } = contextOf(`FROM scratch\n${line}\n`, archives);
    const paths = transfers.flatMap((transfer) => transfer.files().filter((file) => transfer.unpacks(file)));
    expect(paths.map(({ path }) => path)).toEqual(unpacked);
  });
});
