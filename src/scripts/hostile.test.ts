import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { deepestYaml } from "../compose/yaml-documents.ts";
import type { Place } from "../text/source.ts";
import { createSource } from "../text/source.ts";
import { maxWords } from "./argument.ts";
import { maxBakeEntries, maxInherited, maxTargets, maxVariableDepth } from "./bake.ts";
import { maxBakeDepth } from "./bake-values.ts";
import { maxJsonDepth, readJson } from "./json.ts";
import { readText } from "./read.fixture.ts";
import { readScript } from "./read-script.ts";
import { maxScriptCharacters, maxSnippetCharacters, maxSnippets } from "./snippet.ts";

const paths = [
  "run.sh",
  "Makefile",
  "justfile",
  "package.json",
  ".github/workflows/ci.yml",
  ".gitlab-ci.yml",
  "README.md",
  "docker-bake.hcl",
  "docker-bake.json",
];

/** Pieces that the readers give a meaning, in any order. */
const pieces = fc.constantFrom(
  ...'docker|podman| run | build | buildx bake | compose run |-e |-e K=v|-p 80:80|--env=|-v |--build-arg |-itd|--|$|$(|${|)|}|{{|}}|${{|$$|`|\'|"|\\|\\\n|\n\t|\n  |\n|\r\n|#|#!/bin/sh|= |:=|=|:| - run: |run: \\|\n|script:\n|"scripts": {|{|[|]|,|\\u00|\\"|<x>|<<E|E\n|```|```sh\n|~~~|    |$ |> |target "a" {|variable "V" {| default = |args = {|inherits = ["a"]|matrix = |${V}|//|/*|*/|cd |&&|(|*a|&a |!!x |\u0000|\u0001|é|\u{1f600}|\uFEFF'.split(
    "|",
  ),
);
const soup = fc.array(fc.oneof({ weight: 8, arbitrary: pieces }, fc.string({ maxLength: 6 })), { maxLength: 60 });

describe("whatever is in the file", () => {
  test.each(paths)("%s: nothing throws and every place lies in it", (path) => {
    fc.assert(
      fc.property(soup, (parts) => {
        const text = `${parts.join("")}\n docker run x`;
        const facts = readScript(createSource(path, text));
        for (const at of placesIn(facts ? [facts.containers, facts.builds, facts.problems] : [])) {
          expect(at.start).toBeGreaterThanOrEqual(0);
          expect(at.end).toBeGreaterThanOrEqual(at.start);
          expect(at.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test("a literal value without quotes or escapes is what stands at its place", () => {
    const plain = fc.stringMatching(/^[A-Za-z0-9_.:/-]{1,12}$/);
    fc.assert(
      fc.property(fc.constantFrom("run.sh", "Makefile", "README.md"), plain, plain, (path, value, image) => {
        const lead = path === "Makefile" ? "a:\n\t" : path === "README.md" ? "```sh\n" : "";
        const text = `${lead}docker run -e KEY=${value} i${image}\n`;
        const container = readScript(createSource(path, text))?.containers[0];
        expect(container?.environment).toMatchObject([{ value, literal: true }]);
        const at = container?.environment[0]?.at ?? { start: 0, end: 0 };
        expect(text.slice(at.start, at.end)).toBe(value);
        expect(container?.image?.value).toBe(`i${image}`);
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});

/** Every `at` and `nameAt` in what was found. */
function placesIn(value: unknown): Place[] {
  const places: Place[] = [];
  const visit = (each: unknown): void => {
    if (Array.isArray(each)) for (const item of each) visit(item);
    else if (each && typeof each === "object")
      for (const [key, inner] of Object.entries(each)) {
        if (key === "at" || key === "nameAt") places.push(inner as Place);
        else visit(inner);
      }
  };
  visit(value);
  return places;
}

/** Milliseconds that are far more than a linear reading takes, even on a busy machine, and far less than another. */
const patience = 5_000;
const many = 40_000;

const heavy: [title: string, path: string, text: string][] = [
  ["open quotes", "run.sh", `docker run ${"'".repeat(many)}`],
  ["open substitutions", "run.sh", `docker run -e A=${"$(".repeat(many / 10)}`],
  ["open braces", "run.sh", `docker run -e A=${"${".repeat(many)}`],
  ["many words", "run.sh", `docker run ${"-e A=$B ".repeat(many / 4)}`],
  ["many commands", "run.sh", "docker run -e A=b x\n".repeat(many / 10)],
  ["one long bundle", "run.sh", `docker run -${"d".repeat(many)} x`],
  ["many escapes", "run.sh", `docker run -e A=${"\\a".repeat(many)} x`],
  ["many variables", "run.sh", `${"A=b\n".repeat(many / 4)}docker run -e A=${"$A".repeat(many / 4)} x`],
  ["variables of variables", "Makefile", `A = docker$(A)$(A)\na:\n${"\tdocker run $(A) $$(\n".repeat(many / 25)}`],
  ["open brackets of make", "Makefile", `a:\n\tdocker ${"$(".repeat(many)}\n`],
  ["lines that go on", "Makefile", `a:\n\tdocker run ${"\\\n".repeat(many)}`],
  ["open braces of just", "justfile", `a:\n  docker ${"{{".repeat(many)}\n`],
  ["open lists", "package.json", `{"scripts": ${"[".repeat(many)}docker`],
  ["many escapes in JSON", "package.json", `{"scripts": {"a": "docker run -e A=${"\\u0041".repeat(many / 4)} x"}}`],
  ["open lists in YAML", ".gitlab-ci.yml", `docker run: ${"[".repeat(many)}`],
  ["dashes in YAML", ".gitlab-ci.yml", `docker run: x\na:\n${"- ".repeat(many)}`],
  [
    "indents in YAML",
    ".gitlab-ci.yml",
    `docker run: x\n${Array.from({ length: 400 }, (_, at) => `${" ".repeat(at)}a:`).join("\n")}`,
  ],
  ["aliases in YAML", ".gitlab-ci.yml", `a: &a [docker run x]\nb: &b [*a, *a]\nscript: [${"*b, ".repeat(many / 5)}]`],
  ["a long folded text", ".gitlab-ci.yml", `script: >\n${"  docker run\n\n".repeat(many / 20)}`],
  ["escapes in YAML", ".gitlab-ci.yml", `script: "docker run -e A=${"\\u0041".repeat(many / 4)}"`],
  ["fences", "README.md", "```docker\n".repeat(many / 10)],
  ["prompts", "README.md", `\`\`\`sh\n${"$ ".repeat(many)} docker run`],
  ["things to fill in", "README.md", `\`\`\`sh\ndocker run ${"<a ".repeat(many)}`],
  ["lines that go on in a README", "README.md", `\`\`\`sh\ndocker run ${"\\\n".repeat(many)}`],
  ["open blocks", "docker-bake.hcl", `target "a" ${"{ a = ".repeat(many / 4)}`],
  ["open lists in HCL", "docker-bake.hcl", `target "a" { tags = ${"[".repeat(many)}`],
  ["open heredocs", "docker-bake.hcl", 'target "a" { a = <<E\n'.repeat(many / 20)],
  ["open comments", "docker-bake.hcl", "/*".repeat(many)],
  ["open texts", "docker-bake.hcl", '"\n'.repeat(many)],
  ["open templates", "docker-bake.hcl", `target "a" { target = "${"${".repeat(many)}" }`],
  [
    "variables that double",
    "docker-bake.hcl",
    `${Array.from({ length: 60 }, (_, at) => `variable "V${at}" { default = "${`\${V${at + 1}}`.repeat(60)}" }\n`).join("")}target "a" { target = V0 }`,
  ],
  [
    "targets that inherit all of the others",
    "docker-bake.hcl",
    `target "x" { args = { ${"A = 1\n".repeat(1000)} } }\n${Array.from({ length: 900 }, (_, at) => `target "t${at}" { inherits = ["x", "t${at - 1}"] }\n`).join("")}`,
  ],
];

test.each(heavy)("%s take no more than their length", (_, path, text) => {
  const start = cpuTime();
  readScript(createSource(path, text));
  expect(cpuTime() - start).toBeLessThan(patience);
});

describe("limits, and what is said there", () => {
  test("a file that is too long", () => {
    const text = `docker run x\n${" ".repeat(maxScriptCharacters)}`;
    expect(readText("run.sh", text)).toMatchObject({
      containers: [],
      problems: [expect.stringMatching(/only files of up to/)],
    });
  });

  test("a script that is too long for the shell reader", () => {
    const text = `docker run x\n${"echo x\n".repeat(40_000)}`;
    expect(readText("run.sh", text).problems).toEqual([expect.stringMatching(/only scripts of up to/)]);
  });

  test("too many snippets", () => {
    const found = readText("Makefile", `a:\n${"\tdocker run x\n".repeat(maxSnippets + 5)}`);
    expect(found.containers).toHaveLength(maxSnippets);
    expect(found.problems).toEqual([expect.stringMatching(/were not read/)]);
  });

  test("too many characters in snippets", () => {
    const value = "v".repeat(200);
    const line = `\tdocker run ${"$(V)".repeat(1000)}\n`;
    const found = readText(
      "Makefile",
      `V = ${value}\na:\n${line.repeat(Math.ceil(maxSnippetCharacters / 200_000) + 2)}`,
    );
    expect(found.problems).toEqual([expect.stringMatching(/were not read/)]);
  });

  test("JSON that is too deep", () => {
    const nest = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(readJson(nest(maxJsonDepth)).error).toBeUndefined();
    expect(readJson(nest(maxJsonDepth + 1)).error?.message).toMatch(/nested deeper/);
  });

  test("YAML that is too deep", () => {
    const text = `docker run: ${"[".repeat(deepestYaml + 1)}`;
    expect(readText(".gitlab-ci.yml", text).problems).toEqual([expect.stringMatching(/nested deeper/)]);
  });

  test("too many targets", () => {
    const text = Array.from({ length: maxTargets + 1 }, (_, at) => `target "t${at}" { target = "x" }`).join("\n");
    const found = readText("docker-bake.hcl", text);
    expect(found.builds).toHaveLength(maxTargets);
    expect(found.problems).toEqual([expect.stringMatching(/more than 1000 targets/)]);
  });

  test("too many entries of targets", () => {
    const args = Array.from({ length: 2_000 }, (_, at) => `A${at} = 1`).join("\n");
    const rest = Array.from({ length: maxBakeEntries / 2_000 }, (_, at) => `target "t${at}" { inherits = ["x"] }`);
    const found = readText(
      "docker-bake.hcl",
      `group "default" { targets = ["x"] }\ntarget "x" { args = { ${args} } }\n${rest.join("\n")}`,
    );
    expect(found.builds).toHaveLength(maxBakeEntries / 2_000);
    expect(found.problems).toEqual([expect.stringMatching(/entries/)]);
  });

  test("more words than are read of one command", () => {
    const found = readText("run.sh", `docker run ${"-e A=b ".repeat(maxWords)}x`);
    expect(found.facts?.containers[0]?.environment.length).toBeLessThanOrEqual(maxWords / 2);
    expect(found.containers[0]).not.toHaveProperty("image");
  });

  test("HCL that is too deep", () => {
    const nest = (depth: number) => `target "t" { a = ${"[".repeat(depth)}${"]".repeat(depth)} }`;
    expect(readText("docker-bake.hcl", nest(maxBakeDepth - 2)).problems).toEqual([]);
    expect(readText("docker-bake.hcl", nest(maxBakeDepth + 2)).problems).toEqual([
      expect.stringMatching(/nested deeper/),
    ]);
  });

  test("variables of variables that go on for too long", () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, at) => `variable "V${at}" { default = "\${V${at + 1}}" }\n`).join("") +
      `variable "V${length}" { default = "end" }\ntarget "t" { target = V0 }`;
    expect(readText("docker-bake.hcl", chain(maxVariableDepth - 1)).builds).toMatchObject([{ target: "end @ V0" }]);
    expect(readText("docker-bake.hcl", chain(maxVariableDepth)).builds[0]).not.toHaveProperty("target");
  });

  test("a long line of targets that inherit", () => {
    const chain = Array.from({ length: maxInherited + 2 }, (_, at) => `target "t${at}" { inherits = ["t${at + 1}"] }`);
    const text = `${chain.join("\n")}\ntarget "t${maxInherited + 2}" { target = "far" }`;
    expect(readText("docker-bake.hcl", text).builds[0]).not.toHaveProperty("target");
  });
});
