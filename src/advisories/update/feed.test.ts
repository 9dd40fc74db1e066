import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Bucket, startBucket } from "../../../test/bucket.fixture.ts";
import { feedNames, namesBeside } from "./feed.ts";

let bucket: Bucket;
beforeEach(async () => {
  bucket = await startBucket();
  const said = { status: "open", nodsa: "Minor issue", nodsa_reason: "ignored", urgency: "low" };
  const tracker = { zlib: { "CVE-2023-45853": { releases: { bookworm: said } } } };
  const secdb = { packages: [{ pkg: { name: "zlib", secfixes: { "0": ["CVE-2023-45853"] } } }] };
  const kev = { vulnerabilities: [{ cveID: "CVE-2023-45853", dateAdded: "2026-01-01" }] };
  const scores = "#score_date:2026-01-02\ncve,epss,percentile\nCVE-2023-45853,0.5,0.75\n";
  bucket.files.set("debian/tracker.json", Buffer.from(JSON.stringify(tracker)));
  bucket.files.set("alpine/v3.22/main.json", Buffer.from(JSON.stringify(secdb)));
  bucket.files.set("kev/known_exploited_vulnerabilities.json", Buffer.from(JSON.stringify(kev)));
  bucket.files.set("epss/epss_scores-current.csv.gz", gzipSync(scores));
});
afterEach(() => bucket.close());

async function states() {
  const feeds = feedNames.map((collection) => ({ collection, source: bucket.source, names: namesBeside[collection] }));
  const { collections } = await bucket.update({ ecosystems: [], feeds });
  return Object.fromEntries(collections.map(({ collection, state, why }) => [collection, why ?? state]));
}

it("feeds are read, answer, and are not read again while they are as they were", async () => {
  expect(await states()).toEqual({ kev: "built", epss: "built", "status/debian": "built", "status/alpine": "built" });
  expect(await states()).toEqual({
    ...{ kev: "current", epss: "current", "status/debian": "current", "status/alpine": "current" },
  });
  const store = await bucket.store();
  expect(store.statuses("Debian:12", "zlib")).toEqual([{ id: "CVE-2023-45853", state: "ignored", urgency: "low" }]);
  expect(store.statuses("Alpine:v3.22", "zlib")).toEqual([{ id: "CVE-2023-45853", state: "not-affected" }]);
  expect(store.exploited("CVE-2023-45853")?.added).toBe("2026-01-01");
  expect(store.likelihood("CVE-2023-45853")).toMatchObject({ score: 0.5, percentile: 0.75, date: "2026-01-02" });
  expect(store.collection("kev")?.licence).toBe("CC0-1.0");
  store.close();
});

it("a feed that cannot be read stays as it was", async () => {
  await states();
  bucket.files.set("debian/tracker.json", Buffer.from('{"a": {'));
  bucket.files.set("alpine/v3.22/main.json", Buffer.from("<html>"));
  bucket.files.set("kev/known_exploited_vulnerabilities.json", Buffer.from("{}"));
  bucket.files.set("epss/epss_scores-current.csv.gz", gzipSync("x".repeat(100)).subarray(0, 20));
  const found = await states();
  for (const name of feedNames) expect(found[name]).toMatch(/cannot be used.*What was there before is kept/);
  const store = await bucket.store();
  expect(store.statuses("Debian:12", "zlib")).toHaveLength(1);
  expect(store.likelihood("CVE-2023-45853")).toBeDefined();
  store.close();
});
