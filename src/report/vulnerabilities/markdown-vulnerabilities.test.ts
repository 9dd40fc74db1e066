import { describe, expect, test } from "vitest";
import type { Report } from "../../engine/report.ts";
import { hostile, mask, secretValue } from "../fixture.ts";
import { renderMarkdown } from "../markdown.ts";
import { mostRows, mostWork } from "./markdown-vulnerabilities.ts";
import {
  crowdedReport,
  hostileVulnerableReport,
  leakyVulnerableReport,
  notVulnerableReport,
  placedVulnerableReport,
  projectReport,
  unaskedReport,
  vulnerableReport,
} from "./vulnerabilities.fixture.ts";

const markdown = (report: Report) => renderMarkdown(report, { mask });

describe("vulnerabilities in Markdown", () => {
  const contains: [string, string][] = [
    [
      "the headline",
      "## seaworthy: 9 known vulnerabilities (1 critical, 2 high, 2 medium, 3 low, 1 unknown, 1 of them known to be exploited) and 4 problems",
    ],
    [
      "the counts",
      [
        "| Vulnerabilities | critical | high | medium | low | unknown | with a fix |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| from the base | 1 | 1 | 1 | 2 | 0 | 2 |",
      ].join("\n"),
    ],
    [
      "what to do, with the command",
      "1. **Rebuild on a fresh debian:12**: fixes 2 (1 critical, 1 high), 1 of them known to be exploited\n\n   ```text\n   docker build --pull --no-cache .\n   ```\n",
    ],
    ["the line to change", "  \n   `app/Dockerfile:2` `RUN npm install -g npm@10.8.0`\n"],
    ["what cannot be done", "\n- No fix yet: 2 (1 medium, 1 unknown)\n- Will not be fixed: 1 low\n"],
    [
      "a row",
      "| **critical, exploited** | [CVE-2099-1001](https://tracker.example.com/CVE-2099-1001) | openssl 3.0.11",
    ],
    ["a place", "| yours, step 5, layer 4 and 1 more |"],
    ["the way through a lockfile", "| yours, package-lock.json:120, through mkdirp 0.5.1 |"],
    [
      "what was not searched, and the age",
      "3 not: 1 no ecosystem and 2 kernel headers. Not in the list: 1 of no importance",
    ],
  ];
  test.each(contains)("%s", (_, text) => expect(markdown(vulnerableReport())).toContain(text));

  test("the line of the Dockerfile", () => {
    expect(markdown(placedVulnerableReport())).toContain("| yours, app/Dockerfile:4 and 1 more |");
  });

  test("nothing known, and nothing that could be asked", () => {
    expect(markdown(notVulnerableReport())).toContain(
      "No known vulnerabilities. 9 packages searched. Data of 2025-02-27",
    );
    expect(markdown(unaskedReport())).toContain(
      "**Vulnerabilities were not looked up.** There is no advisory store; run",
    );
  });

  test("long lists are cut", () => {
    const text = markdown(crowdedReport());
    expect(text.match(/^\| high \| \[CVE-/gm)).toHaveLength(mostRows);
    expect(text).toContain(`And ${120 - mostRows} more.`);
    expect(mostWork).toBeGreaterThan(5);
  });

  test.each([
    ["hostile", hostile],
    ["very long", "x|".repeat(5_000)],
  ])("%s text makes no markup and no long comment", (_, text) => {
    const out = markdown(hostileVulnerableReport(text));
    expect([...out].filter((char) => (char < " " && char !== "\n") || char === "\u202e")).toEqual([]);
    expect(out.length).toBeLessThan(65_536);
    // What stands in a code span or block is shown as it is.
    const prose = out
      .replaceAll(/\\[`\]]/g, "")
      .replaceAll(/^ *(`{3,})text\n[\s\S]*?\n *\1$/gm, "")
      .replaceAll(/`[^`]*`/g, "");
    expect(prose).not.toMatch(/<(?!!-- -->|\/?details>|\/?summary>)/);
    expect(prose).not.toMatch(/\]\(javascript:/);
    expect(prose).not.toMatch(/@\w/);
    for (const line of out.split("\n")) expect(line.startsWith("::")).toBe(false);
  });

  test("no secret is in it", () => {
    expect(markdown(leakyVulnerableReport())).not.toContain(secretValue);
  });
});

test("the folder of a project has lockfiles, and no layers", () => {
  const text = renderMarkdown(projectReport(), { mask });
  expect(text).toContain("- Project `dir:web`\n- Lockfiles: `package-lock.json`\n");
  expect(text).toContain("1 lockfile read, and nothing else of the project.");
  expect(text).not.toMatch(/- Image|layers|checked by/);
});
