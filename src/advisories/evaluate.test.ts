import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VersionSchemeId } from "../packages/versions/version-scheme.ts";
import type { Affected, AffectedRange, RangeEvent } from "./advisory.ts";
import { evaluate, mostFixEvents, mostFixes, mostFixSteps } from "./evaluate.ts";
import { longestCondition } from "./last-known.ts";
import { mostParsedVersions, orders } from "./order.ts";

type Short = Partial<Omit<Affected, "ranges">> & { readonly events?: string; readonly ranges?: readonly string[] };

/** `introduced 0, fixed 2` is a range. */
function rangeOf(text: string): AffectedRange {
  const events = text.split(", ").map((part): RangeEvent => {
    const [kind = "", version = ""] = part.split(" ");
    return [kind as RangeEvent[0], version];
  });
  return { type: "ECOSYSTEM", events: text === "" ? [] : events };
}

function entry({ events, ranges, ...rest }: Short): Affected {
  const texts = ranges ?? (events === undefined ? [] : [events]);
  return { ecosystem: "npm", name: "it", versions: [], severity: [], details: {}, ...rest, ranges: texts.map(rangeOf) };
}

function ask(entries: readonly Short[], version: string, scheme: VersionSchemeId = "semver") {
  const order = orders()(scheme);
  return evaluate(entries.map(entry), { text: version, parsed: order.parse(version), order });
}

const said = (entries: readonly Short[], version: string, scheme?: VersionSchemeId): string => {
  const verdict = ask(entries, version, scheme);
  return verdict.is === "affected" ? `${verdict.range} | ${verdict.fixed.join(" ")}` : verdict.is;
};

describe("an advisory and a version", () => {
  it.each<[string, readonly Short[], string, string]>([
    ["introduced 0 is before everything", [{ events: "introduced 0, fixed 2.0.0" }], "0.0.0-alpha", "< 2.0.0 | 2.0.0"],
    ["the fixed version is not affected", [{ events: "introduced 0, fixed 2.0.0" }], "2.0.0", "unaffected"],
    ["below the introduced one nothing is", [{ events: "introduced 1.1.0, fixed 2.0.0" }], "1.0.9", "unaffected"],
    ["the introduced version is", [{ events: "introduced 1.1.0, fixed 2.0.0" }], "1.1.0", ">= 1.1.0, < 2.0.0 | 2.0.0"],
    [
      "the last affected version is, without a fix",
      [{ events: "introduced 1.0.0, lastAffected 1.5.0" }],
      "1.5.0",
      ">= 1.0.0, <= 1.5.0 | ",
    ],
    [
      "behind the last affected nothing is",
      [{ events: "introduced 1.0.0, lastAffected 1.5.0" }],
      "1.5.1",
      "unaffected",
    ],
    ["a range without end", [{ events: "introduced 1.0.0" }], "9.0.0", ">= 1.0.0 | "],
    ["everything", [{ events: "introduced 0" }], "9.0.0", "all versions | "],
    [
      "prereleases are versions like others",
      [{ events: "introduced 0, fixed 1.0.0" }],
      "1.0.0-beta",
      "< 1.0.0 | 1.0.0",
    ],
    [
      "events out of order",
      [{ events: "fixed 4.0.0, introduced 3.0.0, fixed 2.0.0, introduced 0" }],
      "3.1.0",
      ">= 3.0.0, < 4.0.0 | 4.0.0",
    ],
    [
      "between two pairs of one range",
      [{ events: "fixed 4.0.0, introduced 3.0.0, fixed 2.0.0, introduced 0" }],
      "2.5.0",
      "unaffected",
    ],
    [
      "the fix of its own branch only",
      [{ events: "introduced 0, fixed 2.0.0, introduced 3.0.0, fixed 4.0.0" }],
      "1.0.0",
      "< 2.0.0 | 2.0.0",
    ],
    [
      "two ranges of one entry, the second hits",
      [{ ranges: ["introduced 0, fixed 1.0.0", "introduced 2.0.0, fixed 2.1.0"] }],
      "2.0.5",
      ">= 2.0.0, < 2.1.0 | 2.1.0",
    ],
    [
      "two entries, the second hits",
      [{ events: "introduced 0, fixed 1.0.0" }, { events: "introduced 2.0.0, fixed 2.1.0" }],
      "2.0.5",
      ">= 2.0.0, < 2.1.0 | 2.1.0",
    ],
    [
      "a fix that another range calls affected is none",
      [{ events: "introduced 0, fixed 1.5.0" }, { events: "introduced 0, fixed 2.5.0" }],
      "1.2.0",
      "< 1.5.0 | 2.5.0",
    ],
    [
      "a fix that another range goes on from is where that one ends",
      [{ events: "introduced 0, fixed 1.5.0" }, { events: "introduced 1.5.0, fixed 1.8.0" }],
      "1.2.0",
      "< 1.5.0 | 1.8.0",
    ],
    [
      "a fix where nothing ends the other range is none",
      [{ events: "introduced 0, fixed 1.5.0" }, { events: "introduced 1.0.0" }],
      "1.2.0",
      "< 1.5.0 | ",
    ],
    [
      "introduced and fixed at one version: fixed counts",
      [{ events: "introduced 0, fixed 1.0.0, introduced 1.0.0, fixed 2.0.0" }],
      "1.5.0",
      "unaffected",
    ],
    [
      "introduced and last affected at one version: that version is",
      [{ events: "introduced 1.0.0, lastAffected 1.0.0" }],
      "1.0.0",
      ">= 1.0.0, <= 1.0.0 | ",
    ],
    ["and no other", [{ events: "introduced 1.0.0, lastAffected 1.0.0" }], "1.0.1", "unaffected"],
    ["below a limit", [{ events: "introduced 1.0.0, limit 2.0.0" }], "1.9.0", ">= 1.0.0 | "],
    ["at a limit", [{ events: "introduced 1.0.0, limit 2.0.0" }], "2.0.0", "unaffected"],
    ["below any of two limits", [{ events: "introduced 1.0.0, limit 2.0.0, limit 3.0.0" }], "2.5.0", ">= 1.0.0 | "],
    ["a limit that is none", [{ events: "introduced 1.0.0, limit *" }], "9.0.0", ">= 1.0.0 | "],
    ["listed by itself", [{ versions: ["1.0.0", "1.0.1"] }], "1.0.1", "is listed by itself | "],
    [
      "listed beside a range that it is outside of",
      [{ versions: ["9.0.0"], events: "introduced 0, fixed 1.0.0" }],
      "9.0.0",
      "is listed by itself | ",
    ],
    [
      "in a range, not in the list",
      [{ versions: ["1.0.0"], events: "introduced 0, fixed 2.0.0" }],
      "1.5.0",
      "< 2.0.0 | 2.0.0",
    ],
    ["nothing at all", [{}], "1.0.0", "unaffected"],
    ["a range without events", [{ events: "" }], "1.0.0", "unaffected"],
    [
      "within what is known where there is no fix",
      [{ events: "introduced 0", details: { lastKnown: "<= 1.4.0" } }],
      "1.4.0",
      "<= 1.4.0 | ",
    ],
    [
      "behind what is known where there is no fix",
      [{ events: "introduced 0", details: { lastKnown: "<= 1.4.0" } }],
      "1.4.1",
      "unaffected",
    ],
    [
      "known between two bounds",
      [{ events: "introduced 4.4.0", details: { lastKnown: ">= 4.4.0, < 4.5.1" } }],
      "4.5.1",
      "unaffected",
    ],
    [
      "what is known does not count where there is a fix",
      [{ events: "introduced 0, fixed 2.0.0", details: { lastKnown: "< 1.0.0" } }],
      "1.5.0",
      "< 2.0.0 | 2.0.0",
    ],
    [
      "what is known and cannot be read takes nothing away",
      [{ events: "introduced 0", details: { lastKnown: "some" } }],
      "1.5.0",
      "some | ",
    ],
    [
      "tags that are none of Go's: fixed",
      [{ events: "introduced 0", details: { customRanges: "introduced 0, fixed 3.3.1" } }],
      "3.3.1",
      "unaffected",
    ],
    [
      "tags that are none of Go's: affected",
      [{ events: "introduced 0", details: { customRanges: "introduced 0, fixed 3.3.1; introduced 4.0.0" } }],
      "3.3.0",
      "< 3.3.1 | 3.3.1",
    ],
    ["other systems only", [{ events: "introduced 0", details: { goos: "windows darwin" } }], "1.0.0", "unaffected"],
    [
      "this system among others",
      [{ events: "introduced 0", details: { goos: "windows linux" } }],
      "1.0.0",
      "all versions | ",
    ],
    [
      "an unmaintained crate is no vulnerability",
      [{ events: "introduced 0", details: { informational: "unmaintained" } }],
      "1.0.0",
      "unaffected",
    ],
    [
      "an unsound one is",
      [{ events: "introduced 0", details: { informational: "unsound" } }],
      "1.0.0",
      "all versions | ",
    ],
    ["a version that is none", [{ events: "introduced 0, fixed 2.0.0" }], "latest", "unordered"],
    [
      "a version that is none, and listed",
      [{ versions: ["latest"], events: "introduced 0, fixed 2.0.0" }],
      "latest",
      "is listed by itself | ",
    ],
    ["a version that is none, where every one is affected", [{ events: "introduced 0" }], "latest", "all versions | "],
    ["an empty version, where every one is affected", [{ events: "introduced 0" }], "", "unordered"],
    ["an empty version that is listed", [{ versions: [""] }], "", "unaffected"],
    ["an event that is none", [{ events: "introduced 0, fixed later" }], "1.0.0", "unordered"],
    [
      "an event that is none, another entry hits",
      [{ events: "introduced 0, fixed later" }, { events: "introduced 0, fixed 2.0.0" }],
      "1.0.0",
      "< 2.0.0 | 2.0.0",
    ],
    [
      "an event that is none, the list decides",
      [{ versions: ["1.0.0"], events: "introduced 0, fixed later" }],
      "1.0.0",
      "is listed by itself | ",
    ],
  ])("%s", (_, entries, version, expected) => {
    expect(said(entries, version)).toBe(expected);
  });

  it.each<[string, VersionSchemeId, string, string, string]>([
    ["another spelling of a listed version of PyPI", "pep440", "1.0rc1", "1.0.0-rc.1", "is listed by itself | "],
    ["another spelling of NuGet", "nuget", "1.0.0-Beta", "1.0.0.0-beta", "is listed by itself | "],
    ["a listed version of Composer with a v", "composer", "v1.2.0", "1.2.0", "is listed by itself | "],
    ["distributions write one version in one way", "dpkg", "1.0-0", "1.0", "unaffected"],
  ])("%s", (_, scheme, listed, version, expected) => {
    expect(said([{ versions: [listed] }], version, scheme)).toBe(expected);
  });

  it.each<[string, string, string]>([
    ["the first rebuild has the fix", "1.18.3-1.module_el8.3.0+2023+d2377ea3", "unaffected"],
    ["so has one between two", "1.18.3-1.module_el8.4.0+9999+b07ac28e", "unaffected"],
    ["the build before has not", "1.18.3-1.module_el8.2.0+1+0", "< 1.18.3-1.module_el8.3.0+2023+d2377ea3"],
  ])("rebuilds of one fix: %s", (_, version, expected) => {
    const fixes = ["1.18.3-1.module_el8.4.0+2224+b07ac28e", "1.18.3-1.module_el8.3.0+2023+d2377ea3"];
    const verdict = ask(
      fixes.map((fixed) => ({ events: `introduced 0, fixed ${fixed}` })),
      version,
      "rpm",
    );
    if (expected === "unaffected") expect(verdict.is).toBe(expected);
    else expect(verdict).toMatchObject({ is: "affected", fixed: [fixes[1], fixes[0]] });
  });
});

describe("what is too much", () => {
  it("a fix is not looked for among more events than any real advisory has", () => {
    const many = (count: number) => [
      { events: "introduced 0, fixed 2.0.0" },
      ...Array.from({ length: count - 1 }, () => ({ events: "introduced 8.0.0, fixed 8.0.1" })),
    ];
    expect(ask(many(mostFixEvents / 2), "1.0.0")).toMatchObject({ fixed: ["2.0.0"] });
    expect(ask(many(mostFixEvents / 2 + 1), "1.0.0")).toMatchObject({ is: "affected", fixed: [] });
  });

  it("the first fixes are looked at, and as many steps behind each", () => {
    const apart = Array.from({ length: mostFixes + 5 }, (_, index) => ({ events: `introduced 0, fixed 2.${index}.0` }));
    expect(ask([...apart].reverse(), "1.0.0")).toMatchObject({ fixed: [`2.${mostFixes + 4}.0`] });
    const chain = Array.from({ length: mostFixSteps + 1 }, (_, index) => ({
      events: `introduced ${index + 1}.0.0, fixed ${index + 2}.0.0`,
    }));
    expect(ask(chain.slice(1), "2.0.0")).toMatchObject({ fixed: [`${mostFixSteps + 2}.0.0`] });
    expect(ask(chain, "1.0.0")).toMatchObject({ is: "affected", fixed: [] });
  });

  it("a condition that is longer than any real one takes nothing away", () => {
    const long = `< 1.0.0${" ".repeat(longestCondition)}`;
    expect(ask([{ events: "introduced 0", details: { lastKnown: long } }], "2.0.0").is).toBe("affected");
  });

  it("an order forgets what it parsed when there is too much of it", () => {
    const order = orders()("semver");
    for (let index = 0; index < mostParsedVersions + 10; index += 1) order.parse(`1.0.${index}`);
    expect(order.compare(order.parse("1.0.1"), order.parse("1.0.2"))).toBeLessThan(0);
  });
});

describe("evaluation and the specification's pseudo-code", () => {
  // Versions are numbers here, so that the reference needs no order of its own.
  const version = fc.integer({ min: 0, max: 9 });
  const kind = fc.constantFrom("introduced", "fixed", "lastAffected", "limit");
  const range = fc.array(fc.tuple(kind, version), { maxLength: 7 });
  const affected = fc.record({
    ranges: fc.array(range, { maxLength: 3 }),
    versions: fc.array(version, { maxLength: 2 }),
  });

  it("agree on 20,000 random advisories", () => {
    fc.assert(
      fc.property(fc.array(affected, { maxLength: 3 }), fc.integer({ min: 1, max: 10 }), (entries, at) => {
        const verdict = ask(
          entries.map(({ ranges, versions }) => ({
            ranges: ranges.map((events) =>
              events.map(([what, number]) => `${what} ${textOf(what, number)}`).join(", "),
            ),
            versions: versions.map((one) => `${one}.0.0`),
          })),
          `${at}.0.0`,
        );
        const expected = entries.some(
          (one) => one.versions.includes(at) || one.ranges.some((each) => inRange(each, at)),
        );
        expect(verdict.is).toBe(expected ? "affected" : "unaffected");
        if (verdict.is !== "affected") return;
        for (const fixed of verdict.fixed) {
          const fix = Number(fixed.split(".")[0]);
          expect(fix).toBeGreaterThan(at);
          expect(entries.some((one) => one.ranges.some((each) => inRange(each, fix)))).toBe(false);
        }
      }),
      { numRuns: 20_000, seed: 5 },
    );
  }, 60_000);

  function textOf(what: string, number: number): string {
    return what === "introduced" && number === 0 ? "0" : `${number}.0.0`;
  }

  function inRange(events: readonly (readonly [string, number])[], at: number): boolean {
    const limits = events.filter(([what]) => what === "limit");
    if (limits.length > 0 && !limits.some(([, number]) => at < number)) return false;
    const rank = ["introduced", "lastAffected", "fixed", "limit"];
    const sorted = [...events].sort((a, b) => a[1] - b[1] || rank.indexOf(a[0]) - rank.indexOf(b[0]));
    let isVulnerable = false;
    for (const [what, number] of sorted) {
      if (what === "introduced" && at >= number) isVulnerable = true;
      else if (what === "fixed" && at >= number) isVulnerable = false;
      else if (what === "lastAffected" && at > number) isVulnerable = false;
    }
    return isVulnerable;
  }
});
