import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { damage, seededRandom } from "../../files/mutate.fixture.ts";
import { writePackedLines } from "../../files/packed-file.ts";
import { jsonValue } from "../../text/json.ts";
import type { AdvisoryWriter } from "../lookup.ts";
import { memoryRecord } from "../memory-lookup.fixture.ts";
import { openAdvisoryStore } from "../store/open-advisory-store.ts";
import { openAdvisoryWriter } from "../store/open-advisory-writer.ts";
import { newMeta } from "../update/collection-meta.ts";
import { exportLines, importFile } from "./carry.ts";
import { readEntry } from "./read-entry.ts";

const now = Date.parse("2026-06-01T00:00:00Z");
const state = { from: "https://example.com", newest: "2026-01-01T00:00:00Z", revision: "etag x", leftOut: { odd: 2 } };
const record = memoryRecord({
  ...{ id: "GHSA-1", aliases: ["CVE-2026-0001"], summary: "One", details: "a\nb", word: "high", cwes: ["CWE-1"] },
  references: [{ type: "WEB", url: "https://example.com/1" }],
  severity: [{ type: "CVSS_V3", value: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8 }],
  affected: [
    {
      ...{ ecosystem: "npm", name: "left", versions: ["1.0.0"], details: { lastKnown: "< 2.0" } },
      ranges: [
        {
          type: "SEMVER",
          events: [
            ["introduced", "0"],
            ["fixed", "1.2.3"],
          ],
        },
      ],
    },
  ],
});

let folder: string;
let file: string;
let writer: AdvisoryWriter;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "seaworthy-carry-"));
  file = join(folder, "x.swdb");
  writer = await openAdvisoryWriter(join(folder, "to"), { now: () => now });
  await exportExample();
});
afterEach(() => {
  writer.close();
  rmSync(folder, { recursive: true });
});

async function exportExample(): Promise<void> {
  const from = await openAdvisoryWriter(join(folder, "from"), { now: () => now });
  const put = (name: string, entries: readonly Parameters<ReturnType<typeof from.build>["put"]>[0][]) => {
    const build = from.build(name);
    for (const entry of entries) build.put(entry);
    build.finish(newMeta(name, state, now));
  };
  put("osv/npm", [{ record }]);
  put("status/debian", [
    { ecosystem: "Debian:12", name: "zlib", statuses: [{ id: "CVE-2023-45853", state: "ignored", urgency: "low" }] },
  ]);
  put("kev", [{ exploited: { cve: "CVE-2026-0001", added: "2026-01-01", due: "", name: "One", ransomware: true } }]);
  put("epss", [{ likelihood: { cve: "CVE-2026-0001", score: 0.5, percentile: 0.9, date: "2026-01-01" } }]);
  from.close();
  const store = await openAdvisoryStore(join(folder, "from"));
  writePackedLines(file, exportLines(store.collections(), store.entries));
  store.close();
}

async function imported() {
  const result = await importFile(file, writer, now);
  const store = await openAdvisoryStore(join(folder, "to"));
  const found = {
    record: store.record("GHSA-1"),
    statuses: store.statuses("Debian:12", "zlib"),
    exploited: store.exploited("CVE-2026-0001"),
    likelihood: store.likelihood("CVE-2026-0001"),
    meta: store.collection("osv/npm"),
  };
  store.close();
  return { result, found };
}

/** The lines of the export, changed. */
function rewrite(change: (text: string) => string): void {
  writeFileSync(file, gzipSync(change(gunzipSync(readFileSync(file)).toString("utf8"))));
}

describe("what was exported", () => {
  it("is imported as it was", async () => {
    const { result, found } = await imported();
    expect(result).toHaveLength(4);
    expect(found.record).toEqual(record);
    expect(found.statuses).toEqual([{ id: "CVE-2023-45853", state: "ignored", urgency: "low" }]);
    expect(found.exploited).toMatchObject({ added: "2026-01-01", ransomware: true });
    expect(found.likelihood).toMatchObject({ score: 0.5, percentile: 0.9 });
    expect(found.meta).toMatchObject({ ...state, records: 1, packages: 1, licence: "CC-BY-4.0 AND Apache-2.0" });
  });
  it("does not take the place of what was checked later", async () => {
    const build = writer.build("osv/npm");
    build.finish(newMeta("osv/npm", state, now + 1_000));
    const { result, found } = await imported();
    expect(result).toContainEqual(expect.objectContaining({ collection: "osv/npm", state: "kept" }));
    expect(found.record).toBeUndefined();
  });
});

describe("nothing is taken from a file", () => {
  const cases: [title: string, change: (text: string) => string, why: RegExp][] = [
    ["of another form", (text) => text.replace('"version":1', '"version":2'), /another version/],
    ["that was cut off", (text) => text.slice(0, -20), /damaged or cut off/],
    ["with a changed entry", (text) => text.replace('"fixed","1.2.3"', '"fixed","0.0.1"'), /damaged/],
    ["with an entry less", (text) => text.replace(/\{"record".*\n/, ""), /damaged/],
    ["with a collection that leads elsewhere", (text) => text.replaceAll("osv/npm", "osv/../x"), /damaged/],
    ["from the future", (text) => text.replaceAll("2026-06-01T00", "2036-06-01T00"), /damaged/],
    ["with something behind its end", (text) => `${text}{"collection":{}}\n`, /damaged/],
    ["that is empty", () => "", /no file that/],
    ["of other lines", () => "hello\n".repeat(10), /no file that/],
  ];
  it.each(cases)("%s", async (_, change, why) => {
    rewrite(change);
    const { result, found } = await imported();
    expect(result).toEqual({ why: expect.stringMatching(why) });
    expect(found.meta).toBeUndefined();
  });
  it("that is a bomb", async () => {
    writeFileSync(
      file,
      Buffer.concat([
        gzipSync('{"format":"seaworthy-advisories","version":1}\n'),
        gzipSync(Buffer.alloc(70_000_000, "x")),
      ]),
    );
    expect((await imported()).result).toHaveProperty("why");
  });
});

it("an entry of another shape is left out and counted, also where its sum is right", () => {
  const bad: [collection: string, value: unknown][] = [
    ["kev", { record }],
    ["osv/npm", { record: { ...record, id: "a\0b" } }],
    ["osv/npm", { record: { ...record, affected: [{ ecosystem: "npm" }] } }],
    ["osv/npm", { record: { ...record, affected: [{ ...record.affected[0], ranges: [{ type: "GIT" }] }] } }],
    ["osv/npm", { gone: "GHSA-1" }],
    ["epss", { likelihood: { cve: "CVE-2026-0001", score: 2, percentile: 0, date: "" } }],
    ["status/debian", { ecosystem: "", name: "x", statuses: [] }],
    ["osv/npm", undefined],
  ];
  for (const [collection, value] of bad) expect(readEntry(collection, value)).toBeUndefined();
  expect(readEntry("osv/npm", JSON.parse(JSON.stringify({ record })))).toEqual({ record });
});

it("never throws, whatever is damaged (2,000 entries, 100 files)", async () => {
  const random = seededRandom(3);
  const line = Buffer.from(JSON.stringify({ record }));
  let kept = 0;
  for (let i = 0; i < 2_000; i++) if (readEntry("osv/npm", jsonValue(damage(line, random).toString()))) kept += 1;
  expect(kept).toBeLessThan(1_500);
  const packed = readFileSync(file);
  let refused = 0;
  for (let i = 0; i < 100; i++) {
    writeFileSync(file, damage(packed, random));
    if ("why" in (await importFile(file, writer, now))) refused += 1;
  }
  expect(refused).toBeGreaterThan(80);
});
