import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CollectionEntry } from "../lookup.ts";
import { mostChunkText, mostKeptChunks, openCutter } from "./advisory-chunks.ts";
import { exampleMeta, exampleRecord } from "./example-records.fixture.ts";
import { openAdvisoryStore } from "./open-advisory-store.ts";
import { openAdvisoryWriter } from "./open-advisory-writer.ts";
import { mostUnpackedValue, packText, unpackJson } from "./packed-text.ts";

const fresh = () => join(mkdtempSync(join(tmpdir(), "seaworthy-chunks-")), "store");
const writerOf = (folder: string) => openAdvisoryWriter(folder, { now: () => 0 });

/** All of one package, which then takes many chunks; every third says the same. */
function recordOf(number: number, summary = "a") {
  const record = exampleRecord(0, number % 3 === 0 ? "same" : `${number} ${"x".repeat(200)}`);
  return { ...record, id: `X-${String(number).padStart(5, "0")}`, aliases: [`CVE-1-${number}`], summary };
}

async function build(folder: string, name: string, entries: Iterable<CollectionEntry>): Promise<void> {
  const writer = await writerOf(folder);
  const open = writer.build(name);
  for (const entry of entries) open.put(entry);
  open.finish({ ...exampleMeta, name });
  writer.close();
}

const many = Array.from({ length: 1_000 }, (_, number) => ({ record: recordOf(number) }));

describe("a package with many chunks", () => {
  it("is given back in order", async () => {
    const folder = fresh();
    await build(folder, "osv/npm", many);
    const store = await openAdvisoryStore(folder);
    const found = store.advisories("npm", "package-0");
    expect(found.map(({ id }) => id)).toEqual(many.map(({ record }) => record.id));
    expect(found[7]).toEqual({
      ...{ id: "X-00007", modified: exampleMeta.newest, aliases: ["CVE-1-7"], upstream: [], related: [], severity: [] },
      affected: recordOf(7).affected,
    });
    expect([...store.entries("osv/npm")]).toEqual(many);
    store.close();
  });

  const removals: [title: string, isGone: (number: number) => boolean][] = [
    ["its first ones", (number) => number < 300],
    ["its last ones", (number) => number > 700],
    ["all but its last", (number) => number < 999],
    ["all but its first", (number) => number > 0],
    ["all", () => true],
  ];
  it.each(removals)("amended without %s is as if built so", async (_, isGone) => {
    const folder = fresh();
    await build(folder, "osv/npm", many);
    const writer = await writerOf(folder);
    const gone = many.flatMap(({ record }, number) => (isGone(number) ? [{ gone: record.id }] : []));
    writer.amend("osv/npm", gone, exampleMeta);
    const left = many.filter((_each, number) => !isGone(number));
    expect(writer.collection("osv/npm")).toMatchObject({ records: left.length, packages: left.length > 0 ? 1 : 0 });
    // Put again where they were, in another order.
    const store = await openAdvisoryStore(folder);
    expect(store.advisories("npm", "package-0").map(({ id }) => id)).toEqual(left.map(({ record }) => record.id));
    expect([...store.entries("osv/npm")]).toEqual(left);
    store.close();
    writer.amend("osv/npm", many.toReversed(), exampleMeta);
    const again = await openAdvisoryStore(folder);
    expect([...again.entries("osv/npm")]).toEqual(many);
    expect(again.advisories("npm", "package-0")).toHaveLength(many.length);
    again.close();
  });
});

it("an id in two collections is each one's own", async () => {
  const folder = fresh();
  const [one, other] = [recordOf(1, "of npm"), { ...recordOf(1, "of Go"), affected: [] }];
  await build(folder, "osv/npm", [{ record: one }]);
  await build(folder, "osv/Go", [{ record: other }]);
  const store = await openAdvisoryStore(folder);
  expect([...store.entries("osv/npm")]).toEqual([{ record: one }]);
  expect([...store.entries("osv/Go")]).toEqual([{ record: other }]);
  expect([...store.entries("osv/PyPI")]).toEqual([]);
  store.close();
});

it("more chunks than are kept are read all the same", async () => {
  const folder = fresh();
  const wide = Array.from({ length: mostKeptChunks + 50 }, (_, number) => ({ record: exampleRecord(number, "a") }));
  const spread = wide.map(({ record }, number) => ({
    record: { ...record, affected: record.affected.map((each) => ({ ...each, name: `p-${number}` })) },
  }));
  await build(folder, "osv/npm", spread);
  const store = await openAdvisoryStore(folder);
  expect([...store.entries("osv/npm")]).toHaveLength(spread.length);
  expect(store.troubles()).toEqual([]);
  store.close();
});

describe("heads", () => {
  it.each([
    ["what its id says", "DEBIAN-CVE-2024-1", ["CVE-2024-1"]],
    ["nothing, though its id says something", "DEBIAN-CVE-2024-1", []],
    ["several", "DEBIAN-CVE-2024-1", ["CVE-2024-1", "CVE-2024-2"]],
    ["something its id does not say", "DSA-1", ["CVE-2024-1"]],
    ["nothing", "DSA-1", []],
  ])("a record that passes on %s keeps it", async (_, id, upstream) => {
    const folder = fresh();
    const record = { ...exampleRecord(1, "a"), id, upstream, aliases: [] };
    await build(folder, "osv/npm", [{ record }]);
    const store = await openAdvisoryStore(folder);
    expect(store.record(id)).toEqual(record);
    expect(store.advisories("npm", "package-1")[0]?.upstream).toEqual(upstream);
    store.close();
  });
});

it("a chunk has at most so many characters, but for an advisory that is longer", () => {
  const cutter = openCutter("npm\0x");
  const chunks = ["a", "b", "c", "d"].flatMap((id) => {
    const length = id === "b" ? mostChunkText * 2 : mostChunkText / 2;
    return cutter.add({ id, head: "0", entries: JSON.stringify([id.repeat(length)]) }) ?? [];
  });
  expect([...chunks, cutter.end()].map((chunk) => chunk?.key)).toEqual([
    "npm\0x\0",
    "npm\0x\0b",
    "npm\0x\0c",
    "npm\0x\0d",
  ]);
});

it("a value that unpacks to more than any does is damaged", () => {
  const bytes = packText(`"${" ".repeat(mostUnpackedValue)}"`, 100);
  expect(bytes.length).toBeLessThan(1_000_000);
  expect(unpackJson(bytes)).toBeUndefined();
});
