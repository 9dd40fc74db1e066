import { describe, expect, test } from "vitest";
import type { Rule } from "../rules/rule.ts";
import { codeBlock, renderRulePage, splitAlias } from "./rule-page.ts";

const rule: Rule = {
  id: "loud-port",
  title: "A port is loud",
  habit: "build",
  severity: "low",
  confidence: "high",
  severityReason: "Nobody is hurt | much.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["hadolint/DL0000", "kics/A name / with a slash"],
  scope: "Every EXPOSE.",
  why: "Noise wakes people.",
  remedy: "Remove it.",
  whenToIgnore: "In a lighthouse.",
  fix: "unsafe",
  bad: [{ title: "one port", dockerfile: "FROM scratch\nEXPOSE 1\n" }],
  good: [{ title: "none", dockerfile: "FROM scratch\n" }],
  *check() {},
};

describe("the page of a rule", () => {
  const page = renderRulePage(rule, () => [{ path: "Dockerfile", text: "FROM scratch\n" }]);

  const table: [shows: string, line: string][] = [
    ["the id as title", "# loud-port"],
    ["the habit", "| Habit | `build`: holds when the build is correct and can be repeated |"],
    ["severity and how it is derived, with the bar escaped", "| Severity | low. Nobody is hurt \\| much. |"],
    ["the presets, `all` included", "| Presets | `strict@1`, `all` |"],
    ["the fix", "| Fix | unsafe: `seaworthy fix --unsafe` applies it, after you have read it |"],
    ["the bad example", "## Bad: one port"],
    ["the command that fixes it", "After `seaworthy fix --unsafe --only loud-port`:"],
    ["the good example", "## Good: none"],
    ["the ignore comment", "# seaworthy ignore=loud-port -- say here why it is right in this place"],
    ["the ids of the peers", "| hadolint | DL0000 |"],
    ["an id with a slash", "| KICS | A name / with a slash |"],
  ];
  test.each(table)("shows %s", (_shows, line) => {
    expect(page.split("\n")).toContain(line);
  });

  test("shows no fixed form where nothing was fixed", () => {
    expect(renderRulePage(rule, () => [])).not.toContain("After `seaworthy fix");
    expect(renderRulePage(rule)).not.toContain("After `seaworthy fix");
  });

  test("leaves the peers out where there are none", () => {
    expect(renderRulePage({ ...rule, aliases: [] })).not.toContain("Coming from another tool");
  });

  test("ends with one line end", () => {
    expect(page).toMatch(/[^\n]\n$/);
  });
});

test("a fence is longer than the backticks in the text", () => {
  expect(codeBlock("# escape=`\nRUN ```x", "dockerfile").split("\n")[0]).toBe("````dockerfile");
});

test("an alias is split at its first slash", () => {
  expect(splitAlias("cis/4.1/x")).toEqual({ peer: "cis", id: "4.1/x" });
});
