/**
 * The library. Everything is pure and synchronous: texts in, facts, findings and texts out. No disk, no clock, no
 * network; `today` and the texts are the caller's to give.
 */

import type { Dockerfile } from "./dockerfile/dockerfile.ts";
import { resolveDockerfile } from "./dockerfile/stages.ts";
import { fixSource } from "./engine/fix.ts";
import { fixProject } from "./engine/fix-project.ts";
import { type RuleSet, type Selection, selectRules } from "./engine/presets.ts";
import type { FixedFile, Report } from "./engine/report.ts";
import { check as checkInputs } from "./engine/run.ts";
import { memoryProject } from "./project/memory-project.ts";
import type { Project } from "./project/project.ts";
import { rules } from "./rules/catalog.ts";
import { createSource } from "./text/source.ts";

export type { Base, Dockerfile, Scope, Stage, Value } from "./dockerfile/dockerfile.ts";
export { printDockerfile } from "./dockerfile/parse.ts";
export type { DockerfileTree, Instruction } from "./dockerfile/tree.ts";
export { UserError } from "./engine/errors.ts";
export type { FixedFile, HabitState, Report } from "./engine/report.ts";
export type { Confidence, Finding, Fix, Habit, Location, Safety, Severity } from "./finding/finding.ts";
export type { Rule } from "./rules/rule.ts";
export { applyEdits, type Edit } from "./text/edit.ts";
export { rules };

/** A file by the name to report and its whole text. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** What to run and how the build is called. Everything is optional; see `seaworthy check --help`. */
export interface Options extends Selection {
  readonly buildArgs?: ReadonlyMap<string, string>;
  /** Stage that is built. */
  readonly target?: string;
  /** YYYY-MM-DD: ignore comments that end are judged by it. Without it none has ended. */
  readonly today?: string;
  readonly allowedRegistries?: readonly string[];
}

/** Options for several files. */
export interface ProjectOptions extends Options {
  /** Other files of the project, by path, with their content. */
  readonly beside?: Readonly<Record<string, string | Uint8Array>>;
}

/** Parses a Dockerfile and resolves its stages. Never throws: what is wrong stands in `tree.errors`. */
export function parseDockerfile(text: string, options: Pick<Options, "buildArgs" | "target"> = {}): Dockerfile {
  return resolveDockerfile(createSource("Dockerfile", text), options);
}

/**
 * Checks files together, as one project: Dockerfiles, ignore files, Compose files, scripts, told by their names; a name that
 * tells nothing is a Dockerfile's. Further files, such as those a COPY takes, may be given in `beside`: without any, nothing
 * is said of what a build ships. Throws UserError for a rule or preset that does not exist.
 */
export function check(files: readonly TextFile[], options: ProjectOptions = {}): Report {
  const project = projectOf(files, options);
  return checkInputs(
    project.units.map((unit) => ({ unit })),
    engineOptions(options),
  );
}

/** Repairs a Dockerfile as `seaworthy fix` does; `unsafe` also applies what can change behaviour. Nothing is written. */
export function applyFixes(file: TextFile, options: Options & { readonly unsafe?: boolean } = {}): FixedFile {
  return fixSource(createSource(file.path, file.text), { ...engineOptions(options), unsafe: options.unsafe ?? false });
}

/** Repairs files together: what is done to one may need another, or a new one. Nothing is written. */
export function applyProjectFixes(
  files: readonly TextFile[],
  options: ProjectOptions & { readonly unsafe?: boolean } = {},
): readonly FixedFile[] {
  return fixProject(projectOf(files, options), { ...engineOptions(options), unsafe: options.unsafe ?? false });
}

function projectOf(files: readonly TextFile[], options: ProjectOptions): Project {
  const { stage, buildArgs, policy } = engineOptions(options);
  const build = {
    ...(stage === undefined ? {} : { stage }),
    ...(buildArgs ? { buildArgs } : {}),
    ...(policy ? { policy } : {}),
  };
  const checked = Object.fromEntries(files.map(({ path, text }) => [path, text]));
  return memoryProject(checked, {
    ...build,
    ...(options.beside ? { beside: options.beside } : {}),
    fallback: "dockerfile",
  });
}

function engineOptions(options: Options) {
  const selected: RuleSet = selectRules(rules, options);
  return {
    rules: selected,
    today: options.today ?? "0001-01-01",
    ...(options.buildArgs ? { buildArgs: options.buildArgs } : {}),
    ...(options.target === undefined ? {} : { stage: options.target }),
    ...(options.allowedRegistries ? { policy: { allowedRegistries: options.allowedRegistries } } : {}),
  };
}
