import { expect, test } from "vitest";
import { UserError } from "./errors.ts";
import { fakeRule } from "./fake-rules.fixture.ts";
import type { Selection } from "./presets.ts";
import { selectRules } from "./presets.ts";
import { ruleNames } from "./rule-names.ts";

const rules = [
  fakeRule("root-user", { aliases: ["hadolint/DL3002", "trivy/DS-0002", "kics/Missing User Instruction"] }),
  fakeRule("pin-packages", { presets: [], aliases: ["hadolint/DL3008"] }),
  fakeRule("healthcheck-missing", { presets: ["strict@1"], aliases: ["checkov/CKV_DOCKER_2", "trivy/DS-0026"] }),
  fakeRule("health-other", { presets: [], aliases: ["checkov/CKV_DOCKER_2"] }),
];

const selections: [string, Selection, string[]][] = [
  ["nothing asked is recommended", {}, ["root-user"]],
  ["recommended@1 is recommended", { preset: "recommended@1" }, ["root-user"]],
  ["strict has more", { preset: "strict" }, ["root-user", "healthcheck-missing"]],
  ["all has all", { preset: "all" }, rules.map((rule) => rule.id)],
  ["only beats the preset", { preset: "strict", only: ["pin-packages"] }, ["pin-packages"]],
  ["only takes an alias", { only: ["hadolint/DL3008"] }, ["pin-packages"]],
  ["only takes a peer's bare id", { only: ["dl3008"] }, ["pin-packages"]],
  ["only takes an alias with blanks", { only: ["missing user instruction"] }, ["root-user"]],
  ["an alias of two rules means both", { only: ["CKV_DOCKER_2"] }, ["healthcheck-missing", "health-other"]],
  ["skip takes away", { preset: "all", skip: ["DL3002", "health-other"] }, ["pin-packages", "healthcheck-missing"]],
  ["skip beats only", { only: ["root-user", "pin-packages"], skip: ["root-user"] }, ["pin-packages"]],
  ["off takes away", { settings: new Map([["root-user", "off"]]) }, []],
  ["a severity switches on", { settings: new Map([["pin-packages", "low"]]) }, ["root-user", "pin-packages"]],
  ["on switches on", { settings: new Map([["DL3008", "on"]]) }, ["root-user", "pin-packages"]],
  ["only beats off", { only: ["root-user"], settings: new Map([["root-user", "off"]]) }, ["root-user"]],
];

test.each(selections)("%s", (_, selection, expected) => {
  expect([...selectRules(rules, selection).chosen]).toEqual(expected);
});

test("severities of the config are kept", () => {
  const set = selectRules(rules, { settings: new Map([["DL3002", "info"]]) });
  expect([...set.severities]).toEqual([["root-user", "info"]]);
});

const wrong: [string, Selection, string, string][] = [
  ["a mistyped rule", { only: ["root-usr"] }, '--only names the rule "root-usr"', "Did you mean root-user?"],
  ["a mistyped alias", { skip: ["DL30022"] }, '--skip names the rule "DL30022"', "Did you mean DL3002?"],
  ["a name like nothing", { only: ["zzzzzzzzzz"] }, '"zzzzzzzzzz"', "Run `seaworthy rules`"],
  ["a mistyped preset", { preset: "strickt" }, 'no preset "strickt"', "Did you mean strict?"],
];

test.each(wrong)("%s is refused with a next step", (_, selection, message, next) => {
  const error = thrown(() => selectRules(rules, selection));
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toContain(message);
  expect((error as UserError).next).toContain(next);
});

test.each(["DS-0002", "AVD-DS-0002", "DS002", "ds-2", "trivy/AVD-DS-0002"])("%s is Trivy's root user", (name) => {
  expect(ruleNames(rules).find(name)).toEqual([rules[0]]);
});

test("an id of one peer is not one of another", () => {
  expect(ruleNames(rules).findOf("trivy", "DS002")).toEqual([rules[0]]);
  expect(ruleNames(rules).findOf("checkov", "DL3002")).toEqual([]);
  expect(ruleNames(rules).ofPeer("hadolint")).toEqual([rules[0], rules[1]]);
});

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
