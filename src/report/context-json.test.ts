import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { contextOf } from "../context/context.fixture.ts";
import type { EffectiveContext } from "../context/effective-context.ts";
import type { LocatedUnknown } from "../finding/finding.ts";
import { contextDocument } from "./context-json.ts";

const schema = JSON.parse(readFileSync(new URL("../../schema/context.schema.json", import.meta.url), "utf8"));
const validate = new Ajv2020({ allErrors: true }).compile(schema);

function documentOf(contexts: readonly EffectiveContext[], unknowns: readonly LocatedUnknown[] = []) {
  return JSON.parse([...contextDocument(contexts, unknowns)].join(""));
}

const dockerfile = `FROM node:24 AS build
WORKDIR /app
COPY package.json \\
  src ./
FROM scratch
COPY --from=build /app/package.json /
ADD docs /docs
RUN --mount=source=src,target=/s true
`;
const files = {
  ".dockerignore": "*.log\n",
  "a.log": "123",
  "docs/r.md": "12",
  "package.json": "{}",
  "src/a\n\u001b.js": "1",
};
const place = { line: 1, column: 1 };
const unknown: LocatedUnknown = {
  what: "folder x",
  why: "It is shut.",
  fatal: true,
  location: { path: "Dockerfile", start: place, end: place, span: { start: 0, end: 0 } },
};

describe("the JSON document", () => {
  test("says what is sent, ignored and copied", () => {
    expect(documentOf([contextOf(dockerfile, files)])).toEqual({
      schemaVersion: 1,
      contexts: [
        {
          dockerfile: "Dockerfile",
          root: ".",
          ignoreFile: ".dockerignore",
          sent: [
            { path: ".dockerignore", bytes: 6 },
            { path: "docs/r.md", bytes: 2 },
            { path: "package.json", bytes: 2 },
            { path: "src/a\n\u001b.js", bytes: 1 },
          ],
          ignored: { files: 1, bytes: 3 },
          copies: [
            {
              line: 3,
              stage: 0,
              instruction: "COPY",
              reachesFinal: true,
              files: [
                { path: "package.json", bytes: 2 },
                { path: "src/a\n\u001b.js", bytes: 1 },
              ],
            },
            { line: 7, stage: 1, instruction: "ADD", reachesFinal: true, files: [{ path: "docs/r.md", bytes: 2 }] },
            {
              line: 8,
              stage: 1,
              instruction: "RUN",
              reachesFinal: false,
              files: [{ path: "src/a\n\u001b.js", bytes: 1 }],
            },
          ],
        },
      ],
      unknowns: [],
    });
  });

  const thousands = Object.fromEntries(Array.from({ length: 2_500 }, (_, at) => [`f${at}`, ""]));
  test.each([
    ["nothing", [], []],
    ["one", [contextOf(dockerfile, files)], [unknown]],
    [
      "several",
      [contextOf(dockerfile, files), contextOf("FROM scratch\n", {}), contextOf("", {})],
      [unknown, { ...unknown, fatal: false }],
    ],
    ["many files", [contextOf("FROM scratch\nCOPY . /\n", thousands)], []],
  ])("%s is as the schema says", (_, contexts, unknowns) => {
    validate(documentOf(contexts, unknowns));
    expect(validate.errors).toBe(null);
  });

  test("keeps every file of many", () => {
    const [context] = documentOf([contextOf("FROM scratch\nCOPY . /\n", thousands)]).contexts;
    expect(context.sent).toHaveLength(2_500);
    expect(context.copies[0].files).toEqual(context.sent);
  });

  test.each([
    ["an unknown key", { more: 1 }],
    ["another version", { schemaVersion: 2 }],
    ["no contexts", { contexts: undefined }],
  ])("the schema refuses %s", (_, change) => {
    const document = JSON.parse(JSON.stringify({ ...documentOf([contextOf(dockerfile, files)]), ...change }));
    expect(validate(document)).toBe(false);
  });
});
