import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { openCacheFolder } from "../files/cache-folder.ts";
import { file, hardlink, inChunks, type TarEntry, writeTar } from "../files/tar.fixture.ts";
import { describeImage } from "../image/config.ts";
import type { ImageDescription } from "../image/image-description.ts";
import type { FoundImage, LayerStream } from "../image/image-source.ts";
import { WrongContent } from "../image/registry-failure.ts";
import type { Cataloger } from "../packages/package.ts";
import { readersKey } from "./collect-layer.ts";
import { createLayerCache, type LayerCache } from "./layer-cache.ts";
import { layersAtOnce, readLayers } from "./read-layers.ts";
import { readMerged } from "./read-merged.ts";

const names: Cataloger = {
  id: "names",
  version: 1,
  selects: { names: ["package.txt"] },
  mostBytes: 100,
  *read({ path, bytes }) {
    const name = Buffer.from(bytes).toString();
    yield { package: { type: "npm", name, version: "1", licenses: [], path, details: {} } };
  },
};
const catalogers = [names];

interface Layer {
  readonly tar: Uint8Array;
  readonly diffId: string;
}

function layer(...entries: TarEntry[]): Layer {
  const tar = writeTar(entries);
  return { tar, diffId: `sha256:${createHash("sha256").update(tar).digest("hex")}` };
}

function describedBy(layers: readonly Layer[]): ImageDescription {
  const config = {
    os: "linux",
    architecture: "amd64",
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
  };
  const description = describeImage({ config: Buffer.from(JSON.stringify(config)), tags: [] });
  if ("refused" in description) throw new Error(description.refused);
  return description;
}

/** An image whose layers can be opened in any order, and what was opened of it. */
function image(layers: readonly Layer[], change: Partial<LayerStream> = {}, options: Partial<FoundImage> = {}) {
  const opened: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const found: FoundImage = {
    kind: "oci-dir",
    name: "test",
    description: describedBy(layers),
    async readLayers({ isKnown, read }) {
      const streams = layers.map(
        ({ tar, diffId }, index): LayerStream => ({
          ...{ diffId, name: `layer ${index + 1} (${diffId.slice(0, 19)})`, reopens: true },
          async *open() {
            opened.push(diffId);
            mostAtOnce = Math.max(mostAtOnce, ++atOnce);
            yield* inChunks(gzipSync(tar), 300);
            await new Promise((resolve) => setTimeout(resolve, 1));
            atOnce -= 1;
          },
          ...change,
        }),
      );
      await Promise.all(streams.filter(({ diffId = "" }) => !isKnown(diffId)).map(read));
      return describedBy(layers);
    },
    close: async () => undefined,
    ...options,
  };
  return { found, opened, mostAtOnce: () => mostAtOnce };
}

function cacheIn(folder: string, readers = readersKey(catalogers)): LayerCache {
  return createLayerCache(openCacheFolder(folder, Date.now), readers);
}
const fresh = () => mkdtempSync(join(tmpdir(), "seaworthy-layers-"));

const base = layer(file("a/package.txt", "base"));
const top = layer(file("b/package.txt", "top"));

test("layers are read once, and the next image opens only what is new", async () => {
  const folder = fresh();
  const first = image([base]);
  await readLayers(first.found, { catalogers, cache: cacheIn(folder) });
  const second = image([base, top]);
  const { layers } = await readLayers(second.found, { catalogers, cache: cacheIn(folder) });
  expect(first.opened).toEqual([base.diffId]);
  expect(second.opened).toEqual([top.diffId]);
  expect(layers.map((facts) => facts?.packages.map(({ name }) => name))).toEqual([["base"], ["top"]]);
});

test("what the cache gives is what reading gave", async () => {
  const folder = fresh();
  const odd = layer(
    file("a/package.txt", "x"),
    hardlink("l", "a/package.txt"),
    file(new Uint8Array([97, 0xff]) as never, "y"),
  );
  const cold = await readLayers(image([odd]).found, { catalogers, cache: cacheIn(folder) });
  const warm = await readLayers(image([odd]).found, { catalogers, cache: cacheIn(folder) });
  expect(warm).toEqual(cold);
});

test("a layer that is in an image twice is read twice at most and kept once", async () => {
  const { found } = image([base, base]);
  const { layers } = await readLayers(found, { catalogers, cache: cacheIn(fresh()) });
  expect(layers[0]).toEqual(layers[1]);
});

test("other readers do not take what these have found", async () => {
  const folder = fresh();
  await readLayers(image([base]).found, { catalogers, cache: cacheIn(folder) });
  const again = image([base]);
  await readLayers(again.found, { catalogers, cache: cacheIn(folder, readersKey([{ ...names, version: 2 }])) });
  expect(again.opened).toEqual([base.diffId]);
});

test("a stream that names its image is not read when all is known", async () => {
  const folder = fresh();
  const id = `sha256:${"a".repeat(64)}`;
  const cache = cacheIn(folder);
  await readLayers(image([base], {}, { id, description: undefined }).found, { catalogers, cache });
  const again = image([base], {}, { id, description: undefined });
  await readLayers(again.found, { catalogers, cache: cacheIn(folder) });
  expect(again.opened).toEqual([]);
});

test("a layer of another content than its name is not used, and not kept", async () => {
  const folder = fresh();
  const forged = { tar: top.tar, diffId: base.diffId };
  const { layers, unknowns } = await readLayers(image([forged]).found, { catalogers, cache: cacheIn(folder) });
  expect(layers).toEqual([undefined]);
  expect(unknowns).toMatchObject([{ what: expect.stringContaining("layer 1 "), fatal: true }]);
  expect(cacheIn(folder).layer(base.diffId)).toBeUndefined();
  expect(cacheIn(folder).layer(top.diffId)).toBeUndefined();
});

test("a layer that its source finds to be another one at its end is not used", async () => {
  const { found } = image([base], {
    async *open() {
      yield* inChunks(base.tar.subarray(0, 1_024));
      throw new WrongContent("It is another one.");
    },
  });
  const { layers, unknowns } = await readLayers(found, { catalogers, cache: cacheIn(fresh()) });
  expect(layers).toEqual([undefined]);
  expect(unknowns).toMatchObject([{ why: "It is another one.", fatal: true }]);
});

test("a layer that breaks off is used as far as it goes, and not kept", async () => {
  const folder = fresh();
  const cut = {
    tar: layer(file("a/package.txt", "whole"), file("b/package.txt", "cut")).tar.subarray(0, 1537),
    diffId: base.diffId,
  };
  const { layers } = await readLayers(image([cut]).found, { catalogers, cache: cacheIn(folder) });
  expect(layers[0]?.packages.map(({ name }) => name)).toEqual(["whole"]);
  expect(layers[0]?.unknowns.some(({ fatal }) => fatal)).toBe(true);
  expect(cacheIn(folder).layer(base.diffId)).toBeUndefined();
});

test("bodies behind hard links cost a second reading, or are named where there is none", async () => {
  const linked = layer(file("store/1", "linked"), hardlink("a/package.txt", "store/1"));
  const twice = image([linked]);
  const read = await readLayers(twice.found, { catalogers, cache: cacheIn(fresh()) });
  expect(twice.opened.length).toBe(2);
  expect(read.layers[0]?.packages.map(({ name }) => name)).toEqual(["linked"]);
  const folder = fresh();
  const once = await readLayers(image([linked], { reopens: false }).found, { catalogers, cache: cacheIn(folder) });
  expect(once.layers[0]?.unknowns).toMatchObject([{ what: "a/package.txt", fatal: true }]);
  expect(cacheIn(folder).layer(linked.diffId)).toBeUndefined();
});

test.each([
  ["brings other bytes", layer(file("store/1", "forged"), hardlink("a/package.txt", "store/1")).tar],
  ["breaks off", layer(file("store/1", "linked")).tar.subarray(0, 300)],
])("a second reading that %s is not used", async (_, second) => {
  const linked = layer(file("store/1", "linked"), hardlink("a/package.txt", "store/1"));
  let times = 0;
  const open = () => inChunks(gzipSync(times++ === 0 ? linked.tar : second), 300);
  const folder = fresh();
  const read = await readLayers(image([linked], { open }).found, { catalogers, cache: cacheIn(folder) });
  expect([times, read.layers, read.isWhole]).toEqual([2, [undefined], false]);
  expect(read.unknowns).toMatchObject([
    { what: expect.stringMatching(/^layer 1 /), why: expect.stringContaining("second reading"), fatal: true },
  ]);
  expect(cacheIn(folder).layer(linked.diffId)).toBeUndefined();
});

test("no more layers are open at once than there is memory for", async () => {
  const many = Array.from({ length: 12 }, (_, index) => layer(file(`${index}/package.txt`, `${index}`)));
  const one = image(many);
  const { layers } = await readLayers(one.found, { catalogers, cache: cacheIn(fresh()) });
  expect(one.mostAtOnce()).toBe(layersAtOnce);
  expect(layers.map((facts) => facts?.packages[0]?.name)).toEqual(many.map((_, index) => `${index}`));
});

test("forty runs at once on one cache all succeed with the same answer", async () => {
  const folder = fresh();
  const runs = Array.from({ length: 40 }, () =>
    readLayers(image([base, top]).found, { catalogers, cache: cacheIn(folder) }),
  );
  const answers = await Promise.all(runs);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

describe("what layers hold together", () => {
  const options = (folder: string) => ({ catalogers, cache: cacheIn(folder) });

  test("is kept: the next time no layer is looked at", async () => {
    const folder = fresh();
    const cold = await readMerged(image([base, top]).found, options(folder));
    const again = image([base, top]);
    const cache = { ...cacheIn(folder), layer: () => expect.fail("a layer's facts were read") };
    const warm = await readMerged(again.found, { catalogers, cache });
    expect(again.opened).toEqual([]);
    expect(warm).toEqual(JSON.parse(JSON.stringify(cold)));
    expect(warm.merged.packages.map(({ name }) => name)).toEqual(["base", "top"]);
  });

  test("is another thing for other layers, or in another order", async () => {
    const folder = fresh();
    await readMerged(image([base, top]).found, options(folder));
    const { merged } = await readMerged(image([top, base]).found, options(folder));
    expect(merged.packages.map(({ name, locations }) => [name, locations[0]?.layer])).toEqual([
      ["base", 1],
      ["top", 0],
    ]);
  });

  test("is not kept where a layer was not read whole", async () => {
    const folder = fresh();
    const cut = { tar: top.tar.subarray(0, 513), diffId: top.diffId };
    await readMerged(image([base, cut]).found, options(folder));
    const whole = await readMerged(image([base, top]).found, options(folder));
    expect(whole.merged.packages.map(({ name }) => name)).toEqual(["base", "top"]);
    expect(whole.unknowns).toEqual([]);
  });
});
