import { describe, expect, it } from "vitest";
import { memoryImage } from "../inventory/memory-image.ts";
import { imageUnit } from "../project/image-unit.ts";
import { rules } from "../rules/catalog.ts";
import type { Vulnerabilities, Vulnerability } from "../vulnerabilities/vulnerability.ts";
import { baselineFingerprints, createBaseline, parseBaseline, printBaseline } from "./baseline.ts";
import { parseConfig } from "./config.ts";
import { selectRules } from "./presets.ts";
import { check, exitStatus } from "./run.ts";
import type { AskedVulnerabilities } from "./vulnerabilities.ts";

const one: Vulnerability = {
  ...{ id: "CVE-2024-0001", aliases: [], title: "", links: [], severity: "high", severitySource: "", ratings: [] },
  ...{ state: "fixed", fixedVersion: "2", kev: undefined, epss: undefined, risk: 1, isUnimportant: false },
  package: { name: "a", version: "1", type: "npm", purl: "pkg:npm/a@1", source: undefined, members: [] },
  ...{ origin: "base", locations: [], match: { searched: "", record: "", range: "", records: [] } },
  ...{ fix: undefined, action: undefined, fingerprint: "f1" },
};
const found = (...changes: readonly Partial<Vulnerability>[]): Vulnerabilities => ({
  found: changes.map((change) => ({ ...one, ...change })),
  ...{
    actions: [],
    collections: [],
    baseWhy: undefined,
    unknowns: [],
    searched: 3,
    left: new Map(),
    unusedIgnores: [],
  },
});
const kev = { cve: "CVE-2024-0001", added: "", due: "", name: "", ransomware: false };

function scan(vulnerabilities: AskedVulnerabilities | undefined, failOn?: "medium" | "critical") {
  const { facts, stepsText } = memoryImage({ steps: [{ createdBy: "COPY . .", files: { a: "" } }], user: "1000" });
  return check([{ unit: imageUnit({ facts, stepsText }) }], {
    ...{ rules: selectRules(rules, { only: ["image-user-unknown"] }), today: "2025-03-01" },
    ...(vulnerabilities ? { vulnerabilities } : {}),
    ...(failOn ? { failOn } : {}),
  });
}

const statuses: readonly (readonly [
  string,
  Partial<Vulnerability>,
  "high" | "medium" | "never" | "low",
  boolean,
  number,
])[] = [
  ["as bad as asked", {}, "high", false, 1],
  ["milder", { severity: "medium" }, "high", false, 0],
  ["never", { severity: "critical" }, "never", false, 0],
  ["excused", { suppressed: { by: "config", reason: "" } }, "high", false, 0],
  ["unimportant", { isUnimportant: true }, "high", false, 0],
  ["nobody rated it", { severity: "unknown" }, "high", false, 0],
  ["nobody rated it, and it is in the middle", { severity: "unknown" }, "medium", false, 1],
  ["nobody rated it, and it is exploited", { severity: "unknown", kev }, "high", false, 1],
  ["without a fix", { state: "not-fixed" }, "high", false, 1],
  ["without a fix, where only fixable ones count", { state: "not-fixed" }, "high", true, 0],
  ["a fix to be paid for is none", { fixNeeds: "Ubuntu Pro" }, "high", true, 0],
  ["a fix", {}, "high", true, 1],
];
it.each(statuses)("exit status: %s", (_, change, failOn, isFixableOnly, status) =>
  expect(exitStatus(scan(found(change)), failOn, { isFixableOnly })).toBe(status),
);

it("nothing found and nothing looked at never share a status where somebody wanted to look", () => {
  const statusOf = (asked: AskedVulnerabilities | undefined) => exitStatus(scan(asked), "high");
  expect(statusOf(found())).toBe(0);
  expect(statusOf({ whyNot: "The disk is full.", isFatal: true })).toBe(2);
  expect(statusOf({ ...found(), unknowns: [{ what: "advisories of Debian", why: "Gone.", fatal: true }] })).toBe(2);
  expect(statusOf({ whyNot: "--no-vulnerabilities" })).toBe(0);
});

describe("the habit", () => {
  const habit = (asked: AskedVulnerabilities | undefined, failOn?: "medium" | "critical") => {
    const line = scan(asked, failOn).habits.find((state) => state.habit === "vulnerabilities");
    return `${line?.state}: ${line?.why}`;
  };
  it.each([
    ["nobody asked", undefined, "unknown: this run asked no advisories"],
    ["why not", { whyNot: "Not wanted." }, "unknown: Not wanted."],
    ["nothing", found(), "holds: nothing known at or above high in 3 packages"],
    ["nothing was searched", { ...found(), searched: 0 }, "unknown: no package was found that advisories are about"],
    [
      "milder and excused ones",
      found({ severity: "low" }, { suppressed: { by: "config", reason: "" } }),
      "holds: nothing known at or above high in 3 packages (1 vulnerability below that, 1 ignored)",
    ],
    [
      "what nobody rated is not below anything",
      found({ severity: "low" }, { severity: "unknown" }, { severity: "unknown" }),
      "holds: nothing known at or above high in 3 packages (1 vulnerability below that, 2 vulnerabilities that nobody rated)",
    ],
    [
      "some",
      found({}, { severity: "critical", id: "CVE-2024-0002", kev }),
      "broken: 2 vulnerabilities at or above high, 1 known to be exploited; the worst is critical: CVE-2024-0002 in a",
    ],
    [
      "a gap",
      { ...found(), unknowns: [{ what: "advisories of npm", why: "Gone.", fatal: true }] },
      "unknown: advisories of npm: Gone.",
    ],
  ] as const)("%s", (_, asked, line) => expect(habit(asked)).toBe(line));

  it("has the threshold of the run", () => {
    expect(habit(found({ severity: "medium" }), "medium")).toMatch(/^broken/);
    expect(habit(found({}), "critical")).toMatch(/^holds/);
  });
});

it("a baseline holds vulnerabilities by id and package, each once, and not what is excused or unimportant", () => {
  const report = scan(
    found(
      {},
      {},
      { id: "CVE-2024-0002", fingerprint: "f2", suppressed: { by: "config", reason: "" } },
      { fingerprint: "f3", isUnimportant: true },
    ),
  );
  const baseline = createBaseline(report);
  expect(baseline.findings.filter(({ path }) => path.startsWith("pkg:"))).toEqual([
    { fingerprint: "f1", rule: "CVE-2024-0001", path: "pkg:npm/a" },
  ]);
  expect(baselineFingerprints(parseBaseline(printBaseline(baseline), "b.json")).has("f1")).toBe(true);
});

describe("ignore: in the config", () => {
  const read = (entry: string) => parseConfig(`ignore:\n  - ${entry}\n`, "c.yaml", rules);
  it("reads entries of both kinds apart", async () => {
    const config = await read(
      "vulnerability: CVE-2024-0727\n    package: openssl\n    path: var/**\n    until: 2030-01-01\n    reason: r\n  - rule: root-user",
    );
    expect(config.excuses).toEqual([
      {
        ...{ vulnerability: "CVE-2024-0727", package: "openssl", path: "var/**", until: "2030-01-01", reason: "r" },
        at: { path: "c.yaml", line: 2 },
      },
    ]);
    expect(config.ignore?.map(({ rule }) => rule)).toEqual(["root-user"]);
  });
  it.each([
    ["vulnerability: everything", /no name of a vulnerability/],
    ["vulnerability: CVE-2024-0727\n    rule: root-user", /a rule and a vulnerability/],
    ["rule: root-user\n    package: openssl", /only a vulnerability has a package/],
    ["reason: r", /names no rule/],
    ["vulnerabilty: CVE-2024-0727", /no key/],
  ])("refuses %j", async (entry, says) => expect(read(entry)).rejects.toThrow(says));
});
