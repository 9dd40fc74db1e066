import { expect, test } from "vitest";
import { readLayer } from "../files/read-layer.ts";
import { file, hardlink, inChunks, symlink, type TarEntry, writeTar } from "../files/tar.fixture.ts";
import type { Cataloger } from "../packages/package.ts";
import { pemOf } from "../secrets/samples.fixture.ts";
import { collectLayer, readersKey } from "./collect-layer.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { mostPackages, mostUnknowns } from "./layer-findings.ts";

const key = pemOf(`RSA ${"PRIVATE"} KEY`);
const word = (bytes: Uint8Array) => Buffer.from(bytes).toString().trim();

/** Names a package after the whole body of a file. */
const names: Cataloger = {
  id: "names",
  version: 1,
  selects: { names: ["package.txt"] },
  mostBytes: 100,
  *read({ path, bytes }) {
    yield { package: { type: "npm", name: word(bytes), version: "1", licenses: [], path, details: {} } };
  },
};
const elves: Cataloger = {
  id: "elves",
  version: 1,
  selects: { magic: "elf" },
  mostBytes: 1_000,
  searches: [{ mark: Buffer.from("version "), before: 0, after: 3 }],
  *read({ path, bytes }) {
    yield { package: { type: "binary", name: `held ${bytes.length}`, version: "1", licenses: [], path, details: {} } };
  },
  *readPieces({ path, pieces, size }) {
    const name = `searched ${size} ${pieces.map(({ bytes }) => word(bytes)).join("|")}`;
    yield { package: { type: "binary", name, version: "1", licenses: [], path, details: {} } };
  },
};

async function collect(entries: readonly TarEntry[], catalogers: readonly Cataloger[] = [names]): Promise<LayerFacts> {
  const collector = collectLayer(catalogers);
  const tar = writeTar(entries);
  const read = await readLayer(inChunks(tar, 700), collector.visitor);
  const missed = collector.missed();
  if (missed.length > 0) await readLayer(inChunks(tar, 700), collector.again(missed));
  return collector.facts(read);
}

const found = ({ packages }: LayerFacts) => packages.map(({ name, path }) => `${path}: ${name}`);

test("a file that is wanted by its name is read, whatever stands around it", async () => {
  const facts = await collect([
    file("a/other.txt", "x".repeat(2_000)),
    file("a/package.txt", "anchor"),
    symlink("b", "a"),
  ]);
  expect(found(facts)).toEqual(["a/package.txt: anchor"]);
  expect(facts.listing.paths).toEqual(["a/other.txt", "a/package.txt", "b"]);
});

test("a hard link to a wanted file counts under its own name, before and after the body", async () => {
  const facts = await collect([file("store/0a1b", "anchor"), hardlink("app/package.txt", "store/0a1b")]);
  expect(found(facts)).toEqual(["app/package.txt: anchor"]);
});

test("a hard link to nothing is nothing", async () => {
  expect(found(await collect([hardlink("app/package.txt", "gone")]))).toEqual([]);
});

test("a source that cannot be read again says what it could not read", async () => {
  const collector = collectLayer([names]);
  const tar = writeTar([file("store/0a1b", "anchor"), hardlink("app/package.txt", "store/0a1b")]);
  const read = await readLayer(inChunks(tar), collector.visitor);
  collector.giveUp(collector.missed());
  expect(collector.facts(read).unknowns).toMatchObject([{ what: "app/package.txt", fatal: true }]);
});

test("a file over a reader's bound is named, not read", async () => {
  const { packages, unknowns } = await collect([file("package.txt", "x".repeat(101))]);
  expect(packages).toEqual([]);
  expect(unknowns).toMatchObject([{ what: "package.txt", fatal: true }]);
});

test("a body that breaks off is named, and the readers do not see it", async () => {
  const collector = collectLayer([names]);
  const tar = writeTar([file("package.txt", "anchor")]).subarray(0, 514);
  const facts = collector.facts(await readLayer(inChunks(tar), collector.visitor));
  expect(facts.packages).toEqual([]);
  expect(facts.unknowns.some(({ what, fatal }) => what === "package.txt" && fatal)).toBe(true);
});

test("executables are known by their first bytes: held up to a bound, searched above it", async () => {
  const elf = (bytes: number, at = "") =>
    Buffer.concat([Buffer.from("\x7fELF"), Buffer.alloc(bytes - 4 - at.length, "."), Buffer.from(at)]);
  const facts = await collect(
    [
      file("bin/small", elf(500), 0o755),
      file("bin/large", elf(5_000, "version 1.2"), 0o755),
      file("bin/script", "#!/bin/sh\n".repeat(60), 0o755),
    ],
    [elves],
  );
  expect(found(facts)).toEqual(["bin/small: held 500", "bin/large: searched 5000 version 1.2"]);
});

test("a reader that throws costs itself only, and tells no content", async () => {
  const broken: Cataloger = {
    ...names,
    id: "broken",
    // biome-ignore lint/correctness/useYield: it throws before it yields.
    *read() {
      throw new TypeError("of mine");
    },
  };
  const facts = await collect([file("package.txt", "anchor")], [broken, names]);
  expect(found(facts)).toEqual(["package.txt: anchor"]);
  expect(facts.unknowns).toMatchObject([{ what: "package.txt", fatal: true }]);
  expect(JSON.stringify(facts.unknowns)).not.toContain("of mine");
});

test("packages and unknowns have an end, and it is said", async () => {
  const flood: Cataloger = {
    ...names,
    *read({ path }) {
      for (let at = 0; at < mostPackages + 5; at++)
        yield { package: { type: "npm", name: `${at}`, version: "1", licenses: [], path, details: {} } };
      for (let at = 0; at < mostUnknowns + 5; at++) yield { unknown: { what: `${at}`, why: "" } };
    },
  };
  const { packages, unknowns } = await collect([file("package.txt", "x")], [flood]);
  expect(packages.length).toBe(mostPackages);
  expect(unknowns.length).toBe(mostUnknowns + 1);
});

test.each([
  ["root/.ssh/id_rsa", key, 1],
  ["home/app/.env", `DB_PASSWORD=${"q7rm2xk5vd3tzb4n"}\n`, 1],
  ["app/config/settings.py", `TOKEN = "${["ghp", "x"].join("_")}"\n`, 0],
  ["usr/lib/python3/dist-packages/x/notes.py", key, 0],
  ["app/node_modules/x/key.js", key, 0],
  ["usr/share/doc/openssl/demo.txt", key, 0],
  ["app/src/server.js", `const key = \`${key}\`;\n`, 1],
])("secrets of %s", async (path, text, count) => {
  const { secrets } = await collect([file(path, text)]);
  expect(secrets.length).toBe(count);
  expect(JSON.stringify(secrets)).not.toContain(text.slice(-14, -3));
});

test("of a shadow file only the state of each password is kept", async () => {
  const hash = `$6$${"salt"}$${"h".repeat(60)}`;
  const facts = await collect([
    file("etc/shadow", `root:${hash}:1:0:9:7:::\napp::1:0:9:7:::\n`),
    file("etc/passwd", `root:${hash}:0:0:::\n`),
  ]);
  expect(facts.shadows["etc/shadow"]).toEqual([
    { name: "root", password: "set" },
    { name: "app", password: "empty" },
  ]);
  expect(JSON.stringify(facts)).not.toContain("hhhh");
});

test("the key of the readers changes with each of them", () => {
  expect(readersKey([names])).not.toBe(readersKey([{ ...names, version: 2 }]));
  expect(readersKey([names])).not.toBe(readersKey([names, elves]));
  expect(readersKey([names])).toBe(readersKey([names]));
});
