import { describe, expect, test } from "vitest";
import type { Report } from "../engine/report.ts";
import { createSource } from "../text/source.ts";
import {
  challengeReport,
  cleanReport,
  findingOf,
  hostileReport,
  locate,
  mask,
  placeOf,
  reportOf,
  rules,
  secretValue,
} from "./fixture.ts";
import type { ReportOptions } from "./options.ts";
import { renderPretty } from "./pretty.ts";
import { columnsOf } from "./visible.ts";

const pretty = (report: Report, options: ReportOptions = {}) => renderPretty(report, { mask, ...options });

describe("what a person sees", () => {
  const contains: [string, string][] = [
    ["what was checked", "seaworthy 0.1.0 checked 1 file: Dockerfile\n"],
    ["the worst first, as a number, a word and a sentence", "1. CRITICAL ENV DB_PASSWORD writes a password"],
    ["the place to click on, and the rule", "   Dockerfile:2:5  [secret-in-env]\n"],
    ["the code, with the span underlined", "   1 | FROM ubuntu:latest\n     |      ^^^^^^^^^^^^^\n"],
    ["a span of two lines, marked", "   3 > RUN apt-get update && apt-get install"],
    ["what an attacker gets", "   Why: Everyone who can pull the image can read the password"],
    ["what to do", "   Fix: Take the value out of the file"],
    ["which command does it", "        `seaworthy fix --unsafe` does it; test the app after."],
    ["why the tool does not do it", "        Not done for you: The folders the app writes to are not known."],
    ["how the tool knows", "   See: Dockerfile:1:6 ubuntu runs as root unless told otherwise"],
    ["other places of the same problem", "   Also: line 6\n"],
    ["what is left out", "And 2 more (1 low, 1 info): no-workdir, healthcheck-missing. See all with -v."],
    ["a broken habit", "  x user            broken      user has problems"],
    ["a habit that holds", "  + context         holds       nothing found against context"],
    ["a habit nobody looked at", "  ? fresh           not looked  needs the built image"],
    ["what could not be told", "Could not tell: base image of stage build (Dockerfile:1): ARG BASE has no"],
    [
      "an ignore that ignores nothing",
      'Unused ignore: Dockerfile:3 "seaworthy ignore=add-not-copy": it matches nothing',
    ],
    [
      "the counts",
      "8 problems in 1 file: 1 critical, 1 high, 1 medium, 4 low, 1 info. 2 more\nignored (1 by comment and 1 by baseline).",
    ],
    ["what to run next", "Next: seaworthy fix                     fixes 3; the image still does the same\n"],
  ];
  test.each(contains)("%s", (_, text) => expect(pretty(challengeReport())).toContain(text));

  test("five actions; with -v all of them, and what is ignored", () => {
    const titles = (text: string) => text.match(/^\d+\. [A-Z]+ /gm)?.length;
    expect(titles(pretty(challengeReport()))).toBe(5);
    const all = pretty(challengeReport(), { verbose: true });
    expect(titles(all)).toBe(7);
    expect(all).toContain(
      "Ignored: Dockerfile:1 [untagged-base] The base image can change under you - by\n         baseline: known on",
    );
    expect(all).not.toContain("See all with -v");
  });

  test("findings of one rule with different messages each get a line, three without -v", () => {
    const source = createSource("Dockerfile", "RUN a\n".repeat(6));
    const findings = [0, 1, 2, 3, 4, 5].map((line) =>
      findingOf(rules.workdir, locate(source, line * 6, line * 6 + 5), { message: `message ${line}` }),
    );
    const text = pretty(reportOf([source], findings, [rules.workdir]));
    expect(text).toContain("   Also: line 2: message 1\n   Also: line 3: message 2\n   Also: line 4: message 3\n");
    expect(text).toContain("   Also: 2 more places\n");
  });

  test("paths as typed are repeated in commands, quoted for a shell", () => {
    const text = pretty(challengeReport(), { paths: ["my app", "b"] });
    expect(text).toContain("Next: seaworthy fix 'my app' b\n");
  });

  test("standard input is not sent to fix", () => {
    const source = createSource("-", "FROM a\n");
    const fixes = [{ title: "t", safety: "safe" as const, edits: [] }];
    const text = pretty(reportOf([source], [findingOf(rules.latest, placeOf(source, "a"), { fixes })], [rules.latest]));
    expect(text).not.toContain("seaworthy fix");
    expect(text).toContain("Next: seaworthy explain untagged-base");
  });
});

describe("nothing found", () => {
  test("is short and says how much was looked at", () => {
    const text = pretty(cleanReport());
    expect(text.split("\n").length).toBeLessThan(10);
    expect(text).toContain("No problems found by 7 rules in 1 file.");
    expect(text).toContain("  ? not looked: fresh and vulnerabilities - needs the built image");
  });

  const cases: [string, Partial<Report>, ReportOptions, string][] = [
    ["without rules is not clean", { rules: new Map() }, {}, "Nothing was checked: no rule was chosen."],
    ["without files is not clean", { files: [] }, {}, "Nothing was checked."],
    [
      "with unread input is not clean",
      { unknowns: [{ what: "b/Dockerfile", why: "not readable.", fatal: true }] },
      {},
      "Not checked: b/Dockerfile: not readable.",
    ],
    [
      "with unread input, in the last line too",
      { unknowns: [{ what: "b", why: "w", fatal: true }] },
      {},
      "No problems found in what could be checked, but not everything could be.",
    ],
    [
      "of the severities asked for names the others",
      { findings: challengeReport().findings },
      { shown: [] },
      "Not shown: 1 critical, 1 high, 1 medium, 4 low, 1 info.",
    ],
  ];
  test.each(cases)("%s", (_, change, options, expected) => {
    expect(pretty({ ...cleanReport(), ...change }, options)).toContain(expected);
  });
});

describe("quiet", () => {
  test("prints one line for each finding, and nothing when there is none", () => {
    const text = pretty(challengeReport(), { quiet: true });
    expect(text.split("\n").length).toBe(9);
    expect(text).toContain("Dockerfile:7:1: high: The container runs as root");
    expect(pretty(cleanReport(), { quiet: true })).toBe("");
  });
});

describe("terminals", () => {
  const reports = [challengeReport(), cleanReport(), hostileReport()];
  test.each([60, 80, 120])("no line is wider than %i columns", (width) => {
    for (const report of reports)
      for (const verbose of [false, true])
        for (const line of pretty(report, { width, verbose }).split("\n"))
          if (width >= 80 || !line.includes("seaworthy fix")) expect(columnsOf(line), line).toBeLessThanOrEqual(width);
  });

  test("without colour there is no escape, with colour the same words", () => {
    for (const report of reports) {
      const plain = pretty(report);
      expect([...plain].filter((char) => char < " " && char !== "\n")).toEqual([]);
      const coloured = pretty(report, { color: true });
      expect(coloured).not.toBe(plain);
      expect(coloured.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g"), "")).toBe(plain);
    }
  });

  test("hostile text is written out and cannot start a workflow command", () => {
    const text = pretty(hostileReport());
    expect(text).toContain("x\\x1b[31m\\u202e|");
    expect(text).not.toContain("\u202e");
    for (const line of text.split("\n")) expect(line.trim().startsWith("::")).toBe(false);
  });

  test("no secret is printed", () => {
    for (const options of [{}, { verbose: true }, { quiet: true }])
      expect(pretty(challengeReport(), options)).not.toContain(secretValue);
    expect(pretty(challengeReport())).toContain("2 | ENV DB_PASSWORD=****\n     |     ^^^^^^^^^^^^^^^^\n");
  });
});
