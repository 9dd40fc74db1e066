/** What all commands that report share: the project's config, its baseline, the rules chosen, and when to fail. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseBaseline } from "../../engine/baseline.ts";
import { type Config, configName, parseConfig } from "../../engine/config.ts";
import { UserError } from "../../engine/errors.ts";
import { type PresetName, presetNames, selectRules } from "../../engine/presets.ts";
import type { CheckOptions } from "../../engine/run.ts";
import { readTextFile } from "../../files/read-text.ts";
import { type Severity, severities } from "../../finding/finding.ts";
import { rules } from "../../rules/catalog.ts";
import type { CommandContext } from "./context.ts";
import { asChoice, choiceOf, listOf, type ParsedOptions, textOf } from "./options.ts";

/** The config that is in force. */
export interface LoadedConfig {
  readonly values: Config;
  /** Folder the config's paths and globs are relative to. */
  readonly folder: string;
}

/** The config given, or the one beside the first path or above it. Throws UserError for one that cannot be used. */
export async function loadConfig(options: ParsedOptions, paths: readonly string[]): Promise<LoadedConfig> {
  const given = textOf(options, "config");
  const path = given ?? findConfig(paths[0] ?? ".");
  if (path === undefined) return { values: {}, folder: "." };
  const file = readTextFile(path);
  if ("why" in file) throw new UserError(`The config ${path} cannot be read`, { next: file.why });
  return { values: await parseConfig(file.text, path, rules), folder: dirname(path) };
}

/** From which severity on a run fails: as asked, as the config says, else `high`. */
export function failOnOf(options: ParsedOptions, { values }: LoadedConfig): Severity | "never" {
  return choiceOf(options, "fail-on", [...severities, "never"] as const) ?? values.failOn ?? "high";
}

/** The severities to show; undefined for all. */
export function shownOf(options: ParsedOptions): readonly Severity[] | undefined {
  const shown = listOf(options, "severity").map((word) => asChoice(word, "severity", severities));
  return shown.length > 0 ? shown : undefined;
}

/** What the engine is told: rules, policy, ignores and baseline. `paths` name what is checked. */
export function checkOptions(
  options: ParsedOptions,
  { values, folder }: LoadedConfig,
  context: CommandContext,
  paths: readonly string[],
): CheckOptions {
  const preset: PresetName | undefined = choiceOf(options, "preset", presetNames) ?? values.preset;
  const only = listOf(options, "only");
  const stage = textOf(options, "target") ?? values.target;
  const baselinePath = textOf(options, "baseline") ?? (values.baseline && join(folder, values.baseline));
  return {
    rules: selectRules(rules, {
      ...(preset ? { preset } : {}),
      ...(only.length > 0 ? { only } : {}),
      skip: listOf(options, "skip"),
      ...(values.rules ? { settings: values.rules } : {}),
    }),
    today: context.today,
    tool: { name: "seaworthy", version: context.version },
    project: paths.join(" "),
    buildArgs: new Map([...(values.buildArgs ?? []), ...buildArgsOf(options)]),
    ...(stage === undefined ? {} : { stage }),
    ...(values.ignore ? { ignores: values.ignore } : {}),
    ...(values.allowedRegistries ? { policy: { allowedRegistries: values.allowedRegistries } } : {}),
    ...(baselinePath === undefined ? {} : { baseline: loadBaseline(baselinePath) }),
  };
}

/** Beside what is checked, or above it up to the root of its repository. */
function findConfig(path: string): string | undefined {
  let folder = folderAt(path);
  for (;;) {
    const candidate = join(folder, configName);
    if (existsSync(candidate)) return relative(".", candidate) || candidate;
    const above = dirname(folder);
    if (existsSync(join(folder, ".git")) || above === folder) return undefined;
    folder = above;
  }
}

/** The folder of a path, absolute. */
export function folderAt(path: string): string {
  const whole = resolve(path === "-" ? "." : path);
  return isFolder(whole) ? whole : dirname(whole);
}

/** True for a folder, links followed. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Reading it as a file will say what is wrong with it.
    return false;
  }
}

/** `--build-arg NAME=VALUE`, as often as given. */
export function buildArgsOf(options: ParsedOptions): [string, string][] {
  const given = options.values["build-arg"];
  return (Array.isArray(given) ? given : []).map((word: string) => {
    const equals = word.indexOf("=");
    if (equals > 0) return [word.slice(0, equals), word.slice(equals + 1)];
    throw new UserError(`--build-arg ${word} has no value`, { next: "Write --build-arg NAME=VALUE." });
  });
}

function loadBaseline(path: string) {
  const file = readTextFile(path);
  if ("why" in file)
    throw new UserError(`The baseline ${path} cannot be read`, {
      next: `${file.why} \`seaworthy check --write-baseline ${path}\` makes one.`,
    });
  return parseBaseline(file.text, path);
}
