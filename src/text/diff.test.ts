import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { diffHunks, formatDiffHeader, formatHunk, type Hunk } from "./diff.ts";
import { applyEdits, type Edit } from "./edit.ts";
import { createSource } from "./source.ts";

function diff(text: string, edits: readonly Edit[], path = "Dockerfile"): string {
  const hunks = diffHunks(createSource(path, text), edits);
  return formatDiffHeader(path) + hunks.map((hunk) => formatHunk(hunk, "a heading")).join("");
}

function replace(text: string, from: string, to: string): Edit {
  const start = text.indexOf(from);
  return { start, end: start + from.length, text: to };
}

describe("hunks", () => {
  const ten = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
  const cases: [string, string, Edit[], string][] = [
    ["a word changes", "a b\nc\n", [{ start: 2, end: 3, text: "x" }], "@@ -1,2 +1,2 @@\n-a b\n+a x\n c\n"],
    [
      "an insertion at a line start adds only",
      "a\nb\n",
      [{ start: 2, end: 2, text: "x\n" }],
      "@@ -1,2 +1,3 @@\n a\n+x\n b\n",
    ],
    ["a line goes", "a\nb\nc\n", [{ start: 2, end: 4, text: "" }], "@@ -1,3 +1,2 @@\n a\n-b\n c\n"],
    [
      "no final newline",
      "a",
      [{ start: 0, end: 1, text: "b" }],
      "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n",
    ],
    [
      "the final newline comes",
      "a",
      [{ start: 1, end: 1, text: "\n" }],
      "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n",
    ],
    [
      "the final newline goes",
      "a\n",
      [{ start: 1, end: 2, text: "" }],
      "@@ -1,1 +1,1 @@\n-a\n+a\n\\ No newline at end of file\n",
    ],
    ["a line after the last", "a\n", [{ start: 2, end: 2, text: "b\n" }], "@@ -1,1 +1,2 @@\n a\n+b\n"],
    ["an empty file gets a line", "", [{ start: 0, end: 0, text: "a\n" }], "@@ -0,0 +1,1 @@\n+a\n"],
    ["all goes", "a\n", [{ start: 0, end: 2, text: "" }], "@@ -1,1 +0,0 @@\n-a\n"],
    ["carriage returns stay", "a\r\nb\r\n", [{ start: 3, end: 4, text: "x" }], "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+x\r\n"],
    ["an edit that changes nothing", "a\n", [{ start: 0, end: 1, text: "a" }], ""],
    ["three lines of context", ten, [replace(ten, "6", "x")], "@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-6\n+x\n 7\n 8\n 9\n"],
    [
      "edits of neighbouring lines: what goes first, then what comes",
      "a\nb\n",
      [
        { start: 0, end: 1, text: "x" },
        { start: 2, end: 3, text: "y" },
      ],
      "@@ -1,2 +1,2 @@\n-a\n-b\n+x\n+y\n",
    ],
    [
      "two edits in one line",
      "a b c\n",
      [
        { start: 0, end: 1, text: "x" },
        { start: 4, end: 5, text: "y" },
      ],
      "@@ -1,1 +1,1 @@\n-a b c\n+x b y\n",
    ],
  ];
  test.each(cases)("%s", (_, text, edits, expected) => {
    const hunks = diffHunks(createSource("f", text), edits);
    expect(hunks.map((hunk) => formatHunk(hunk)).join("")).toBe(expected);
  });

  test("far edits make two hunks, near ones make one, and each hunk names its edits", () => {
    const text = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`).join("");
    const far = [replace(text, "line 2\n", "x\ny\n"), replace(text, "line 10", "z")];
    expect(diffHunks(createSource("f", text), far).map(summary)).toEqual(["1,5 1,6 [0]", "7,7 8,7 [1]"]);
    const near = [replace(text, "line 2\n", "x\ny\n"), replace(text, "line 9", "z")];
    expect(diffHunks(createSource("f", text), near).map(summary)).toEqual(["1,12 1,13 [0,1]"]);
  });

  test("applying the hunks of any edits gives the text after", () => {
    fc.assert(
      fc.property(textAndEdits, fc.nat(4), ({ text, edits }, context) => {
        const source = createSource("f", text);
        expect(applyHunks(text, diffHunks(source, edits, context))).toBe(applyEdits(text, edits));
      }),
      { numRuns: 2000, seed: 7 },
    );
  });
});

describe("other programs take the diff", () => {
  const folder = mkdtempSync(join(tmpdir(), "diff-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const has = (command: string) => spawnSync(command, ["--version"]).status === 0;
  const programs: [string, string[]][] = [
    ["git", ["apply", "-"]],
    ["patch", ["-p1", "--no-backup-if-mismatch", "--fuzz=0"]],
  ];
  const long = Array.from({ length: 30 }, (_, index) => `RUN echo ${index}\n`).join("");
  const cases: [string, string, string, Edit[]][] = [
    [
      "several hunks",
      "Dockerfile",
      long,
      [replace(long, "RUN echo 3\n", ""), replace(long, "echo 20", "echo x\nUSER 1\nRUN true")],
    ],
    ["a path with spaces", "my app/Docker file", "FROM a\n", [replace("FROM a\n", "a", "b")]],
    ["a path with a quote and letters beyond ASCII", 'd"é/Dockerfile', "FROM a\n", [replace("FROM a\n", "a", "b")]],
    ["CRLF", "Dockerfile", "FROM a\r\nRUN b\r\n", [{ start: 8, end: 8, text: "USER 1\r\n" }]],
    ["a byte order mark", "Dockerfile", "\ufeffFROM a\n", [{ start: 6, end: 7, text: "b" }]],
    ["no final newline", "Dockerfile", "FROM a\nCMD b", [{ start: 11, end: 12, text: "c\nUSER 1" }]],
    [
      "a line that looks like a header",
      "Dockerfile",
      "-- a/x\n++ b/x\n@@ -1 +1 @@\n",
      [replace("-- a/x\n++ b/x\n", "-- a/x\n", "")],
    ],
  ];
  for (const [program, args] of programs) {
    test.runIf(has(program)).each(cases)(`${program}: %s`, (_, path, text, edits) => {
      const root = mkdtempSync(join(folder, "case-"));
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      const env = { ...process.env, GIT_CEILING_DIRECTORIES: folder };
      execFileSync(program, args, { cwd: root, input: diff(text, edits, path), env });
      expect(readFileSync(join(root, path), "utf8")).toBe(applyEdits(text, edits));
    });
  }
});

function summary(hunk: Hunk): string {
  return `${hunk.oldLine},${hunk.oldCount} ${hunk.newLine},${hunk.newCount} [${hunk.edits}]`;
}

/** What a patch program does, strictly: every context and removed line has to be where the hunk says. */
function applyHunks(text: string, hunks: readonly Hunk[]): string {
  const lines = text.split(/(?<=\n)/);
  const old = text === "" ? [] : lines;
  const out: string[] = [];
  let at = 0;
  for (const hunk of hunks) {
    const start = hunk.oldCount === 0 ? hunk.oldLine : hunk.oldLine - 1;
    while (at < start) out.push(old[at++] ?? "?");
    expect(hunk.newCount === 0 ? hunk.newLine : hunk.newLine - 1).toBe(out.length);
    for (const line of hunk.lines) {
      const raw = line.text + (line.ended ? "\n" : "");
      if (line.kind !== "added") expect(old[at++]).toBe(raw);
      if (line.kind !== "removed") out.push(raw);
    }
  }
  return out.join("") + old.slice(at).join("");
}

const textAndEdits = fc
  .record({
    text: fc.array(fc.constantFrom("a", "b", "\n", "\n", "\r\n"), { maxLength: 60 }).map((parts) => parts.join("")),
    cuts: fc.array(fc.tuple(fc.nat(60), fc.constantFrom("", "x", "\n", "x\n", "a\n\nb"), fc.boolean()), {
      maxLength: 8,
    }),
  })
  .map(({ text, cuts }) => {
    const at = [...new Set(cuts.map(([offset]) => Math.min(offset, text.length)))].sort((a, b) => a - b);
    const edits: Edit[] = at.map((start, index) => {
      const [, inserted = "", deletes = false] = cuts[index] ?? [];
      return { start, end: deletes ? (at[index + 1] ?? text.length) : start, text: inserted };
    });
    return { text, edits };
  });
