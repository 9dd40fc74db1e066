import { expect, test } from "vitest";
import { isScriptPath, scriptKind } from "./script-path.ts";

test.each([
  ["run.sh", "shell"],
  ["scripts/deploy.bash", "shell"],
  ["Makefile", "makefile"],
  ["sub/GNUmakefile", "makefile"],
  ["Makefile.docker", "makefile"],
  ["docker.mk", "makefile"],
  ["justfile", "makefile"],
  [".justfile", "makefile"],
  ["ci.just", "makefile"],
  ["web/package.json", "package-json"],
  [".github/workflows/ci.yml", "workflow"],
  ["sub/.github/workflows/ci.yaml", "workflow"],
  [".github/actions/build/action.yml", "workflow"],
  [".gitlab-ci.yml", "workflow"],
  [".circleci/config.yml", "workflow"],
  ["azure-pipelines.yml", "workflow"],
  ["README.md", "readme"],
  ["docs/readme.markdown", "readme"],
  ["README.de.md", "readme"],
  ["docker-bake.hcl", "bake"],
  ["docker-bake.override.json", "bake"],
])("%s is a %s", (path, kind) => {
  expect(scriptKind(path)).toBe(kind);
  expect(isScriptPath(path)).toBe(true);
});

test.each([
  "run.py",
  "sh",
  "Makefile.in",
  "Makefile.am",
  "package-lock.json",
  "compose.yaml",
  "workflows/ci.yml",
  ".github/dependabot.yml",
  "CONTRIBUTING.md",
  "docs/run.md",
  "bake.hcl",
  "main.tf",
  "",
])("%s is no script", (path) => {
  expect(isScriptPath(path)).toBe(false);
});
