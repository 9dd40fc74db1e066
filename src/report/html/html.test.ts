import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Report } from "../../engine/report.ts";
import { challengeReport, cleanReport, hostile, hostileReport, mask, secretValue } from "../fixture.ts";
import type { ReportOptions } from "../options.ts";
import {
  crowdedReport,
  hostileVulnerableReport,
  leakyVulnerableReport,
  notVulnerableReport,
  placedVulnerableReport,
  projectReport,
  unaskedReport,
  vulnerabilityOf,
  vulnerableReport,
} from "../vulnerabilities/vulnerabilities.fixture.ts";
import { renderHtml } from "./html.ts";
import { mostRows } from "./html-vulnerabilities.ts";
import { html, outerLink } from "./markup.ts";

const page = (report: Report, options: ReportOptions = {}) => renderHtml(report, { mask, ...options });

describe("the page of a scan", () => {
  const contains: [string, string][] = [
    ["how many, and that one is exploited", "9 known vulnerabilities, 1 known to be exploited</h2>"],
    ["whose they are", '<th scope="row">from the base</th><td class="number severity critical">1</td>'],
    [
      "what to do",
      "<strong>Rebuild on a fresh debian:12</strong>: fixes 2 (1 critical, 1 high), 1 known to be exploited",
    ],
    ["a command to copy", '<pre tabindex="0">docker build --pull --no-cache .</pre>'],
    ["a line of the Dockerfile", "<code>app/Dockerfile:2</code></p><pre"],
    ["what cannot be done", "<li>No fix yet: 2 (1 medium, 1 unknown)</li>"],
    ["a row", '<tr role="row" data-severity="critical" data-rank="0" data-place="0" data-id="CVE-2099-1001"'],
    ["what it is, folded", "<summary>CVE-2099-1001</summary><p>Reading past the end of a buffer"],
    ["addresses", '<a href="https://tracker.example.com/CVE-2099-1001" rel="noreferrer noopener">'],
    ["why it matches", "Debian:12 openssl 3.0.11-1~deb12u2 is &lt; 3.0.13-1~deb12u1 of DEBIAN-CVE-2099-1001"],
    ["what a layer brings", "1 critical, 1 high, 1 medium, 2 low, 1 unknown<svg"],
    ["how large a layer is", 'class="chart">126 MB<svg'],
    ["findings", "A secret is written into the image</h3>"],
    ["habits", '<dt>user</dt><dd><span class="critical">broken</span>: user has problems'],
    ["what was not searched, and the age", "3 not: 1 no ecosystem and 2 kernel headers. Not in the list: 1 of no"],
    ["an excuse that has run out", "Expired ignore: .seaworthy.yaml:9 <q>CVE-2099-1002</q> held until 2025-02-01"],
  ];
  test.each(contains)("%s", (_, text) => expect(page(placedVulnerableReport())).toContain(text));

  test("nothing known, nothing asked, nothing wanted", () => {
    expect(page(notVulnerableReport())).toContain('<h2 id="summary">No known vulnerabilities</h2>');
    expect(page(unaskedReport())).toContain("They were not looked up. There is no advisory store;");
    const { vulnerabilities: _, ...report } = vulnerableReport();
    expect(page(report)).not.toMatch(/known vulnerabilit|They were not looked up/);
  });

  test("where no package was searched, nobody says that there is none", () => {
    const text = page(vulnerableReport({ found: [], actions: [], searched: 0, baseWhy: undefined }));
    expect(text).toContain('<h2 id="summary">No package was found that advisories are about</h2>');
  });

  test("the folder of a project has lockfiles, and no layers", () => {
    const text = page(projectReport());
    expect(text).toContain("<dt>Lockfiles</dt><dd>package-lock.json</dd>");
    expect(text).toContain("Of this project its lockfiles were read, and nothing else.");
    expect(text).toContain("1 lockfile read.");
    expect(text).not.toMatch(/id="layers"|No other problems|none that the image names/);
  });

  test("a long list is cut", () => {
    const found = Array.from({ length: mostRows + 5 }, (_, index) => vulnerabilityOf(`CVE-2099-${10_000 + index}`));
    const text = page(vulnerableReport({ found, actions: [] }));
    expect(text.match(/<tr role="row" data-severity/g)).toHaveLength(mostRows);
    expect(text).toContain("And 5 more: --format json has them all.");
  });
});

test("the page of a project", () => {
  const text = page(challengeReport());
  expect(text).toContain('<h2 id="findings">8 problems (1 critical, 1 high, 1 medium, 4 low, 1 info)</h2>');
  expect(text).toContain("2 | ENV DB_PASSWORD=****");
  expect(text).toContain("Unused ignore: Dockerfile:3");
  expect(page(cleanReport())).toContain("No problems found.");
});

describe("safety", () => {
  const reports: [string, Report][] = [
    ["a scan", placedVulnerableReport()],
    ["a project", challengeReport()],
    ["a crowd", crowdedReport()],
    ["hostile text", hostileVulnerableReport()],
    ["very long text", hostileVulnerableReport("<b>".repeat(4_000))],
    ["attributes that end early", hostileVulnerableReport(`" onmouseover="x' onfocus='y\` z=\``)],
    ["the end of the style and the script", hostileVulnerableReport("</style></script><!-- ]]> <svg onload=x>")],
    ["a hostile project", hostileReport()],
  ];

  test.each(reports)("%s: only our own tags and attributes", (_, report) => {
    const text = withoutOwn(page(report));
    const tags = new Set([...text.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name]) => name));
    for (const tag of tags) expect(ownTags).toContain(tag);
    // Every tag is whole: names, then attributes between double quotes.
    for (const [tag] of text.matchAll(/<[a-z][^>]*>?/gi))
      expect(tag).toMatch(/^<[a-z0-9]+(?: [a-zA-Z-]+(?:="[^"<>]*")?)*>$/);
    expect(text).not.toMatch(/ on[a-z]+=["']?[a-z]+["']?[ >]/);
    expect(text).not.toMatch(/(?:href|src)="(?!https?:)/);
  });

  test.each(reports)("%s: nothing is loaded, and the policy names what is the page's own", (_, report) => {
    const text = page(report);
    expect(withoutOwn(text)).not.toMatch(/<(?:link|img|iframe|object|embed|base)\b|\bsrc=|url\(|@import/i);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text)?.[1] ?? "";
    expect(policy).toContain("default-src &#39;none&#39;");
    for (const name of ["style", "script"]) {
      const own = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(text)?.[1] ?? "";
      const digest = createHash("sha256").update(own).digest("base64");
      expect(policy).toContain(`${name}-src &#39;sha256-${digest}&#39;`);
    }
    expect(text.match(/<script/g)).toHaveLength(1);
  });

  test("control characters are written out, long texts are cut", () => {
    for (const text of [hostile, "y".repeat(10_000)]) {
      const out = page(hostileVulnerableReport(text));
      expect([...out].filter((char) => (char < " " && char !== "\n") || char === "\u202e")).toEqual([]);
      expect(out.length).toBeLessThan(300_000);
    }
  });

  test("no secret is in it", () => {
    expect(page(leakyVulnerableReport())).not.toContain(secretValue);
    expect(page(challengeReport())).not.toContain(secretValue);
  });

  test("a template escapes what is put into it", () => {
    expect(html`<p title="${`"'`}">${"<&>"} ${3} ${[html`<b></b>`, undefined, false]}</p>`.markup).toBe(
      '<p title="&quot;&#39;">&lt;&amp;&gt; 3 <b></b></p>',
    );
  });

  test.each(["javascript:x", "https://a b", 'https://a.example.com/"x', "//a.example.com", "data:text/html,x"])(
    "%s becomes no link",
    (address) => expect(outerLink("x", address).markup).toBe("x"),
  );
});

const ownTags = [
  ...["html", "head", "meta", "title", "style", "script", "body", "header", "main", "footer", "section", "article"],
  ...[
    "h1",
    "h2",
    "h3",
    "p",
    "dl",
    "dt",
    "dd",
    "ol",
    "ul",
    "li",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
  ],
  ...["a", "q", "code", "pre", "strong", "span", "svg", "rect", "form", "label", "input", "select", "option", "output"],
  ...["details", "summary"],
];

/** The page without the text of its style and script, and without the declaration at its top. */
function withoutOwn(text: string): string {
  return text
    .replace("<!doctype html>", "")
    .replace(/<style>[\s\S]*?<\/style>/, "<style></style>")
    .replace(/<script>[\s\S]*?<\/script>/, "<script></script>");
}
