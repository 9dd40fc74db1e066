import { describe, expect, test } from "vitest";
import { challengeReport, cleanReport, hostileReport, mask, secretValue } from "./fixture.ts";
import { renderMarkdown } from "./markdown.ts";
import { codeBlock, codeSpan, escapeMarkdown, link } from "./markdown-text.ts";

describe("a comment on a pull request", () => {
  const text = renderMarkdown(challengeReport(), { mask });
  const contains: [string, string][] = [
    ["the counts", "## seaworthy: 8 problems (1 critical, 1 high, 1 medium, 4 low, 1 info)\n"],
    [
      "a row for each action",
      "| critical | `Dockerfile:2` | ENV DB\\_PASSWORD writes a password into the image, for all to read | [secret-in-env](https://example.com/rules/secret-in-env) | `seaworthy fix --unsafe` |\n",
    ],
    ["how many places", "| low | `Dockerfile:4` (2 places) | pip keeps"],
    ["the code, masked", "```text\n2 | ENV DB_PASSWORD=****\n  |     ^^^^^^^^^^^^^^^^\n```"],
    ["why", "Why: Whoever breaks into the app"],
    ["why not done", "Not done for you: The folders the app writes to are not known."],
    ["habits", "- **holds** context and runtime\n- **not looked** fresh and vulnerabilities"],
    ["unknowns", "- base image of stage build (`Dockerfile:1`): ARG BASE has no default"],
    ["unused ignores", "### Unused ignores\n\n- `Dockerfile:3` seaworthy ignore=add-not-copy: it matches nothing"],
    [
      "what is ignored and what comes next",
      "1 file checked by 7 rules. 2 ignored. `seaworthy fix --dry-run` shows the fixes.",
    ],
  ];
  test.each(contains)("shows %s", (_, part) => expect(text).toContain(part));

  test("no secret", () => expect(text).not.toContain(secretValue));

  test("a clean project is short; an unread file is not clean", () => {
    expect(renderMarkdown(cleanReport(), {})).toMatch(/^## seaworthy: no problems found\n/);
    const unread = { ...cleanReport(), unknowns: [{ what: "b", why: "w", fatal: true }] };
    expect(renderMarkdown(unread, {})).toMatch(
      /^## seaworthy: no problems found, but not everything could be checked\n/,
    );
  });

  test("many actions stay under the limit of a comment", () => {
    const report = hostileReport();
    const findings = Array.from({ length: 2000 }, (_, index) =>
      report.findings.map((finding) => ({ ...finding, rule: `rule-${index}`, message: "m".repeat(5000) })),
    ).flat();
    expect(renderMarkdown({ ...report, findings }, {}).length).toBeLessThan(65_536);
  });
});

describe("hostile text", () => {
  const text = renderMarkdown(hostileReport(), {});
  const outside = withoutCode(text).replaceAll("[root-user](https://example.com/rules/root-user)", "");

  test("makes no HTML, link or mention", () => {
    expect(outside.match(/<[^>]*>/g)?.filter((tag) => !/^<(\/?details|\/?summary|!-- --)>$/.test(tag))).toEqual([]);
    expect(outside).not.toMatch(/(?<!\\)\]\(/);
    expect(outside).not.toMatch(/[@#]\w/);
    expect([...text].filter((char) => (char < " " && char !== "\n") || char === "\u202e")).toEqual([]);
  });

  test("keeps every row at five cells", () => {
    for (const row of text.split("\n").filter((line) => line.startsWith("| ")))
      expect(row.match(/(?<!\\)\|/g)?.length).toBe(6);
  });

  test("cannot leave the code block", () => {
    expect(text).toContain("````text\n");
  });
});

describe("escaping", () => {
  test.each([
    ["a|b", "a\\|b"],
    ["<b>&amp;", "&lt;b&gt;&amp;amp;"],
    ["`a` *b* _c_ ~d~", "\\`a\\` \\*b\\* \\_c\\_ \\~<!-- -->d\\~"],
    ["[a](http://b)", "\\[a\\](http:<!-- -->//b)"],
    ["@org #1 !2 www.a.b x@y.z", "@<!-- -->org #<!-- -->1 \\!<!-- -->2 www.<!-- -->a.b x@<!-- -->y.z"],
    ["- a", "\\- a"],
    ["# a", "\\# a"],
    ["FROM node:20 AS a-b.c", "FROM node:20 AS a-b.c"],
    ["a\nb", "a b"],
    ["a\\|b", "a\\\\\\|b"],
  ])("%j becomes %j", (text, expected) => expect(escapeMarkdown(text)).toBe(expected));

  test("a code span cannot be left", () => expect(codeSpan("a`b|c\nd")).toBe("`a'b\u2502c d`"));
  test("a fence is longer than what it holds", () =>
    expect(codeBlock(["a ```` b"])).toBe("`````text\na ```` b\n`````"));
  test("only web addresses become links", () => {
    expect(link("a", "javascript:x")).toBe("a");
    expect(link("a_b", "https://example.com/a_b")).toBe("[a\\_b](https://example.com/a_b)");
    expect(link("a", "https://e.com/)[x](y")).toBe("a");
  });
});

/** Markdown without its fenced blocks and code spans. */
function withoutCode(markdown: string): string {
  const lines: string[] = [];
  let fence = "";
  for (const line of markdown.split("\n")) {
    const run = /^`{3,}/.exec(line)?.[0] ?? "";
    if (fence === "") {
      if (run !== "") fence = run;
      else lines.push(line.replaceAll(/(?<!\\)`[^`]*`/g, ""));
    } else if (line === fence) fence = "";
  }
  return lines.join("\n");
}
