import { expect, test } from "vitest";
import type { Severity } from "../finding/finding.ts";
import { createSource } from "../text/source.ts";
import { createBaseline, parseBaseline, printBaseline } from "./baseline.ts";
import { UserError } from "./errors.ts";
import { fakeRule, wordRule } from "./fake-rules.fixture.ts";
import { selectRules } from "./presets.ts";
import { type CheckOptions, check, exitStatus } from "./run.ts";

const rules = [
  wordRule("root-user", "root", { habit: "user", severity: "high", aliases: ["hadolint/DL3002"] }),
  wordRule("latest-base", ":latest", { habit: "pinned", severity: "medium" }),
  wordRule("style", "EXPOSE", { habit: "health", severity: "info" }),
  wordRule("secret", "KEY=", { habit: "secrets", severity: "critical" }),
];
const options: CheckOptions = { rules: selectRules(rules, { preset: "all" }), today: "2026-06-15" };

test("a finding carries its rule's facts, its place and its page", () => {
  const [finding] = run("FROM a\nUSER root\n").findings;
  expect(finding).toMatchObject({
    rule: "root-user",
    habit: "user",
    severity: "high",
    confidence: "high",
    help: "https://seaworthy.example/rules/root-user",
    aliases: ["hadolint/DL3002"],
    fixes: [],
    location: {
      path: "Dockerfile",
      start: { line: 2, column: 6 },
      end: { line: 2, column: 10 },
      span: { start: 12, end: 16 },
    },
  });
});

test("findings are sorted: worst first, then path, then place", () => {
  const text = "FROM a:latest\nUSER root\nEXPOSE 1\nENV KEY=x\nUSER root\n";
  const report = check([{ source: createSource("b", text) }, { source: createSource("a", text) }], options);
  expect(report.findings.map(({ rule, location }) => `${rule} ${location.path}:${location.start.line}`)).toEqual([
    "secret a:4",
    "secret b:4",
    "root-user a:2",
    "root-user a:5",
    "root-user b:2",
    "root-user b:5",
    "latest-base a:1",
    "latest-base b:1",
    "style a:3",
    "style b:3",
  ]);
});

const fingerprints: [string, string, string, boolean][] = [
  ["lines put in elsewhere do not change it", "FROM a\nUSER root\n", "# x\nFROM a\nRUN x\nUSER   root\n", true],
  ["another instruction does", "FROM a\nUSER root\n", "FROM a\nRUN x root\n", false],
  ["another line of the same RUN does not", "FROM a\nRUN a \\\n b root\n", "FROM a\nRUN a && c \\\n b root\n", true],
  ["the value of a variable does not", "FROM a\nENV A=root\n", "FROM a\nENV A=rootpass\n", true],
  ["nor does it in the old form", "FROM a\nENV A root\n", "FROM a\nENV A rootpass\n", true],
  ["the words of a secret's RUN do not", "FROM a\nRUN KEY= tiger\n", "FROM a\nRUN KEY= swordfish\n", true],
  ["the name of a variable does", "FROM a\nENV A=root\n", "FROM a\nENV B=root\n", false],
];

test.each(fingerprints)("fingerprint: %s", (_, before, after, same) => {
  const [a, b] = [before, after].map((text) => run(text).findings[0]?.fingerprint);
  expect(a).toMatch(/^[0-9a-f]{16}$/);
  expect(a === b).toBe(same);
});

test("equal places of one file have fingerprints of their own", () => {
  const { findings } = run("FROM a\nUSER root\nUSER root\nUSER root\n");
  expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(3);
});

test("the config's severity beats the rule's", () => {
  const set = selectRules(rules, { settings: new Map([["root-user", "info"]]) });
  expect(
    check([{ source: createSource("Dockerfile", "FROM a\nUSER root\n") }], { ...options, rules: set }).findings[0]
      ?.severity,
  ).toBe("info");
});

const statuses: [string, string, Severity | "never", number][] = [
  ["nothing found", "FROM a\n", "info", 0],
  ["found, but milder", "FROM a\nUSER root\n", "critical", 0],
  ["found, just as bad", "FROM a\nUSER root\n", "high", 1],
  ["found, worse", "FROM a\nUSER root\n", "low", 1],
  ["found, but ignored", "FROM a\n# seaworthy ignore=root-user\nUSER root\n", "info", 0],
  ["found, and never failing", "FROM a\nUSER root\n", "never", 0],
  ["not read to the end", "FROM a\nRUN <<EOF\nx\n", "never", 2],
  ["a script too long to be read", `FROM a\nRUN ${"true \\\n && ".repeat(30_000)}true\n`, "never", 2],
  ["stages in a circle", "FROM a AS x\nCOPY --from=y / /\nFROM a AS y\nCOPY --from=x / /\n", "high", 2],
  ["a base nobody knows", "ARG X\nFROM $X\n", "info", 0],
];

test.each(statuses)("exit status: %s", (_, text, failOn, status) => expect(exitStatus(run(text), failOn)).toBe(status));

test("a file that could not be read is an unknown, the others are checked", () => {
  const report = check(
    [
      { unreadable: { path: "x", why: "No permission; change its mode." } },
      { source: createSource("y", "FROM a\nUSER root\n") },
    ],
    options,
  );
  expect(report.files).toEqual(["y"]);
  expect(report.findings.map(({ rule }) => rule)).toEqual(["root-user"]);
  expect(report.unknowns).toMatchObject([
    { what: "x", why: "No permission; change its mode.", fatal: true, location: { path: "x" } },
  ]);
  expect(exitStatus(report, "critical")).toBe(2);
});

test("a rule that throws costs itself only, and what it threw is not told", () => {
  const failing = fakeRule("failing", {
    habit: "slim",
    check: () => {
      throw new TypeError("quotes a secret");
    },
  });
  const report = check([{ source: createSource("Dockerfile", "FROM a\nUSER root\n") }], {
    ...options,
    rules: selectRules([failing, ...rules]),
  });
  expect(report.findings.map(({ rule }) => rule)).toEqual(["root-user"]);
  expect(report.unknowns).toMatchObject([{ what: "rule failing on Dockerfile", fatal: true }]);
  expect(JSON.stringify(report.unknowns)).not.toContain("quotes");
  expect(report.habits.find(({ habit }) => habit === "slim")?.state).toBe("unknown");
});

test("a file with a hundred and forty thousand findings is checked", () => {
  expect(run(`FROM a\n${"RUN rootroot\n".repeat(70_000)}`).findings.length).toBe(140_000);
});

test("a rule that needs what this run does not have does not run", () => {
  const needy = fakeRule("needy", { needs: ["dockerfile", "policy"], habit: "fresh" });
  const set = selectRules([needy]);
  const inputs = [{ source: createSource("Dockerfile", "FROM a\n") }];
  expect([...check(inputs, { ...options, rules: set }).rules.keys()]).toEqual([]);
  const policy = { allowedRegistries: ["ghcr.io"] };
  expect([...check(inputs, { ...options, rules: set, policy }).rules.keys()]).toEqual(["needy"]);
});

const unknowns: [string, string, Partial<CheckOptions>, string[]][] = [
  ["nothing unknown", "FROM debian:13\n", {}, []],
  ["nothing but the user of a base no table holds", "FROM a\n", {}, ["the user the container runs as"]],
  ["not where the file sets a USER", "FROM a\nUSER 5\n", {}, []],
  ["a USER nobody knows", "FROM debian:13\nARG U\nUSER $U\n", {}, ["the user the container runs as"]],
  ["a file without a stage", "# nothing\n", {}, ["an image in Dockerfile"]],
  ["a base that nothing resolves", "ARG X\nFROM $X AS b\n", {}, ["base image of stage b"]],
  ["the same, given", "ARG X\nFROM $X AS b\n", { buildArgs: new Map([["X", "debian:13"]]) }, []],
  ["a base of a stage that is not built", "FROM $X AS b\nFROM debian:13\n", {}, []],
  ["a shell we do not read", 'FROM debian:13\nSHELL ["powershell"]\nRUN a\nRUN b\n', {}, ["2 RUNs of stage 0"]],
  ["a stage that is not there", "FROM a AS prod\n", { stage: "prd" }, ["stage prd of Dockerfile"]],
];

test.each(unknowns)("unknowns: %s", (_, text, more, expected) => {
  expect(run(text, more).unknowns.map(({ what }) => what)).toEqual(expected);
});

const checklist: [string, string, string, string, string][] = [
  ["a habit without findings holds", "FROM a\nUSER 5\n", "user", "holds", "1 of 1 rule looked and found nothing"],
  ["one with a finding is broken", "FROM a\nUSER root\n", "user", "broken", "1 finding; the worst is high: root-user"],
  [
    "an ignored finding does not break",
    "FROM a\n# seaworthy ignore=root-user\nUSER root\n",
    "user",
    "holds",
    "1 finding ignored",
  ],
  ["advice does not break", "FROM a\nEXPOSE 1\n", "health", "holds", "1 piece of advice"],
  ["an unknown base leaves pinned open", "FROM $X\n", "pinned", "unknown", "base image of stage 0"],
  ["an unknown base leaves user open", "FROM $X\n", "user", "unknown", "base image of stage 0"],
  ["but not when the file sets one", "FROM $X\nUSER app\n", "user", "holds", "found nothing"],
  ["a file read in part leaves all open", "FROM a\nRUN <<EOF\n", "pinned", "unknown", "the rest of Dockerfile"],
  ["a finding counts all the same", "FROM a:latest\nRUN <<EOF\n", "pinned", "broken", "latest-base"],
  ["what no rule looks at is not looked at", "FROM a\n", "vulnerabilities", "unknown", "scanned no image"],
  ["nor a habit without rules", "FROM a\n", "slim", "unknown", "no rule of this habit looks"],
];

test.each(checklist)("checklist: %s", (_, text, habit, state, why) => {
  const line = run(text).habits.find((entry) => entry.habit === habit);
  expect(line?.state).toBe(state);
  expect(line?.why).toContain(why);
});

test("without files nothing holds", () => {
  expect(new Set(check([], options).habits.map(({ state }) => state))).toEqual(new Set(["unknown"]));
});

test("a baseline silences what was there, tells what is gone, and does not know what is new", () => {
  const old = run("FROM a:latest\nUSER root\n# seaworthy ignore=style\nEXPOSE 1\n");
  const baseline = parseBaseline(printBaseline(createBaseline(old)), "baseline.json");
  expect(baseline.findings.map(({ rule }) => rule)).toEqual(["latest-base", "root-user"]);
  const report = run("# moved\n\nFROM a:latest\nENV KEY=x\n", { baseline });
  expect(report.findings.map(({ rule, suppressed }) => [rule, suppressed?.by])).toEqual([
    ["secret", undefined],
    ["latest-base", "baseline"],
  ]);
  expect(report.unusedIgnores).toMatchObject([
    { path: "Dockerfile", why: "the finding is gone; write the baseline anew" },
  ]);
  expect(report.unusedIgnores[0]?.text).toContain("root-user");
  expect(createBaseline(report).findings.map(({ rule }) => rule)).toEqual(["latest-base", "secret"]);
});

const notBaselines: [string, string, string][] = [
  ["no JSON", "{", "it is not valid JSON"],
  ["a list", "[]", "it is not a JSON object"],
  ["another version", '{"schemaVersion":2,"findings":[]}', "schemaVersion is not 1"],
  ["no findings", '{"schemaVersion":1}', "no list `findings`"],
  ["an odd entry", '{"schemaVersion":1,"findings":[{"fingerprint":"a","rule":"b","path":"c"},{"rule":1}]}', "entry 2"],
];

test.each(notBaselines)("a baseline that is %s is refused", (_, text, message) => {
  expect(() => parseBaseline(text, "b.json")).toThrow(message);
  expect(() => parseBaseline(text, "b.json")).toThrow(UserError);
});

function run(text: string, more: Partial<CheckOptions> = {}) {
  return check([{ source: createSource("Dockerfile", text) }], { ...options, ...more });
}
