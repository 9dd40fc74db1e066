import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Bucket, npmRecord, startBucket } from "../../../test/bucket.fixture.ts";
import { cpuTime } from "../../../test/cpu-time.ts";
import { damage, seededRandom } from "../../files/mutate.fixture.ts";
import { writeZip } from "../../files/zip.fixture.ts";
import { send } from "../../net/server.fixture.ts";
import { mostDuplicates } from "./archive.ts";
import { readChangeList } from "./change-list.ts";
import { recordsAtOnce } from "./ecosystem.ts";
import { mostRecordBytes } from "./read-record.ts";
import { serverSource } from "./source.ts";

let bucket: Bucket;
beforeEach(async () => {
  bucket = await startBucket();
});
afterEach(() => bucket.close());

const one = npmRecord("GHSA-1", "2026-01-01T00:00:00Z");
const later = npmRecord("GHSA-2", "2026-02-01T00:00:00Z");
const outcome = async () => (await bucket.update()).collections[0];

describe("a record that is too large", () => {
  it.each([
    ["by one byte", mostRecordBytes + 1],
    ["with 100 MB", 100_000_000],
  ])("%s is left out of an archive and counted", async (_, bytes) => {
    const files = [
      { name: "GHSA-1.json", body: JSON.stringify(one) },
      { name: "GHSA-2.json", body: Buffer.alloc(bytes, " ") },
    ];
    bucket.files.set("npm/all.zip", writeZip(files));
    expect(await outcome()).toMatchObject({ state: "built", meta: { records: 1, leftOut: { "is too large": 1 } } });
  });

  it.each([
    ["by one byte", mostRecordBytes + 1],
    ["with 100 MB", 100_000_000],
  ])("%s is left out where it is fetched by itself, and not read to its end", async (_, bytes) => {
    bucket.put("npm", [one]);
    await bucket.update();
    bucket.put("npm", [one, later]);
    bucket.files.set("npm/GHSA-2.json", Buffer.alloc(bytes, " "));
    expect(await outcome()).toMatchObject({ state: "amended", meta: { records: 1, leftOut: { "is too large": 1 } } });
  });
});

it("a server that knows no HEAD is asked with GET, or said to be no source; the old state stays", async () => {
  bucket.put("npm", [one]);
  await bucket.update();
  bucket.put("npm", [one, later]);
  bucket.interrupt = (_, request, response) => {
    if (request.method !== "HEAD") return false;
    send(response, 405, "no HEAD here");
    return true;
  };
  const told = await outcome();
  expect(told?.meta?.records).toBe(told?.state === "failed" ? 1 : 2);
  if (told?.state === "failed") expect(told.why).toMatch(/405/);
});

it("two updates at once into one store both end well", async () => {
  bucket.put("npm", [one, later]);
  // Each run has a name of its own for what it has downloaded in part.
  const { client, folder } = bucket;
  const runs = ["test-2", "test-3"].map((run) =>
    serverSource(new URL(bucket.source.from), { client, folder: join(folder, "partial"), run, isAtWork: () => true }),
  );
  const both = await Promise.all(runs.map((source) => bucket.update({ source })));
  expect(both.flatMap(({ collections }) => collections.map(({ state }) => state))).toEqual(["built", "built"]);
  const store = await bucket.store();
  expect(store.advisories("npm", "left").map(({ id }) => id)).toEqual(["GHSA-1", "GHSA-2"]);
  expect(store.troubles()).toEqual([]);
  store.close();
});

it("fetches at most so many records at a time", async () => {
  bucket.put("npm", [one]);
  await bucket.update();
  const more = Array.from({ length: 30 }, (_, number) => npmRecord(`GHSA-m${number}`, "2026-03-01T00:00:00Z"));
  bucket.put("npm", [one, ...more]);
  let now = 0;
  let most = 0;
  bucket.interrupt = (name, _request, response) => {
    const body = bucket.files.get(name);
    if (!name.includes("GHSA-") || !body) return false;
    most = Math.max(most, ++now);
    setTimeout(() => {
      now -= 1;
      send(response, 200, body);
    }, 10);
    return true;
  };
  expect(await outcome()).toMatchObject({ state: "amended", changes: 30 });
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(recordsAtOnce);
});

it("holds at most so many ids that stand in an archive twice", async () => {
  const files = Array.from({ length: mostDuplicates + 5 }, (_, number) => {
    const id = `GHSA-${number}`;
    return { name: `${id}.json`, body: JSON.stringify(npmRecord(id, "2026-01-01T00:00:00Z")) };
  });
  bucket.files.set("npm/all.zip", writeZip([...files, ...files]));
  expect((await outcome())?.meta?.records).toBe(mostDuplicates);
});

it("a list of changes never throws, and names nothing that leads elsewhere (2,000 lists)", () => {
  const random = seededRandom(7);
  const whole = Buffer.from(
    Array.from({ length: 40 }, (_, number) =>
      `2026-01-${10 + (number % 20)}T00:00:00Z,GHSA-${number}-../x`.slice(0, 30 + (number % 3)),
    ).join("\n"),
  );
  const started = cpuTime();
  for (let run = 0; run < 2_000; run++) {
    const list = readChangeList(damage(whole, random), "2026-01-05T00:00:00Z", "2026-06-01T00:00:00Z");
    for (const id of list.changed) expect(id).toMatch(/^[A-Za-z0-9][^/\\]*$/);
    expect(list.changed.length).toBeLessThanOrEqual(list.records);
  }
  expect(cpuTime() - started).toBeLessThan(10_000);
});
