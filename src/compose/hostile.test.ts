import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { memoryTree } from "../files/memory-tree.ts";
import { mostValues } from "./budget.ts";
import { longestExtends } from "./extends.ts";
import { deepestInclude } from "./include.ts";
import { deepestExpression, interpolate } from "./interpolate.ts";
import { mostComposeFiles } from "./load.ts";
import { projectOf, serviceOf, written } from "./projects.fixture.ts";
import { readComposeProject } from "./read-compose-project.ts";

import { readVariables } from "./variables-file.ts";
import { deepestYaml, mostDocuments, mostYamlCharacters } from "./yaml-documents.ts";

function messagesOf(files: Parameters<typeof projectOf>[0]): string {
  return projectOf(files)
    .problems.map(({ message, fatal }) => `${fatal ? "FATAL " : ""}${message}`)
    .join("\n");
}

describe("limits", () => {
  test("a file that is too large is not read", () => {
    const text = `services:\n  web:\n    image: a\n#${"x".repeat(mostYamlCharacters)}`;
    expect(messagesOf(text)).toBe("FATAL The file has more than 1000000 characters and is not read as a Compose file.");
  });

  test.each([
    ["lists in brackets", `a: ${"[".repeat(deepestYaml + 2)}${"]".repeat(deepestYaml + 2)}`],
    ["lists on one line", `a:\n ${"- ".repeat(deepestYaml + 2)}x`],
    ["so deep that the reader's own stack ends", "- ".repeat(50_000)],
    ["maps in braces, never closed", "{a: ".repeat(50_000)],
  ])("what is nested too deep is not read: %s", (_what, text) => {
    expect(messagesOf(text)).toContain("FATAL");
    expect(projectOf(text).services).toEqual([]);
  });
  test("what is nested as deep as allowed is read", () => {
    const depth = deepestYaml - 2;
    expect(messagesOf(`x-a: ${"[".repeat(depth)}${"]".repeat(depth)}\nservices: {web: {image: a}}`)).toBe("");
  });

  test("too many documents are not read", () => {
    expect(messagesOf("---\na: 1\n".repeat(mostDocuments + 1))).toContain("FATAL The file holds more than 100");
  });

  test("an alias bomb of lists costs nothing, as nobody unrolls it", () => {
    const names = [..."abcdefghi"];
    const lines = names.map(
      (name, index) => `x-${name}: &${name} [${index === 0 ? "lol" : `${`*${names[index - 1]},`.repeat(9)}`}]`,
    );
    const project = projectOf(`${lines.join("\n")}\nservices:\n  web:\n    image: a\n    cap_add: *i\n`);
    expect(serviceOf(project).container.image?.value).toBe("a");
    expect(project.problems.every(({ fatal }) => !fatal)).toBe(true);
  });
  test("a bomb of merge keys is stopped", () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `  k${index}: 1`).join("\n");
    const services = Array.from({ length: 400 }, (_, index) => `  s${index}: {<<: *base}`).join("\n");
    expect(messagesOf(`x: &base\n${keys}\nservices:\n${services}\n`)).toContain(`more than ${mostValues} values`);
  });
  test("a long list in many services is stopped", () => {
    const items = Array.from({ length: 1000 }, (_, index) => `  - K${index}=1`).join("\n");
    const services = Array.from({ length: 400 }, (_, index) => `  s${index}: {image: a, environment: *env}`).join("\n");
    const project = projectOf(`x-env: &env\n${items}\nservices:\n${services}\n`);
    expect(project.problems).toMatchObject([{ fatal: true }]);
    expect(project.services).toEqual([]);
  });

  test("services that extend each other in a long row", () => {
    const row = (length: number) =>
      projectOf(
        `services:\n${Array.from({ length }, (_, index) => `  s${index}: {extends: s${index + 1}}\n`).join("")}  s${length}: {image: a}\n`,
      );
    expect(serviceOf(row(longestExtends), "s0").container.image?.value).toBe("a");
    expect(serviceOf(row(longestExtends + 5), "s0").container.unresolved[0]?.why).toContain("in a row");
  });
  test("files that include each other in a long row", () => {
    const files = Object.fromEntries(
      Array.from({ length: deepestInclude + 5 }, (_, index) => [
        index === 0 ? "compose.yaml" : `f${index}.yaml`,
        `include: [f${index + 1}.yaml]\nservices: {s${index}: {image: a}}\n`,
      ]),
    );
    const project = projectOf({ ...files, [`f${deepestInclude + 5}.yaml`]: "services: {}\n" });
    expect(project.unresolved[0]?.why).toContain("in a row");
    expect(project.services).toHaveLength(deepestInclude + 1);
  });
  test("more files than a project may have", () => {
    const files = Object.fromEntries(
      Array.from({ length: mostComposeFiles + 5 }, (_, index) => [
        `f${index}.yaml`,
        `services: {s${index}: {image: a}}\n`,
      ]),
    );
    const paths = Object.keys(files).map((path) => `  - ${path}\n`);
    const project = projectOf({ ...files, "compose.yaml": `include:\n${paths.join("")}` });
    expect(project.problems.filter(({ message }) => message.includes("more than 200 files"))).toHaveLength(1);
    expect(project.services).toHaveLength(mostComposeFiles - 1);
  });

  test("expressions inside each other", () => {
    const nested = (depth: number) => `${"${A:-".repeat(depth)}x${"}".repeat(depth)}`;
    expect(interpolate(nested(deepestExpression), new Map()).value).toBe("x");
    expect(interpolate(nested(deepestExpression + 2), new Map()).invalidAt).toBeDefined();
  });
  test("expressions that are never closed take linear time", () => {
    const started = cpuTime();
    expect(interpolate("${A:-".repeat(200_000), new Map()).invalidAt).toBeDefined();
    expect(interpolate(`\${A:-${"$B".repeat(200_000)}}`, new Map()).missing).toBe("B");
    readVariables('A="\n'.repeat(200_000), new Map());
    expect(cpuTime() - started).toBeLessThan(5000);
  });
});

describe("variables", () => {
  const known = new Map([
    ["SET", "s"],
    ["EMPTY", ""],
  ]);
  test.each([
    ["$SET", "s"],
    ["${SET}", "s"],
    ["a${SET}b$SET", "asbs"],
    ["${EMPTY:-d}", "d"],
    ["${EMPTY-d}", ""],
    ["${NO:-d}", "d"],
    ["${NO-d}", "d"],
    ["${NO:-}", ""],
    ["${SET:-d}", "s"],
    ["${SET:?m}", "s"],
    ["${EMPTY?m}", ""],
    ["${SET:+x}", "x"],
    ["${EMPTY:+x}", ""],
    ["${EMPTY+x}", "x"],
    ["${NO:-${SET}}", "s"],
    ["${NO:-${NO2:-deep}}", "deep"],
    ["${NO:-a}b}", "ab}"],
    ["$$SET", "$SET"],
    ["$${SET}", "${SET}"],
    ["${NO:-$$x}", "$x"],
    ["${NO:-http://a:80/?q=1}", "http://a:80/?q=1"],
    ["${SET:-${NO}}", "s"],
    ["no variable", "no variable"],
  ])("%s is %j", (text, value) => {
    expect(interpolate(text, known)).toMatchObject({ value, missing: undefined, invalidAt: undefined });
  });
  test.each([
    ["$NO", "NO"],
    ["${NO}", "NO"],
    ["${NO:?m}", "NO"],
    ["${EMPTY:?m}", "EMPTY"],
    ["${NO:+x}", "NO"],
    ["${NO:-${NO2}}", "NO2"],
    ["a${SET}$NO", "NO"],
  ])("%s has no value: %s", (text, missing) => {
    expect(interpolate(text, known)).toMatchObject({ value: undefined, missing });
  });
  test.each([
    ["a $ b", 2],
    ["$1", 0],
    ["${", 0],
    ["${}", 0],
    ["${A", 0],
    ["${A b}", 0],
    ["${SET:x}", 0],
    ["^a$", 2],
  ])("%s is wrong at %i, and stands for itself", (text, invalidAt) => {
    expect(interpolate(text, known)).toMatchObject({ value: text, invalidAt });
  });
  test("defaults of a whole value", () => {
    expect(interpolate("${NO:-d}", known).fallback).toBe("d");
    expect(interpolate("${SET:-${NO:-e}}", known).fallback).toBe("e");
    expect(interpolate("x${NO:-d}", known).fallback).toBeUndefined();
    expect(interpolate("${NO:-d}${SET}", known).fallback).toBeUndefined();
    expect(interpolate("${NO:?d}", known).fallback).toBeUndefined();
  });
});

describe("the file of variables", () => {
  test.each([
    ["A=1", "1"],
    ["  export A = 1  # c", "1"],
    ["A: 1", "1"],
    ["A=a#b", "a#b"],
    ["A='$X # b'", "$X # b"],
    ['A="a\\nb\\"c" # d', 'a\nb"c'],
    ['A="one\ntwo"', "one\ntwo"],
    ["A=", ""],
    ["A=#", ""],
    ["B=2\nA=$B$B", "22"],
    ["A=${NO:-3}", "3"],
    ["\uFEFFA=1\r\nB=2\r\n", "1"],
    ["A=1\nA=2", "2"],
    ["# A=1\nA", undefined],
    ["1A=1", undefined],
    ['A="open', undefined],
    ["A=$NO", undefined],
  ])("%j", (text, value) => {
    expect(readVariables(text, new Map()).get("A")).toBe(value);
  });
  test("what is given wins", () => {
    expect(readVariables("A=1\nB=$A", new Map([["A", "given"]]))).toEqual(
      new Map([
        ["A", "given"],
        ["B", "given"],
      ]),
    );
  });
});

describe("anything at all", () => {
  const seed = 20_240;
  const base = [
    "version: '3.8'",
    "name: shop",
    "x-common: &common",
    "  restart: always",
    "  logging: {driver: json-file, options: {max-size: 10m}}",
    "include:",
    "  - path: other.yaml",
    "services:",
    "  web:",
    "    <<: [*common, *common]",
    "    build: {context: ., args: [A=1, B], secrets: [s], ssh: [default]}",
    "    image: ${REGISTRY:-docker.io}/web:${TAG}",
    "    ports:",
    "      - 22:22",
    '      - "127.0.0.1:8080:80"',
    "      - {target: 80, published: 8081, protocol: udp}",
    "    environment: &env",
    "      KEY: value",
    "      OTHER: ${OTHER:?no}",
    "    volumes: ['./a:/a:ro', 'data:/b']",
    "    extends: {file: other.yaml, service: base}",
    "    healthcheck:",
    "      test: [CMD, true]",
    "    command: |",
    "      a $$b",
    "  db:",
    "    image: db",
    "    environment: *env",
    "    deploy: {resources: {limits: {memory: 1g}}}",
    "secrets: {s: {file: ./s}}",
  ].join("\n");
  const other = "services:\n  base:\n    user: root\n    extends: {file: compose.yaml, service: db}\n";
  const pieces = fc.constantFrom(
    ..."{}[]&*!|>'\"#%@`,:?-\t\n\r $<".split(""),
    "\n  ",
    "*env",
    "&env",
    "<<: ",
    "!reset",
    "!override []",
    "---\n",
    "${",
    "${A:-",
    "}",
    "\uFEFF",
    "\u{1F600}",
    "\ud800",
    "\u0000",
    "null",
    "services:",
    "- ",
    "  web:\n",
  );
  const edit = fc.record({ at: fc.nat(), cut: fc.nat({ max: 40 }), add: pieces, copy: fc.nat({ max: 60 }) });

  test("is read without a throw, with every place inside its file", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), fc.boolean(), (edits, isOther) => {
        let text = isOther ? other : base;
        for (const { at, cut, add, copy } of edits) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + add + text.slice(start, start + (copy % 7)) + text.slice(start + cut);
        }
        const files = isOther
          ? { "compose.yaml": base, "other.yaml": text }
          : { "compose.yaml": text, "other.yaml": other };
        const project = readComposeProject({
          tree: memoryTree({ ...files, "compose.override.yaml": other, ".env": text.slice(0, 100) }),
          path: "compose.yaml",
        });
        for (const { at } of project.problems) expect(written(project, at)).not.toBe("NO SOURCE");
        for (const { at, container } of project.services) {
          expect(written(project, at)).not.toBe("NO SOURCE");
          for (const { value } of container.ports) expect(value.target[1]).toBeLessThan(65_536);
        }
      }),
      { numRuns: 250, seed },
    );
  });
  test("is a tree of variables too", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 }))), (parts) => {
        const text = parts.join("");
        interpolate(text, new Map([["A", "1"]]));
        readVariables(text, new Map());
      }),
      { numRuns: 2000, seed },
    );
  });
});
