import { describe, expect, test } from "vitest";
import type { Report } from "../../engine/report.ts";
import { isShown, type VulnerabilityFilter } from "../../vulnerabilities/filter.ts";
import { hostile, mask, secretValue } from "../fixture.ts";
import type { ReportOptions } from "../options.ts";
import { renderPretty } from "../pretty.ts";
import { columnsOf } from "../visible.ts";
import { mostLines, mostOfOne } from "./pretty-components.ts";
import { mostWork } from "./pretty-vulnerabilities.ts";
import {
  actions,
  crowdedReport,
  exampleVulnerabilities,
  found,
  hostileVulnerableReport,
  leakyVulnerableReport,
  lockfileReport,
  notVulnerableReport,
  placedVulnerableReport,
  projectReport,
  unaskedReport,
  vulnerabilityOf,
  vulnerableReport,
} from "./vulnerabilities.fixture.ts";

const pretty = (report: Report, options: ReportOptions = {}) => renderPretty(report, { mask, ...options });
/** The part of the screen that is about vulnerabilities. */
const section = (report: Report, options: ReportOptions = {}) =>
  pretty(report, options).split("Other problems\n")[0] ?? "";

describe("vulnerabilities in a terminal", () => {
  const contains: [string, string][] = [
    ["how many, and that one is exploited", "\n9 known vulnerabilities, 1 of them known to be exploited\n"],
    [
      "whose they are, and how bad",
      [
        "                  critical     high   medium      low  unknown  with a fix",
        "  from the base          1        1        1        2        0           2",
        "  yours                  0        1        1        1        0           3",
        "  unknown                0        0        0        0        1           0",
        "",
      ].join("\n"),
    ],
    ["how the base is known", "  The label of the image names its base, which has 1 layer.\n"],
    [
      "what to do first, with its command",
      "What to do\n  1. Rebuild on a fresh debian:12: fixes 2 (1 critical, 1 high), 1",
    ],
    ["a command on a line of its own", "     docker build --pull --no-cache .\n"],
    ["a line of the Dockerfile to change", "     app/Dockerfile:2  RUN npm install -g npm@10.8.0\n"],
    ["a line of a lockfile", "     package-lock.json:120\n     npm update minimist\n"],
    [
      "reasons to do nothing, at the end",
      "  -  No fix yet: 2 (1 medium, 1 unknown)\n  -  Will not be fixed: 1 low\n\n",
    ],
    [
      "the packages with their rows together",
      [
        "  openssl 3.0.11-1~deb12u2 (libssl3, openssl): from the base",
        "    critical KEV CVE-2099-1001        fixed in 3.0.13-1~deb12u1",
        "    high         CVE-2099-1002        fixed in 3.0.13-1~deb12u1",
        "    medium       CVE-2099-1003        fix put off by the vendor",
        "",
      ].join("\n"),
    ],
    ["npm's own copy", "  tar 6.2.0 (part of npm): yours, step 3, layer 2\n"],
    ["the way through a lockfile", "  minimist 1.2.5: yours, package-lock.json:120, through mkdirp 0.5.1\n"],
    ["a rating that nobody gave", "    unknown      CVE-2099-1004        no fix yet\n"],
    ["what has to be paid for", "fixed in 2.0+esm1, with Ubuntu Pro only\n"],
    ["what will not be fixed", "    low          CVE-2099-1005        will not be fixed\n"],
    ["what KEV means", "KEV: in CISA's catalogue of known exploited vulnerabilities.\n"],
    ["what is only counted", "Not in the list: 1 of no importance, say the vendors, 2 excused.\n"],
    ["what was not searched", "9 packages searched; 3 not: 1 no ecosystem and 2 kernel headers.\n"],
    ["the age of the data", "Data of 2025-02-27 (3 days ago) to 2025-03-01: Debian, npm, CISA KEV, EPSS\n"],
    ["an excuse that has run out", 'Expired ignore: .seaworthy.yaml:9 "CVE-2099-1002" held until 2025-02-01\n'],
  ];
  test.each(contains)("%s", (_, text) => expect(section(vulnerableReport())).toContain(text));

  test("they come after what the image is, and before its other problems", () => {
    const text = pretty(vulnerableReport());
    const order = [
      "  Packages  10",
      "9 known",
      "What to do",
      "The packages,",
      "Other problems",
      "1. CRITICAL A GitHub",
    ];
    const places = order.map((each) => text.indexOf(each));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  test("the last lines count both", () => {
    expect(pretty(vulnerableReport())).toContain(
      "9 known vulnerabilities: 1 critical, 2 high, 2 medium, 3 low, 1 unknown. 4\nproblems in the image",
    );
  });

  test("excused and unimportant ones are in no list", () => {
    const text = pretty(vulnerableReport());
    for (const id of ["CVE-2099-1007", "CVE-2099-1008", "CVE-2099-1009"]) expect(text).not.toContain(id);
  });

  test("the line of the Dockerfile, where it is known", () => {
    expect(pretty(placedVulnerableReport())).toContain("  @scope/app 1.0.0: yours, app/Dockerfile:4 and 1 more\n");
  });

  test("what the report says among what was not checked is not said twice", () => {
    const why = "There is no advisory store; run `seaworthy db update`.";
    const report = { ...unaskedReport(), unknowns: [{ what: "vulnerabilities", why, fatal: true }] };
    expect(pretty(report)).not.toContain("not looked up");
    expect(pretty(report).split("There is no")).toHaveLength(2);
  });

  const few: [string, Report, string][] = [
    ["nothing known", notVulnerableReport(), "\nNo known vulnerabilities.\n\n9 packages searched.\nData of 2025-02-27"],
    [
      "nothing to act on",
      vulnerableReport({ found: found.slice(9), actions: [], expiredIgnores: [] }),
      "\nNo known vulnerabilities to act on.\n\nNot in the list: 1 of no importance, say the vendors, 2 excused.\n",
    ],
    [
      "nothing could be asked",
      unaskedReport(),
      "Vulnerabilities: not looked up. There is no advisory store; run `seaworthy db",
    ],
    [
      "no fix for anything",
      vulnerableReport({
        found: [found[3] ?? vulnerabilityOf("x")],
        actions: [{ kind: "wait", title: "No fix yet", solves: [0] }],
      }),
      "Nothing can be done yet\n  -  No fix yet: 1 medium\n",
    ],
    [
      "a project: one row, no base",
      lockfileReport(),
      "medium      low  unknown  with a fix\n  all                    0        0        0        1        0           1\n\n",
    ],
    [
      "origins not known: one row",
      vulnerableReport({ found: [{ ...vulnerabilityOf("CVE-1"), origin: "unknown" }], baseWhy: undefined }),
      "  all                    0        1        0        0        0           1\n\n",
    ],
    [
      "negligible ones have a column",
      vulnerableReport({ found: [vulnerabilityOf("CVE-1", { severity: "info" })], actions: [] }),
      "             crit high  med  low info    ?  fix\n".slice(2),
    ],
  ];
  test.each(few)("%s", (_, report, text) => expect(pretty(report)).toContain(text));

  test("what nobody asked for is not told", () => {
    const { vulnerabilities: _, ...report } = vulnerableReport();
    expect(pretty(report)).not.toMatch(/known vulnerabilit|Other problems/);
  });
});

describe("a project", () => {
  test("is told by its lockfiles, and not that rules found nothing in it", () => {
    const text = pretty(projectReport());
    expect(text).toContain("checked project dir:web\n");
    expect(text).toContain("  minimist 1.2.5: package-lock.json:120, through mkdirp 0.5.1\n");
    expect(text).toContain("Read: 1 lockfile, and nothing else of the project.");
    expect(text).not.toMatch(/layer 1|No problems found|yours,/);
  });
});

describe("whose a package is", () => {
  const bare = (type: string) => {
    const report = vulnerableReport();
    const one = { ...vulnerabilityOf("CVE-1"), origin: "unknown" as const };
    const locations = [{ path: "srv/app/x", layer: 0, step: undefined, place: undefined }];
    const vulnerabilities = exampleVulnerabilities({
      found: [{ ...one, locations, package: { ...one.package, type } }],
      ...{ actions: [], baseWhy: undefined },
    });
    return {
      ...report,
      vulnerabilities,
      ...(report.image ? { image: { ...report.image, source: "dir" as const } } : {}),
    };
  };
  test("nobody can know it of a root file system, so it is not said", () => {
    expect(pretty(bare("deb"))).not.toContain("origin not known");
    expect(pretty(bare("npm"))).toContain(": srv/app/x\n");
  });
});

describe("an excuse that has run out", () => {
  test("is told once: where the rule told it, not here", () => {
    const report = vulnerableReport();
    const [first] = report.findings;
    const findings = first ? [{ ...first, rule: "expired-ignore" }] : [];
    expect(pretty(report)).toContain("Expired ignore:");
    expect(pretty({ ...report, findings })).not.toContain("Expired ignore:");
  });
});

describe("nothing found", () => {
  test("where no package was searched, nobody says that there is none", () => {
    const text = pretty(vulnerableReport({ found: [], actions: [], searched: 0, baseWhy: undefined }));
    expect(text).toContain("No package was found that advisories are about.");
    expect(text).not.toContain("No known vulnerabilities");
  });
});

describe("a screenful", () => {
  test("the list is cut, and says by how much", () => {
    const text = section(crowdedReport());
    const list = text.slice(text.indexOf("The packages, ")).split("\n\n")[0]?.split("\n") ?? [];
    expect(list.length).toBeLessThanOrEqual(mostLines + 3);
    expect(list.at(-1)).toBe("And 105 more: see all with -v.");
    expect(list.filter((line) => line.includes("CVE-"))).toHaveLength(15);
  });

  test("one package does not take all of it", () => {
    const text = section(crowdedReport(2, 10));
    expect(text.match(/CVE-2099-1\d{4}/g)).toHaveLength(2 * mostOfOne);
    expect(text.match(/ {4}and 6 more of this package\n/g)).toHaveLength(2);
  });

  test("actions are cut too", () => {
    const [one] = actions;
    const many = Array.from({ length: 8 }, (_, index) => ({
      ...{ kind: "upgrade" as const, title: `Upgrade p${index}`, solves: [index] },
    }));
    const text = section(vulnerableReport({ actions: one ? many : [] }));
    expect(text.match(/^ {2}\d\. Upgrade/gm)).toHaveLength(mostWork);
    expect(text).toContain("  And 3 more that fix 3: see all with -v.\n");
  });

  test("-v shows everything", () => {
    const text = section(crowdedReport(), { verbose: true });
    expect(text.match(/^ {4}high {9}CVE-2099-1\d{4}/gm)).toHaveLength(120);
    expect(text).not.toContain("more");
  });
});

describe("-v", () => {
  const contains: [string, string][] = [
    ["what it is", "      What:  Reading past the end of a buffer gives away the memory of the process\n"],
    ["other names", "      Also:  DSA-9001-1, GHSA-aaaa-bbbb-cccc\n"],
    ["who rated it", "      Rated: Debian: not yet assigned; NVD; CVSS_V3"],
    ["how likely it is exploited", "      EPSS:  94.3 % within 30 days, above 99.9 % of all (2025-03-01)\n"],
    ["who exploits it", "      KEV:   Example Memory Leak, since 2099-01-02, due 2099-01-23, used by ransomware\n"],
    [
      "why it matches",
      "      Match: Debian:12 openssl 3.0.11-1~deb12u2 is < 3.0.13-1~deb12u1 of DEBIAN-CVE-2099-1001, DSA-9001-1\n",
    ],
    ["all places", "      At:    step 4, layer 3: srv/node_modules/@scope/app/package.json\n"],
    ["addresses", "      See:   https://tracker.example.com/CVE-2099-1001\n"],
    ["what is excused, with the reason", "fixed in 9.9; excused by config: the function is not called\n"],
    ["what is of no importance", "no fix yet; of no importance, says the vendor\n"],
  ];
  test.each(contains)("%s", (_, text) =>
    expect(section(vulnerableReport(), { verbose: true, width: 120 })).toContain(text),
  );
});

describe("filters", () => {
  const filters: [string, VulnerabilityFilter, number][] = [
    ["by severity; not rated is shown", { severities: ["critical"] }, 2],
    ["with a fix", { isFixedOnly: true }, 5],
    ["of the Dockerfile", { isYoursOnly: true }, 3],
    ["known to be exploited", { isExploitedOnly: true }, 1],
    ["likely to be exploited", { leastLikelihood: 0.01 }, 2],
    ["of a package", { packages: ["libssl3"] }, 3],
  ];
  test.each(filters)("%s", (_, filter, number) => {
    const text = section(vulnerableReport(), { isShown: (one) => isShown(one, filter) });
    expect(text.match(/^ {4}\w+ .*(?:CVE|GHSA)-/gm)).toHaveLength(number);
    expect(text).toContain("9 known vulnerabilities");
    expect(text).toMatch(/\d+ not asked\s+for\./);
  });
});

describe("lines", () => {
  test("quiet: one for each that is open, and nothing else", () => {
    const lines = pretty(vulnerableReport(), { quiet: true }).split("\n");
    expect(lines).toHaveLength(9 + 4 + 1);
    expect(lines[0]).toBe(
      "registry.example.com/team/app:1.4: step 1, layer 1: critical: CVE-2099-1001 in openssl 3.0.11-1~deb12u2 " +
        "(libssl3, openssl): fixed in 3.0.13-1~deb12u1, known to be exploited",
    );
    expect(pretty(lockfileReport(), { quiet: true })).toBe(
      "package-lock.json:120: low: GHSA-gggg-hhhh-iiii in minimist 1.2.5: fixed in 1.2.6\n",
    );
  });

  test.each([40, 60, 80, 100, 120])("none is wider than %i columns", (width) => {
    const reports = [vulnerableReport(), placedVulnerableReport(), hostileVulnerableReport(), crowdedReport(9, 9)];
    // A command is not broken: it is there to be copied.
    for (const report of reports)
      for (const verbose of [false, true])
        for (const line of section(report, { width, verbose }).split("\n"))
          if (!/docker build|npm (?:install|update)|::error/.test(line))
            expect(columnsOf(line), line).toBeLessThanOrEqual(width);
  });

  test("negligible ones fit as well", () => {
    const report = vulnerableReport({ found: [vulnerabilityOf("CVE-1", { severity: "info" })], actions: [] });
    expect(section(report, { width: 40 })).toContain("             C   H   M   L   I   ?  fix\n");
  });

  test("without colour and with it the words are the same", () => {
    const plain = pretty(vulnerableReport());
    const coloured = pretty(vulnerableReport(), { color: true });
    expect(coloured).not.toBe(plain);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(coloured.replaceAll(/\u001b\[\d+m/g, "")).toBe(plain);
  });

  test.each([
    ["hostile", hostile],
    ["very long", "x".repeat(10_000)],
    ["of lines", "a\nb\r\n::error::c\n".repeat(50)],
  ])("text that is %s stays text", (_, text) => {
    for (const options of [{}, { verbose: true }, { quiet: true }, { width: 40 }]) {
      const out = pretty(hostileVulnerableReport(text), options);
      expect([...out].filter((char) => (char < " " && char !== "\n") || char === "\u202e")).toEqual([]);
      for (const line of out.split("\n")) expect(line.trim().startsWith("::")).toBe(false);
      expect(out.length).toBeLessThan(200_000);
    }
  });

  test("no secret is printed", () => {
    for (const options of [{}, { verbose: true }, { quiet: true }])
      expect(pretty(leakyVulnerableReport(), options)).not.toContain(secretValue);
  });
});
