import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Bucket, etagOf, npmRecord, startBucket } from "../../../test/bucket.fixture.ts";
import { downloadFile } from "../../files/download-file.ts";
import { writeZip } from "../../files/zip.fixture.ts";
import { send } from "../../net/server.fixture.ts";
import { mostSingleRecords } from "./ecosystem.ts";

let bucket: Bucket;
beforeEach(async () => {
  bucket = await startBucket();
  bucket.put("npm", [one, two]);
});
afterEach(() => bucket.close());

const one = npmRecord("GHSA-1", "2026-01-01T00:00:00Z", { aliases: ["CVE-2026-0001"] });
const two = npmRecord("GHSA-2", "2026-02-01T00:00:00.5Z");

/** State and reason of the one collection that was updated. */
async function outcome() {
  const { collections } = await bucket.update();
  return collections[0];
}

/** Ids that the store answers with for the package of the records. */
async function ids(): Promise<readonly string[]> {
  const store = await bucket.store();
  try {
    return store
      .advisories("npm", "left")
      .map(({ id }) => id)
      .sort();
  } finally {
    store.close();
  }
}

describe("an update", () => {
  it("first reads the archive, with licence, time and where from without the login", async () => {
    const first = await outcome();
    expect(first?.state).toBe("built");
    expect(first?.meta).toMatchObject({
      ...{ name: "osv/npm", records: 2, packages: 1, newest: "2026-02-01T00:00:00.5Z", leftOut: {} },
      ...{ fetched: "2026-06-01T00:00:00.000Z", licence: "CC-BY-4.0 AND Apache-2.0" },
    });
    expect(JSON.stringify(first)).not.toContain("pass" + "word");
    expect(first?.meta?.from).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await ids()).toEqual(["GHSA-1", "GHSA-2"]);
    expect(readdirSync(join(bucket.folder, "partial"))).toEqual([]);
  });

  it("of what did not change asks for the state only, and renews the time", async () => {
    await bucket.update();
    bucket.asked.length = 0;
    bucket.now += 3_600_000;
    expect(await outcome()).toMatchObject({ state: "current", meta: { fetched: "2026-06-01T01:00:00.000Z" } });
    expect(bucket.asked).toEqual(["HEAD npm/all.zip"]);
  });

  it("of few changes fetches those records", async () => {
    await bucket.update();
    bucket.put("npm", [
      one,
      npmRecord("GHSA-2", "2026-02-01T00:00:00.6Z", { affected: [] }),
      npmRecord("GHSA-3", "2026-03-01T00:00:00Z"),
    ]);
    bucket.asked.length = 0;
    expect(await outcome()).toMatchObject({
      state: "amended",
      changes: 2,
      meta: { records: 3, newest: "2026-03-01T00:00:00Z" },
    });
    expect(bucket.asked.sort()).toEqual([
      "GET npm/GHSA-2.json",
      "GET npm/GHSA-3.json",
      "GET npm/modified_id.csv",
      "HEAD npm/all.zip",
    ]);
    expect(await ids()).toEqual(["GHSA-1", "GHSA-3"]);
  });

  const many = Array.from({ length: mostSingleRecords + 1 }, (_, index) =>
    npmRecord(`GHSA-m${index}`, "2026-03-01T00:00:00Z"),
  );
  const wholes: [title: string, change: () => void, count: number][] = [
    ["too much changed", () => bucket.put("npm", many), many.length],
    ["a record was taken away", () => bucket.put("npm", [one]), 1],
    [
      "a record is listed and not there by itself",
      () => {
        bucket.put("npm", [one, npmRecord("GHSA-3", "2026-03-01T00:00:00Z")]);
        bucket.files.delete("npm/GHSA-3.json");
      },
      2,
    ],
    [
      "there is no list of changes",
      () => {
        bucket.put("npm", [one]);
        bucket.files.delete("npm/modified_id.csv");
      },
      1,
    ],
    [
      "the list of changes cannot be read",
      () => {
        bucket.put("npm", [one]);
        bucket.files.set("npm/modified_id.csv", Buffer.from("<html>\n"));
      },
      1,
    ],
  ];
  it.each(wholes)("reads the archive when %s", async (_, change, count) => {
    await bucket.update();
    change();
    expect(await outcome()).toMatchObject({ state: "built", meta: { records: count } });
  });

  it("finds a record that came with the time of the newest", async () => {
    await bucket.update();
    bucket.put("npm", [one, two, npmRecord("GHSA-3", "2026-02-01T00:00:00.5Z")]);
    expect(await outcome()).toMatchObject({ state: "built" });
    expect(await ids()).toEqual(["GHSA-1", "GHSA-2", "GHSA-3"]);
  });

  it("keeps a withdrawn record as a record", async () => {
    bucket.put("npm", [one, { ...two, withdrawn: "2026-03-01T00:00:00Z" }]);
    await bucket.update();
    const store = await bucket.store();
    expect(store.record("GHSA-2")?.withdrawn).toBe("2026-03-01T00:00:00Z");
    store.close();
  });

  it("does not believe a time that lies far ahead", async () => {
    bucket.put("npm", [one, { ...two, modified: "9999-01-01T00:00:00Z" }]);
    expect((await outcome())?.meta?.newest).toBe("2026-01-01T00:00:00Z");
  });
});

describe("what a source holds wrongly", () => {
  it("is left out and counted, and stops nothing", async () => {
    const files = [
      { name: "GHSA-1.json", body: JSON.stringify(one) },
      { name: "GHSA-4.json", body: "{ no JSON" },
      { name: "../GHSA-5.json", body: JSON.stringify(npmRecord("GHSA-5", "2026-01-01T00:00:00Z")) },
      { name: "GHSA-6.json", body: JSON.stringify(npmRecord("GHSA-7", "2026-01-01T00:00:00Z")) },
      { name: "GHSA-8.json", body: "x", stated: { crc: 1 } },
      { name: "GHSA-9.json", body: JSON.stringify(one), stated: { bytes: 100_000_000 } },
      { name: "GHSA-10.json", body: Buffer.alloc(1_000_000), stated: { bytes: 1_000 } },
      { name: "README", body: "hello" },
    ];
    bucket.files.set("npm/all.zip", writeZip(files));
    const { meta } = (await outcome()) ?? {};
    expect(meta?.records).toBe(1);
    expect(meta?.leftOut).toEqual({
      ...{ "is no JSON object": 1, "has another id than its file": 2 },
      ...{ "cannot be unpacked": 2, "is too large": 1, "is no JSON file": 1 },
    });
    expect(await ids()).toEqual(["GHSA-1"]);
  });

  it("unknown fields, ecosystems and circles of aliases are no trouble", async () => {
    const odd = {
      future_field: { x: [1] },
      affected: [{ package: { ecosystem: "Nowhere:9", name: "x" }, versions: ["1"] }],
    };
    const a = npmRecord("GHSA-1", "2026-01-01T00:00:00Z", { aliases: ["GHSA-2"], ...odd });
    bucket.put("npm", [a, npmRecord("GHSA-2", "2026-01-01T00:00:00Z", { aliases: ["GHSA-1"] })]);
    expect(await outcome()).toMatchObject({ state: "built", meta: { records: 2 } });
    const store = await bucket.store();
    expect(store.namedBy("GHSA-1")).toEqual(["GHSA-2"]);
    store.close();
  });

  it("of several records with one id the one that changed last counts", async () => {
    const texts = ["2026-01-02", "2026-03-02", "2026-02-02"].map((day) =>
      npmRecord("GHSA-1", `${day}T00:00:00Z`, { summary: day }),
    );
    bucket.files.set(
      "npm/all.zip",
      writeZip(texts.map((each) => ({ name: "GHSA-1.json", body: JSON.stringify(each) }))),
    );
    expect(await outcome()).toMatchObject({ meta: { records: 1, leftOut: { "stands there several times": 2 } } });
    const store = await bucket.store();
    expect(store.record("GHSA-1")?.summary).toBe("2026-03-02");
    store.close();
  });
});

describe("when a source fails, the old state stays and answers", () => {
  const big = Buffer.alloc(300_000, "x");
  const troubles: [title: string, trouble: () => void, why: RegExp][] = [
    ["404", () => bucket.files.delete("npm/all.zip"), /has no npm\/all\.zip \(404\)\. Check the address/],
    [
      "500",
      () => {
        bucket.interrupt = (_, __, response) => {
          send(response, 500, "no");
          return true;
        };
      },
      /answered with 500.*Try again later/,
    ],
    [
      "429 without end",
      () => {
        bucket.interrupt = (_, __, response) => {
          send(response, 429, "no", { "retry-after": "7" });
          return true;
        };
      },
      /fewer requests/,
    ],
    ["an archive that is none", () => bucket.files.set("npm/all.zip", big), /It is no zip archive/],
    [
      "an archive without a readable entry",
      () => bucket.files.set("npm/all.zip", writeZip([{ name: "GHSA-1.json", body: "{" }])),
      /None of its 1 entries can be read/,
    ],
    [
      "an archive that never ends",
      () => {
        bucket.files.set("npm/all.zip", big);
        bucket.interrupt = stallAfter(1_000);
      },
      /did not answer in time/,
    ],
    [
      "an archive that is always cut off",
      () => {
        bucket.files.set("npm/all.zip", big);
        bucket.interrupt = cutAfter(0);
      },
      /dropped the connection|stopped after/,
    ],
    [
      "one that changes with every look",
      () => {
        bucket.files.set("npm/all.zip", big);
        bucket.interrupt = changing();
      },
      /changed while it was read/,
    ],
    [
      "a wrong checksum",
      () => {
        bucket.interrupt = wrongSum;
        bucket.files.set("npm/all.zip", big);
      },
      /not what its checksum says/,
    ],
  ];
  it.each(troubles)("%s", async (_, trouble, why) => {
    await bucket.update();
    bucket.files.delete("npm/modified_id.csv");
    trouble();
    const failed = await outcome();
    expect(failed?.state).toBe("failed");
    expect(failed?.why).toMatch(why);
    expect(failed?.meta?.records).toBe(2);
    expect(await ids()).toEqual(["GHSA-1", "GHSA-2"]);
  });

  it("a single record that cannot be fetched changes nothing at all", async () => {
    await bucket.update();
    bucket.put("npm", [
      one,
      two,
      npmRecord("GHSA-3", "2026-03-01T00:00:00Z"),
      npmRecord("GHSA-4", "2026-03-01T00:00:00Z"),
    ]);
    bucket.interrupt = (name, _, response) => {
      if (name === "npm/GHSA-4.json") send(response, 500, "no");
      return name === "npm/GHSA-4.json";
    };
    expect(await outcome()).toMatchObject({ state: "failed", meta: { records: 2, newest: "2026-02-01T00:00:00.5Z" } });
    expect(await ids()).toEqual(["GHSA-1", "GHSA-2"]);
    bucket.interrupt = () => false;
    expect(await outcome()).toMatchObject({ state: "amended", meta: { records: 4 } });
  });

  it("one collection that fails stops no other", async () => {
    bucket.put("PyPI", [{ ...one, affected: [{ package: { ecosystem: "PyPI", name: "left" }, versions: ["1"] }] }]);
    const { collections } = await bucket.update({ ecosystems: ["Nothing", "../PyPI", "PyPI"] });
    expect(collections.map(({ state }) => state)).toEqual(["absent", "failed", "built"]);
    expect(collections[1]?.why).toMatch(/no name of an ecosystem/);
    expect(bucket.asked.filter((each) => each.includes(".."))).toEqual([]);
  });
});

describe("a download", () => {
  it("goes on after a drop, from where it was", async () => {
    let first = true;
    bucket.interrupt = (name, request, response) => {
      if (!first) return false;
      first = false;
      return cutAfter(100)(name, request, response);
    };
    expect(await outcome()).toMatchObject({ state: "built", meta: { records: 2 } });
    expect(bucket.asked).toEqual(["GET npm/all.zip", "GET npm/all.zip bytes=100-"]);
  });

  it("starts anew where the file changed meanwhile", async () => {
    let first = true;
    bucket.interrupt = (name, request, response) => {
      if (!first) return false;
      first = false;
      cutAfter(100)(name, request, response);
      bucket.put("npm", [one]);
      return true;
    };
    expect(await outcome()).toMatchObject({ state: "built", meta: { records: 1 } });
  });

  it("waits as long as it is asked to", async () => {
    let first = true;
    bucket.interrupt = (_, __, response) => {
      if (!first) return false;
      first = false;
      send(response, 429, "later", { "retry-after": "7" });
      return true;
    };
    expect((await outcome())?.state).toBe("built");
    expect(bucket.slept).toEqual([7_000]);
  });

  it("of a run that was killed is gone on with by the next, not by one beside it", async () => {
    const body = Buffer.from(Array.from({ length: 5_000 }, (_, index) => index % 251));
    bucket.files.set("big", body);
    const url = `${bucket.source.from}/big`;
    const shared = { client: bucket.client, url, folder: join(bucket.folder, "partial"), mostBytes: 10_000 };
    bucket.interrupt = cutAfter(2_000);
    const never = { isAtWork: () => false };
    await expect(downloadFile({ ...shared, run: "host-1", ...never })).rejects.toThrow();
    bucket.interrupt = () => false;
    bucket.asked.length = 0;
    const beside = await downloadFile({ ...shared, run: "host-2", isAtWork: () => true });
    expect(beside).toMatchObject({ bytes: 5_000 });
    const next = await downloadFile({ ...shared, run: "host-3", ...never });
    expect(next).toMatchObject({ bytes: 5_000 });
    expect(bucket.asked).toEqual(["GET big", "GET big bytes=2000-"]);
  });

  it("of more bytes than it may have is refused", async () => {
    bucket.files.set("big", Buffer.alloc(5_000));
    const url = `${bucket.source.from}/big`;
    const options = {
      client: bucket.client,
      url,
      folder: bucket.folder,
      mostBytes: 4_999,
      run: "r",
      isAtWork: () => false,
    };
    await expect(downloadFile(options)).rejects.toMatchObject({ kind: "too-large" });
  });
});

function cutAfter(bytes: number): Bucket["interrupt"] {
  return (name, request, response) => {
    const body = bucket.files.get(name);
    if (request.method === "HEAD" || !body || !/zip|big/.test(name)) return false;
    if (request.headers.range) {
      response.destroy();
      return true;
    }
    response.writeHead(200, { etag: etagOf(body), "content-length": String(body.length) });
    response.write(body.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));
    return true;
  };
}

function stallAfter(bytes: number): Bucket["interrupt"] {
  return (name, request, response) => {
    const body = bucket.files.get(name);
    if (request.method === "HEAD" || !body) return false;
    response.writeHead(200, { "content-length": String(body.length) });
    response.write(body.subarray(0, bytes));
    return true;
  };
}

/** Each answer is of another state, and cut off. */
function changing(): Bucket["interrupt"] {
  let state = 0;
  return (name, request, response) => {
    if (request.method === "HEAD" || !name.endsWith("zip")) return false;
    const part = request.headers.range === undefined ? {} : { "content-range": "bytes 50-999/1000" };
    response.writeHead(request.headers.range ? 206 : 200, { etag: `"${state++}"`, "content-length": "1000", ...part });
    response.write(Buffer.alloc(50), () => setTimeout(() => response.destroy(), 10));
    return true;
  };
}

function wrongSum(...[name, request, response]: Parameters<Bucket["interrupt"]>): boolean {
  const body = bucket.files.get(name);
  if (request.method === "HEAD" || !body) return false;
  send(response, 200, body, { "x-goog-hash": "crc32c=AAAAAA==" });
  return true;
}
