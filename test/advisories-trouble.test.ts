/** The built command when the source of advisories is down, slow, damaged or hostile, and when runs meet: the store still answers. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { writeZip, type ZipFixtureEntry } from "../src/files/zip.fixture.ts";
import { send } from "../src/net/server.fixture.ts";
import {
  fill,
  known,
  lodash,
  osvRecord,
  type Places,
  type Run,
  run,
  start,
  writeVulnerableImage,
} from "./advisories-cli.fixture.ts";
import { type Bucket, etagOf, type Interruption, startBucket } from "./bucket.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "seaworthy-advisories-trouble-"));
const image = join(folder, "image.tar");
const filled = join(folder, "filled-store");
let bucket: Bucket;

beforeAll(async () => {
  bucket = await startBucket();
  fill(bucket);
  writeVulnerableImage(image);
  expect(await run(["db", "update"], at(filled))).toMatchObject({ status: 0 });
});
afterEach(() => {
  bucket.interrupt = () => false;
  bucket.files.clear();
  fill(bucket);
});
afterAll(async () => {
  await bucket.close();
  rmSync(folder, { recursive: true, force: true });
});

function at(store: string): Places {
  return { folder, store, source: bucket.source.from };
}

function storeCopy(): string {
  const store = join(mkdtempSync(join(folder, "copied-")), "store");
  cpSync(filled, store, { recursive: true });
  return store;
}

const scan = (store: string, ...words: readonly string[]) =>
  run(["scan", image, "--format", "json", ...words], at(store));

function idsOf({ stdout }: Run): string[] {
  const { vulnerabilities = [] } = JSON.parse(stdout) as { vulnerabilities?: readonly { readonly id: string }[] };
  return vulnerabilities.map(({ id }) => id).sort();
}

/** Answers requests for a name; the rest is the bucket's. */
function when(wanted: string, answer: (...args: Parameters<Interruption>) => void): Interruption {
  return (name, request, response) => {
    if (name !== wanted) return false;
    answer(name, request, response);
    return true;
  };
}

function refusing(status: number): () => void {
  return () => {
    bucket.interrupt = (_name, _request, response) => {
      send(response, status, "no", { "retry-after": "0" });
      return true;
    };
  };
}

/** In place of npm's archive, with nothing that says what changed. */
function archive(bytes: Uint8Array | readonly ZipFixtureEntry[]): void {
  bucket.files.set("npm/all.zip", bytes instanceof Uint8Array ? bytes : writeZip(bytes));
  bucket.files.delete("npm/modified_id.csv");
}

const entryOf = (record: { readonly id: string; readonly [field: string]: unknown }): ZipFixtureEntry => ({
  name: `${record.id}.json`,
  body: JSON.stringify(record),
});
const good = entryOf(lodash);
const later = { modified: "2026-02-02T00:00:00Z" };
const spaces = (bytes: number) => Buffer.alloc(bytes, " ");

describe("what is left of the store after an update from a source", () => {
  interface Trouble {
    readonly title: string;
    readonly make: () => void;
    readonly status: number;
    readonly says: RegExp;
  }
  const troubles: readonly Trouble[] = [
    { title: "404 for everything", make: refusing(404), status: 2, says: /ecosystems\.txt|404/ },
    { title: "429 for everything", make: refusing(429), status: 2, says: /fewer requests \(429\)/ },
    { title: "500 for everything", make: refusing(500), status: 2, says: /answered with 500/ },
    {
      title: "without the archive",
      make: () => bucket.files.delete("npm/all.zip"),
      ...{ status: 2, says: /osv\/npm was not brought up to date\..*404/ },
    },
    {
      title: "with half an archive",
      make: () => archive(writeZip([good]).subarray(0, 200)),
      ...{ status: 2, says: /no zip archive/ },
    },
    {
      title: "that ends in the middle, and says not how long it is",
      make: () => {
        archive(writeZip([good, entryOf({ ...lodash, id: "GHSA-c2c2-c2c2-c2c2" })]));
        const whole = Buffer.from(bucket.files.get("npm/all.zip") ?? "");
        bucket.interrupt = when("npm/all.zip", (_name, request, response) => {
          response.writeHead(200, { etag: '"other"' });
          response.end(request.method === "HEAD" ? undefined : whole.subarray(0, 300));
        });
      },
      ...{ status: 2, says: /no zip archive/ },
    },
    {
      title: "with a page in place of an archive",
      make: () => archive(Buffer.from("<!doctype html><title>Log in</title>")),
      ...{ status: 2, says: /no zip archive/ },
    },
    {
      title: "with an archive in which nothing can be read",
      make: () => archive([{ name: "GHSA-c2c2-c2c2-c2c2.json", body: "{" }]),
      ...{ status: 2, says: /None of its 1 entries can be read/ },
    },
    {
      title: "with a damaged catalogue of exploited ones",
      make: () =>
        bucket.files.set("kev/known_exploited_vulnerabilities.json", Buffer.from('{"vulnerabilities":[{"cve')),
      ...{ status: 2, says: /kev was not brought up to date/ },
    },
    {
      title: "with a record of 100 MB",
      make: () => archive([good, { name: "GHSA-c2c2-c2c2-c2c2.json", body: spaces(100_000_000) }]),
      ...{ status: 0, says: /npm: 1 advisory, 1 left out/ },
    },
    {
      title: "with a bomb: more comes out than the entry states",
      make: () =>
        archive([good, { name: "GHSA-c2c2-c2c2-c2c2.json", body: spaces(60_000_000), stated: { bytes: 1_000 } }]),
      ...{ status: 0, says: /npm: 1 advisory, 1 left out/ },
    },
    {
      title: "with records that are no JSON, no record, of another id, and without one",
      make: () =>
        archive([
          { name: "GHSA-c2c2-c2c2-c2c2.json", body: "{not json" },
          { name: "GHSA-c3c3-c3c3-c3c3.json", body: "[]" },
          { name: "GHSA-c4c4-c4c4-c4c4.json", body: JSON.stringify({ ...lodash, id: "GHSA-c5c5-c5c5-c5c5" }) },
          { name: "GHSA-c6c6-c6c6-c6c6.json", body: '{"modified":"2026-01-01T00:00:00Z"}' },
          { name: "../../GHSA-c7c7-c7c7-c7c7.json", body: JSON.stringify(lodash) },
          ...[{ name: "README.md", body: "# records" }, good],
        ]),
      ...{ status: 0, says: /npm: 1 advisory, 6 left out/ },
    },
    {
      title: "with unknown fields and ecosystems",
      make: () => {
        const affected = [...lodash.affected, { package: { ecosystem: "Nowhere:9", name: "lodash" }, versions: ["1"] }];
        const ranges = [{ type: "ORBITAL", events: [{ launched: "0" }] }];
        const odd = { affected: [{ package: { ecosystem: "Nowhere", name: "lodash" }, ranges }], moon: { phase: [1] } };
        const other = { ...osvRecord("GHSA-c2c2-c2c2-c2c2", "npm", "lodash"), ...odd, ...later };
        archive([entryOf({ ...lodash, affected, ...later, ...{ schema_version: "9.0", moon: true } }), entryOf(other)]);
        bucket.files.set("ecosystems.txt", Buffer.from("Nowhere\nnpm\n../etc\nDebian\n\u0000\nDebian:12\n"));
      },
      ...{ status: 0, says: /npm: 2 advisories/ },
    },
    {
      title: "with aliases in a circle, and of themselves",
      make: () => {
        const names = ["GHSA-c2c2-c2c2-c2c2", "GHSA-35jh-r3h4-6jhm", "CVE-2021-23337"];
        const other = osvRecord("GHSA-c2c2-c2c2-c2c2", "npm", "lodash", {
          ...{ fixed: "4.17.21", more: { aliases: names, upstream: names, related: names } },
        });
        archive([entryOf({ ...lodash, aliases: names, upstream: names }), entryOf(other)]);
      },
      ...{ status: 0, says: /npm: 2 advisories/ },
    },
    {
      title: "with one id several times",
      make: () => archive([good, { ...good, body: JSON.stringify({ ...lodash, ...later }) }, good]),
      ...{ status: 0, says: /npm: 1 advisory, 2 left out/ },
    },
    {
      title: "that changes while it is read",
      make: () => {
        const [before, after] = [
          writeZip([good]),
          writeZip([entryOf({ ...lodash, ...later }), { ...good, name: "x" }]),
        ];
        archive(after);
        let asked = 0;
        bucket.interrupt = (name, request, response) => {
          if (name !== "npm/all.zip" || request.method === "HEAD" || asked++ > 0) return false;
          response.writeHead(200, { etag: '"before"', "content-length": String(before.length) });
          response.write(before.subarray(0, 150), () => response.destroy());
          return true;
        };
      },
      ...{ status: 0, says: /npm: 1 advisory, 1 left out/ },
    },
    {
      title: "that is slow",
      make: () => {
        const whole = writeZip([entryOf({ ...lodash, ...later })]);
        archive(whole);
        bucket.interrupt = (name, request, response) => {
          if (name !== "npm/all.zip" || request.method === "HEAD") return false;
          response.writeHead(200, { etag: '"slow"', "content-length": String(whole.length) });
          void drip(whole, (part) => response.write(part)).then(() => response.end());
          return true;
        };
      },
      ...{ status: 0, says: /npm: 1 advisory\./ },
    },
  ];

  it.each(troubles.map((trouble) => [trouble.title, trouble] as const))(
    "%s",
    async (_, { make, status, says }) => {
      const store = storeCopy();
      make();
      const updated = await run(["db", "update"], at(store));
      expect(updated.stdout + updated.stderr).toMatch(says);
      expect(updated.stderr).not.toMatch(/\bat .*\.(?:js|cjs):\d+/);
      expect(updated.status, updated.stderr).toBe(status);
      const after = await scan(store, "--offline");
      expect(idsOf(after)).toEqual(known);
      expect(after.status).toBe(1);
    },
    60_000,
  );

  it("a scan that renews goes on with what it has, warns and ends as promised", async () => {
    refusing(500)();
    const store = storeCopy();
    const done = await scan(store, "--max-age", "0m");
    expect(idsOf(done)).toEqual(known);
    expect(done.status).toBe(1);
    expect(done.stderr).toMatch(/could not be renewed\. .*500/);
  });
});

async function drip(bytes: Uint8Array, write: (part: Uint8Array) => void): Promise<void> {
  const size = Math.ceil(bytes.length / 10);
  for (let from = 0; from < bytes.length; from += size) {
    write(bytes.subarray(from, from + size));
    await new Promise((done) => setTimeout(done, 60));
  }
}

describe("runs that meet", () => {
  /** So many that an update is at work for a while. */
  const many = Array.from({ length: 3_000 }, (_, index) =>
    osvRecord(`GHSA-c2c2-c2c2-${index.toString(36).padStart(4, "0")}`, "npm", `package-${index}`, { more: later }),
  );

  it("two updates and ten scans at once all succeed", async () => {
    const store = storeCopy();
    bucket.put("npm", [lodash, ...many]);
    const words = ["db", "update", "--ecosystem", "npm"];
    const updates = [run(words, at(store)), run(words, at(store))];
    const scans = Array.from({ length: 10 }, (_, index) => scan(store, ...(index % 2 === 0 ? ["--offline"] : [])));
    for (const done of await Promise.all(scans)) {
      expect(idsOf(done), done.stderr).toEqual(known);
      expect(done.status, `${done.stderr}${done.stdout}`).toBe(1);
    }
    for (const done of await Promise.all(updates)) expect(done.status, done.stderr).toBe(0);
    const status = await run(["db", "status"], at(store));
    expect(status.stdout).toMatch(/osv\/npm +3,001 /);
  }, 60_000);

  it("an update that is killed leaves a store that answers, and the next one ends it", async () => {
    const store = storeCopy();
    bucket.put("npm", [lodash, ...many]);
    const words = ["db", "update", "--ecosystem", "npm"];
    const began = performance.now();
    expect(await run(words, at(storeCopy()))).toMatchObject({ status: 0 });
    const whole = performance.now() - began;
    for (const part of [0.3, 0.5, 0.65, 0.8, 0.95]) {
      const update = start(words, at(store));
      const timer = setTimeout(update.kill, part * whole);
      await update.ended;
      clearTimeout(timer);
      const done = await scan(store, "--offline");
      expect(idsOf(done), `killed after ${part} of ${whole} ms: ${done.stderr}`).toEqual(known);
    }
    expect(await run(words, at(store))).toMatchObject({ status: 0 });
    expect((await run(["db", "status"], at(store))).stdout).toMatch(/osv\/npm +3,001 /);
    expect(idsOf(await scan(store, "--offline"))).toEqual(known);
  }, 60_000);

  it("one that is killed in the middle of a download goes on with it", async () => {
    const store = storeCopy();
    bucket.put("npm", [lodash, ...many]);
    const whole = bucket.files.get("npm/all.zip") ?? new Uint8Array();
    const words = ["db", "update", "--ecosystem", "npm"];
    const half = new Promise<void>((resolve) => {
      bucket.interrupt = (name, request, response) => {
        if (name !== "npm/all.zip" || request.method === "HEAD") return false;
        bucket.interrupt = () => false;
        response.writeHead(200, { etag: etagOf(whole), "content-length": String(whole.length) });
        response.write(whole.subarray(0, whole.length / 2), () => setTimeout(resolve, 300));
        return true;
      };
    });
    const update = start(words, at(store));
    await half;
    update.kill();
    await update.ended;
    expect(idsOf(await scan(store, "--offline"))).toEqual(known);
    bucket.asked.length = 0;
    expect(await run(words, at(store))).toMatchObject({ status: 0 });
    expect(bucket.asked.filter((line) => line.startsWith("GET npm/all.zip"))).toEqual([
      expect.stringMatching(/ bytes=\d+-$/),
    ]);
    expect((await run(["db", "status"], at(store))).stdout).toMatch(/osv\/npm +3,001 /);
  }, 60_000);
});
