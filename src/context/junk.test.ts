import { describe, expect, it } from "vitest";
import { junkIn } from "./junk.ts";

describe("junk", () => {
  const cases: [path: string, junk: string | undefined][] = [
    [".git/objects/ab/cd", "vcs in .git"],
    ["libs/a/.git", "vcs in libs/a/.git"],
    [".gitignore", undefined],
    [".github/workflows/ci.yml", undefined],
    ["web/node_modules/a/node_modules/b.js", "packages in web/node_modules"],
    ["node_modules.md", undefined],
    ["api/__pycache__/a.cpython-313.pyc", "cache in api/__pycache__"],
    ["api/a.pyc", "cache in api/a.pyc"],
    [".DS_Store", "system in .DS_Store"],
    ["img/._logo.png", "system in img/._logo.png"],
    [".vscode/settings.json", "editor in .vscode"],
    ["a/.b.swp", "editor in a/.b.swp"],
    ["npm-debug.log.1", "logs in npm-debug.log.1"],
    ["logs/app.log", "logs in logs/app.log"],
    ["catalog", undefined],
    ["dist/app.js", undefined],
    ["vendor/a.go", undefined],
    ["src/index.ts", undefined],
    ["", undefined],
  ];
  it.each(cases)("%s: %s", (path, expected) => {
    const junk = junkIn(path);
    expect(junk && `${junk.kind} in ${junk.root}`).toBe(expected);
  });
});
