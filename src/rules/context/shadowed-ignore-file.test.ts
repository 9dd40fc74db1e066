import { expect, it } from "vitest";
import { applyEdits } from "../../text/edit.ts";
import { problemsInFiles } from "../testing.ts";
import { shadowedIgnoreFile as rule } from "./shadowed-ignore-file.ts";

const password = `DB_PASSWORD=${"k7Wq"}${"ZmV2pLx9"}\n`;
const own = "a.Dockerfile.dockerignore";
const inMemory = (files: Record<string, string>, dockerfile = "FROM a\nCOPY . /\n") =>
  problemsInFiles(rule, { "a.Dockerfile": dockerfile, "main.js": "", ...files });

it.each<[string, Record<string, string>, string[]]>([
  ["a secret", { ".env": password, ".dockerignore": "**/.env\n", [own]: "docs\n" }, ["docs"]],
  ["packages", { "node_modules/b": "", ".dockerignore": "node_modules\n", [own]: "# x\ndocs\n" }, ["# x"]],
  ["an empty file", { ".git/HEAD": "", ".dockerignore": ".git\n", [own]: "" }, [""]],
  ["left out by both", { ".git/HEAD": "", ".dockerignore": ".git\n", [own]: "**/.git\n" }, []],
  ["left out by none", { ".git/HEAD": "", ".dockerignore": "docs\n", [own]: "web\n" }, []],
  ["no other", { ".git/HEAD": "", [own]: "web\n" }, []],
  ["settings without a secret", { ".env": "PORT=3000\n", ".dockerignore": ".env\n", [own]: "web\n" }, []],
  ["files of the program", { "docs/a": "", ".dockerignore": "docs\n", [own]: "web\n" }, []],
])("%s", (_, files, texts) => {
  const found = inMemory(files);
  expect(found.map(({ text }) => text)).toEqual(texts);
  for (const { path } of found) expect(path).toBe(own);
});

it("says what goes into the build", () => {
  const files = { "node_modules/b/c": "", "node_modules/d": "", ".dockerignore": "node_modules\n", [own]: "docs\n" };
  expect(inMemory(files)[0]?.problem.message).toBe(
    "a.Dockerfile.dockerignore takes the place of .dockerignore, so node_modules (2 files), which that one leaves out, go into the build.",
  );
});

it.each<[string, string, string, string]>([
  ["that COPY takes", "FROM a\nCOPY . /\n", "medium", "unsafe"],
  ["that no COPY takes", "FROM a\nCOPY main.js /\n", "low", "safe"],
])("repeats the patterns for files %s", (_, dockerfile, severity, safety) => {
  const files = { ".git/HEAD": "", "b/.env": password, ".dockerignore": ".git\nx\n**/.env\n", [own]: "docs" };
  const [first] = inMemory(files, dockerfile);
  const [fix] = first?.problem.fixes ?? [];
  expect(first?.problem.severity).toBe(severity);
  expect(fix?.safety).toBe(safety);
  const after = applyEdits(files[own], fix?.edits ?? []);
  expect(after).toBe("docs\n.git\n**/.env\n");
  expect(inMemory({ ...files, [own]: after }, dockerfile)).toEqual([]);
});

it("does not repeat a pattern that would take the program away", () => {
  const [first] = inMemory({ ".git/HEAD": "", ".dockerignore": "*\n!docs\n", [own]: "docs\n" });
  expect(first?.problem.fixes).toBeUndefined();
  expect(first?.problem.refusal).toContain("by hand");
});
