import { expect, it } from "vitest";
import { runRule } from "../testing.ts";
import { expiredIgnore } from "./expired-ignore.ts";
import { exampleUnit } from "./facts.fixture.ts";

it("expired-ignore: points at the entry in the config, one problem an entry", () => {
  const config =
    "ignore:\n  - vulnerability: CVE-2024-0727\n    until: 2025-06-30\n  - vulnerability: GHSA-a\n    until: 2025-07-01\n";
  const entries = [
    { line: 2, text: "ignore: CVE-2024-0727", until: "2025-06-30" },
    { line: 4, text: "ignore: GHSA-a", until: "2025-07-01" },
  ];
  const unit = exampleUnit({ steps: [], expiredIgnores: { config, entries } });
  const problems = runRule(expiredIgnore, unit.facts(unit.source));
  expect(problems.map(({ at }) => `${at.path}: ${config.slice(at.start, at.end)}`)).toEqual([
    ".seaworthy.yaml: - vulnerability: CVE-2024-0727",
    ".seaworthy.yaml: - vulnerability: GHSA-a",
  ]);
  expect(problems[0]?.message).toContain("2025-06-30");
});

it("expired-ignore: silent where nothing has run out", () => {
  const unit = exampleUnit({ steps: [] });
  expect(runRule(expiredIgnore, unit.facts(unit.source))).toEqual([]);
});
