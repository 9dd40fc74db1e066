import { describe, expect, test } from "vitest";
import type { Report } from "../engine/report.ts";
import { challengeReport, cleanReport, hostileReport, mask, secretValue } from "./fixture.ts";
import { renderGithub } from "./github.ts";
import { renderGitlab } from "./gitlab.ts";
import { renderJunit } from "./junit.ts";
import { formats, isFormat, renderReport } from "./render.ts";

const unread: Report = { ...cleanReport(), unknowns: [{ what: "b/Dockerfile", why: "not readable.", fatal: true }] };

describe("workflow commands of GitHub", () => {
  const lines = renderGithub(challengeReport(), { mask }).trimEnd().split("\n");

  test("a finding is an annotation with place, title and message", () => {
    expect(lines[1]).toBe(
      "::error file=Dockerfile,line=7,endLine=7,col=1,endColumn=26,title=high%3A root-user::" +
        "The container runs as root: no USER in the final stage and ubuntu runs as root%0A" +
        "Why: Whoever breaks into the app is root in the container and needs one more hole to be root on the host.%0A" +
        "Fix: Create a user and switch to it with USER before the last command.%0A" +
        "Not done for you: The folders the app writes to are not known.%0Ahttps://example.com/rules/root-user",
    );
  });

  test("columns are left out when the span has several lines", () => {
    expect(lines[3]).toMatch(/^::notice file=Dockerfile,line=3,endLine=4,title=low%3A apt-recommends::/);
  });

  test("ignored findings are left out, unknowns and the counts stand at the end", () => {
    expect(lines.length).toBe(10);
    expect(lines[8]).toMatch(/^::notice file=Dockerfile,line=1,.*title=seaworthy%3A could not tell::base image/);
    expect(lines[9]).toBe("seaworthy checked 1 file: 8 problems (1 critical, 1 high, 1 medium, 4 low, 1 info).");
    expect(renderGithub(unread, {})).toContain("::error title=seaworthy%3A not checked::b/Dockerfile: not readable.");
  });

  test("hostile text stays in its command", () => {
    const text = renderGithub(hostileReport(), {});
    expect([...text].filter((char) => char < " " && char !== "\n")).toEqual([]);
    for (const line of text.trimEnd().split("\n").slice(0, -1)) {
      expect(line).toMatch(/^::(error|notice) /);
      const end = line.indexOf("::", 2);
      expect(line.slice(0, end)).toMatch(/^::(error|notice) (file=[^,:]*,line=\d+,endLine=\d+,)?title=[^,:]*$/);
      expect(line.slice(end)).toContain("%250A");
    }
  });
});

describe("GitLab code quality", () => {
  const issues = JSON.parse(renderGitlab(challengeReport(), { mask }));

  test("an issue has what GitLab asks for", () => {
    expect(issues[0]).toEqual({
      description: "ENV DB_PASSWORD writes a password into the image, for all to read",
      check_name: "secret-in-env",
      fingerprint: "secret-in-env:23",
      severity: "blocker",
      location: { path: "Dockerfile", lines: { begin: 2, end: 2 } },
    });
    expect(issues.map(({ severity }: { severity: string }) => severity).join()).toBe(
      "blocker,critical,major,minor,minor,minor,minor,info",
    );
  });

  test("fingerprints are unique", () => {
    const report = challengeReport();
    const twice = { ...report, findings: [...report.findings, ...report.findings] };
    const prints = JSON.parse(renderGitlab(twice, {})).map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
  });

  test("unread input is an issue, so that an empty array means clean", () => {
    expect(JSON.parse(renderGitlab(cleanReport(), {}))).toEqual([]);
    expect(JSON.parse(renderGitlab(unread, {}))[0].description).toBe("Not checked: b/Dockerfile: not readable.");
  });
});

describe("JUnit", () => {
  test("a suite for each file, a case for each finding", () => {
    const text = renderJunit(challengeReport(), { mask });
    expect(text).toContain('<testsuites name="seaworthy" tests="11" failures="8" errors="0" skipped="3">');
    expect(text).toContain('<testsuite name="Dockerfile" tests="11" failures="8" errors="0" skipped="3">');
    expect(text).toContain(
      '<testcase classname="Dockerfile" name="root-user line 7:1" file="Dockerfile" line="7">\n      <failure message="The container runs as root: no USER',
    );
    expect(text).toContain('<skipped message="ignored by baseline: known on 2025-01-01"/>');
  });

  test("a file without findings passes, unread input is an error", () => {
    expect(renderJunit(cleanReport(), {})).toContain(
      '<testcase classname="Dockerfile" name="no problems" file="Dockerfile"/>',
    );
    expect(renderJunit(unread, {})).toContain('<error message="not readable." type="unknown">');
  });

  test.each([
    ["the challenge", challengeReport()],
    ["hostile text", hostileReport()],
    ["unread input", unread],
  ])("%s is well-formed", (_, report) => expect(wellFormed(renderJunit(report, { mask }))).toBe("well-formed"));

  test("the check of well-formedness can fail", () => {
    expect(wellFormed("<a><b></a></b>")).toBe("</a> closes b");
    expect(wellFormed("<a>&</a>")).toBe("text: &");
    expect(wellFormed('<a b="<"/>')).not.toBe("well-formed");
    expect(wellFormed("<a>\u0007</a>")).toBe("control character");
  });
});

describe("every format", () => {
  test.each(formats)("%s hides the secret and ends with a line end", async (format) => {
    const text = await renderReport(format, challengeReport(), { mask, verbose: true });
    expect(text).not.toContain(secretValue);
    expect(text.endsWith("\n")).toBe(true);
    expect(await renderReport(format, challengeReport(), {})).toContain("root-user");
  });

  test.each(formats)("%s copes with a report about nothing", async (format) => {
    const nothing: Report = { ...cleanReport(), files: [], habits: [], sources: new Map(), rules: new Map() };
    expect(await renderReport(format, nothing)).not.toBe("");
  });

  test("a name that is no format is told apart", () => {
    expect([isFormat("sarif"), isFormat("toString"), isFormat("xml")]).toEqual([true, false, false]);
  });
});

/** Enough of an XML reader for what the reporter writes: tags nest, text and attributes are escaped, no control characters. */
function wellFormed(xml: string): string {
  if ([...xml].some((char) => char < " " && char !== "\n")) return "control character";
  const open: string[] = [];
  let at = 0;
  for (const tag of xml.matchAll(
    /<(\/?)([a-z]+)((?: [a-z]+="(?:[^"<&]|&(?:amp|lt|gt|quot|apos);)*")*)(\/?)>|<\?xml [^?]*\?>/g,
  )) {
    const text = xml.slice(at, tag.index).replaceAll(/&(?:amp|lt|gt|quot|apos);/g, "");
    if (/[<>&]/.test(text)) return `text: ${text}`;
    at = tag.index + tag[0].length;
    const [, closes, name = "", , empty] = tag;
    if (name === "" || empty) continue;
    if (!closes) open.push(name);
    else if (open.at(-1) !== name) return `</${name}> closes ${open.at(-1)}`;
    else open.pop();
  }
  const rest = xml.slice(at).trim();
  return open.length > 0 || rest !== "" ? `unfinished: ${open} ${rest}` : "well-formed";
}
