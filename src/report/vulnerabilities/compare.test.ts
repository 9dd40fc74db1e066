import { describe, expect, it } from "vitest";
import type { ImageSketch } from "../../vulnerabilities/compare.ts";
import { renderComparisonJson } from "./compare-json.ts";
import { mostComparedRows, renderComparisonMarkdown } from "./compare-markdown.ts";
import { mostCompared, renderComparison } from "./compare-pretty.ts";
import { type JudgedComparison, verdict } from "./compare-words.ts";
import { packageOf, vulnerabilityOf } from "./vulnerabilities.fixture.ts";

const sketch: ImageSketch = {
  ...{ name: "app:1", bytes: 1_000_000, layers: 3, packages: 10, user: "app", isRoot: false, system: "Debian 12" },
};
const nothing = { added: [], removed: [], upgraded: [], downgraded: [], changed: [] };
const high = vulnerabilityOf("CVE-2024-1");
const low = vulnerabilityOf("CVE-2024-2", { severity: "low" });
const compared: JudgedComparison = {
  old: sketch,
  new: { ...sketch, name: "app:2", bytes: 3_500_000, layers: 2, user: "root", isRoot: true },
  vulnerabilities: {
    added: [high, low],
    gone: [vulnerabilityOf("CVE-2024-3")],
    excused: [],
    kept: [vulnerabilityOf("CVE-2024-4")],
  },
  packages: { ...nothing, upgraded: [{ type: "deb", name: "zlib", from: ["1.2"], to: ["1.3"] }] },
  regressions: [high],
  unread: [],
};
const quiet: JudgedComparison = {
  ...{ old: sketch, new: sketch, packages: nothing, regressions: [], unread: [] },
  vulnerabilities: { added: [], gone: [], excused: [], kept: [] },
};
const secret = "hunter" + "22";
const mask = (text: string) => text.replaceAll(secret, "***");
const look = { color: false, width: 80, verbose: false, mask };

describe("the verdict", () => {
  const lists = quiet.vulnerabilities;
  it.each<[string, JudgedComparison, string]>([
    ["worse", compared, "Worse: 1 new vulnerability that counts (1 high); 1 gone"],
    ["the same", quiet, "No change in vulnerabilities"],
    ["better", { ...quiet, vulnerabilities: { ...lists, gone: [high] } }, "Better: 1 gone, 0 new"],
    [
      "new ones that do not count",
      { ...quiet, vulnerabilities: { ...lists, added: [low] } },
      "No new vulnerability that counts: 0 gone, 1 new",
    ],
    ["not everything seen", { ...quiet, unread: ["x"] }, "Not everything was looked at: 0 gone, 0 new"],
  ])("%s", (_, given, expected) => {
    expect(verdict(given)).toBe(expected);
  });
});

it("a person sees the verdict, then what came and went, then the rest", () => {
  expect(renderComparison(compared, look)).toBe(`old  app:1
new  app:2

Worse: 1 new vulnerability that counts (1 high); 1 gone

New: 2 (1 high, 1 low)
  high  CVE-2024-1  zlib 1.2.13: fixed in 9.9
  low  CVE-2024-2  zlib 1.2.13: fixed in 9.9

Gone: 1 (1 high)
  high  CVE-2024-3  zlib 1.2.13: fixed in 9.9

Still there: 1 (1 high)

Size      1.0 MB    -> 3.5 MB  (+2.5 MB)
Layers    3         -> 2  (-1)
Packages  10
User      app       -> root
System    Debian 12

Packages: 1 upgraded
  upgraded
    zlib 1.2 -> 1.3
`);
});

describe("every format", () => {
  const bad = `\u001b[31m${secret}|<b>@user`;
  const hostile: JudgedComparison = {
    ...compared,
    old: { ...sketch, name: bad, user: bad, system: bad },
    vulnerabilities: {
      ...compared.vulnerabilities,
      added: [vulnerabilityOf(bad, { package: packageOf(bad, bad), fixedVersion: bad })],
    },
    packages: { ...nothing, added: [{ type: bad, name: bad, from: [], to: [bad] }] },
    unread: [bad],
  };
  it.each<[string, string]>([
    ["pretty", renderComparison(hostile, { ...look, verbose: true })],
    ["markdown", renderComparisonMarkdown(hostile, mask)],
    ["json", renderComparisonJson(hostile, { name: "seaworthy", version: "1" }, mask)],
  ])("%s hides secrets and shows no control character", (_, text) => {
    expect(text).not.toContain(secret);
    expect(text).not.toContain("\u001b");
    expect(text.endsWith("\n")).toBe(true);
  });

  it("Markdown holds no markup of others", () => {
    // In code nothing is markup.
    expect(renderComparisonMarkdown(hostile, mask).replaceAll(/`[^`\n]*`/g, "")).not.toMatch(/[^\\]<b>|[^>]@user/);
  });

  it("long lists are cut", () => {
    const added = Array.from({ length: 99 }, (_, at) => vulnerabilityOf(`CVE-2024-${at}`));
    const long = { ...compared, vulnerabilities: { ...compared.vulnerabilities, added } };
    expect(renderComparison(long, look)).toContain(`and ${99 - mostCompared} more vulnerabilities; -v shows all`);
    expect(renderComparison(long, { ...look, verbose: true })).toContain("CVE-2024-98");
    expect(renderComparisonMarkdown(long, mask)).toContain(`And ${99 - mostComparedRows} more.`);
  });
});

it("the document says which of the new ones count", () => {
  const document = JSON.parse(renderComparisonJson(compared, { name: "seaworthy", version: "1" }, mask));
  expect(document).toMatchObject({
    ...{ schemaVersion: 1, regression: true, old: { user: "app", runsAsRoot: false }, unknowns: [] },
    vulnerabilities: {
      new: [
        { id: "CVE-2024-1", counts: true },
        { id: "CVE-2024-2", counts: false },
      ],
      excused: [],
    },
    packages: { upgraded: [{ name: "zlib", from: ["1.2"], to: ["1.3"] }] },
  });
});
