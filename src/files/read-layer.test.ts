import { createHash } from "node:crypto";
import * as zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import type { Unknown } from "../finding/finding.ts";
import { squashLayers } from "./image-tree.ts";
import type { LayerEntry } from "./layer-entry.ts";
import { createListing } from "./layer-listing.ts";
import { createFolderCount, normalisePath } from "./layer-path.ts";
import { type LayerLimits, layerLimits, readLayer } from "./read-layer.ts";
import {
  device,
  file,
  folder,
  hardlink,
  inChunks,
  joinBytes,
  opaqueFolder,
  symlink,
  type TarEntry,
  whiteout,
  writeEntry,
  writeTar,
} from "./tar.fixture.ts";
import { zstdBomb, zstdFrame } from "./zstd.fixture.ts";

async function read(bytes: Uint8Array | AsyncIterable<Uint8Array>, limits: Partial<LayerLimits> = {}) {
  const entries: LayerEntry[] = [];
  const listing = createListing();
  const bodies: Record<string, string> = {};
  const unknowns: Unknown[] = [];
  const layer = await readLayer(
    bytes instanceof Uint8Array ? inChunks(bytes) : bytes,
    {
      entry(entry) {
        entries.push(entry);
        listing.add(entry);
        if (entry.kind !== "file" || entry.bytes > 100_000) return undefined;
        let body = "";
        return {
          write(chunk) {
            body += Buffer.from(chunk).toString("latin1");
          },
          end(whole) {
            bodies[entry.path] = whole ? body : `${body}…`;
          },
        };
      },
      whiteout: listing.whiteout,
      opaque: listing.opaque,
      unknown: (unknown) => void unknowns.push(unknown),
    },
    { ...layerLimits, ...limits },
  );
  return { layer, entries, listing: listing.done(), bodies, unknowns, isFatal: unknowns.some(({ fatal }) => fatal) };
}

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

const tar = writeTar([
  folder("etc"),
  file("etc/passwd", "root:x:0:0\n"),
  symlink("bin", "usr/bin"),
  hardlink("etc/copy", "./etc//passwd"),
  device("dev/null"),
  whiteout("etc/shadow"),
  whiteout("old"),
  opaqueFolder("var"),
  opaqueFolder(""),
]);

describe("a layer", () => {
  const packings: [string, Uint8Array, string][] = [
    ["none", tar, "none"],
    ["gzip", zlib.gzipSync(tar), "gzip"],
    ["zstd", zstdFrame(tar, { windowLog: 20 }), "zstd"],
  ];
  it.each(packings)("is read whatever it is packed with: %s", async (_, packed, compression) => {
    const { layer, listing, bodies, unknowns } = await read(packed);
    expect(unknowns).toEqual([]);
    expect(layer).toEqual({
      diffId: sha256(tar),
      digest: sha256(packed),
      compression,
      bytes: tar.length,
      compressedBytes: packed.length,
    });
    expect(listing.paths).toEqual(["etc", "etc/passwd", "bin", "etc/copy", "dev/null"]);
    expect([...listing.links.values()]).toEqual(["usr/bin", "etc/passwd"]);
    expect(listing.whiteouts).toEqual(["etc/shadow", "old"]);
    expect(listing.opaque).toEqual(["var", ""]);
    expect(bodies).toEqual({ "etc/passwd": "root:x:0:0\n" });
  });

  it("its digests are over everything, behind the end of the tar too", async () => {
    const longer = joinBytes([tar, new Uint8Array(9000), Buffer.from("more")]);
    expect((await read(longer)).layer).toMatchObject({ diffId: sha256(longer), bytes: longer.length });
  });

  it("the digest of the packed bytes may be left out", async () => {
    const visitor = {
      entry: () => undefined,
      whiteout: () => undefined,
      opaque: () => undefined,
      unknown: () => undefined,
    };
    for (const packed of [tar, zlib.gzipSync(tar)])
      expect(await readLayer(inChunks(packed), visitor, layerLimits, { digest: false })).toMatchObject({
        diffId: sha256(tar),
        digest: undefined,
      });
  });

  it("nothing at all is a layer with nothing in it", async () => {
    const { layer, entries, unknowns } = await read(new Uint8Array());
    expect([entries, unknowns, layer.diffId]).toEqual([[], [], sha256(new Uint8Array())]);
  });

  it("the root itself is no entry", async () => {
    expect((await read(writeTar([folder("./"), folder("/"), file("./a")]))).listing.paths).toEqual(["a"]);
  });
});

describe("names", () => {
  const names: [string, string, boolean][] = [
    ["a/b", "a/b", false],
    ["./a/b", "a/b", false],
    ["/a/b/", "a/b", false],
    ["a//b/./c", "a/b/c", false],
    ["a/../b", "b", false],
    ["a/b/../../c", "c", false],
    ["..a/...", "..a/...", false],
    [".", "", false],
    ["", "", false],
    ["../a", "a", true],
    ["a/../../b", "b", true],
    ["/../../etc/passwd", "etc/passwd", true],
    ["..", "", true],
  ];
  it.each(names)("%j is %j", (name, path, leadsOut) => {
    expect(normalisePath(name)).toEqual({ path, leadsOut });
  });

  const marks: [string, { paths?: string[]; whiteouts?: string[]; opaque?: string[]; fatal?: true }][] = [
    ["a/.wh.b", { whiteouts: ["a/b"] }],
    ["./.wh.b/", { whiteouts: ["b"] }],
    ["a/.wh..wh..opq", { opaque: ["a"] }],
    [".wh..wh.plnk", {}],
    [".wh..wh.plnk/12.34", {}],
    ["a/.wh..wh.aufs", {}],
    [".wh.", { fatal: true }],
    ["a/.wh..", { fatal: true }],
    ["a/.wh...", { fatal: true }],
    ["a/.wh.b/c", { paths: ["a/.wh.b/c"] }],
    ["a.wh.b", { paths: ["a.wh.b"] }],
    ["a/.wh", { paths: ["a/.wh"] }],
  ];
  it.each(marks)("%j as a whiteout", async (name, { fatal = false, ...expected }) => {
    const { listing, isFatal } = await read(writeTar([file(name)]));
    expect(listing).toMatchObject({ paths: [], whiteouts: [], opaque: [], ...expected });
    expect(isFatal).toBe(fatal);
  });
});

describe("hostile layers", () => {
  const harmless: [string, TarEntry[], string[]][] = [
    ["absolute names", [file("/etc/passwd")], ["etc/passwd"]],
    [
      "links out of the root, which are only followed inside it",
      [symlink("a", "../../../etc/passwd"), symlink("b", "/etc/shadow")],
      ["a", "b"],
    ],
    ["links in a circle", [symlink("a", "b"), symlink("b", "a")], ["a", "b"]],
    ["hard links to nothing", [hardlink("a", "nothing")], ["a"]],
    ["names that are no UTF-8", [{ ...file("x"), name: Uint8Array.of(0xff, 0xfe) }], ["\\xff\\xfe"]],
    ["devices", [device("a"), device("b", "4")], ["a", "b"]],
  ];
  it.each(harmless)("%s do no harm", async (_, entries, paths) => {
    const { listing, unknowns, layer } = await read(writeTar(entries));
    expect(listing.paths).toEqual(paths);
    expect(unknowns).toEqual([]);
    expect(layer.diffId).toBeDefined();
    const tree = squashLayers([listing]);
    for (const path of paths) expect([path, undefined]).toContain(tree.resolve(path));
  });

  const told: [string, TarEntry[], string[]][] = [
    ["names out of the root", [file("../../etc/passwd"), file("b")], ["etc/passwd", "b"]],
    ["hard links out of the root", [file("etc/passwd"), hardlink("a", "../../../etc/passwd")], ["etc/passwd", "a"]],
  ];
  it.each(told)("%s are read inside it, and said", async (_, entries, paths) => {
    const { listing, unknowns } = await read(writeTar(entries));
    expect(listing.paths).toEqual(paths);
    expect(unknowns).toMatchObject([{ fatal: true }]);
    expect(unknowns[0]?.why).toMatch(/leads out of the root/);
  });

  const broken: [string, Uint8Array, RegExp][] = [
    ["a claim of 8 EB", writeTar([file("a"), { ...file("b"), size: 2n ** 63n - 1n }]), /impossible size/],
    ["no tar", Buffer.from("<html>no layer at all</html>".repeat(40)), /does not start with the header/],
    ["cut off", tar.subarray(0, 700), /breaks off/],
    ["a packed one, cut off", zlib.gzipSync(tar).subarray(0, 150), /gzip stream is cut off/],
    ["a packed one, damaged", joinBytes([zlib.gzipSync(tar), Buffer.from([0x1f, 0x8b, 8, 9])]), /damaged|cut off/],
    ["bzip2", Buffer.from("BZh91AY&SYx"), /bzip2/],
  ];
  it.each(broken)("%s has no digests", async (_, bytes, why) => {
    const { layer, unknowns } = await read(bytes);
    expect(unknowns).toMatchObject([{ fatal: true }]);
    expect(unknowns[0]?.why).toMatch(why);
    expect([layer.diffId, layer.digest]).toEqual([undefined, undefined]);
  });

  it("cut at every block, it has no digests or is said to have no end, and bodies are whole or not", async () => {
    const layer = writeTar([folder("a"), file("a/b", "c".repeat(1200)), file("d", "e"), file("f".repeat(300), "g")]);
    for (let length = 512; length < layer.length - 1024; length += 512)
      for (const bytes of [layer.subarray(0, length), zlib.gzipSync(layer.subarray(0, length))]) {
        const { layer, unknowns, bodies } = await read(bytes);
        expect(unknowns).toHaveLength(1);
        expect(layer.diffId === undefined).toBe(unknowns[0]?.fatal ?? false);
        const body = bodies["a/b"] ?? "…";
        expect(body.endsWith("…") || body.length === 1200).toBe(true);
      }
  });

  it("a source that breaks off is told, with its reason", async () => {
    async function* failing() {
      yield tar.subarray(0, 1024);
      throw new Error("connection reset");
    }
    const { layer, unknowns, listing } = await read(failing());
    expect(unknowns).toMatchObject([{ what: "bytes of a layer", fatal: true }]);
    expect(unknowns[0]?.why).toBe("They broke off after 1.0 kB: connection reset. Run it again.");
    expect(layer).toMatchObject({ diffId: undefined, digest: undefined, compressedBytes: 1024 });
    expect(listing.paths).toEqual(["etc", "etc/passwd"]);
  });

  it("what a visitor throws is not swallowed", async () => {
    const visitor = { whiteout: () => undefined, opaque: () => undefined, unknown: () => undefined };
    const entry = () => {
      throw new Error("a mistake of ours");
    };
    await expect(readLayer(inChunks(tar), { ...visitor, entry })).rejects.toThrow("a mistake of ours");
  });

  it("a gzip bomb is stopped", async () => {
    const start = cpuTime();
    const zeros = zlib.gzipSync(
      joinBytes([writeEntry({ ...file("a"), size: 60_000_000 }), new Uint8Array(60_000_000)]),
    );
    const unpack = { ...layerLimits.unpack, freeBytes: 10_000_000 };
    const { unknowns, layer } = await read(zeros, { unpack });
    expect(unknowns[0]?.why).toMatch(/no layer but a bomb/);
    expect(unknowns).toHaveLength(1);
    expect(layer.diffId).toBeUndefined();
    expect(layer.bytes).toBeLessThan(20_000_000);
    expect(cpuTime() - start).toBeLessThan(10_000);
  });

  it("a zstd bomb is stopped", async () => {
    const unpack = { ...layerLimits.unpack, freeBytes: 10_000_000 };
    expect((await read(zstdBomb(4000), { unpack })).unknowns[0]?.why).toMatch(/no layer but a bomb/);
  });

  it("a million wrong entries are counted, not told one by one", async () => {
    const one = writeEntry(file("../a"));
    const many = joinBytes([...Array.from({ length: 2000 }, () => one), new Uint8Array(1024)]);
    const { unknowns } = await read(many);
    expect(unknowns).toHaveLength(layerLimits.unknowns + 1);
    expect(unknowns.at(-1)).toMatchObject({ what: "1,950 more entries of a layer", fatal: true });
  });

  it("names that lead through too many folders are not followed further", async () => {
    const deep = (name: string) => file(`${`${name}/`.repeat(30)}x`);
    const { listing, unknowns } = await read(writeTar([deep("a"), deep("a"), deep("b"), deep("c"), file("d")]), {
      folders: 75,
    });
    expect(listing.paths).toHaveLength(2);
    expect(unknowns).toMatchObject([{ fatal: true }]);
    expect(unknowns[0]?.why).toMatch(/more than 75 folders/);
  });

  it.each([
    [["a", "b", "c/d", "c/e"], 1],
    [["a/b/c", "a/b/d", "a/b/e/f", "a/g", "h"], 3],
    [["a/b/c", "ab/c", "a/b/c"], 5],
    [["abc/x", "abd/x", "ab/x"], 3],
    [["a/x", "a/b/c/x", "a/x", "a/b/x"], 4],
  ] as const)("the folders of %j are %i", (paths, count) => {
    const folders = createFolderCount();
    expect(paths.map((path) => folders.add(path)).at(-1)).toBe(count);
  });

  it("entries past the limit are not read, and it has no digests", async () => {
    const { layer, listing, unknowns } = await read(tar, { entries: 3 });
    expect(listing.paths).toHaveLength(3);
    expect(unknowns[0]?.why).toMatch(/more than 3 entries/);
    expect(layer.diffId).toBeUndefined();
  });
});
