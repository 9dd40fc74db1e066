import { expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { createSource } from "../text/source.ts";
import { replaceRule, wordRule } from "./fake-rules.fixture.ts";
import { selectRules } from "./presets.ts";
import { type CheckOptions, check } from "./run.ts";

const rules = [
  wordRule("root-user", "root", { aliases: ["hadolint/DL3002", "trivy/DS-0002", "checkov/CKV_DOCKER_8"] }),
  wordRule("latest-base", ":latest", { aliases: ["hadolint/DL3007", "trivy/DS-0001", "buildkit/LatestTag"] }),
  wordRule("insecure-curl", "curl -k", { aliases: ["checkov/CKV2_DOCKER_2", "hadolint/DL3007"] }),
  replaceRule("not-chosen", "zzz", "y", { presets: [], aliases: ["hadolint/DL9999"] }),
];
const options: CheckOptions = { rules: selectRules(rules), today: "2026-06-15" };

/** What a comment does: the findings it leaves, as `rule:line`, and what is said of it. */
type Row = [what: string, text: string, open: string[], unused: string[]];

const base = "FROM a:latest\nUSER root\nRUN curl -k x\n";
const everything = ["latest-base:1", "root-user:2", "insecure-curl:3"];

const rows: Row[] = [
  ["no comment leaves all", base, everything, []],
  ["ours, on the line above", on(2, "# seaworthy ignore=root-user"), ["latest-base:1", "insecure-curl:4"], []],
  ["no blank after #", on(2, "#seaworthy ignore=root-user"), ["latest-base:1", "insecure-curl:4"], []],
  [
    "with reason and end",
    on(2, "# seaworthy ignore=root-user until=2026-06-15 -- needs it"),
    ["latest-base:1", "insecure-curl:4"],
    [],
  ],
  ["by alias", on(2, "# seaworthy ignore=DL3002"), ["latest-base:1", "insecure-curl:4"], []],
  [
    "above other comments",
    on(2, "# seaworthy ignore=root-user\n# why\n\n# and so"),
    ["latest-base:1", "insecure-curl:7"],
    [],
  ],
  [
    "two rules, one of which finds nothing there",
    on(2, "# seaworthy ignore=root-user, latest-base"),
    ["latest-base:1", "insecure-curl:4"],
    ["2 seaworthy ignore=latest-base: no finding of latest-base is left there to ignore"],
  ],
  [
    "on the wrong instruction",
    on(3, "# seaworthy ignore=root-user"),
    ["latest-base:1", "root-user:2", "insecure-curl:4"],
    ["3 seaworthy ignore=root-user: no finding of root-user is left there to ignore"],
  ],
  [
    "inside an instruction covers all of it",
    "FROM a\nRUN curl -k x && \\\n  # seaworthy ignore=insecure-curl\n  curl -k y\n",
    [],
    [],
  ],
  [
    "in a heredoc it is text of the script",
    "FROM a\nRUN <<EOF\n# seaworthy ignore=insecure-curl\ncurl -k y\nEOF\n",
    ["insecure-curl:4"],
    [],
  ],
  [
    "global, at the top",
    on(1, "# about\n\n# seaworthy global ignore=root-user,insecure-curl\n"),
    ["latest-base:5"],
    [],
  ],
  [
    "global, further down",
    on(2, "# seaworthy global ignore=insecure-curl"),
    ["latest-base:1", "root-user:3", "insecure-curl:4"],
    ["2 seaworthy global ignore=insecure-curl: a global ignore counts only above the first instruction"],
  ],
  [
    "ended",
    on(2, "# seaworthy ignore=root-user until=2026-06-14"),
    ["latest-base:1", "root-user:3", "insecure-curl:4"],
    [
      "2 seaworthy ignore=root-user: it ended on 2026-06-14; look at the finding again, then remove the ignore or give it a new day",
    ],
  ],
  [
    "with a day that is none",
    on(2, "# seaworthy ignore=root-user until=2026-02-30"),
    ["latest-base:1", "root-user:3", "insecure-curl:4"],
    ["2 seaworthy ignore=root-user: 2026-02-30 is not a date like 2030-12-31"],
  ],
  [
    "with words that mean nothing",
    on(2, "# seaworthy ignore=root-user because I say so"),
    ["latest-base:1", "root-user:3", "insecure-curl:4"],
    ['2 seaworthy ignore=root-user: "because I say so" means nothing here; write'],
  ],
  [
    "without a rule",
    on(2, "# seaworthy ignore"),
    ["latest-base:1", "root-user:3", "insecure-curl:4"],
    ["2 seaworthy ignore=: it names no rule; write"],
  ],
  [
    "with a mistyped rule",
    on(2, "# seaworthy ignore=root-usr"),
    ["latest-base:1", "root-user:3", "insecure-curl:4"],
    ['2 seaworthy ignore=root-usr: there is no rule "root-usr". Did you mean root-user?'],
  ],
  [
    "for all",
    on(2, "# seaworthy ignore=all"),
    ["latest-base:1", "root-user:3", "insecure-curl:4"],
    ["2 seaworthy ignore=all: name the rules it is about"],
  ],
  [
    "at the end of the file",
    `${base}# seaworthy ignore=root-user\n`,
    everything,
    ["4 seaworthy ignore=root-user: no instruction stands below it"],
  ],
  [
    "of a rule that does not run",
    on(2, "# seaworthy ignore=not-chosen"),
    ["latest-base:1", "root-user:3", "insecure-curl:4"],
    [],
  ],
  [
    "above FROM, ours covers no more than FROM",
    on(1, "# seaworthy ignore=root-user"),
    ["latest-base:2", "root-user:3", "insecure-curl:4"],
    ["1 seaworthy ignore=root-user: no finding of root-user is left there to ignore"],
  ],
  ["prose about us", on(2, "# seaworthy found root here"), ["latest-base:1", "root-user:3", "insecure-curl:4"], []],

  ["hadolint", on(2, "# hadolint ignore=DL3002"), ["latest-base:1", "insecure-curl:4"], []],
  [
    "hadolint, several, ours among them or not",
    on(2, "# hadolint ignore=SC2086,DL3002"),
    ["latest-base:1", "insecure-curl:4"],
    [],
  ],
  ["hadolint, an id that is of two rules", on(3, "# hadolint ignore=DL3007"), ["latest-base:1", "root-user:2"], []],
  [
    "hadolint, ids we do not have",
    on(2, "# hadolint ignore=SC2086"),
    ["latest-base:1", "root-user:3", "insecure-curl:4"],
    [],
  ],
  ["hadolint, global, anywhere", on(3, "# hadolint global ignore=DL3002"), ["latest-base:1", "insecure-curl:4"], []],
  [
    "hadolint, above FROM, for what is missing from the file",
    on(1, "# hadolint ignore=DL3002"),
    ["latest-base:2", "insecure-curl:4"],
    [],
  ],
  [
    "hadolint, above FROM, for FROM itself",
    `${on(1, "# hadolint ignore=DL3007")}FROM b:latest\n`,
    ["latest-base:5", "root-user:3", "insecure-curl:4"],
    [],
  ],
  [
    "hadolint, for nothing we find",
    on(3, "# hadolint ignore=DL3002"),
    ["latest-base:1", "root-user:2", "insecure-curl:4"],
    ["3 hadolint ignore=DL3002: no finding of root-user is left there to ignore"],
  ],
  [
    "another order of hadolint",
    on(2, "# hadolint shell=bash"),
    ["latest-base:1", "root-user:3", "insecure-curl:4"],
    [],
  ],

  ["BuildKit", on(1, "# check=skip=LatestTag,Other;error=true"), ["root-user:3", "insecure-curl:4"], []],
  [
    "BuildKit, after another directive",
    on(1, "# syntax=docker/dockerfile:1\n# check=error=true;skip=LatestTag"),
    ["root-user:4", "insecure-curl:5"],
    [],
  ],
  ["BuildKit, all of its checks", on(1, "# check=skip=all"), ["root-user:3", "insecure-curl:4"], []],
  [
    "BuildKit, where BuildKit does not read it",
    on(2, "# check=skip=LatestTag"),
    ["latest-base:1", "root-user:3", "insecure-curl:4"],
    ["2 check=skip=LatestTag: BuildKit reads `# check=` only at the very top of the file"],
  ],

  ["Trivy", on(2, "# trivy:ignore:DS-0002"), ["latest-base:1", "insecure-curl:4"], []],
  ["Trivy, the name with AVD", on(2, "#trivy:ignore:AVD-DS-0002"), ["latest-base:1", "insecure-curl:4"], []],
  ["Trivy, the old name", on(2, "#trivy:ignore:DS002"), ["latest-base:1", "insecure-curl:4"], []],
  ["Trivy, two in one comment", on(1, "#trivy:ignore:DS002 #trivy:ignore:DS001"), ["insecure-curl:4"], []],
  [
    "Trivy, with an end to come",
    on(2, "# trivy:ignore:DS-0002:exp:2026-06-15"),
    ["latest-base:1", "insecure-curl:4"],
    [],
  ],
  [
    "Trivy, ended",
    on(2, "# trivy:ignore:DS-0002:exp:2026-06-14"),
    ["latest-base:1", "root-user:3", "insecure-curl:4"],
    ["2 trivy:ignore:DS-0002: it ended on 2026-06-14"],
  ],
  ["Trivy, all of its checks", on(2, "# trivy:ignore:*"), ["latest-base:1", "insecure-curl:4"], []],

  [
    "Checkov, anywhere",
    `${base}# checkov:skip=CKV_DOCKER_8:we drop it later\n`,
    ["latest-base:1", "insecure-curl:3"],
    [],
  ],
  [
    "Checkov, its second family",
    on(1, "#checkov:skip=CKV2_DOCKER_2: inside only"),
    ["latest-base:2", "root-user:3"],
    [],
  ],
  ["Checkov, under its old name", on(1, "# bridgecrew:skip=CKV_DOCKER_8"), ["latest-base:2", "insecure-curl:4"], []],
];

test.each(rows)("%s", (_, text, open, unused) => {
  const report = check([{ source: createSource("Dockerfile", text) }], options);
  const left = report.findings.filter((finding) => !finding.suppressed);
  expect(left.map(({ rule, location }) => `${rule}:${location.start.line}`).sort()).toEqual([...open].sort());
  const said = report.unusedIgnores.map(({ line, text: comment, why }) => `${line} ${comment}: ${why}`);
  expect(said.length).toBe(unused.length);
  for (const [index, start] of unused.entries()) expect(said[index]).toContain(start);
});

const reasons: [string, string, string][] = [
  ["ours", "# seaworthy ignore=root-user -- the daemon -- drops it", "the daemon -- drops it"],
  ["ours, none given", "# seaworthy ignore=root-user", "seaworthy ignore=root-user, line 2"],
  ["Checkov", "# checkov:skip=CKV_DOCKER_8: dropped later", "dropped later"],
  ["hadolint", "# hadolint ignore=DL3002 # dropped later", "dropped later"],
  ["the first of two", "# seaworthy ignore=root-user -- one\n# hadolint ignore=DL3002", "one"],
];

test.each(reasons)("the reason is kept: %s", (_, comment, reason) => {
  const report = check([{ source: createSource("Dockerfile", on(2, comment)) }], options);
  const found = report.findings.find(({ rule }) => rule === "root-user");
  expect(found?.suppressed).toEqual({ by: "comment", reason });
  expect(report.unusedIgnores).toEqual([]);
});

test("ignores of the config: by glob, with an end, unused ones told with their line", () => {
  const at = (line: number) => ({ path: ".seaworthy.yaml", line });
  const report = check(
    ["a/Dockerfile", "b/Dockerfile"].map((path) => ({ source: createSource(path, base) })),
    {
      ...options,
      ignores: [
        { rule: "DL3002", path: "a/**", reason: "old", at: at(2) },
        { rule: "latest-base", until: "2026-01-01", at: at(4) },
        { rule: "insecure-curl", at: at(6) },
        { rule: "root-user", path: "c/**", at: at(8) },
        { rule: "not-chosen", at: at(9) },
      ],
    },
  );
  const suppressed = report.findings.filter((finding) => finding.suppressed);
  expect(suppressed.map(({ rule, location, suppressed: by }) => [rule, location.path, by?.by, by?.reason])).toEqual([
    ["root-user", "a/Dockerfile", "config", "old"],
    ["insecure-curl", "a/Dockerfile", "config", ".seaworthy.yaml, line 6"],
    ["insecure-curl", "b/Dockerfile", "config", ".seaworthy.yaml, line 6"],
  ]);
  expect(report.unusedIgnores.map(({ path, line }) => [path, line])).toEqual([[".seaworthy.yaml", 4]]);
});

test("a long comment costs no more than a short one", () => {
  const text = `# hadolint ignore=${"DL3002,".repeat(500_000)}\n# seaworthy ignore=${" ".repeat(1_000_000)}x\n${base}`;
  const start = cpuTime();
  check([{ source: createSource("Dockerfile", text) }], options);
  expect(cpuTime() - start).toBeLessThan(1000);
});

/** The base file with lines put in before line `line`. */
function on(line: number, comment: string): string {
  const lines = base.split("\n");
  lines.splice(line - 1, 0, comment);
  return lines.join("\n");
}
