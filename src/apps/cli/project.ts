/** What check and fix share: the options, the project's config and baseline, and the Dockerfiles to look at. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseBaseline } from "../../engine/baseline.ts";
import { type Config, configName, parseConfig } from "../../engine/config.ts";
import { UserError } from "../../engine/errors.ts";
import { type PresetName, presetNames, selectRules } from "../../engine/presets.ts";
import type { CheckOptions, Input } from "../../engine/run.ts";
import { findFiles, isDockerfilePath } from "../../files/find-dockerfiles.ts";
import { decodeText, type Encoding, readTextFile, type TextFile } from "../../files/read-text.ts";
import { type Severity, severities } from "../../finding/finding.ts";
import { rules } from "../../rules/catalog.ts";
import { matchesGlob } from "../../text/glob.ts";
import { nearest } from "../../text/nearest.ts";
import { createSource } from "../../text/source.ts";
import { commands } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { asChoice, choiceOf, listOf, type ParsedOptions, textOf } from "./options.ts";

export interface Project {
  readonly inputs: readonly Input[];
  /** By path as shown. Files that are not UTF-8 are checked byte by byte and never written. */
  readonly encodings: ReadonlyMap<string, Encoding>;
  readonly check: CheckOptions;
  readonly failOn: Severity | "never";
  readonly shown: readonly Severity[] | undefined;
  /** As typed. */
  readonly paths: readonly string[];
}

/** Gathers everything a run needs. Throws UserError for what the user can mend. */
export async function openProject(options: ParsedOptions, context: CommandContext): Promise<Project> {
  const paths = options.positionals.length > 0 ? options.positionals : ["."];
  const config = await loadConfig(options, paths);
  const { inputs, encodings } = await readInputs(paths, config, textOf(options, "stdin-filename"));
  const shown = listOf(options, "severity").map((word) => asChoice(word, "severity", severities));
  return {
    inputs,
    encodings,
    check: checkOptions(options, config, context, paths),
    failOn: choiceOf(options, "fail-on", [...severities, "never"] as const) ?? config.values.failOn ?? "high",
    shown: shown.length > 0 ? shown : undefined,
    paths: options.positionals,
  };
}

interface LoadedConfig {
  readonly values: Config;
  /** Folder the config's paths and globs are relative to. */
  readonly folder: string;
}

async function loadConfig(options: ParsedOptions, paths: readonly string[]): Promise<LoadedConfig> {
  const given = textOf(options, "config");
  const path = given ?? findConfig(paths[0] ?? ".");
  if (path === undefined) return { values: {}, folder: "." };
  const file = readTextFile(path);
  if ("why" in file) throw new UserError(`The config ${path} cannot be read`, { next: file.why });
  return { values: await parseConfig(file.text, path, rules), folder: dirname(path) };
}

/** Beside what is checked, or above it up to the root of its repository. */
function findConfig(path: string): string | undefined {
  let folder = resolve(path === "-" ? "." : path);
  if (!isFolder(folder)) folder = dirname(folder);
  for (;;) {
    const candidate = join(folder, configName);
    if (existsSync(candidate)) return relative(".", candidate) || candidate;
    const above = dirname(folder);
    if (existsSync(join(folder, ".git")) || above === folder) return undefined;
    folder = above;
  }
}

function checkOptions(
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

function buildArgsOf(options: ParsedOptions): [string, string][] {
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

async function readInputs(paths: readonly string[], config: LoadedConfig, stdinName: string | undefined) {
  const inputs = new Map<string, Input>();
  const encodings = new Map<string, Encoding>();
  const add = (path: string, file: TextFile) => {
    if ("why" in file) inputs.set(path, { unreadable: { path, why: file.why } });
    else {
      inputs.set(path, { source: createSource(path, file.text) });
      encodings.set(path, file.encoding);
      if (file.encoding === "latin1")
        inputs.set(`${path}\0`, { unreadable: { path, why: notUtf8(file.invalidLine ?? 1) } });
    }
  };
  for (const path of paths) {
    if (path === "-") add(stdinName ?? "-", await readStandardInput());
    else if (isFolder(path)) {
      const found = findFiles(path, (below) => isWanted(below, path, config));
      for (const file of found.paths) add(shownPath(file), readTextFile(file));
      for (const { path: file, why } of found.unreadable)
        inputs.set(shownPath(file), { unreadable: { path: shownPath(file), why } });
      if (found.paths.length === 0 && found.unreadable.length === 0)
        inputs.set(shownPath(path), { unreadable: { path: shownPath(path), why: noDockerfiles } });
    } else add(shownPath(path), withCommandHint(path, readTextFile(path)));
  }
  return { inputs: [...inputs.values()], encodings };
}

/** A word that is no path may be a mistyped command. */
function withCommandHint(path: string, file: TextFile): TextFile {
  const close =
    "why" in file && !existsSync(path)
      ? nearest(
          path,
          commands.map(({ name }) => name),
        )
      : undefined;
  return "why" in file && close ? { why: `${file.why} Or did you mean the command \`${close}\`?` } : file;
}

const noDockerfiles =
  "There is no Dockerfile or Containerfile in this folder: name the file (`seaworthy check PATH`) or pipe it in (`seaworthy check -`).";

function notUtf8(line: number): string {
  return `Line ${line} is not valid UTF-8, so the file was checked byte by byte and fix leaves it alone: save it as UTF-8.`;
}

function isWanted(below: string, folder: string, { values, folder: base }: LoadedConfig): boolean {
  if (!values.files && !values.exclude) return isDockerfilePath(below);
  const fromConfig = relative(resolve(base), resolve(folder, below)).replaceAll("\\", "/");
  const matches = (globs: readonly string[] | undefined) => globs?.some((glob) => matchesGlob(glob, fromConfig));
  return (matches(values.files) ?? isDockerfilePath(below)) && !matches(values.exclude);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Reading it as a file will say what is wrong with it.
    return false;
  }
}

/** Relative to where the command runs when it lies below; `/` between the parts. */
function shownPath(path: string): string {
  const below = relative(".", path).replaceAll("\\", "/");
  if (below === "") return ".";
  return below.startsWith("../") ? path.replaceAll("\\", "/") : below;
}

async function readStandardInput(): Promise<TextFile> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return decodeText(Buffer.concat(chunks));
}
