import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { file, hardlink, symlink, type TarEntry, writeTar } from "../files/tar.fixture.ts";
import { openArchive } from "./archive.ts";
import { ImageFailure } from "./image-failure.ts";
import type { FoundImage } from "./image-source.ts";
import { openLayout } from "./layout.ts";
import {
  bytesOf,
  digestOf,
  entriesOf,
  hexOf,
  indexOf,
  newDockerEntries,
  ociFiles,
  ociParts,
  oldDockerEntries,
  readAll,
  sampleImage,
  trickle,
} from "./saved-image.fixture.ts";
import { mostKeptBytes, readImageStream } from "./stream.ts";

let scratch = "";
let count = 0;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "seaworthy-saved-"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function written(bytes: Uint8Array): string {
  const path = join(scratch, `image-${count++}.tar`);
  writeFileSync(path, bytes);
  return path;
}

function folderOf(files: ReadonlyMap<string, Uint8Array>): string {
  const folder = join(scratch, `layout-${count++}`);
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

const host = { host: "x64" };
const opened = (entries: readonly TarEntry[], reference?: string) =>
  openArchive(written(writeTar(entries)), "any", reference, host);
const streamed = (bytes: Uint8Array, piece?: number): FoundImage => ({
  ...{ kind: "stdin", name: "-", description: undefined },
  readLayers: (wanted) => readImageStream(trickle(bytes, piece), wanted, { ...host, form: "any" }),
  close: async () => {},
});
const messageOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "no failure",
    (error: unknown) => (error instanceof ImageFailure ? error.message : `not an ImageFailure: ${error}`),
  );

const image = sampleImage();
const forms: [string, () => Promise<FoundImage> | FoundImage][] = [
  ["the old form of docker save", () => opened(oldDockerEntries(image))],
  ["the new form of docker save", () => opened(newDockerEntries(image))],
  ["an OCI archive", () => opened(entriesOf(ociFiles(image)))],
  ["an OCI layout", () => openLayout(folderOf(ociFiles(image)), undefined, host)],
  ["a packed archive", () => openArchive(written(gzipSync(writeTar(oldDockerEntries(image)))), "any", undefined, host)],
  ["the old form as a stream", () => streamed(writeTar(oldDockerEntries(image)))],
  ["the new form as a stream, byte by byte", () => streamed(writeTar(newDockerEntries(image)), 7)],
  ["an OCI archive as a stream", () => streamed(writeTar(entriesOf(ociFiles(image))))],
  ["a packed stream", () => streamed(gzipSync(writeTar(entriesOf(ociFiles(image)))))],
  [
    "names with ./ in front",
    () => opened(newDockerEntries(image).map((each) => ({ ...each, name: `./${each.name}` }))),
  ],
  [
    "hard links for repeated layers",
    () =>
      opened(
        oldDockerEntries(image).map((each) =>
          each.type === "2" ? hardlink(String(each.name), String(each.link).slice(3)) : each,
        ),
      ),
  ],
];

describe("one image in every form gives the same", () => {
  test.each(forms)("%s", async (_, open) => {
    const { description, layers, unknowns, opened: names } = await readAll(await open());
    expect(unknowns).toEqual([]);
    expect(description).toMatchObject({
      id: digestOf(image.config),
      config: { env: ["PATH=/bin"], cmd: ["/app/server"] },
    });
    expect(description.layers.map(({ diffId }) => diffId)).toEqual(image.layers.map(digestOf));
    expect(layers).toEqual([["etc/os-release", "etc/passwd"], ["app/server"], ["etc/os-release", "etc/passwd"]]);
    expect(names).toHaveLength(2);
  });

  test("a layer that is known is not opened", async () => {
    for (const [form, open] of forms) {
      const { opened: names, unknowns } = await readAll(await open(), () => true);
      // A stream cannot know what an old name or a packed blob holds before it has passed.
      const mustOpen = form.includes("stream") || form.includes("packed");
      expect([form, mustOpen || names.length === 0, unknowns]).toEqual([form, true, []]);
    }
    const { opened: plain } = await readAll(streamed(writeTar(newDockerEntries(image))), () => true);
    expect(plain).toEqual([]);
  });
});

describe("which image is meant", () => {
  const other = sampleImage({ author: "other" });
  const both = (first: TarEntry[], second: TarEntry[]) => {
    const lists = [first, second].map((entries) => JSON.parse(String(Buffer.from(entries.at(-1)?.body ?? []))));
    const rest = [...first, ...second].filter(({ name }) => name !== "manifest.json");
    return [...rest, file("manifest.json", bytesOf(lists.flat()))];
  };
  const two = both(newDockerEntries(image, ["acme/app:1", "localhost/app:2"]), newDockerEntries(other, ["redis:8"]));

  test.each([
    ["acme/app:1", digestOf(image.config)],
    ["docker.io/acme/app:1", digestOf(image.config)],
    ["app:2", digestOf(image.config)],
    ["redis:8", digestOf(other.config)],
    ["docker.io/library/redis:8", digestOf(other.config)],
    ["8", digestOf(other.config)],
    [digestOf(other.config), digestOf(other.config)],
  ])("%s in an archive of two", async (reference, id) => {
    expect((await opened(two, reference)).description?.id).toBe(id);
  });

  test("two images, and nobody says which", async () => {
    const list = 'There is: "acme/app:1", "localhost/app:2", "redis:8". Name one of them behind the file: FILE:NAME.';
    expect(await messageOf(opened(two))).toContain(`Several images are in it. ${list}`);
    expect(await messageOf(opened(two, "nothing:1"))).toContain(`There is no image "nothing:1" in it. ${list}`);
    expect(await messageOf(readAll(streamed(writeTar(two))))).toContain("Several images are in it.");
  });

  test("tags of an OCI layout", async () => {
    const [one, second] = [ociParts(image, "1"), ociParts(other, "acme.io/app:2")];
    const files = new Map(
      [...one.files, ...second.files].map((bytes) => [`blobs/sha256/${hexOf(bytes)}` as string, bytes] as const),
    );
    files.set("index.json", indexOf([one.entry, second.entry]));
    files.set("oci-layout", bytesOf("{}"));
    const folder = folderOf(files);
    expect((await openLayout(folder, "1", host)).description?.id).toBe(digestOf(image.config));
    expect((await openLayout(folder, "acme.io/app:2", host)).description?.id).toBe(digestOf(other.config));
    expect(await messageOf(openLayout(folder, undefined, host))).toContain('There is: "1", "acme.io/app:2"');
    expect(await messageOf(openLayout(folder, "3", host))).toContain('There is no image "3" in it.');
  });

  test("the platform of an index, and of an image that is no index", async () => {
    const arm = sampleImage({ architecture: "arm64" });
    const parts = [ociParts(image), ociParts(arm)];
    const platforms = ["amd64", "arm64"].map((architecture) => ({ os: "linux", architecture }));
    const inner = indexOf(parts.map(({ entry }, at) => ({ ...entry, annotations: {}, platform: platforms[at] })));
    const files = new Map(
      [inner, ...parts.flatMap((each) => each.files)].map(
        (bytes) => [`blobs/sha256/${hexOf(bytes)}` as string, bytes] as const,
      ),
    );
    files.set(
      "index.json",
      indexOf([{ mediaType: "application/vnd.oci.image.index.v1+json", digest: digestOf(inner), size: inner.length }]),
    );
    const folder = folderOf(files);
    const id = async (platform?: string) =>
      (await openLayout(folder, undefined, { ...host, platform })).description?.id;
    expect(await id()).toBe(digestOf(image.config));
    expect(await id("arm64")).toBe(digestOf(arm.config));
    expect(await messageOf(id("s390x"))).toContain("There is: linux/amd64, linux/arm64.");
    const single = folderOf(ociFiles(image));
    expect(await messageOf(openLayout(single, undefined, { ...host, platform: "arm64" }))).toContain(
      "The image is for linux/amd64, not for linux/arm64.",
    );
  });
});

describe("hostile:", () => {
  const withManifest = (entry: unknown, more: TarEntry[] = []) => [
    ...newDockerEntries(image).filter(({ name }) => name !== "manifest.json"),
    ...more,
    file("manifest.json", bytesOf([entry])),
  ];
  const named = (bytes: Uint8Array) => `blobs/sha256/${hexOf(bytes)}`;
  const layers = image.layers.map(named);

  test.each<[string, TarEntry[], RegExp]>([
    [
      "a config out of the archive",
      withManifest({ Config: "../../etc/passwd", Layers: layers }),
      /It is not in the archive/,
    ],
    ["an absolute config", withManifest({ Config: "/etc/passwd", Layers: layers }), /It is not in the archive/],
    [
      "a config behind a link that leads out",
      withManifest({ Config: "c.json", Layers: layers }, [symlink("c.json", "/etc/passwd")]),
      /It is not in the archive/,
    ],
    [
      "links in a circle",
      withManifest({ Config: "a", Layers: layers }, [symlink("a", "b"), symlink("b", "a")]),
      /It is not in the archive/,
    ],
    ["a config that is a layer", withManifest({ Config: layers[0], Layers: layers }), /config/],
    [
      "a config that is not what its name says",
      withManifest({ Config: `${"a".repeat(64)}.json`, Layers: layers }, [
        file(`${"a".repeat(64)}.json`, image.config),
      ]),
      /not what its name says/,
    ],
    [
      "a layer too few",
      withManifest({ Config: named(image.config), Layers: layers.slice(1) }),
      /2 layers and the config 3/,
    ],
    [
      "Layers that are no list",
      withManifest({ Config: named(image.config), Layers: { length: 3 } }),
      /no sound list of layers/,
    ],
    ["no image in manifest.json", [file("manifest.json", "[]")], /names no image/],
    ["manifest.json that is none", [file("manifest.json", "{")], /not valid JSON/],
    [
      "no image at all",
      [file("notes.txt", "x"), file("src/a.ts", "y")],
      /It is no image. It holds "notes.txt", "src\/a.ts"/,
    ],
    [
      "a root file system",
      [file("etc/passwd", ""), file("usr/bin/x", ""), file("bin/sh", "")],
      /root file system.*dir:FOLDER/,
    ],
    [
      "an image in a folder",
      entriesOf(
        new Map([
          ["img/oci-layout", bytesOf("{}")],
          ["img/index.json", indexOf([])],
        ]),
      ),
      /folder "img"/,
    ],
    ["an empty tar", [], /It is empty/],
    ["an index that names nothing", entriesOf(new Map([["index.json", indexOf([])]])), /index without images/],
    [
      "an index that names what is not there",
      entriesOf(new Map([["index.json", indexOf([ociParts(image).entry])]])),
      /cannot be read. It is not in the archive/,
    ],
  ])("%s is refused, from a file and from a stream", async (_, entries, why) => {
    expect(await messageOf(opened(entries))).toMatch(why);
    expect(await messageOf(readAll(streamed(writeTar(entries))))).toMatch(why);
  });

  test.each(["file", "stream"])("a layer that is not there is told, the others are read (%s)", async (how) => {
    const entries = newDockerEntries(image).filter(({ name }) => name !== layers[1]);
    const found = how === "file" ? await opened(entries) : streamed(writeTar(entries));
    const { layers: read, unknowns, description } = await readAll(found);
    expect(read.map((paths) => paths !== undefined)).toEqual([true, false, true]);
    expect(unknowns).toEqual([expect.stringMatching(/^layer 2 \(sha256:[0-9a-f]{12}\): .* is not in the archive/)]);
    expect(description.unknowns[0]?.fatal).toBe(true);
  });

  test.each(["file", "stream"])("a layer with another content is told, and not used (%s)", async (how) => {
    const entries = oldDockerEntries(image).map((each) =>
      each.name.toString().endsWith("layer.tar") &&
      each.type === "0" &&
      Buffer.from(each.body ?? []).includes("app/server")
        ? { ...each, body: writeTar([file("evil", "x")]) }
        : each,
    );
    const found = how === "file" ? await opened(entries) : streamed(writeTar(entries));
    const { layers: read, unknowns } = await readAll(found);
    expect(read[1]).toBeUndefined();
    expect(unknowns).toHaveLength(1);
    expect(unknowns[0]).toMatch(/layer 2 .*ontent/);
  });

  test("of two entries of one name the later counts, as when it is unpacked", async () => {
    const entries = [file(named(image.config), "{}"), ...newDockerEntries(image)];
    expect((await opened(entries)).description?.id).toBe(digestOf(image.config));
    expect((await readAll(streamed(writeTar(entries)))).description.id).toBe(digestOf(image.config));
  });

  test("a manifest.json that claims a gigabyte is not read", async () => {
    const claims = writeTar([file("a", "x"), { ...file("manifest.json", "["), size: 1e9 }]);
    expect(await messageOf(openArchive(written(claims), "any", undefined, host))).toMatch(/breaks off/);
    const large = [file("manifest.json", Buffer.alloc(mostKeptBytes + 1, 32))];
    const start = cpuTime();
    expect(await messageOf(opened(large))).toMatch(/more than 4194304/);
    expect(await messageOf(readAll(streamed(writeTar(large), 65_536)))).toMatch(/more than 4194304/);
    expect(cpuTime() - start).toBeLessThan(3_000);
  });

  test("a layout whose blobs are links out of the folder", async () => {
    const outside = written(image.config);
    const files = ociFiles(image);
    const name = named(image.config);
    files.delete(name);
    const folder = folderOf(files);
    symlinkSync(outside, join(folder, name));
    expect(await messageOf(openLayout(folder, undefined, host))).toMatch(/leads out of the folder/);
  });

  test("a stream whose source breaks fails with the source's error, also inside of a layer", async () => {
    const layer = writeTar([file("large", Buffer.alloc(2_000_000, 7))]);
    const large = sampleImage({ rootfs: { diff_ids: [digestOf(layer)] } });
    const bytes = writeTar(newDockerEntries({ ...large, layers: [layer] }));
    for (const length of [0, 4_000, 1_000_000]) {
      async function* breaking() {
        yield* trickle(bytes.subarray(0, length), 65_536);
        throw new ImageFailure("the line is dead");
      }
      const found: FoundImage = {
        ...streamed(bytes),
        readLayers: (wanted) => readImageStream(breaking(), wanted, { ...host, form: "any" }),
      };
      expect(await messageOf(readAll(found))).toBe("the line is dead");
    }
  });

  test("an archive cut at any length fails, or tells what is missing", async () => {
    for (const entries of [oldDockerEntries(image), newDockerEntries(image), entriesOf(ociFiles(image))]) {
      const bytes = writeTar(entries);
      for (let length = 0; length < bytes.length - 1_024; length += 509) {
        const cut = bytes.subarray(0, length);
        for (const open of [() => openArchive(written(cut), "any", undefined, host), async () => streamed(cut)]) {
          const outcome = await open()
            .then(readAll)
            .then(
              ({ unknowns }) => (unknowns.length > 0 ? "told" : "silent"),
              (error: unknown) => (error instanceof ImageFailure ? "failed" : `threw ${error}`),
            );
          expect([length, outcome]).not.toEqual([length, "silent"]);
          expect(outcome).not.toMatch(/^threw/);
        }
      }
    }
  });

  test("archives with flipped bytes fail, tell, or give the same", async () => {
    const bytes = writeTar(newDockerEntries(image));
    let state = 12_345;
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const digests = image.layers.map(digestOf);
    for (let run = 0; run < 1_000; run++) {
      const spoiled = Buffer.from(bytes);
      for (let flips = random(3) + 1; flips > 0; flips--) spoiled[random(bytes.length)] = random(256);
      const outcome = await readAll(streamed(spoiled, 4_096)).then(
        ({ description, unknowns, layers: read }) =>
          unknowns.length > 0 ||
          (read.every(Boolean) && description.layers.every(({ diffId }, at) => diffId === digests[at])),
        (error: unknown) => error instanceof ImageFailure,
      );
      expect([run, outcome]).toEqual([run, true]);
    }
  });

  test("nothing is written", () => {
    expect(existsSync(join(scratch, "blobs"))).toBe(false);
  });
});
