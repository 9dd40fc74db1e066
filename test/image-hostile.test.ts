/** Limits of the way from an image's bytes to its facts, which only hostile input reaches. `npm run hostile` tries whole images. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { squashLayers } from "../src/files/image-tree.ts";
import { readLayer } from "../src/files/read-layer.ts";
import { file, hardlink, inChunks, symlink, type TarEntry, writeEntry, writeTar } from "../src/files/tar.fixture.ts";
import { mostTrailingBytes, passTar } from "../src/image/tar-passage.ts";
import { collectLayer } from "../src/inventory/collect-layer.ts";
import { imagePackages } from "../src/inventory/image-packages.ts";
import type { LayerFacts } from "../src/inventory/layer-facts.ts";
import { mostReadInLayer, mostSecrets } from "../src/inventory/layer-findings.ts";
import { ownersOf } from "../src/inventory/owners.ts";
import { catalogers } from "../src/packages/catalogers.ts";
import { parseJson } from "../src/packages/json-record.ts";
import type { PackageRecord } from "../src/packages/package.ts";
import { mostFindings } from "../src/secrets/scan-file.ts";
import { mostJudgedBytes } from "../src/secrets/secret-files.ts";
import { cpuTime } from "./cpu-time.ts";

async function collect(entries: readonly TarEntry[]): Promise<LayerFacts> {
  const collector = collectLayer(catalogers);
  const tar = writeTar(entries);
  const read = await readLayer(inChunks(tar), collector.visitor);
  const missed = collector.missed();
  if (missed.length > 0) await readLayer(inChunks(tar), collector.again(missed));
  return collector.facts(read);
}

const unknownsOf = ({ unknowns }: LayerFacts) => unknowns.map(({ what, why }) => `${what}: ${why}`);

/** The same bytes again and again, and how many were taken. */
function endless(head: Uint8Array, piece: Uint8Array) {
  const taken = { bytes: 0 };
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield head;
    for (;;) {
      taken.bytes += piece.length;
      yield piece;
    }
  }
  return { bytes: bytes(), taken };
}

describe("what has no end", () => {
  const zeros = new Uint8Array(65_536);
  const noise = new Uint8Array(65_536).fill(7);

  test("an archive that goes on behind its end is left", async () => {
    const { bytes, taken } = endless(writeTar([file("a", "x")]), zeros);
    const names: string[] = [];
    for await (const { name } of passTar(bytes).entries) names.push(name);
    expect(names).toEqual(["a"]);
    expect(taken.bytes).toBeLessThan(mostTrailingBytes + 2 * zeros.length);
  });

  test("an archive that is none is left at once", async () => {
    const { bytes, taken } = endless(writeEntry(file("a", "x")), noise);
    const passage = passTar(bytes);
    for await (const _ of passage.entries);
    expect(passage.unknowns.map(({ why }) => why)).toEqual([expect.stringContaining("checksum")]);
    expect(taken.bytes).toBe(noise.length);
  });

  test.each([
    ["plain", (bytes: Uint8Array) => bytes],
    ["packed", (bytes: Uint8Array) => gzipSync(bytes)],
  ])("a %s layer that is none is left at once, and nothing else is said of it", async (_, pack) => {
    const { bytes, taken } = endless(pack(writeEntry(file("a", "x"))), pack(noise));
    const unknowns: string[] = [];
    const read = await readLayer(bytes, {
      entry: () => undefined,
      whiteout: () => undefined,
      opaque: () => undefined,
      unknown: ({ why }) => void unknowns.push(why),
    });
    expect(read.diffId).toBeUndefined();
    expect(unknowns).toEqual([expect.stringContaining("checksum")]);
    expect(taken.bytes).toBeLessThan(2_000_000);
  });
});

describe("hard links", () => {
  test.each([
    ["to nothing", [hardlink("etc/passwd", "etc/nothing")]],
    ["to itself", [hardlink("etc/passwd", "etc/passwd")]],
    ["in a circle", [hardlink("etc/passwd", "etc/group"), hardlink("etc/group", "etc/passwd")]],
  ])("%s are told of", async (_, entries) => {
    expect(unknownsOf(await collect(entries))[0]).toMatch(
      /^etc\/(passwd|group): It is a hard link to .* not in the layer/,
    );
  });

  test.each([
    ["to a hard link", [file("a", "app:x:1:1::/:/bin/sh\n"), hardlink("b", "a"), hardlink("etc/passwd", "b")]],
    ["to a file behind it", [hardlink("etc/passwd", "z"), file("z", "app:x:1:1::/:/bin/sh\n")]],
  ])("%s are followed", async (_, entries) => {
    const facts = await collect(entries);
    expect(facts.texts["etc/passwd"]).toMatch(/^app:/);
    expect(facts.unknowns).toEqual([]);
  });

  test("to a symbolic link are read where that leads", async () => {
    const facts = await collect([symlink("usr/lib/x", "y"), hardlink("etc/passwd", "usr/lib/x")]);
    expect(facts.unknowns).toEqual([]);
  });
});

test("brackets in brackets take no time", () => {
  const depths = Buffer.alloc(4_000_000, '{"a":[');
  const quotes = Buffer.alloc(4_000_000, '"\\\\\\');
  const start = cpuTime();
  for (const text of [depths, quotes]) expect(parseJson(text)).toBeUndefined();
  expect(cpuTime() - start).toBeLessThan(2_000);
});

describe("secrets", () => {
  const env = (count: number) =>
    Array.from({ length: count }, (_, at) => `K${at}_PASSWORD=hX${(at * 7919).toString(36)}q9Zt\n`).join("");

  test("a file with more than are listed says so", async () => {
    const facts = await collect([file("app/.env", env(1_000))]);
    expect(facts.secrets).toHaveLength(mostFindings);
    expect(unknownsOf(facts)).toEqual([expect.stringContaining("app/.env: It holds more than 200 secrets")]);
    expect(facts.unknowns[0]?.fatal).toBeUndefined();
  });

  test("a layer with more than are listed says so, once", async () => {
    const facts = await collect(Array.from({ length: 15 }, (_, at) => file(`app/${at}/.env`, env(190))));
    expect(facts.secrets).toHaveLength(mostSecrets);
    expect(unknownsOf(facts)).toEqual([expect.stringContaining("The layer has more than 2,000 secrets")]);
    expect(facts.unknowns[0]?.fatal).toBe(true);
  });

  test("a file that is larger than is judged is not held", async () => {
    const body = file("app/.env", new Uint8Array(mostJudgedBytes + 1));
    expect(unknownsOf(await collect([body]))).toEqual([expect.stringMatching(/^app\/\.env: It is 8\.0 MB large/)]);
  });
});

test("readers get no more of a layer than they may, and the rest is counted", () => {
  const { visitor, facts } = collectLayer(catalogers);
  const bytes = 60 * 1024 * 1024;
  let given = 0;
  for (let at = 0; at < 40; at++) {
    const path = `var/lib/dpkg/status.d/${at}`;
    const sink = visitor.entry({ path, kind: "file", bytes, mode: 0o644, uid: 0, gid: 0, link: "" });
    if (sink) given += bytes;
  }
  expect(given).toBe(Math.floor(mostReadInLayer / bytes) * bytes);
  const read = { diffId: undefined, digest: undefined, compression: "none", bytes: 0, compressedBytes: 0 } as const;
  expect(unknownsOf(facts(read))).toEqual([expect.stringMatching(/^6 files of a layer: Not read for packages/)]);
});

test("100,000 copies of one package are put together in a moment", () => {
  const packages = Array.from(
    { length: 100_000 },
    (_, at): PackageRecord => ({
      ...{ type: "npm", name: "a", version: "1.0.0", licenses: [], details: {} },
      path: `app/node_modules/${at}/package.json`,
    }),
  );
  const column = packages.map(() => 0);
  const layer: LayerFacts = {
    ...{ bytes: 0, packages, owned: [], licensed: [], secrets: [], texts: {}, shadows: {}, unknowns: [] },
    listing: {
      paths: packages.map(({ path }) => path),
      ...{ kinds: column, bytes: column, modes: column, uids: column, gids: column },
      ...{ links: new Map(), whiteouts: [], opaque: [] },
    },
  };
  const tree = squashLayers([layer.listing]);
  const start = cpuTime();
  const found = imagePackages([layer], tree, ownersOf([layer], tree), undefined);
  const time = cpuTime() - start;
  expect(found.map(({ locations }) => locations.length)).toEqual([100_000]);
  expect(time).toBeLessThan(10_000);
});
