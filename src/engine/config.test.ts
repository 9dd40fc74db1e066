import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { type Config, parseConfig } from "./config.ts";
import { UserError } from "./errors.ts";
import { fakeRule } from "./fake-rules.fixture.ts";

const rules = [fakeRule("root-user", { aliases: ["hadolint/DL3002"] }), fakeRule("latest-base")];
const schema = JSON.parse(readFileSync(new URL("../../schema/config.schema.json", import.meta.url), "utf8"));
const fitsSchema = new Ajv({ strict: false, formats: { date: true } }).compile(schema);

const good: [string, string, Config][] = [
  ["an empty file", "", {}],
  ["only a comment", "# nothing yet\n", {}],
  ["a preset", "preset: strict@1", { preset: "strict@1" }],
  [
    "rules by id and by alias",
    "rules:\n  latest-base: off\n  hadolint/DL3002: low\n",
    {
      rules: new Map([
        ["latest-base", "off"],
        ["hadolint/DL3002", "low"],
      ]),
    },
  ],
  [
    "ignores know their lines",
    "ignore:\n  - rule: root-user\n    path: legacy/**\n    until: 2030-12-31\n  - { rule: latest-base, reason: a test image }\n",
    {
      ignore: [
        { rule: "root-user", path: "legacy/**", until: "2030-12-31", at: { path: "c.yaml", line: 2 } },
        { rule: "latest-base", reason: "a test image", at: { path: "c.yaml", line: 5 } },
      ],
    },
  ],
  ["what fails a run", "fail-on: never", { failOn: "never" }],
  [
    "build arguments as written",
    "build-args:\n  NODE: 1.10\n  DEBUG: true\n  NAME: x\n  HEX: 0x1F\n  EMPTY: ''\n",
    {
      buildArgs: new Map([
        ["NODE", "1.10"],
        ["DEBUG", "true"],
        ["NAME", "x"],
        ["HEX", "0x1F"],
        ["EMPTY", ""],
      ]),
    },
  ],
  ["a target", "target: prod", { target: "prod" }],
  [
    "lists",
    "files: [a, b]\nexclude: []\nallowed-registries:\n- ghcr.io\n",
    { files: ["a", "b"], exclude: [], allowedRegistries: ["ghcr.io"] },
  ],
  ["an anchor and its alias", "files: &f [a]\nexclude: *f\n", { files: ["a"], exclude: ["a"] }],
  ["a baseline", "baseline: baseline.json", { baseline: "baseline.json" }],
];

test.each(good)("%s is read, and fits the schema", async (_, text, expected) => {
  expect(await parseConfig(text, "c.yaml", rules)).toEqual(expected);
  expect(fitsSchema(parse(text)), JSON.stringify(fitsSchema.errors)).toBe(true);
});

const bad: [string, string, string, string][] = [
  ["a mistyped key", "\npresett: all", "line 2: the config has no key", "Did you mean preset?"],
  ["a key like nothing", "zzzzzzzzz: 1", "has no key", "The keys are preset, rules"],
  ["a key of every object", "constructor: 1", "has no key", "The keys are"],
  ["a mistyped preset", "preset: strct", 'line 1: "strct" is not one of', "Did you mean strict?"],
  ["a preset that is a list", "preset: [all]", "here should stand one of recommended, strict", "Write one of"],
  ["a mistyped severity", "rules:\n  root-user: hgh", "line 2", "Did you mean high?"],
  ["rules as a list", "rules: [root-user]", "a map from rules to off, on or a severity, not a list", "Write a map"],
  ["a setting that is a number", "rules:\n  root-user: 1", "not a number", "Write one of off, on"],
  ["an ignore without rule", "ignore:\n  - path: x", "line 2: this ignore names no rule", "Add `rule: RULE`"],
  [
    "an ignore with a mistyped key",
    "ignore:\n  - rule: root-user\n    untill: 2030-01-01",
    "line 3: an ignore has no key",
    "until?",
  ],
  ["a day of another form", "ignore:\n  - rule: root-user\n    until: 1.2.2030", "line 3", "like 2030-12-31"],
  ["a month that is none", "ignore:\n  - rule: root-user\n    until: 2030-13-01", "is not a day", "like 2030-12-31"],
  ["an ignore that is a text", "ignore: [root-user]", "a map with keys, not a text", "Write a map"],
  ["ignores as a map", "ignore: { rule: root-user }", "a list of ignores, not a map", "Write a list"],
  ["a fail-on of no kind", "fail-on: catastrophe", "is not one of critical", "Write one of these."],
  ["a build argument that is a list", "build-args: { A: [1] }", "not a list", "Write a text, a number"],
  [
    "a build argument without value",
    "build-args:\n  A:\n",
    "line 2: here should stand a text, a number",
    "Write a text",
  ],
  ["a target without value", "target:", "not nothing", "Write a text."],
  ["an empty target", 'target: ""', "this text is empty", "take the key out"],
  ["an empty list of registries", "allowed-registries: []", "this list of registry hosts is empty", "take the key out"],
  ["a number among globs", "files: [1]", "a text, not a number", "Write a text."],
  ["a list as the whole", "- preset: all", "a map with keys, not a list", "Write a map"],
];

test.each(bad)("%s is refused, by the schema too", async (_, text, message, next) => {
  const error = await parseConfig(text, "c.yaml", rules).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toContain("c.yaml, line ");
  expect(String(error)).toContain(message);
  expect((error as UserError).next).toContain(next);
  expect(fitsSchema(parse(text))).toBe(false);
});

const onlyParser: [string, string, string][] = [
  ["a rule that is not there", "rules:\n  root-usr: off", "Did you mean root-user?"],
  ["an ignore of a rule that is not there", "ignore:\n  - rule: DL30022", "Did you mean DL3002?"],
  ["a day that is not in its month", "ignore:\n  - rule: root-user\n    until: 2030-02-30", "like 2030-12-31"],
  ["text that is no YAML", "preset: [", "Repair the syntax there."],
  ["a hundred thousand brackets", `preset: ${"[".repeat(100_000)}`, "Is it the file you meant?"],
  ["the same key twice", "preset: all\npreset: all", "Repair the syntax there."],
];

test.each(onlyParser)("%s is more than a schema can refuse", async (_, text, next) => {
  const error = await parseConfig(text, "c.yaml", rules).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).next).toContain(next);
});
