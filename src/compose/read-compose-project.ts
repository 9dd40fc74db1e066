import type { FileTree } from "../files/file-tree.ts";
import { folderOf, joinTreePath, nameOf } from "../files/tree-path.ts";
import { createSource, type Source } from "../text/source.ts";
import { ambiguousScalars } from "./ambiguous.ts";
import { createBudget, LimitReached, mostValues } from "./budget.ts";
import { defaultNames, isOverridePath, overrideNames } from "./compose-paths.ts";
import type { ComposeProject, ComposeSecret, ComposeService } from "./compose-project.ts";
import { applyExtends, type Extending } from "./extends.ts";
import { applyIncludes } from "./include.ts";
import { type Loading, loadTree, mostComposeFiles, resolvePath, type Setting, variablesOf } from "./load.ts";
import { mergeTrees } from "./merge.ts";
import { readScalar } from "./scalars.ts";
import { readService } from "./service.ts";
import { type ComposeProblem, entriesOf, fieldOf, type YamlEntry, type YamlMap } from "./yaml-tree.ts";

/** What a Compose project is read from. */
export interface ComposeInput {
  readonly tree: FileTree;
  /** The Compose file, as in `Source.path`. */
  readonly path: string;
  /** The folder that is checked: files outside of it and of the file's own folder are not read. `.` when absent. */
  readonly within?: string;
  /** Variables of the shell, which win over `.env`. */
  readonly environment?: ReadonlyMap<string, string>;
}

/**
 * Reads a Compose file with the override file beside it, what its services extend and what it includes, and the values of
 * `.env`. In comes a path, out go services as containers and builds, every value with the place where it is written. Never
 * throws: what is wrong is in `problems`, what is not read in `unresolved`.
 */
export function readComposeProject(input: ComposeInput): ComposeProject {
  const environment = input.environment ?? new Map<string, string>();
  const loading: Loading = {
    tree: input.tree,
    budget: createBudget(),
    main: input.path,
    within: input.within ?? ".",
    environment,
    sources: new Map(),
    problems: [],
    unresolved: [],
    filesLeft: mostComposeFiles,
  };
  try {
    return readProject(loading);
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    const message = `Its aliases, merges and files add up to more than ${mostValues} values, and it is not read.`;
    loading.problems.push({ at: { start: 0, end: 0 }, message, fatal: true });
    return projectOf(loading, undefined, undefined, [], []);
  }
}

function readProject(loading: Loading): ComposeProject {
  const { main } = loading;
  const folder = folderOf(main);
  const variables = variablesOf(loading, joinTreePath(folder, ".env"), loading.environment);
  const extending: Extending = { loading, trees: new Map(), incomplete: new Map() };
  const own = new Map<string, YamlMap>();
  const stack = (paths: readonly string[], setting: Setting, chain: readonly string[]): YamlMap | undefined => {
    let merged: YamlMap | undefined;
    for (const path of paths) {
      const tree = loadTree(loading, path, setting);
      if (!tree) continue;
      keepOwn(own, tree);
      const whole = applyExtends(extending, tree);
      merged = merged ? mergeTrees(merged, whole, loading.budget) : whole;
    }
    return merged && applyIncludes(loading, merged, setting.folder, chain, stack);
  };
  const override = overrideBeside(loading.tree, main);
  const merged = stack(override === undefined ? [main] : [main, override], { folder, variables }, [main]);
  const elsewhere = servicesChanged(loading, { folder, variables });
  const services = readServices(loading, merged, own, extending, elsewhere);
  return projectOf(loading, merged, own.get(main), services, readSecrets(merged));
}

/** The file Compose merges over `path` by itself. */
function overrideBeside(tree: FileTree, path: string): string | undefined {
  const folder = folderOf(path);
  const isThere = (name: string) => tree.stat(joinTreePath(folder, name))?.kind === "file";
  if (defaultNames.find(isThere) !== nameOf(path)) return undefined;
  const name = overrideNames.find(isThere);
  return name === undefined ? undefined : joinTreePath(folder, name);
}

/** Names of the services that an override file changes rather than defines. */
function servicesChanged(loading: Loading, setting: Setting): ReadonlySet<string> {
  if (!isOverridePath(loading.main)) return new Set();
  const name = defaultNames.find((known) => loading.tree.stat(joinTreePath(setting.folder, known))?.kind === "file");
  if (name === undefined) return new Set();
  // What is wrong with that file is said where it is looked at itself.
  const aside: Loading = { ...loading, sources: new Map(), problems: [], unresolved: [] };
  const services = fieldOf(loadTree(aside, joinTreePath(setting.folder, name), setting), "services");
  return new Set(services?.kind === "map" ? services.entries.keys() : []);
}

/** Each file's root and service maps as they are written, by path and by place of the service's key. */
function keepOwn(own: Map<string, YamlMap>, tree: YamlMap): void {
  own.set(tree.file.source.path, tree);
  const services = fieldOf(tree, "services");
  if (services?.kind !== "map" || services.anchored) return;
  for (const { keyAt, value, alias, merged } of services.entries.values())
    if (value.kind === "map" && !alias && !merged) own.set(placeKey(keyAt.path, keyAt.start), value);
}

function placeKey(path: string | undefined, start: number): string {
  return `${path ?? ""}\n${start}`;
}

function readServices(
  loading: Loading,
  merged: YamlMap | undefined,
  own: ReadonlyMap<string, YamlMap>,
  extending: Extending,
  elsewhere: ReadonlySet<string>,
): readonly ComposeService[] {
  const services = fieldOf(merged, "services");
  if (!services) return [];
  const problem = (entry: Pick<YamlEntry, "keyAt">, message: string) =>
    loading.problems.push({ at: entry.keyAt, message, fatal: false });
  if (services.kind !== "map") {
    const message = "`services` has to be a map of names to services, so Compose refuses the file.";
    loading.problems.push({ at: services.at, message, fatal: true });
    return [];
  }
  return entriesOf(services).flatMap((entry) => {
    const { name, value, keyAt } = entry;
    if (value.kind !== "map") {
      problem(entry, `The service \`${name}\` has to be a map, so Compose refuses the file.`);
      return [];
    }
    const node = own.get(placeKey(keyAt.path, keyAt.start));
    const written = fieldOf(node, "extends");
    const base = written?.kind === "map" ? fieldOf(written, "service") : written;
    const baseName = base && readScalar(base)?.value;
    return readService({
      entry,
      service: value,
      node,
      extends: baseName === undefined || !base ? undefined : { value: baseName, at: base.at },
      incomplete: extending.incomplete.get(name),
      changesOther: elsewhere.has(name),
      budget: loading.budget,
      problems: loading.problems,
    });
  });
}

function readSecrets(merged: YamlMap | undefined): readonly ComposeSecret[] {
  const secrets = fieldOf(merged, "secrets");
  if (secrets?.kind !== "map") return [];
  return entriesOf(secrets).map(({ name, keyAt, value }) => ({ name, at: keyAt, from: secretFrom(value) }));
}

function secretFrom(secret: YamlEntry["value"]): ComposeSecret["from"] {
  if (secret.kind !== "map") return { kind: "unknown" };
  const [file, variable] = [fieldOf(secret, "file"), fieldOf(secret, "environment")];
  const path = file && readScalar(file)?.value;
  if (file && path !== undefined) return { kind: "file", path: resolvePath(file.file.folder, path), at: file.at };
  const name = variable && readScalar(variable)?.value;
  if (variable && name !== undefined) return { kind: "environment", name, at: variable.at };
  const external = fieldOf(secret, "external");
  const isExternal = external?.kind === "map" || (external && readScalar(external)?.value === "true");
  return { kind: isExternal ? "external" : "unknown" };
}

function projectOf(
  loading: Loading,
  merged: YamlMap | undefined,
  root: YamlMap | undefined,
  services: readonly ComposeService[],
  secrets: readonly ComposeSecret[],
): ComposeProject {
  const sources = new Map(loading.sources);
  const source: Source = sources.get(loading.main) ?? createSource(loading.main, "");
  sources.delete(loading.main);
  const keys = [...(merged?.entries.values() ?? [])].map(({ name, keyAt }) => [name, keyAt] as const);
  return {
    source,
    sources,
    services,
    secrets,
    keys: new Map(keys),
    problems: distinct(loading.problems),
    unresolved: loading.unresolved,
    ambiguous: root ? ambiguousScalars(root) : [],
    root,
  };
}

/** A file that two others extend is read twice, a value that two services share is looked at twice. */
function distinct(problems: readonly ComposeProblem[]): readonly ComposeProblem[] {
  const seen = new Map(
    problems.map((problem) => [`${placeKey(problem.at.path, problem.at.start)}\n${problem.message}`, problem]),
  );
  return [...seen.values()];
}
