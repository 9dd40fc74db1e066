/**
 * Reads `.seaworthy.yaml`. In: its text; out: a Config. Refuses, with the line and the next step: text that is not YAML,
 * keys it does not know (with the nearest it does), values of the wrong kind. `schema/config.schema.json` says the same
 * to editors; a test holds the two together.
 */
import { type Severity, severities } from "../finding/finding.ts";
import type { Rule } from "../rules/rule.ts";
import { nearest } from "../text/nearest.ts";
import type { VulnerabilityExcuse } from "../vulnerabilities/excuses.ts";
import { type ConfigValue, readYaml } from "./config-reader.ts";
import { type ConfigIgnore, isDate } from "./ignores.ts";
import { type PresetName, presetNames, type RuleSetting, ruleSettings } from "./presets.ts";
import { nextStep, ruleNames } from "./rule-names.ts";

/** Where the config stands, beside the project. */
export const configName = ".seaworthy.yaml";

/** What a project has decided. Everything is optional; flags beat it. */
export interface Config {
  readonly preset?: PresetName;
  /** By rule, as named in the file: an id or an alias. */
  readonly rules?: ReadonlyMap<string, RuleSetting>;
  readonly ignore?: readonly ConfigIgnore[];
  /** Entries of `ignore` that name a vulnerability. */
  readonly excuses?: readonly VulnerabilityExcuse[];
  readonly failOn?: Severity | "never";
  readonly buildArgs?: ReadonlyMap<string, string>;
  /** The stage to check. */
  readonly target?: string;
  readonly allowedRegistries?: readonly string[];
  /** Globs of the files to check, instead of those found by name. */
  readonly files?: readonly string[];
  /** Globs of files to leave out. */
  readonly exclude?: readonly string[];
  /** Path of the baseline, relative to the config. */
  readonly baseline?: string;
}

type Reader<T> = (value: ConfigValue) => T;

/** The text of a config file, read and checked. `path` is for messages; `rules` are those whose names count. */
export async function parseConfig(text: string, path: string, rules: readonly Rule[]): Promise<Config> {
  // YAML is loaded only when there is a config: most runs have none, and start-up counts.
  const yaml = await import("yaml");
  const root = readYaml(yaml, text, path);
  return root === undefined ? {} : readConfig(root, rules);
}

function readConfig(root: ConfigValue, rules: readonly Rule[]): Config {
  const { ignore, ...rest } = readObject<WrittenConfig>(root, "the config", {
    preset: ["preset", (value) => oneOf(value, presetNames)],
    rules: ["rules", (value) => readSettings(value, rules)],
    ignore: ["ignore", (value) => value.items("a list of ignores").map((item) => readIgnore(item, rules))],
    "fail-on": ["failOn", (value) => oneOf(value, [...severities, "never"] as const)],
    "build-args": ["buildArgs", readBuildArgs],
    target: ["target", readText],
    "allowed-registries": ["allowedRegistries", (value) => readList(value, "registry hosts", 1)],
    files: ["files", (value) => readList(value, "globs", 1)],
    exclude: ["exclude", (value) => readList(value, "globs", 0)],
    baseline: ["baseline", readText],
  });
  if (ignore === undefined) return rest;
  const excuses = ignore.flatMap((entry) => ("vulnerability" in entry ? [entry] : []));
  return {
    ...rest,
    ignore: ignore.flatMap((entry) => ("rule" in entry ? [entry] : [])),
    ...(excuses.length > 0 ? { excuses } : {}),
  };
}

/** The config as its keys are written: one list of ignores. */
type WrittenConfig = Omit<Config, "ignore" | "excuses"> & {
  readonly ignore?: readonly (ConfigIgnore | VulnerabilityExcuse)[];
};

function readIgnore(item: ConfigValue, rules: readonly Rule[]): ConfigIgnore | VulnerabilityExcuse {
  const {
    rule,
    vulnerability,
    package: name,
    ...entry
  } = readObject<WrittenIgnore>(item, "an ignore", {
    rule: ["rule", (value) => readRuleName(value, rules)],
    vulnerability: ["vulnerability", readVulnerability],
    package: ["package", readText],
    path: ["path", readText],
    reason: ["reason", readText],
    until: ["until", readDay],
  });
  const at = { path: item.path, line: item.line };
  if (rule !== undefined && vulnerability !== undefined)
    throw item.error("this ignore names a rule and a vulnerability", "Make two of it.");
  if (vulnerability !== undefined)
    return { ...entry, vulnerability, ...(name === undefined ? {} : { package: name }), at };
  if (rule === undefined)
    throw item.error("this ignore names no rule", "Add `rule: RULE` or `vulnerability: CVE-…` to it.");
  if (name !== undefined) throw item.error("only a vulnerability has a package", "Take `package` out.");
  return { ...entry, rule, at };
}

type WrittenIgnore = Omit<ConfigIgnore, "at" | "rule"> &
  Omit<VulnerabilityExcuse, "at" | "vulnerability"> & { readonly rule?: string; readonly vulnerability?: string };

function readVulnerability(value: ConfigValue): string {
  const id = readText(value);
  if (/^[A-Za-z][\w.:+-]*-[\w.:+-]+$/.test(id)) return id;
  throw value.error(
    `${JSON.stringify(id)} is no name of a vulnerability`,
    "Write one id, like CVE-2024-0727 or GHSA-35jh-r3h4-6jhm.",
  );
}

function readSettings(value: ConfigValue, rules: readonly Rule[]): ReadonlyMap<string, RuleSetting> {
  const settings = new Map<string, RuleSetting>();
  for (const { key, value: setting } of value.entries("a map from rules to off, on or a severity"))
    settings.set(readRuleName(key, rules), oneOf(setting, ruleSettings));
  return settings;
}

function readRuleName(value: ConfigValue, rules: readonly Rule[]): string {
  const name = readText(value);
  const names = ruleNames(rules);
  if (names.find(name).length > 0) return name;
  throw value.error(`there is no rule ${JSON.stringify(name)}`, nextStep(names.suggest(name)));
}

function readBuildArgs(value: ConfigValue): ReadonlyMap<string, string> {
  const args = new Map<string, string>();
  for (const { key, value: setting } of value.entries("a map from build arguments to values"))
    args.set(readText(key), setting.scalarText("a text, a number, true or false"));
  return args;
}

function readList(value: ConfigValue, what: string, atLeast: number): readonly string[] {
  const list = value.items(`a list of ${what}`).map(readText);
  if (list.length >= atLeast) return list;
  throw value.error(`this list of ${what} is empty`, "Put something in it, or take the key out.");
}

function readText(value: ConfigValue): string {
  const text = value.text("a text");
  if (text !== "") return text;
  throw value.error("this text is empty", "Write something, or take the key out.");
}

function readDay(value: ConfigValue): string {
  const day = value.text("a day like 2030-12-31");
  if (isDate(day)) return day;
  throw value.error(`${JSON.stringify(day)} is not a day`, "Write it like 2030-12-31.");
}

function oneOf<T extends string>(value: ConfigValue, allowed: readonly T[]): T {
  const text = value.text(`one of ${allowed.join(", ")}`);
  const found = allowed.find((name) => name === text);
  if (found !== undefined) return found;
  const close = nearest(text, allowed);
  throw value.error(
    `${JSON.stringify(text)} is not one of ${allowed.join(", ")}`,
    close === undefined ? "Write one of these." : `Did you mean ${close}?`,
  );
}

/** Reads a map with fixed keys. `fields`: by the key as written, the property it becomes and how it is read. */
function readObject<T>(
  value: ConfigValue,
  what: string,
  fields: Readonly<Record<string, { [K in keyof T]-?: readonly [K, Reader<T[K]>] }[keyof T]>>,
): Partial<T> {
  const out: Partial<T> = {};
  for (const { key, value: field } of value.entries("a map with keys")) {
    const name = key.text("a key");
    const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!known) {
      const close = nearest(name, Object.keys(fields));
      throw key.error(
        `${what} has no key ${JSON.stringify(name)}`,
        close === undefined ? `The keys are ${Object.keys(fields).join(", ")}.` : `Did you mean ${close}?`,
      );
    }
    out[known[0]] = known[1](field);
  }
  return out;
}
