import { expect, it } from "vitest";
import { applyEdits } from "../../text/edit.ts";
import { problemsInFiles } from "../testing.ts";
import { gitignoreThinking as rule } from "./gitignore-thinking.ts";

const all = { Dockerfile: "FROM a\nCOPY . /\n" };
const one = { Dockerfile: "FROM a\nCOPY src /\n", "src/a.js": "" };
const password = `DB_PASSWORD=${"k7Wq"}${"ZmV2pLx9"}\n`;
const inMemory = (files: Record<string, string>) => problemsInFiles(rule, files);

it.each<[string, Record<string, string>, string[]]>([
  ["packages in a subfolder", { "a/node_modules/b/c.js": "", ".dockerignore": "node_modules\n" }, ["node_modules"]],
  ["with a slash behind", { "a/node_modules/b/c.js": "", ".dockerignore": "node_modules/\n" }, ["node_modules/"]],
  ["a glob", { "a/b.pyc": "", ".dockerignore": "*.pyc\n" }, ["*.pyc"]],
  ["settings", { "a/.env": "A=1\n", ".dockerignore": ".env\n" }, [".env"]],
  ["a slash in front is meant", { "a/.env": "A=1\n", ".dockerignore": "/.env\n" }, []],
  ["./ in front is meant", { "a/.env": "A=1\n", ".dockerignore": "./.env\n" }, []],
  ["a path is meant", { "b/a/.env": "A=1\n", ".dockerignore": "a/.env\n" }, []],
  ["left out by another pattern", { "a/.env": "A=1\n", ".dockerignore": ".env\n**/.env\n" }, []],
  ["left out with its folder", { "a/.env": "A=1\n", ".dockerignore": ".env\na\n" }, []],
  ["taken in again on purpose", { "a/.env": "A=1\n", ".dockerignore": "*\n.env\n!a\n" }, []],
  ["an example", { "a/.env.example": "A=1\n", ".dockerignore": ".env*\n" }, []],
  ["in packages of others", { "vendor/a/.env": "A=1\n", ".dockerignore": ".env\n" }, []],
  ["a certificate", { "certs/ca.pem": "-----BEGIN CERTIFICATE-----\n", ".dockerignore": "*.pem\n" }, []],
  ["names that may be something else", { "a/dist/b.js": "", "a/README.md": "", ".dockerignore": "dist\n*.md\n" }, []],
])("%s", (_, files, texts) => {
  expect(inMemory({ ...all, ...files }).map(({ text }) => text)).toEqual(texts);
});

it("shows where, shortest first, and what was meant", () => {
  const files = { "x/y/.env": "A=1\n", "x/.env": "A=1\n", "b/.env": "A=1\n", "c/.env": "A=1\n" };
  expect(inMemory({ ...all, ...files, ".dockerignore": ".env\n" })[0]?.problem.message).toBe(
    ".env counts at the root of the build context only, so b/.env, c/.env and 2 more places still go into the build. Meant is **/.env.",
  );
});

it.each<[string, Record<string, string>, string, string]>([
  [
    "packages that are copied",
    { ...all, "a/node_modules/b.js": "", ".dockerignore": "node_modules\n" },
    "medium",
    "unsafe",
  ],
  ["a secret that is copied", { ...all, "a/.env": password, ".dockerignore": ".env\n" }, "medium", "unsafe"],
  ["settings that are copied", { ...all, "a/.env": "A=1\n", ".dockerignore": ".env\n" }, "low", "unsafe"],
  ["what no COPY takes", { ...one, "a/.env": password, ".dockerignore": ".env\n" }, "info", "safe"],
  [
    "what a COPY with a variable may take",
    { Dockerfile: "FROM a\nARG X\nCOPY $X /\n", "a/.env": "A=1\n", ".dockerignore": ".env\n" },
    "low",
    "unsafe",
  ],
])("%s is %s, and the fix as safe", (_, files, severity, safety) => {
  const [first] = inMemory(files);
  expect(first?.problem.severity).toBe(severity);
  expect(first?.problem.fixes?.[0]?.safety).toBe(safety);
});

it("writes **/ before the name, and finds nothing more", () => {
  const files = { ...all, "a/.env": "A=1\n", ".dockerignore": "# x\r\n  .env \r\nb" };
  const fixed = applyEdits(files[".dockerignore"], inMemory(files)[0]?.problem.fixes?.[0]?.edits ?? []);
  expect(fixed).toBe("# x\r\n  **/.env \r\nb");
  expect(inMemory({ ...files, ".dockerignore": fixed })).toEqual([]);
});

it("says nothing of a file that no build uses", () => {
  expect(inMemory({ ...all, "x/.dockerignore": ".env\n", "x/a/.env": "A=1\n" })).toEqual([]);
});
