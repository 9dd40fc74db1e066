import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Change, FixedFile } from "../engine/report.ts";
import type { Safety } from "../finding/finding.ts";
import { applyEdits } from "../text/edit.ts";
import { createSource } from "../text/source.ts";
import { renderDiff, renderFixSummary } from "./fix-report.ts";
import { challenge, findingOf, hostile, mask, placeOf, rules, secretValue } from "./fixture.ts";

/** One fix for each change: [rule, safety, text found, text instead]. */
type Row = readonly [keyof typeof rules, Safety, string, string];

function fixed(path: string, text: string, rows: readonly Row[], more: Partial<FixedFile> = {}): FixedFile {
  const before = createSource(path, text);
  const changes: Change[] = rows.map(([, , from, to], index) => ({
    span: placeOf(before, from).span,
    text: to,
    by: [index],
  }));
  const applied = rows.map(([rule, safety, from, to]) => ({
    finding: findingOf(rules[rule], placeOf(before, from)),
    fix: { title: `Replace ${from.trim()} by ${to.trim()}`, safety, edits: [] },
  }));
  const after = applyEdits(
    text,
    changes.map((change) => ({ ...change.span, text: change.text })),
  );
  return {
    before,
    after,
    applied,
    refused: [],
    left: [],
    passes: 1,
    changes: [...changes].sort((a, b) => a.span.start - b.span.start),
    ...more,
  };
}

const long = Array.from({ length: 30 }, (_, index) => `RUN echo ${index}.\n`).join("");
const twoHunks: Row[] = [
  ["recommends", "safe", "RUN echo 3.\n", ""],
  ["root", "unsafe", "echo 25.", "echo 25.\nUSER 10001"],
];
const oneHunk: Row[] = [
  ["latest", "unsafe", "latest", "24.04"],
  ["pip", "safe", "-r", "--no-cache-dir -r"],
];

describe("the diff", () => {
  test("the reasons stand above, the rules in the hunk", () => {
    expect(renderDiff(fixed("Dockerfile", "FROM a:latest\nRUN pip -r x\n", oneHunk))).toBe(
      [
        "# line 1: untagged-base (unsafe): Replace latest by 24.04",
        "# line 2: pip-cache (safe): Replace -r by --no-cache-dir -r",
        "--- a/Dockerfile",
        "+++ b/Dockerfile",
        "@@ -1,2 +1,2 @@ untagged-base (unsafe), pip-cache (safe)",
        "-FROM a:latest",
        "-RUN pip -r x",
        "+FROM a:24.04",
        "+RUN pip --no-cache-dir -r x",
        "",
      ].join("\n"),
    );
  });

  test("hunks are numbered when there are several", () => {
    const text = renderDiff(fixed("Dockerfile", long, twoHunks));
    expect(text).toContain("# hunk 1, line 4: apt-recommends (safe): Replace RUN echo 3. by");
    expect(text).toContain("# hunk 2, line 26: root-user (unsafe): Replace echo 25.");
    expect(text).toContain("@@ -1,7 +1,6 @@ apt-recommends (safe)\n");
    expect(text).toContain("@@ -24,6 +23,7 @@ root-user (unsafe)\n");
  });

  test("a fix that made two hunks is named in both, two fixes of one change are both named", () => {
    const file = fixed("Dockerfile", long, twoHunks);
    const changes = file.changes.map((change) => ({ ...change, by: [1, 0] }));
    const text = renderDiff({ ...file, changes });
    expect(text.match(/^# hunk \d, line 4: apt-recommends|^# hunk \d, line 4: root-user/gm)?.length).toBe(4);
  });

  test("no change, no diff", () => expect(renderDiff(fixed("Dockerfile", "FROM a\n", []))).toBe(""));

  test("a hidden secret is said, in removed lines and around them", () => {
    const gone = renderDiff(
      fixed("Dockerfile", challenge, [["secret", "unsafe", `ENV DB_PASSWORD=${secretValue}\n`, ""]]),
      { mask },
    );
    expect(gone).toContain("-ENV DB_PASSWORD=****\n");
    expect(gone).toContain("# The values of secrets are hidden: this diff is for reading");
    const near = renderDiff(fixed("Dockerfile", challenge, [["latest", "unsafe", "latest", "24.04"]]), { mask });
    expect(near).toContain(" ENV DB_PASSWORD=****\n");
    expect(gone + near).not.toContain(secretValue);
    const far = renderDiff(
      fixed("Dockerfile", challenge, [["root", "unsafe", 'CMD ["python3"', 'USER 1\nCMD ["python3"']]),
      { mask },
    );
    expect(far).not.toContain("hidden");
  });

  test("for a terminal control characters are escaped and that is said; stored, they stay", () => {
    const file = fixed("Dockerfile", "FROM a\nRUN \u001b[31m\tx\r\n", [["latest", "unsafe", "a", "b"]]);
    expect(renderDiff(file)).toContain(" RUN \\x1b[31m\tx\r\n");
    expect(renderDiff(file)).toContain("# Control characters are escaped: this diff is for reading");
    expect(renderDiff(file, { terminal: false })).toContain(" RUN \u001b[31m\tx\r\n");
    expect(renderDiff(file, { terminal: false })).not.toContain("for reading");
  });

  test("a hostile title stays on its line", () => {
    const file = fixed("Dockerfile", "FROM a\n", [["latest", "unsafe", "a", "b"]]);
    const title = `x\n--- a/../../y\n+++ b/y\n@@ -0,0 +1 @@\n+${hostile}`;
    const [first] = file.applied;
    if (!first) throw new Error("no fix");
    const text = renderDiff({ ...file, applied: [{ ...first, fix: { ...first.fix, title } }] });
    expect(
      text
        .split("\n")
        .map((line) => line.slice(0, 2))
        .join("|"),
    ).toBe("# |--|++|@@|-F|+F|");
  });
});

describe("git apply and patch take the diff", () => {
  const folder = mkdtempSync(join(tmpdir(), "fix-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const has = (command: string) => spawnSync(command, ["--version"]).status === 0;
  const crlf = long.replaceAll("\n", "\r\n");
  const cases: [string, FixedFile[]][] = [
    ["one hunk", [fixed("Dockerfile", "FROM a:latest\nRUN pip -r x\n", oneHunk)]],
    ["two hunks", [fixed("Dockerfile", long, twoHunks)]],
    ["CRLF", [fixed("Dockerfile", crlf, [["root", "unsafe", "echo 25.", "echo 25.\r\nUSER 10001"]])]],
    ["no final newline", [fixed("Dockerfile", "FROM a\nCMD b", [["root", "unsafe", "CMD b", "USER 1\nCMD b"]])]],
    ["two files, one with a space", [fixed("Dockerfile", long, twoHunks), fixed("my app/Dockerfile", long, twoHunks)]],
  ];
  const programs: [string, string[]][] = [
    ["git", ["apply", "-"]],
    ["patch", ["-p1", "--no-backup-if-mismatch", "--fuzz=0"]],
  ];
  for (const [program, args] of programs) {
    test.runIf(has(program)).each(cases)(`${program}: %s`, (_, files) => {
      const root = mkdtempSync(join(folder, "case-"));
      for (const { before } of files) {
        mkdirSync(dirname(join(root, before.path)), { recursive: true });
        writeFileSync(join(root, before.path), before.text);
      }
      const input = files.map((file) => renderDiff(file, { terminal: false })).join("\n");
      const env = { ...process.env, GIT_CEILING_DIRECTORIES: folder };
      execFileSync(program, args, { cwd: root, input, env });
      for (const { before, after } of files) expect(readFileSync(join(root, before.path), "utf8")).toBe(after);
    });
  }
});

describe("the summary", () => {
  const source = createSource("Dockerfile", challenge);
  const file = fixed("Dockerfile", challenge, [["latest", "unsafe", "latest", "24.04"]], {
    refused: [
      { finding: findingOf(rules.root, placeOf(source, "CMD")), why: "The folders the app writes to are not known." },
    ],
    left: [findingOf(rules.health, placeOf(source, "CMD"))],
  });
  const [first] = file.applied;
  const followUp = [
    `docker run \\\n  -e DB_PASSWORD=${secretValue} IMAGE`,
    "Give the value when the container starts, from a file that is not in the image.",
  ];
  const files = first ? [{ ...file, applied: [{ ...first, fix: { ...first.fix, followUp } }] }] : [];

  test("tells what changed, what was refused, what to do and what is left", () => {
    expect(renderFixSummary(files, { mask, rules: new Map(Object.values(rules).map((rule) => [rule.id, rule])) })).toBe(
      [
        "Dockerfile",
        "  Changed",
        "    - line 1: untagged-base (unsafe): Replace latest by 24.04",
        "  Not changed",
        "    - line 7: root-user: The folders the app writes to are not known.",
        "  To do now",
        "      docker run \\",
        "        -e DB_PASSWORD=**** IMAGE",
        "    Give the value when the container starts, from a file that is not in the",
        "    image.",
        "  Left to you",
        "    - line 7: healthcheck-missing: Do what healthcheck-missing asks.",
        "",
        "1 fix made, 1 refused, 1 left to you.",
        "Build the image and test the app: an unsafe fix can change how it runs.",
        "",
      ].join("\n"),
    );
  });

  test("a dry run says that nothing was written", () => {
    const text = renderFixSummary(files, { mask, dryRun: true });
    expect(text).toContain("  Would change\n");
    expect(text).toContain("1 fix would be made, 1 refused, 1 left to you.\nNothing was written.");
  });

  test("nothing to do is said in one line", () => {
    expect(renderFixSummary([], {})).toBe("0 fixes made.\n");
    expect(renderFixSummary([], { dryRun: true })).toBe("0 fixes would be made.\n");
  });

  test("hostile text is written out", () => {
    const [file] = files;
    if (!file) throw new Error("no file");
    const finding = findingOf(rules.root, placeOf(source, "CMD"), { message: hostile });
    const text = renderFixSummary([{ ...file, refused: [{ finding, why: hostile }], left: [finding] }], { mask });
    expect([...text].filter((char) => (char < " " && char !== "\n") || char === "\u202e")).toEqual([]);
  });
});
