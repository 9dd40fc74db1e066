/** The built command with advisories: what a person types, sees and gets as exit status. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  dockerfile,
  fill,
  known,
  lodash,
  osvRecord,
  type Places,
  type Run,
  run,
  writeBucket,
  writeVulnerableImage,
} from "./advisories-cli.fixture.ts";
import { type Bucket, startBucket } from "./bucket.fixture.ts";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "seaworthy-advisories-cli-"));
const image = join(folder, "image.tar");
const copy = join(folder, "bucket");
/** The store that most tests ask; made once. */
const filled = join(folder, "filled-store");
const password = ["harbour", "light", "77"].join("-");
let bucket: Bucket;
let address: string;

beforeAll(async () => {
  bucket = await startBucket();
  address = bucket.source.from.replace("://", `://keeper:${password}@`);
  fill(bucket);
  writeBucket(copy, bucket.files);
  writeVulnerableImage(image);
  writeFileSync(join(folder, "Dockerfile"), dockerfile);
  const made = await run(["db", "update"], at(filled));
  expect(made, made.stderr).toMatchObject({ status: 0, stderr: "" });
});
afterAll(async () => {
  await bucket.close();
  rmSync(folder, { recursive: true, force: true });
});

function at(store: string, source: string = address): Places {
  return { folder, store, source };
}

/** A store of its own, as the filled one is. */
function storeCopy(): string {
  const store = join(mkdtempSync(join(folder, "copied-")), "store");
  cpSync(filled, store, { recursive: true });
  return store;
}

function emptyStore(): string {
  return join(mkdtempSync(join(folder, "empty-")), "store");
}

interface Found {
  readonly id: string;
  readonly origin: string;
  readonly state: string;
  readonly kev: unknown;
  readonly suppressed?: { readonly by: string };
}

interface Document {
  readonly vulnerabilities?: readonly Found[];
  readonly findings: readonly { readonly rule: string }[];
  readonly unknowns: readonly { readonly what: string; readonly why: string }[];
  readonly habits: readonly { readonly habit: string; readonly state: string }[];
}

function documentOf({ stdout }: Run): Document {
  return JSON.parse(stdout) as Document;
}

function idsOf(done: Run): string[] {
  return (documentOf(done).vulnerabilities ?? []).map(({ id }) => id).sort();
}

const scan = (places: Places, ...words: readonly string[]) =>
  run(["scan", image, "--format", "json", ...words], places);

describe("db", () => {
  it("update makes a store from a folder, and status tells what is in it", async () => {
    const places = at(emptyStore(), copy);
    expect(await run(["db", "status"], places)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("db update"),
    });
    const updated = await run(["db", "update"], places);
    expect(updated, updated.stderr).toMatchObject({ status: 0, stderr: "" });
    for (const words of ["Debian: 3 advisories.", "npm: 1 advisory.", "kev: 1 entry.", "epss: 1 entry."])
      expect(updated.stdout).toContain(words);
    const status = JSON.parse((await run(["db", "status", "--format", "json"], places)).stdout) as {
      collections: { name: string; records: number; licence: string; attribution: string }[];
    };
    expect(status.collections.map(({ name, records }) => `${name} ${records}`).sort()).toEqual([
      ...["epss 1", "kev 1", "osv/Debian 3", "osv/npm 1", "status/debian 1"],
    ]);
    for (const { licence, attribution } of status.collections) expect(licence && attribution).not.toBe("");
    expect(idsOf(await scan(places, "--offline"))).toEqual(known);
  });

  it("update fetches what changed, and a scan knows it", async () => {
    const places = at(storeCopy());
    expect((await run(["db", "update"], places)).stdout).toContain("npm: up to date, 1 advisory.");
    const later = { modified: "2026-02-02T00:00:00Z", aliases: ["CVE-2020-8203"] };
    const more = osvRecord("GHSA-p6mc-m468-83gw", "npm", "lodash", { fixed: "4.17.21", more: later });
    bucket.put("npm", [lodash, more]);
    bucket.asked.length = 0;
    expect((await run(["db", "update", "--ecosystem", "npm"], places)).stdout).toContain(
      "npm: 1 changed, 2 advisories now.",
    );
    expect(bucket.asked).not.toContain("GET npm/all.zip");
    expect(idsOf(await scan(places, "--offline"))).toEqual(["CVE-2020-8203", ...known]);
    fill(bucket);
  });

  it("export and import carry a store over", async () => {
    const [here, there] = [at(filled), at(emptyStore())];
    const carried = join(folder, "carried.swdb");
    expect(await run(["db", "export", carried], here)).toMatchObject({ status: 0 });
    expect(await run(["db", "import", carried], there)).toMatchObject({ status: 0 });
    expect(idsOf(await scan(there, "--offline"))).toEqual(known);
    writeFileSync(carried, readFileSync(carried).subarray(0, -40));
    expect(await run(["db", "import", carried], there)).toMatchObject({ status: 2 });
    expect(idsOf(await scan(there, "--offline"))).toEqual(known);
  });

  it.each([
    ["no action", ["db"]],
    ["an action that is none", ["db", "upgrade"]],
    ["an ecosystem that is none", ["db", "update", "--ecosystem", "nmp"]],
    ["a folder that is not there", ["db", "update", "--source", "gone"]],
    ["an address of another kind", ["db", "update", "--source", "ftp://example.com/osv"]],
    ["a file that is not there", ["db", "import", "gone.swdb"]],
    ["nothing to export", ["db", "export", "out.swdb"]],
  ])("%s: status 2, the reason and the next step", async (_, words) => {
    const done = await run(words, at(join(folder, "no-store")));
    expect(done).toMatchObject({ status: 2, stdout: "" });
    expect(done.stderr.trim().split("\n").length).toBeGreaterThan(1);
  });
});

describe("scan", () => {
  it("fetches what the image needs, and no more", async () => {
    const places = at(emptyStore());
    bucket.asked.length = 0;
    const done = await scan(places);
    expect(idsOf(done), done.stderr).toEqual(known);
    expect(bucket.asked.filter((line) => line.endsWith("all.zip")).sort()).toEqual([
      ...["GET Debian/all.zip", "GET npm/all.zip"],
    ]);
    bucket.asked.length = 0;
    expect(await scan(places)).toEqual(done);
    expect(bucket.asked).toEqual([]);
  });

  it("goes on with a stale store when the source is down, says so, and ends as it would have", async () => {
    const down = at(storeCopy(), "http://127.0.0.1:1/osv");
    const done = await scan(down, "--max-age", "0m");
    expect(idsOf(done)).toEqual(known);
    expect(done.status).toBe(1);
    expect(done.stderr).toMatch(/could not be renewed/);
    const offline = await scan(down, "--max-age", "0m", "--offline");
    expect(idsOf(offline)).toEqual(known);
    expect(offline.stderr).toMatch(/network is not used/);
  });

  it.each([
    ["offline", ["--offline"]],
    ["the source down", []],
  ])("without a store, %s: status 2, and what to do", async (_, words) => {
    const done = await scan(at(emptyStore(), "http://127.0.0.1:1/osv"), ...words, "--fail-on", "never");
    expect(done.status).toBe(2);
    const { unknowns, habits } = documentOf(done);
    expect(unknowns.filter(({ what }) => /npm|Debian/.test(what)).length).toBeGreaterThan(0);
    expect(JSON.stringify(unknowns)).toMatch(/db update|no answer|refused/i);
    expect(habits.find(({ habit }) => habit === "vulnerabilities")?.state).toBe("unknown");
  });

  const [app, zlib, openssl] = known;
  const rows: readonly (readonly [readonly string[], readonly (string | undefined)[], number])[] = [
    [[], known, 1],
    [["--fail-on", "critical"], known, 1],
    [["--fail-on", "critical", "--fail-on-fixable"], known, 0],
    [["--fail-on", "high", "--fail-on-fixable"], known, 1],
    [["--fail-on", "never"], known, 0],
    [["--severity", "high"], [app], 1],
    [["--fixed-only"], [app, openssl], 1],
    [["--kev"], [openssl], 1],
    [["--epss", "0.4"], [app], 1],
    [["--package", "zlib1g"], [zlib], 1],
    [["--package", "openssl,lodash"], [app, openssl], 1],
    [["--dockerfile", "Dockerfile", "--yours"], [app], 1],
    [["--no-vulnerabilities"], [], 0],
  ];
  it.each(rows)("%j shows %j and ends with %i", async (words, shown, status) => {
    const done = await scan(at(filled), "--offline", ...words);
    expect(idsOf(done), done.stderr).toEqual(shown);
    expect(done.status).toBe(status);
  });

  it("tells whose, how and since when", async () => {
    const { vulnerabilities = [] } = documentOf(await scan(at(filled), "--offline", "--dockerfile", "Dockerfile"));
    const told = vulnerabilities.map(({ id, origin, state, kev }) => [
      id,
      origin,
      state,
      kev !== false && kev !== null,
    ]);
    expect(told.sort()).toEqual([
      [app, "yours", "fixed", false],
      [zlib, "base", "deferred", false],
      [openssl, "base", "fixed", true],
    ]);
  });

  it.each([
    ["--epss", "2"],
    ["--max-age", "soon"],
  ])("%s %s: status 2", async (...words) => {
    expect(await scan(at(filled), "--offline", ...words)).toMatchObject({ status: 2, stdout: "" });
  });
});

describe("ignores", () => {
  const config = join(folder, "ignores.yaml");
  const ignoring = (...lines: readonly string[]) => {
    writeFileSync(config, `ignore:\n${lines.map((line) => `  ${line}\n`).join("")}`);
    return scan(at(filled), "--offline", "--config", config);
  };
  const counted = (done: Run) =>
    (documentOf(done).vulnerabilities ?? []).flatMap(({ id, suppressed }) => (suppressed ? [] : [id])).sort();

  it("with a day to come excuse, by any name", async () => {
    const done = await ignoring(
      ...["- vulnerability: GHSA-35jh-r3h4-6jhm", "  until: 2999-01-01", "  reason: never called"],
      ...["- vulnerability: cve-2023-45853", "  package: zlib1g"],
    );
    expect(counted(done)).toEqual([openssl]);
    expect(done.status).toBe(0);
  });

  it("that have run out excuse nothing, and are a finding", async () => {
    const done = await ignoring("- vulnerability: CVE-2021-23337", "  until: 2026-01-31");
    expect(counted(done)).toEqual(known);
    expect(documentOf(done).findings.map(({ rule }) => rule)).toContain("expired-ignore");
    expect(done.status).toBe(1);
  });

  it("that excuse nothing are told", async () => {
    const done = await ignoring("- vulnerability: CVE-1999-0001");
    expect(done.stdout).toContain("no CVE-1999-0001 was found to ignore");
  });

  it("a baseline leaves out what was known, and only that", async () => {
    const baseline = join(folder, "baseline.json");
    const places = at(storeCopy());
    await scan(places, "--offline", "--write-baseline", baseline);
    const again = await scan(places, "--offline", "--baseline", baseline);
    expect(again.status).toBe(0);
    expect(counted(again)).toEqual([]);
    const fresh = osvRecord("GHSA-x5rq-j2xg-h7qm", "npm", "lodash", {
      more: { modified: "2026-02-02T00:00:00Z", aliases: ["CVE-2019-1010266"] },
    });
    bucket.put("npm", [lodash, { ...fresh, severity: lodash.severity }]);
    const worse = await scan(places, "--max-age", "0m", "--baseline", baseline);
    fill(bucket);
    expect(counted(worse)).toEqual(["CVE-2019-1010266"]);
    expect(worse.status).toBe(1);
  });

  const openssl = "CVE-2024-0727";
});

describe("formats", () => {
  const checks: Readonly<Record<string, (text: string) => void>> = {
    pretty: (text) => expect(text).toContain("CVE-2021-23337"),
    json: (text) => {
      const schema = JSON.parse(readFileSync(join(root, "schema/report.schema.json"), "utf8")) as object;
      const validate = new Ajv2020({ strict: false }).compile(schema);
      expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    },
    sarif: (text) => {
      const [only] = (JSON.parse(text) as { runs: { results: { ruleId: string; partialFingerprints: object }[] }[] })
        .runs;
      expect(only?.results.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining([...known]));
      for (const result of only?.results ?? []) expect(JSON.stringify(result.partialFingerprints)).not.toMatch(/4\.17/);
    },
    gitlab: (text) => expect(JSON.stringify(JSON.parse(text))).toContain("CVE-2021-23337"),
    junit: (text) => {
      expect(text).toMatch(/^<\?xml [^>]*>\s*<testsuites/);
      expect(text.trimEnd()).toMatch(/<\/testsuites>$/);
    },
    github: (text) => expect(text).toMatch(/^::(?:error|warning|notice) /m),
    markdown: (text) => expect(text).toMatch(/\|.*CVE-2021-23337/),
    html: (text) => {
      expect(text).toMatch(/^<!doctype html>/i);
      expect(text.trimEnd()).toMatch(/<\/html>$/i);
      expect(text).not.toMatch(/(?:src|href)="https?:[^"]*\.(?:js|css)"/);
    },
    cyclonedx: (text) => {
      const bom = JSON.parse(text) as { bomFormat: string; vulnerabilities: { id: string }[] };
      expect(bom.bomFormat).toBe("CycloneDX");
      expect(bom.vulnerabilities.map(({ id }) => id).sort()).toEqual(known);
    },
  };
  it.each(Object.entries(checks))(
    "%s can be read, names them all, and shows neither store nor password",
    async (format, check) => {
      const store = storeCopy();
      const words = ["scan", image, "--format", format, "--max-age", "0m", "--verbose", "--dockerfile", "Dockerfile"];
      const done = await run(words, at(store));
      expect(done.status, done.stderr).toBe(1);
      check(done.stdout);
      for (const id of known) expect(done.stdout).toContain(id);
      for (const text of [done.stdout, done.stderr]) {
        expect(text).not.toContain(password);
        expect(text).not.toContain(store);
      }
    },
  );

  it("no password stands in a store, or in what db says", async () => {
    const places = at(emptyStore());
    const told = await Promise.all([run(["db", "update"], places)]);
    told.push(await run(["db", "status"], places), await run(["db", "status", "--format", "json"], places));
    told.push(await run(["db", "export", join(folder, "exported.swdb")], places));
    bucket.interrupt = (_name, _request, response) => response.writeHead(403).end() !== undefined;
    told.push(await run(["db", "update"], places));
    bucket.interrupt = () => false;
    expect(told.at(-1)?.status).toBe(2);
    for (const { stdout, stderr } of told) expect(stdout + stderr).not.toContain(password);
    for (const entry of readdirSync(places.store, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      expect(readFileSync(join(entry.parentPath, entry.name), "latin1")).not.toContain(password);
    }
    expect(existsSync(join(folder, "home"))).toBe(false);
  });
});
