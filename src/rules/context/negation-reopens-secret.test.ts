import { expect, it } from "vitest";
import { applyEdits } from "../../text/edit.ts";
import { problemsInFiles } from "../testing.ts";
import { negationReopensSecret as rule } from "./negation-reopens-secret.ts";

const password = `DB_PASSWORD=${"k7Wq"}${"ZmV2pLx9"}\n`;
const inMemory = (files: Record<string, string>, dockerfile = "FROM a\nCOPY . /\n") =>
  problemsInFiles(rule, { Dockerfile: dockerfile, ...files });

it.each<[string, Record<string, string>, string[]]>([
  ["a folder", { "a/id_rsa": "", ".dockerignore": "*\n!a\n" }, ["!a"]],
  ["a file", { ".env": password, ".dockerignore": ".env\n!.env\n" }, ["!.env"]],
  ["each pattern that does", { ".env": password, "a/.netrc": "", ".dockerignore": "*\n!a\n!.e*\n" }, ["!a", "!.e*"]],
  ["no secret in it", { ".env": "PORT=3000\n", ".dockerignore": ".env\n!.env\n" }, []],
  ["an example", { ".env.example": password, ".dockerignore": ".env*\n!.env.example\n" }, []],
  ["a certificate", { "a.pem": "-----BEGIN CERTIFICATE-----\n", ".dockerignore": "*\n!a.pem\n" }, []],
  ["a folder of tests", { "test/id_rsa": "", ".dockerignore": "*\n!test\n" }, []],
  ["never left out", { "a/id_rsa": "", ".dockerignore": "b\n!a\n" }, []],
  ["left out again", { "a/id_rsa": "", ".dockerignore": "*\n!a\na/id_*\n" }, []],
])("%s", (_, files, texts) => {
  expect(inMemory(files).map(({ text }) => text)).toEqual(texts);
});

it("names the files and their kinds, never their content", () => {
  const files = { "a/id_rsa": "", "a/.env": password, ".dockerignore": "*\n!a\n" };
  const [first] = inMemory(files);
  expect(first?.problem.message).toBe(
    "!a takes a/.env (environment file) and a/id_rsa (private key file) into the build again, after an earlier pattern left them out.",
  );
  expect(first?.problem.severity).toBeUndefined();
  expect(JSON.stringify(first?.problem)).not.toContain("ZmV2");
});

it.each<[string, Record<string, string>, string, string]>([
  ["takes the line of the file itself out", { ".env": password, ".dockerignore": "*\n!.env\n!b" }, "unsafe", "*\n!b"],
  [
    "leaves the file of a folder out again",
    { "a/id_rsa": "", ".dockerignore": "*\r\n!a" },
    "unsafe",
    "*\r\n!a\r\na/id_rsa\r\n",
  ],
])("%s", (_, files, safety, after) => {
  const [fix] = inMemory(files)[0]?.problem.fixes ?? [];
  expect(fix?.safety).toBe(safety);
  expect(applyEdits(files[".dockerignore"] ?? "", fix?.edits ?? [])).toBe(after);
  expect(inMemory({ ...files, ".dockerignore": after })).toEqual([]);
});

it("is mild and mended safely where no COPY takes the file", () => {
  const [first] = inMemory({ "a/id_rsa": "", "b.js": "", ".dockerignore": "*\n!a\n!b.js\n" }, "FROM a\nCOPY b.js /\n");
  expect(first?.problem.severity).toBe("low");
  expect(first?.problem.fixes?.[0]?.safety).toBe("safe");
});

it("leaves names that a line cannot say to the person", () => {
  expect(inMemory({ "a/[x]/id_rsa": "", ".dockerignore": "*\n!a\n" })[0]?.problem.refusal).toContain("pattern");
});
