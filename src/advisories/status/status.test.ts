import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { damage, seededRandom } from "../../files/mutate.fixture.ts";
import { idsIn, readAlpineSecdb } from "./alpine-secdb.ts";
import { newTrackerRead, readDebianTracker } from "./debian-tracker.ts";
import { newEpssRead, readEpss } from "./epss.ts";
import { jsonMembers, type MembersEnd } from "./json-members.ts";
import { readKev } from "./kev.ts";
import { textLines } from "./text-lines.ts";

/** The bytes of a text in pieces of so many. */
async function* pieces(text: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function epss(text: string | Uint8Array) {
  const read = newEpssRead();
  return { lines: await all(readEpss(pieces(text), read)), read };
}

describe("EPSS", () => {
  const line = { cve: "CVE-2020-5902", score: 0.5, percentile: 0.75 };
  const cases: [title: string, text: string, date: string][] = [
    ["of 2021-09: percentiles", "cve,epss,percentile\nCVE-2020-5902,0.5,0.75\n", ""],
    [
      "since 2022: a comment with the date",
      "#model_version:v1,score_date:2022-02-04T00:00:00+0000\ncve,epss,percentile\nCVE-2020-5902,0.5,0.75\n",
      "2022-02-04",
    ],
    [
      "with other columns and ends of lines",
      "cve,epss,percentile,date,found_in\r\nCVE-2020-5902,0.5,0.75,2025-02-20,x\r\n",
      "2025-02-20",
    ],
    ["without a last end of line", "cve,epss,percentile\nCVE-2020-5902,0.5,0.75", ""],
  ];
  it.each(cases)("%s", async (_, text, date) => {
    expect((await epss(text)).lines).toEqual([{ ...line, date }]);
  });
  it("of 2021-04: percentiles by rank", async () => {
    const { lines } = await epss(
      "cve,epss\nCVE-2020-5902,0.65\nCVE-2018-19571,0.04\nCVE-2018-19572,0.04\nCVE-2018-19573,0.01\n",
    );
    expect(lines.map(({ percentile }) => percentile)).toEqual([1, 0.75, 0.75, 0.25]);
  });
  it("lines that are none are counted", async () => {
    const { lines, read } = await epss(
      `cve,epss,percentile\nCVE-1,0.5,0.5\nCVE-2020-5902,2,0.5\nCVE-2020-5902,x,0\n${"x".repeat(5_000)}\n`,
    );
    expect([lines, read.leftOut]).toEqual([[], { "cannot be read": 4 }]);
  });
  it.each([["<html>"], [""], ["a,b\n1,2\n"]])("no file of scores: %j", async (text) => {
    expect((await epss(text)).read.why).toBeDefined();
  });
});

it("lines are cut where they are, whatever the pieces", async () => {
  const text = "a\nbb\r\n\nüü\nlast";
  for (let size = 1; size < 15; size++)
    expect(await all(textLines(pieces(text, size), { tooLong: 0 }))).toEqual(["a", "bb", "", "üü", "last"]);
});

describe("KEV", () => {
  it("gives a line for each vulnerability", () => {
    const entry = { cveID: "CVE-2025-48384", vulnerabilityName: "Git", dateAdded: "2025-08-25", dueDate: "2025-09-15" };
    const text = JSON.stringify({
      catalogVersion: "2025.08.25",
      vulnerabilities: [{ ...entry, knownRansomwareCampaignUse: "Known" }, { cveID: "x" }, null],
    });
    expect(readKev(text)).toEqual({
      lines: [{ cve: "CVE-2025-48384", added: "2025-08-25", due: "2025-09-15", name: "Git", ransomware: true }],
      ...{ version: "2025.08.25", leftOut: { "cannot be read": 2 } },
    });
  });
  it.each([["{"], ["[]"], ['{"vulnerabilities":{}}'], ["[".repeat(1_000)]])("no catalogue: %.20s", (text) => {
    expect(readKev(text)).toHaveProperty("why");
  });
});

describe("Debian's tracker", () => {
  const open = { status: "open", repositories: { bookworm: "1" }, urgency: "not yet assigned" };
  const cases: [title: string, said: object, expected: object | undefined][] = [
    ["open", open, undefined],
    ["fixed", { ...open, status: "resolved", fixed_version: "2-1" }, undefined],
    ["never affected", { ...open, status: "resolved", fixed_version: "0" }, { state: "not-affected" }],
    ["undetermined", { ...open, status: "undetermined" }, { state: "undetermined" }],
    ["unimportant", { ...open, urgency: "unimportant" }, { state: "unimportant", urgency: "unimportant" }],
    [
      "unimportant and fixed",
      { ...open, status: "resolved", fixed_version: "2", urgency: "unimportant" },
      { state: "unimportant", fixed: "2", urgency: "unimportant" },
    ],
    ["no DSA", { ...open, nodsa: "Minor issue", nodsa_reason: "" }, { state: "no-dsa" }],
    ["postponed", { ...open, nodsa: "Minor issue", nodsa_reason: "postponed" }, { state: "postponed" }],
    ["ignored", { ...open, nodsa: "Minor issue", nodsa_reason: "ignored" }, { state: "ignored" }],
    ["past its end", { ...open, urgency: "end-of-life" }, { state: "end-of-life", urgency: "end-of-life" }],
  ];
  it.each(cases)("%s", async (_, said, expected) => {
    const text = JSON.stringify({
      zlib: { "CVE-2023-45853": { description: '{\\"', releases: { bookworm: said, sid: said } } },
    });
    const status = { urgency: "not yet assigned", ...expected, id: "CVE-2023-45853" };
    const found = await all(readDebianTracker(pieces(text), newTrackerRead()));
    expect(found).toEqual(expected ? [{ ecosystem: "Debian:12", name: "zlib", statuses: [status] }] : []);
  });
  it("cut off is said to be", async () => {
    const read = newTrackerRead();
    await all(readDebianTracker(pieces('{"a": {}, "b": {'), read));
    expect(read).toMatchObject({ packages: 1, why: "it ends before its last bracket" });
  });
});

describe("members of an object", () => {
  const cases: [text: string, members: object[], why?: string][] = [
    [
      '{"a": 1, "b,}": {"x": [1, "}"]} }',
      [
        { name: "a", text: " 1" },
        { name: "b,}", text: ' {"x": [1, "}"]} ' },
      ],
    ],
    ["{}", []],
    [' { "\\u0061\\"" : [] } trailing', [{ name: 'a"', text: " [] " }]],
    ["[1]", [], "it is no object"],
    ["<html>", [], "it is no object"],
    ["", [], "it ends before its last bracket"],
    [
      `{"a": "${"x".repeat(100)}", "b": 2}`,
      [
        { name: "", text: undefined },
        { name: "b", text: " 2" },
      ],
    ],
  ];
  it.each(cases)("%.30s", async (text, members, why) => {
    for (const size of [1, 3, 1_000]) {
      const end: MembersEnd = {};
      expect(await all(jsonMembers(pieces(text, size), 60, end))).toEqual(members);
      expect(end.why).toBe(why);
    }
  });
});

describe("Alpine's database", () => {
  it("gives what was never affected, unless a version fixed it too", () => {
    const secfixes = { "0": ["CVE-2021-36159", "CVE-2020-1111 (+ regression)"], "1.2-r0": ["CVE-2020-1111"] };
    const text = JSON.stringify({ packages: [{ pkg: { name: "apk-tools", secfixes } }, { pkg: { name: "b" } }, {}] });
    expect(readAlpineSecdb(text, "v3.19")).toEqual({
      packages: [
        { ecosystem: "Alpine:v3.19", name: "apk-tools", statuses: [{ id: "CVE-2021-36159", state: "not-affected" }] },
      ],
      leftOut: 1,
    });
  });
  it.each([
    ["CVE-2019-1234 CVE-2019-1235", ["CVE-2019-1234", "CVE-2019-1235"]],
    ["CVE_2019-1234", ["CVE-2019-1234"]],
    ["CVE-2019-1234 (+ regression fix) GHSA-AAAA-bbbb-1111", ["CVE-2019-1234", "GHSA-aaaa-bbbb-1111"]],
    ["XSA-1 CVE-19-1", []],
  ])("ids in %s", (text, ids) => {
    expect(idsIn(text)).toEqual(ids);
  });
});

it("readers never throw, whatever is damaged (2,000 texts each)", async () => {
  const random = seededRandom(11);
  const kev = Buffer.from('{"vulnerabilities":[{"cveID":"CVE-2025-48384","dateAdded":"2025-08-25"}]}');
  const tracker = Buffer.from('{"a":{"CVE-2025-1111":{"releases":{"bookworm":{"status":"open","nodsa":"x"}}}},"b":{}}');
  const secdb = Buffer.from('{"packages":[{"pkg":{"name":"a","secfixes":{"0":["CVE-2021-36159"],"1":[1]}}}]}');
  const scores = Buffer.from("#score_date:2022-02-04\ncve,epss,percentile\nCVE-2020-5902,0.5,0.75\n");
  let lines = 0;
  for (let i = 0; i < 2_000; i++) {
    readKev(damage(kev, random).toString());
    readAlpineSecdb(damage(secdb, random).toString(), "v3.19");
    lines += (await all(readDebianTracker(pieces(damage(tracker, random), 40), newTrackerRead()))).length;
    lines += (await epss(damage(scores, random))).lines.length;
  }
  expect(lines).toBeGreaterThan(200);
});

const extra = resolve("../shared/data/osv-extra");
describe.runIf(existsSync(extra))("real files", () => {
  it("the catalogue of 2025-08-25", () => {
    const read = readKev(readFileSync(resolve(extra, "kev/known_exploited_vulnerabilities.json"), "utf8"));
    expect(read).toMatchObject({ version: "2025.08.25", leftOut: {} });
    expect("lines" in read && read.lines.length).toBe(1_404);
  });
  it.each([
    ["2021-04-14", ""],
    ["2021-09-01", ""],
    ["2022-02-04", "2022-02-04"],
    ["2023-03-07", "2023-03-07"],
  ])("scores of %s", async (day, date) => {
    const { lines, read } = await epss(gunzipSync(readFileSync(resolve(extra, `epss/epss_scores-${day}.csv.gz`))));
    expect(lines.length).toBeGreaterThan(1);
    expect([lines[0]?.cve, read.date, read.leftOut]).toEqual(["CVE-2020-5902", date, {}]);
  });
});
