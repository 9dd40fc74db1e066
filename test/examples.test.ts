/** The example projects: what leaks in `before` is found, `after` is what fix makes of it, and fixing that does nothing more. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { selectRules } from "../src/engine/presets.ts";
import { check } from "../src/engine/run.ts";
import { memoryProject } from "../src/project/memory-project.ts";
import { rules } from "../src/rules/catalog.ts";
import { exampleNames, examplesFolder, fixedFiles, readFolder } from "../tools/examples.ts";

const leaks: Readonly<Record<string, readonly string[]>> = {
  "go-server": ["secret-in-context", "secret-on-command-line", "secret-in-build-arg-value", "privileged-container"],
  "node-postgres": [
    "secret-in-context",
    "env-file-in-context",
    "secret-in-environment",
    "docker-socket-mounted",
    "secret-on-command-line",
  ],
  "python-flask": ["secret-in-context", "negation-reopens-secret", "secret-in-build-arg-value", "privileged-container"],
};

function rulesFiring(files: Readonly<Record<string, string>>): Set<string> {
  const units = memoryProject(files).units.map((unit) => ({ unit }));
  const { findings } = check(units, { rules: selectRules(rules), today: "2026-11-21" });
  return new Set(findings.map(({ rule }) => rule));
}

describe.each(exampleNames())("%s", (name) => {
  const before = readFolder(join(examplesFolder, name, "before"));
  const after = readFolder(join(examplesFolder, name, "after"));

  it("leaks in the ways it was made for", () => {
    const found = rulesFiring(before);
    for (const rule of leaks[name] ?? ["missing from the table"]) expect(found).toContain(rule);
  });
  it("has what fix makes of it, to the letter", () => {
    expect(after).toEqual(fixedFiles(before));
  });
  it("has nothing left to fix afterwards", () => {
    expect(fixedFiles(after)).toEqual(after);
  });
  it("ships no secret any more", () => {
    expect(rulesFiring(after)).not.toContain("secret-in-context");
    expect(rulesFiring(after)).not.toContain("env-file-in-context");
  });
});
