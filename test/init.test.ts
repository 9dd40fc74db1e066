/** `seaworthy init` as a person runs it: what it makes, what it leaves alone, and that a second run has nothing to do. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";

const cli = join(import.meta.dirname, "../dist/cli.cjs");
const dockerfile =
  'FROM node:24.19-trixie-slim\nWORKDIR /srv\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nUSER node\nCMD ["node", "server.js"]\n';
const hook = {
  repo: "local",
  hooks: [{ id: "seaworthy", name: "seaworthy", language: "system", entry: "seaworthy check", pass_filenames: false }],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seaworthy-init-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function read(path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

function run(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, "init", ...words], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "" },
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

function newProject(at = "."): void {
  put(`${at}/Dockerfile`, dockerfile);
  put(`${at}/package.json`, "{}");
  put(`${at}/server.js`, "");
  put(`${at}/node_modules/a/index.js`, "");
  put(`${at}/.git/HEAD`, "ref: refs/heads/main\n");
}

const made = [".dockerignore", ".pre-commit-config.yaml", ".seaworthy.yaml"];

describe("a new project", () => {
  it("gets three files, and is told what they are for", () => {
    newProject();
    const { status, stdout, stderr } = run();
    expect(stderr).toBe("");
    expect(status).toBe(0);
    for (const name of made) expect(stdout).toContain(`Made ${name}`);
    expect(stdout).toMatch(/\d+ files .* leave the build context/);
    expect(read(".dockerignore")).toMatch(/^\*\*\/node_modules$/m);
    expect(read(".dockerignore")).toMatch(/^\*\*\/\.git$/m);
    expect(parse(read(".seaworthy.yaml"))).toEqual({ preset: "recommended@1", "fail-on": "high" });
    expect(parse(read(".pre-commit-config.yaml"))).toEqual({ repos: [hook] });
  });
  it("a second run has nothing to do, and check takes the config", () => {
    newProject();
    run();
    const before = made.map(read);
    const again = run("--yes");
    expect(again.stdout).toContain("Nothing to do");
    expect(again.status).toBe(0);
    expect(made.map(read)).toEqual(before);
    const checked = spawnSync(process.execPath, [cli, "check"], { cwd: folder, encoding: "utf8" });
    expect(checked.stderr).toBe("");
    expect(checked.status).not.toBe(2);
  });
  it("--dry-run shows the files and writes none", () => {
    newProject();
    const before = readdirSync(folder);
    const { status, stdout } = run("--dry-run");
    expect(status).toBe(0);
    for (const name of made) expect(stdout).toContain(`Would make ${name}`);
    expect(stdout).toContain("+**/node_modules");
    expect(stdout).toContain("Nothing was written");
    expect(readdirSync(folder)).toEqual(before);
  });
  it("in a folder that is named", () => {
    newProject("app");
    const { status, stdout } = run("app");
    expect(status).toBe(0);
    for (const name of made) {
      expect(stdout).toContain(`Made app/${name}`);
      expect(existsSync(join(folder, "app", name))).toBe(true);
      expect(existsSync(join(folder, name))).toBe(false);
    }
  });
  it.each([["app/"], ["./app"]])("in a folder written as %s", (word) => {
    newProject("app");
    expect(run(word).status).toBe(0);
    for (const name of made) expect(existsSync(join(folder, "app", name))).toBe(true);
    expect(run(word).stdout).toContain("Nothing to do");
  });
  it("two Dockerfiles of one folder share one ignore file, and what either needs stays in", () => {
    newProject();
    put("docs.Dockerfile", "FROM nginx:1.29\nCOPY .vscode /usr/share/nginx/html\nUSER nginx\n");
    put(".vscode/settings.json", "{}");
    expect(run().status).toBe(0);
    expect(read(".dockerignore")).not.toContain(".vscode");
  });
});

describe("files that are there", () => {
  const ignored = "*.log";
  const config = "preset: strict@1 # ours\n";
  it("are shown as a diff and left; --yes changes them, and keeps every byte", () => {
    newProject();
    put(".dockerignore", ignored);
    put(".seaworthy.yaml", config);
    const shown = run();
    expect(shown.status).toBe(0);
    expect(shown.stdout).toContain("Would change .dockerignore");
    expect(shown.stdout).toContain("+**/node_modules");
    expect(shown.stdout).toContain("--yes");
    expect(read(".dockerignore")).toBe(ignored);
    expect(read(".seaworthy.yaml")).toBe(config);
    const changed = run("--yes");
    expect(changed.stdout).toContain("Changed .dockerignore");
    expect(read(".dockerignore").startsWith(`${ignored}\n`)).toBe(true);
    expect(read(".dockerignore")).toMatch(/^\*\*\/node_modules$/m);
    expect(read(".seaworthy.yaml")).toBe(config);
    expect(run("--yes").stdout).toContain("Nothing to do");
  });
  it("that may not be written are named, and the status is 2", () => {
    newProject();
    for (const name of [".dockerignore", ".pre-commit-config.yaml"]) mkdirSync(join(folder, name));
    const { status, stdout, stderr } = run("--yes");
    expect(status).toBe(2);
    expect(stderr).toMatch(/\.pre-commit-config\.yaml was not written/);
    expect(stdout).toContain("Made .seaworthy.yaml");
  });
  it("a read-only folder keeps everything as it was", () => {
    newProject();
    chmodSync(folder, 0o555);
    const as = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const { status, stderr } = spawnSync(process.execPath, [cli, "init"], { cwd: folder, ...as, encoding: "utf8" });
    chmodSync(folder, 0o755);
    expect(status).toBe(2);
    for (const name of made) {
      expect(stderr).toContain(`${name} was not written`);
      expect(existsSync(join(folder, name))).toBe(false);
    }
  });
});

describe(".pre-commit-config.yaml that is there", () => {
  const black = "https://example.com/black";
  const cases: [string, string, unknown[] | undefined][] = [
    ["indented by two", `repos:\n  - repo: ${black}\n    rev: "1"\n    hooks:\n      - id: black\n`, [hook]],
    ["not indented", `repos:\n- repo: ${black}\n  rev: "1"\n  hooks:\n  - id: black\n`, [hook]],
    ["indented by four", `repos:\n    - repo: ${black}\n      rev: "1"\n      hooks:\n          - id: black\n`, [hook]],
    ["without a line end", `repos:\n- repo: ${black}\n  rev: "1"\n  hooks:\n  - id: black`, [hook]],
    ["with Windows line ends", `repos:\r\n- repo: ${black}\r\n  rev: "1"\r\n  hooks:\r\n  - id: black\r\n`, [hook]],
    [
      "with keys before",
      `default_stages: [pre-push]\nrepos:\n- repo: ${black}\n  rev: "1"\n  hooks:\n  - id: black\n`,
      [hook],
    ],
    [
      "with blank lines and a comment at its end",
      `repos:\n- repo: ${black}\n  rev: "1"\n  hooks:\n  - id: black\n\n# the end\n\n`,
      [hook],
    ],
    [
      "with the mark of the end of a document",
      `repos:\n- repo: ${black}\n  rev: "1"\n  hooks:\n  - id: black\n...\n`,
      undefined,
    ],
    [
      "with a second document",
      `repos:\n- repo: ${black}\n  rev: "1"\n  hooks:\n  - id: black\n---\nrepos:\n`,
      undefined,
    ],
    [
      "with keys behind",
      `repos:\n- repo: ${black}\n  rev: "1"\n  hooks:\n  - id: black\nci: { skip: [x] }\n`,
      undefined,
    ],
    [
      "with an odd key behind",
      `repos:\n- repo: ${black}\n  rev: "1"\n  hooks:\n  - id: black\n"ci" : { skip: [x] }\n`,
      undefined,
    ],
    [
      "with a text that looks like a list",
      `repos:\n- repo: ${black}\n  rev: "1"\n  hooks:\n  - id: black\n    entry: |\n      - repo: x\n`,
      [hook],
    ],
    ["in braces", `{ repos: [{ repo: "${black}", rev: "1", hooks: [{ id: black }] }] }\n`, undefined],
    ["that has it", `repos:\n- repo: local\n  hooks:\n  - id: seaworthy\n`, undefined],
  ];
  it.each(cases)("%s", (_, before, added) => {
    newProject();
    put(".pre-commit-config.yaml", before);
    const { status } = run("--yes");
    expect(status).toBe(0);
    const after = read(".pre-commit-config.yaml");
    if (!added) {
      expect(after).toBe(before);
      return;
    }
    expect(after.startsWith(before)).toBe(true);
    const was = parse(before) as { repos: unknown[] };
    expect(parse(after)).toEqual({ ...was, repos: [...was.repos, ...added] });
    if (before.includes("\r\n")) expect(after.replaceAll("\r\n", "")).not.toContain("\n");
    expect(run("--yes").stdout).toContain("Nothing to do");
  });
});
