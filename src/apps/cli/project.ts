/** What check and fix share: the options, the project's config and baseline, and the files to look at. */
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { defaultNames, isOverridePath } from "../../compose/compose-paths.ts";
import type { WalkOptions } from "../../context/context-listing.ts";
import type { EffectiveContext } from "../../context/effective-context.ts";
import { examine } from "../../engine/examine.ts";
import { projectUnknowns } from "../../engine/project-unknowns.ts";
import type { CheckOptions, Input } from "../../engine/run.ts";
import { saidOnce, unreadableFile } from "../../engine/unknowns.ts";
import { diskTree } from "../../files/disk-tree.ts";
import { findFiles } from "../../files/find-dockerfiles.ts";
import { decodeText, type Encoding, readTextFile, type TextFile } from "../../files/read-text.ts";
import { folderOf, joinTreePath } from "../../files/tree-path.ts";
import type { LocatedUnknown, Severity } from "../../finding/finding.ts";
import type { ProjectFile, ProjectReaders } from "../../project/builds.ts";
import { kindOf } from "../../project/kinds.ts";
import { openProject as linkFiles, type Project } from "../../project/project.ts";
import type { UnitKind } from "../../project/unit.ts";
import { scriptKind } from "../../scripts/script-path.ts";
import { mayNameEngine } from "../../scripts/snippet.ts";
import { matchesGlob } from "../../text/glob.ts";
import { nearest } from "../../text/nearest.ts";
import { createSource } from "../../text/source.ts";
import { commands } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { type ParsedOptions, textOf } from "./options.ts";
import { startProgress } from "./progress.ts";
import { checkOptions, failOnOf, folderAt, isFolder, type LoadedConfig, loadConfig, shownOf } from "./run-options.ts";

export interface OpenProject {
  /** The files, linked. */
  readonly project: Project;
  /** The files and what could not be read, in order. */
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
export async function openProject(
  options: ParsedOptions,
  context: CommandContext,
  walk?: WalkOptions,
): Promise<OpenProject> {
  const paths = options.positionals.length > 0 ? options.positionals : ["."];
  const config = await loadConfig(options, paths);
  const found = await readFiles(paths, config, textOf(options, "stdin-filename"));
  const check = checkOptions(options, config, context, paths);
  const files = found.flatMap((one) => ("file" in one ? [one.file] : []));
  const project = linkFiles({
    tree: diskTree(paths.map(projectFolder)),
    files,
    readers: await readersFor(files),
    ...(walk ? { walk } : {}),
    ...(check.buildArgs ? { buildArgs: check.buildArgs } : {}),
    ...(check.stage === undefined ? {} : { stage: check.stage }),
    ...(check.policy ? { policy: check.policy } : {}),
  });
  const units = project.units.map((unit): Input => ({ unit }));
  const unreadable = found.flatMap((one) => ("unreadable" in one ? [one] : []));
  return {
    project,
    inputs: [...units, ...withoutIgnored(unreadable, project)],
    encodings: new Map(found.flatMap((one) => ("file" in one ? [[one.file.source.path, one.encoding] as const] : []))),
    check,
    failOn: failOnOf(options, config),
    shown: shownOf(options),
    paths: options.positionals,
  };
}

/** A folder that may not be read does not matter where the ignore file of a build leaves it out: the builder passes it too. */
function withoutIgnored<T extends { readonly unreadable: { readonly path: string } }>(
  unreadable: readonly T[],
  project: Project,
): readonly T[] {
  if (!unreadable.some(({ unreadable: { path } }) => isFolder(path))) return unreadable;
  const contexts = project.units.flatMap((unit) => unit.facts(unit.source).contexts ?? []);
  const ignored = new Set(contexts.flatMap(({ files }) => files.unreadIgnored.map(({ path }) => path)));
  return unreadable.filter(({ unreadable: { path } }) => !ignored.has(path));
}

/** The readers the files need: most projects have no Compose file and no script with a container in it. */
async function readersFor(files: readonly ProjectFile[]): Promise<ProjectReaders> {
  const needsYaml = files.some(({ kind }) => kind === "compose" || kind === "script");
  return needsYaml ? (await import("../../project/memory-project.ts")).allReaders : {};
}

/** What every Dockerfile of the project is built from, and what could not be looked at. */
export async function openContexts(
  options: ParsedOptions,
  context: CommandContext,
): Promise<{ readonly contexts: readonly EffectiveContext[]; readonly unknowns: readonly LocatedUnknown[] }> {
  const walked = startProgress(context, (count) => `${count} files and folders`);
  const { inputs } = await openProject(options, context, { progress: walked.show });
  const unread = inputs.flatMap((input) =>
    "unreadable" in input ? [unreadableFile(input.unreadable.path, input.unreadable.why)] : [],
  );
  const examined = inputs.flatMap((input) => ("unit" in input ? [examine(input.unit, [])] : []));
  const open = [...unread, ...examined.flatMap(projectUnknowns)].filter(({ habits }) => habits.includes("context"));
  walked.end();
  return {
    contexts: examined.flatMap(({ facts }) => facts.contexts ?? []),
    unknowns: saidOnce(open).map(({ unknown }) => unknown),
  };
}

/** What may be read for a path: the repository it stands in, or else its own folder. */
function projectFolder(path: string): string {
  const own = folderAt(path);
  for (let folder = own; ; ) {
    if (existsSync(join(folder, ".git"))) return folder;
    const above = dirname(folder);
    if (above === folder) return own;
    folder = above;
  }
}

/** A file that was read, or why one was not. */
type FoundFile =
  | { readonly file: ProjectFile; readonly encoding: Encoding }
  | { readonly unreadable: { readonly path: string; readonly why: string } };

async function readFiles(
  paths: readonly string[],
  config: LoadedConfig,
  stdinName: string | undefined,
): Promise<readonly FoundFile[]> {
  const found = new Map<string, FoundFile>();
  const refuse = (path: string, why: string) => found.set(`${path}\0`, { unreadable: { path, why } });
  const add = (path: string, kind: UnitKind, file: TextFile) => {
    if ("why" in file) {
      refuse(path, file.why);
      return;
    }
    if (kind === "script" && !mayNameEngine(file.text) && scriptKind(path) !== "bake") return;
    found.set(path, { file: { kind, source: createSource(path, file.text) }, encoding: file.encoding });
    if (file.encoding === "latin1") refuse(path, notUtf8(file.invalidLine ?? 1));
  };
  for (const path of paths) {
    if (path === "-") add(stdinName ?? "-", "dockerfile", await readStandardInput());
    else if (!isFolder(path))
      add(shownPath(path), kindOf(shownPath(path)) ?? "dockerfile", withCommandHint(path, readTextFile(path)));
    else {
      const files = findFiles(path, (below) => isWanted(below, path, config));
      for (const file of files.paths) add(shownPath(file), kindOf(shownPath(file)) ?? "dockerfile", readTextFile(file));
      for (const { path: file, why } of files.unreadable) refuse(shownPath(file), why);
      if (found.size === 0) refuse(shownPath(path), nothingToCheck);
    }
  }
  return withoutOverrides([...found.values()]);
}

/** An override file is part of the Compose file it stands beside, and is looked at there. */
function withoutOverrides(found: readonly FoundFile[]): readonly FoundFile[] {
  const compose = new Set(
    found.flatMap((one) => ("file" in one && one.file.kind === "compose" ? [one.file.source.path] : [])),
  );
  return found.filter((one) => {
    if (!("file" in one) || one.file.kind !== "compose") return true;
    const { path } = one.file.source;
    return !isOverridePath(path) || !defaultNames.some((name) => compose.has(joinTreePath(folderOf(path), name)));
  });
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

const nothingToCheck =
  "There is no Dockerfile, Compose file or ignore file in this folder: name the file (`seaworthy check PATH`) or pipe it in (`seaworthy check -`).";

function notUtf8(line: number): string {
  return `Line ${line} is not valid UTF-8, so the file was checked byte by byte and fix leaves it alone: save it as UTF-8.`;
}

function isWanted(below: string, folder: string, { values, folder: base }: LoadedConfig): boolean {
  if (!values.files && !values.exclude) return kindOf(below) !== undefined;
  const fromConfig = relative(resolve(base), resolve(folder, below)).replaceAll("\\", "/");
  const matches = (globs: readonly string[] | undefined) => globs?.some((glob) => matchesGlob(glob, fromConfig));
  return (matches(values.files) ?? kindOf(below) !== undefined) && !matches(values.exclude);
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
