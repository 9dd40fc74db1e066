import { describe, expect, test } from "vitest";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { mask, secretValue } from "../fixture.ts";
import type { ReportOptions } from "../options.ts";
import { renderPretty } from "../pretty.ts";
import { columnsOf } from "../visible.ts";
import { cleanImage, exampleImage, filesOf } from "./image.fixture.ts";
import { hostileImageReport, imageReport, leakyReport, placedReport, scannedReport } from "./report.fixture.ts";

const pretty = (report: Parameters<typeof renderPretty>[0], options: ReportOptions = {}) =>
  renderPretty(report, { mask, ...options });
const first = (change: Partial<ImageFacts>) => pretty(imageReport(exampleImage(change)));

describe("what a person sees of an image", () => {
  const contains: [string, string][] = [
    ["what was checked", "seaworthy 0.1.0 checked image registry.example.com/team/app:1.4\n"],
    ["where it came from", "  Source    registry\n"],
    ["which image it is", "  Image     id ffffffffffff, digest 999999999999\n"],
    ["what it is for, and how old it is", "  Built     for linux/amd64, 2025-01-31 (30 days ago)\n"],
    ["its system, and how long that is looked after", "Debian GNU/Linux 12 (bookworm); supported until 2026-"],
    ["the user, and how that is known", "  User      root: No USER is set, so the container starts as root.\n"],
    ["its size", "  Layers    4 layers, 420 MB in 19,421 files (152 MB to download)\n"],
    ["its packages by type", "  Packages  10: 3 npm, 2 deb, 1 binary, 1 go-module,"],
    [
      "the step of a finding, and the rule",
      "   step 4, layer 3  [secret-in-env]\n   6 | COPY . /srv\n     | ^^^^^^^^^^^\n",
    ],
    ["other steps of the same problem", "   Also: step 3, layer 2\n"],
    ["the step of a trace", "   See: step 5, layer 4 this step deletes the file\n"],
    [
      "wasted space with the steps",
      "Wasted: 45 MB in 3 files that later layers replace or delete\n  layer 2     42 MB  RUN apt-get update && apt-get",
    ],
    ["the counts", "4 problems in the image: 1 critical, 1 high, 2 low. 1 more ignored (1 by\nconfig).\n"],
    ["what to run next", "      seaworthy history registry.example.com/team/app:1.4\n      seaworthy sbom registry"],
  ];
  test.each(contains)("%s", (_, text) => expect(pretty(scannedReport())).toContain(text));

  const other: [string, Partial<ImageFacts>, string][] = [
    [
      "how a bare name was found",
      { source: "docker", note: "found in the local engine" },
      "  Source    Docker Engine: found in the local engine\n",
    ],
    ["an SBOM says that nothing was opened", { source: "sbom" }, "  Source    SBOM; no layer was opened\n"],
    ["a system that is no longer supported", { today: "2031-01-01" }, "(bookworm); support ended on"],
    [
      "a system that volunteers support",
      { today: "2027-01-01" },
      "(bookworm); long-term support by volunteers\n            until",
    ],
    ["no day, no age and no support", { today: undefined }, "2025-01-31\n  System    Debian GNU/Linux 12 (bookworm)\n"],
    ["no system", { os: undefined }, "  System    none that the image names (no os-release)\n"],
    ["no packages", { packages: [] }, "  Packages  none found\n"],
  ];
  test.each(other)("%s", (_, change, text) => expect(first(change)).toContain(text));

  test("a root file system has no user and no layers that are told", () => {
    const text = first({ source: "dir", hasConfig: false, layers: [], id: undefined, digest: undefined });
    for (const label of ["User", "Layers", "Image"]) expect(text).not.toMatch(new RegExp(`^  ${label} `, "m"));
    expect(text).not.toContain("seaworthy history");
  });

  test("with a Dockerfile the place is its line", () => {
    expect(pretty(placedReport())).toContain("   app/Dockerfile:3:1  [secret-in-env]\n   3 | COPY . /srv\n");
  });

  test("a clean image takes less than a screen", () => {
    const report = imageReport(cleanImage());
    const habits = report.habits.map((habit) => ({ ...habit, state: "holds" as const }));
    const text = pretty({ ...report, habits });
    expect(text.split("\n").length).toBeLessThan(24);
    expect(text).toContain("No problems found by 7 rules.\n");
    expect(text).not.toContain("Wasted");
  });

  test("little wasted space is told with -v only", () => {
    const files = filesOf([], [{ path: "a", layer: 1, by: 2, how: "deleted", bytes: 5 }]);
    const report = imageReport(exampleImage(files));
    expect(pretty(report)).not.toContain("Wasted");
    expect(pretty(report, { verbose: true })).toContain("Wasted: 5 B in 1 file ");
    const share = filesOf([], [{ path: "a", layer: 1, by: 2, how: "deleted", bytes: 2_000_000 }]);
    expect(pretty(imageReport(exampleImage(share)))).not.toContain("Wasted");
  });

  test("-v lists the packages with their layers", () => {
    const text = pretty(scannedReport(), { verbose: true, width: 120 });
    expect(text).toContain("  deb           libssl3 3.0.11-1~deb12u2  layer 1: var/lib/dpkg/status\n");
    expect(text).toContain("  npm           @scope/app 1.0.0  layer 4: app/node_modules/@scope/app/package");
    expect(pretty(scannedReport())).not.toContain("libssl3");
  });

  test("nothing says of each finding that no command repairs it", () => {
    for (const report of [scannedReport(), placedReport()])
      expect(pretty(report)).not.toMatch(/by hand|build it again/);
  });

  test("quiet: a line for each finding with its step, and nothing else", () => {
    const lines = pretty(scannedReport(), { quiet: true }).split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^registry\.example\.com\/team\/app:1\.4: step 4, layer 3: critical: /);
  });

  test.each([60, 80, 120])("no line is wider than %i columns", (width) => {
    for (const report of [scannedReport(), hostileImageReport(), placedReport()])
      for (const verbose of [false, true])
        for (const line of pretty(report, { width, verbose }).split("\n"))
          if (!/seaworthy (?:history|sbom)/.test(line)) expect(columnsOf(line), line).toBeLessThanOrEqual(width);
  });

  test("hostile text is written out", () => {
    for (const verbose of [false, true]) {
      const text = pretty(hostileImageReport(), { verbose });
      expect([...text].filter((char) => (char < " " && char !== "\n") || char === "\u202e")).toEqual([]);
      for (const line of text.split("\n")) expect(line.trim().startsWith("::")).toBe(false);
    }
  });

  test("no secret is printed", () => {
    for (const verbose of [false, true]) expect(pretty(leakyReport(), { verbose })).not.toContain(secretValue);
  });
});
