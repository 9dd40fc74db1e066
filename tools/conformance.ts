/** Counts how the parser and the lexer stand against BuildKit's own cases in ../shared. Exit 1 when any differs. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDockerfileText, printDockerfile } from "../src/dockerfile/parse.ts";
import { expandWords } from "../src/dockerfile/words.ts";
import { dumpTree } from "./buildkit-dump.ts";

const root = join(import.meta.dirname, "../../shared/data/buildkit-parser");

function main(): void {
  if (!existsSync(root)) {
    console.log("skipped: BuildKit's parser cases (../shared/data/buildkit-parser) are not here");
    return;
  }
  const failures: string[] = [];
  const counts = [
    count("testfiles", positiveCases(), failures),
    count("testfiles-negative", negativeCases(), failures),
    count("envVarTest (Unix rows)", variableCases(), failures),
    count("wordsTest", wordCases(), failures),
  ];
  for (const failure of failures) console.log(failure);
  for (const line of counts) console.log(line);
  const failed = failures.length;
  console.log(`conformance: ${failed === 0 ? "all cases hold" : `${failed} cases differ`}`);
  if (failed > 0) process.exitCode = 1;
}

interface Case {
  readonly name: string;
  readonly expected: string;
  readonly actual: string;
}

function count(title: string, cases: readonly Case[], failures: string[]): string {
  const wrong = cases.filter((one) => one.actual !== one.expected);
  for (const one of wrong) failures.push(`${title} ${one.name}\n  expected ${one.expected}\n  actual   ${one.actual}`);
  return `${title}: ${cases.length - wrong.length} of ${cases.length}`;
}

function positiveCases(): Case[] {
  return readdirSync(join(root, "testfiles")).map((name) => {
    const text = readFileSync(join(root, "testfiles", name, "Dockerfile"), "utf8");
    const tree = parseDockerfileText(text);
    const lossless = printDockerfile(tree) === text;
    return {
      name,
      expected: readFileSync(join(root, "testfiles", name, "result"), "utf8").trimEnd(),
      actual:
        lossless && tree.errors.length === 0 ? dumpTree(tree) : `lossless ${lossless}, ${JSON.stringify(tree.errors)}`,
    };
  });
}

function negativeCases(): Case[] {
  return readdirSync(join(root, "testfiles-negative")).map((name) => {
    const tree = parseDockerfileText(readFileSync(join(root, "testfiles-negative", name, "Dockerfile"), "utf8"));
    return { name, expected: "rejected", actual: tree.errors.length > 0 ? "rejected" : "accepted" };
  });
}

function variableCases(): Case[] {
  const environment = new Map([
    ["PWD", "/home"],
    ["SHELL", "bash"],
    ["KOREAN", "한국어"],
    ["NULL", ""],
  ]);
  const rows = readFileSync(join(root, "envVarTest"), "utf8").split("\n");
  return rows.flatMap((row, index) => {
    // A comment starts at `#` in the first column only: `$#` is a case of its own.
    const match = /^([AU])\|(.*?)\|(.*)$/.exec(row.startsWith("#") ? "" : row);
    if (!match) return [];
    const result = expandWords((match[2] ?? "").trim(), (name) => environment.get(name));
    const actual = result.kind === "text" ? result.text : "error";
    return [{ name: `line ${index + 1}: ${row}`, expected: (match[3] ?? "").trim(), actual }];
  });
}

function wordCases(): Case[] {
  const environment = new Map<string, string>();
  const rows = readFileSync(join(root, "wordsTest"), "utf8").split("\n");
  return rows.flatMap((row, index) => {
    const assignment = /^ENV ([^=]+)=(.*)$/.exec(row);
    if (assignment) environment.set(assignment[1] ?? "", assignment[2] ?? "");
    const match = /^([^#].*?)\|(.*)$/.exec(row);
    if (!match || assignment) return [];
    const result = expandWords((match[1] ?? "").trim(), (name) => environment.get(name));
    const expected = (match[2] ?? "").trimStart();
    const actual = result.kind === "text" ? result.words.join(",") : "error";
    return [{ name: `line ${index + 1}: ${row}`, expected, actual }];
  });
}

main();
