import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostAffected, readOsvRecord } from "./osv-record.ts";

const record = (more: object) => JSON.stringify({ id: "X-1", modified: "2024-01-02T03:04:05Z", affected: [], ...more });
const entry = (more: object) => ({
  package: { ecosystem: "npm", name: "left" },
  ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.2.3" }] }],
  ...more,
});
const read = (more: object) => {
  const result = readOsvRecord(record(more));
  if ("why" in result) throw new Error(result.why);
  return result;
};

describe("a record of OSV", () => {
  it("is read with what matching needs", () => {
    const result = read({
      aliases: ["CVE-2024-1", "CVE-2024-1", 7],
      database_specific: { severity: "MODERATE", cwe_ids: ["CWE-79", "x"] },
      severity: [
        { type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" },
        { type: "Ubuntu", score: "low" },
      ],
      affected: [entry({ severity: [{ type: "CVSS_V3", score: "CVSS:3.0/bad" }] })],
      references: [
        { type: "WEB", url: "https://example.com/a" },
        { type: "WEB", url: "javascript:1" },
      ],
      unknown_field: { a: 1 },
    });
    expect(result).toEqual({
      ...{ id: "X-1", modified: "2024-01-02T03:04:05Z", aliases: ["CVE-2024-1"], upstream: [], related: [] },
      severity: [
        { type: "CVSS_V3", value: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", score: 7.5 },
        { type: "Ubuntu", value: "low" },
      ],
      ...{ word: "moderate", summary: "", details: "", cwes: ["CWE-79"] },
      references: [{ type: "WEB", url: "https://example.com/a" }],
      affected: [
        {
          ...{ ecosystem: "npm", name: "left", versions: [], details: {} },
          ranges: [
            {
              type: "SEMVER",
              events: [
                ["introduced", "0"],
                ["fixed", "1.2.3"],
              ],
            },
          ],
          severity: [{ type: "CVSS_V3", value: "CVSS:3.0/bad" }],
        },
      ],
    });
  });

  it.each([
    ["Debian's urgency", { ecosystem_specific: { urgency: "unimportant" } }, { urgency: "unimportant" }],
    ["Ubuntu's priority", { ecosystem_specific: { ubuntu_priority: "low" } }, { priority: "low" }],
    [
      "GitHub's last known range",
      { database_specific: { last_known_affected_version_range: "< 2" } },
      { lastKnown: "< 2" },
    ],
    ["Rocky's module", { ecosystem_specific: { module: "go-toolset:rhel8" } }, { module: "go-toolset:rhel8" }],
    [
      "the module of a purl",
      { package: { ecosystem: "npm", name: "left", purl: "pkg:rpm/redhat/nodejs?arch=src&rpmmod=nodejs%3A20#x" } },
      { module: "nodejs:20" },
    ],
    [
      "that a crate is unmaintained",
      { database_specific: { informational: "unmaintained" } },
      { informational: "unmaintained" },
    ],
    ["architectures", { ecosystem_specific: { affects: { arch: ["x86_64", "x86"] } } }, { arch: "x86_64 x86" }],
    [
      "Go's imports, systems only where each names some",
      { ecosystem_specific: { imports: [{ path: "a/b", goos: ["windows"] }, { path: "c" }] } },
      { imports: "a/b c" },
    ],
    [
      "Go's ranges outside of modules",
      { ecosystem_specific: { custom_ranges: [{ events: [{ introduced: "0" }, { fixed: "3.3.1" }] }] } },
      { customRanges: "introduced 0, fixed 3.3.1" },
    ],
  ])("keeps %s", (_what, more, details) => {
    expect(read({ affected: [entry(more)] }).affected[0]?.details).toEqual(details);
  });

  it("leaves out ranges of commits, and entries that have nothing else", () => {
    const commits = { type: "GIT", events: [{ introduced: "0" }] };
    const { affected } = read({
      affected: [entry({ ranges: [commits] }), entry({ ranges: [commits], versions: ["1"] }), { ranges: [commits] }],
    });
    expect(affected.map(({ ranges, versions }) => [ranges, versions])).toEqual([[[], ["1"]]]);
  });

  it.each([
    ["no JSON", "{", "is no JSON object"],
    ["a list", "[]", "is no JSON object"],
    ["no id", '{"modified":"2024-01-02T03:04:05Z"}', "has no id"],
    ["an id that would be two keys", record({ id: "a\0b" }), "has no id"],
    ["no time", '{"id":"X"}', "has no time of its last change"],
    [
      "a version that is a number",
      record({ affected: [entry({ versions: [1] })] }),
      "has versions that are none, or too many",
    ],
    [
      "an event of nothing",
      record({ affected: [entry({ ranges: [{ type: "SEMVER", events: [{}] }] })] }),
      "has a range whose events are none, or too many",
    ],
    [
      "a range that begins nowhere",
      record({ affected: [entry({ ranges: [{ type: "SEMVER", events: [{ fixed: "1" }] }] })] }),
      "has a range whose events are none, or too many",
    ],
    [
      "too many packages",
      record({ affected: Array(mostAffected + 1).fill({}) }),
      "has a list of affected packages that is none or too long",
    ],
    ["deep nesting", record({ x: JSON.parse(`${"[".repeat(60)}${"]".repeat(60)}`) }), "is nested too deeply"],
  ])("is refused: %s", (_what, text, why) => {
    expect(readOsvRecord(text)).toEqual({ why });
  });

  it("is a record or a reason, whatever the text", () => {
    const whole = record({
      aliases: ["a"],
      severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N" }],
      affected: [entry({ versions: ["1"] })],
    });
    const edit = fc.record({
      at: fc.nat(whole.length),
      length: fc.nat(8),
      text: fc.constantFrom("", "0", "null", "[]", "{}", '"', "-1", "\\u0000", ","),
    });
    const mutate = (edits: readonly { at: number; length: number; text: string }[]) =>
      edits.reduce((text, { at, length, text: put }) => text.slice(0, at) + put + text.slice(at + length), whole);
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const result = readOsvRecord(mutate(edits));
        expect("why" in result ? result.why : result.id).toMatch(/./);
      }),
      { seed: 5, numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.json(), (text) => void readOsvRecord(text)),
      { seed: 6, numRuns: 2_000 },
    );
  });
});
