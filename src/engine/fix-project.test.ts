import { describe, expect, it } from "vitest";
import type { Fix, Problem } from "../finding/finding.ts";
import { memoryProject } from "../project/memory-project.ts";
import type { Facts, Rule } from "../rules/rule.ts";
import type { FileEdit } from "../text/edit.ts";
import { applyEdits } from "../text/edit.ts";
import { fakeRule, replaceRule, wordRule } from "./fake-rules.fixture.ts";
import { fixProject } from "./fix-project.ts";
import { selectRules } from "./presets.ts";

const ignore = ".dockerignore";

/** Flags each Dockerfile whose context is built without the pattern; its fix writes it into the ignore file. */
function patternRule(pattern: string, safety: Fix["safety"] = "safe"): Rule {
  return fakeRule(`ignores-${pattern}`, {
    needs: ["dockerfile", "contexts"],
    fix: safety,
    *check({ dockerfile, contexts }) {
      for (const { ignoreFile } of contexts) {
        if (ignoreFile?.patterns.some(({ text }) => text === pattern)) continue;
        const end = ignoreFile?.source.text.length ?? 0;
        const edits: FileEdit[] = [{ path: ignore, start: end, end, text: `${pattern}\n` }];
        const at = dockerfile.tree.instructions[0]?.span ?? { start: 0, end: 0 };
        yield {
          at,
          message: `${pattern} is sent`,
          fixes: [{ title: `Ignore ${pattern}`, safety, edits }],
        } satisfies Problem;
      }
    },
  });
}

function fix(rules: readonly Rule[], files: Record<string, string>, unsafe = false) {
  const results = fixProject(memoryProject(files), {
    rules: selectRules(rules, { preset: "all" }),
    today: "2026-06-15",
    unsafe,
  });
  return new Map(results.map((file) => [file.before.path, file]));
}

function* longLine({ ignoreFile }: Pick<Facts, "ignoreFile">): Iterable<Problem> {
  for (const { span, text } of ignoreFile.file.patterns)
    if (text === "a-long-line")
      yield { at: span, message: "long", fixes: [{ title: "t", safety: "safe", edits: [{ ...span, text: "b" }] }] };
}

const files = { Dockerfile: "FROM debian:13\nUSER root\n" };

describe("a fix that changes another file", () => {
  it("makes the file when it is not there", () => {
    const made = fix([patternRule("x")], files).get(ignore);
    expect(made).toMatchObject({ after: "x\n", isNew: true, before: { text: "" } });
    expect(made?.applied.map(({ finding }) => finding.location.path)).toEqual(["Dockerfile"]);
  });
  it("extends it when it is, beside fixes of the Dockerfile's own", () => {
    const done = fix([patternRule("x"), patternRule("y"), replaceRule("root", "root", "1")], {
      ...files,
      [ignore]: "a\n",
    });
    expect([done.get(ignore)?.after, done.get("Dockerfile")?.after]).toEqual(["a\nx\ny\n", "FROM debian:13\nUSER 1\n"]);
    expect(done.get(ignore)?.isNew).toBeUndefined();
  });
  it("counts from the text that the file's own fixes left", () => {
    const shorter = fakeRule("long", { needs: ["ignoreFile"], fix: "safe", check: longLine });
    const done = fix([patternRule("x"), shorter], { ...files, [ignore]: "a-long-line\n" });
    expect(done.get(ignore)?.after).toBe("b\nx\n");
    expect(done.get("Dockerfile")?.refused).toEqual([]);
  });
  it("says exactly what changed", () => {
    const file = fix([patternRule("x"), patternRule("y")], { ...files, [ignore]: "a\n" }).get(ignore);
    const edits = file?.changes.map(({ span, text }) => ({ ...span, text })) ?? [];
    expect(applyEdits("a\n", edits)).toBe(file?.after);
    expect(new Set(file?.changes.flatMap(({ by }) => by))).toEqual(new Set([0, 1]));
  });
  it("is made once for two Dockerfiles that share it", () => {
    const two = { ...files, "web.Dockerfile": "FROM debian:13\n" };
    expect(fix([patternRule("x")], two).get(ignore)?.after).toBe("x\n");
  });
  it("waits for --unsafe when it is unsafe", () => {
    const rule = patternRule("x", "unsafe");
    expect(fix([rule], files).get("Dockerfile")?.refused[0]?.why).toContain("unsafe");
    expect(fix([rule], files).has(ignore)).toBe(false);
    expect(fix([rule], files, true).get(ignore)?.after).toBe("x\n");
  });
  it("is taken back when it brings in a finding in the other file, and the reason is told", () => {
    const guard = fakeRule("guard", {
      needs: ["ignoreFile"],
      *check({ ignoreFile }) {
        for (const { span, text } of ignoreFile.file.patterns) if (text === "x") yield { at: span, message: "no x" };
      },
    });
    const done = fix([patternRule("x"), patternRule("y"), guard], files);
    expect(done.get(ignore)?.after).toBe("y\n");
    expect(done.get("Dockerfile")?.refused.map(({ why }) => why)).toEqual([
      "The fix was taken back: it would bring in a finding of guard.",
    ]);
  });
  it("is taken back when the finding would still be there", () => {
    const stubborn = {
      ...patternRule("x"),
      check: (facts: Parameters<Rule["check"]>[0]) => patternRule("z").check(facts),
    };
    const useless: Rule = {
      ...stubborn,
      *check(facts) {
        for (const problem of stubborn.check(facts))
          yield {
            ...problem,
            fixes: [{ title: "t", safety: "safe", edits: [{ path: ignore, start: 0, end: 0, text: "q\n" }] }],
          };
      },
    };
    const done = fix([useless], files);
    expect(done.has(ignore)).toBe(false);
    expect(done.get("Dockerfile")?.refused[0]?.why).toContain("the finding would still be there");
  });
  it("ends, and the second run changes nothing", () => {
    const rules = [patternRule("x"), patternRule("y"), replaceRule("root", "root", "1"), wordRule("word", "debian")];
    const once = Object.fromEntries([...fix(rules, files)].map(([path, { after }]) => [path, after]));
    for (const [path, { after }] of fix(rules, once)) expect([path, after]).toEqual([path, once[path]]);
  });
  it("leaves files alone that it must not write", () => {
    const results = fixProject(memoryProject({ ...files, [ignore]: "a\n" }), {
      rules: selectRules([patternRule("x")], { preset: "all" }),
      today: "2026-06-15",
      leave: new Set([ignore]),
    });
    expect(results.every(({ before, after }) => before.text === after)).toBe(true);
  });
});
