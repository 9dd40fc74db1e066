/**
 * Joins the files of a project. In: a file tree and the files to check; out: one unit for each, which knows what the others
 * say of it: who builds a Dockerfile and from which folder, what the ignore file leaves of that folder, which services
 * run the image. Everything is worked out when it is asked for, so a lone Dockerfile costs no walk and no Compose reader.
 */
import type { WalkOptions } from "../context/context-listing.ts";
import { type ContextStore, changedContextStore, createContextStore } from "../context/context-store.ts";
import type { EffectiveContext } from "../context/effective-context.ts";
import { parseIgnoreFile } from "../context/ignore-file.ts";
import { resolveContext } from "../context/resolve-context.ts";
import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import type { FileTree } from "../files/file-tree.ts";
import { overlayTree } from "../files/overlay-tree.ts";
import { cleanTreePath, folderOf } from "../files/tree-path.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import { createSource, type Source } from "../text/source.ts";
import {
  collectUses,
  type Described,
  describeFile,
  describesBuilds,
  groupByRoot,
  isDocumentation,
  listOf,
  type ProjectFile,
  type ProjectReaders,
  rootOf,
} from "./builds.ts";
import type { DockerfileUse, LinkedBuild, Policy } from "./facts.ts";
import { inlineDockerfile } from "./inline-dockerfile.ts";
import type { Unit, UnitFacts } from "./unit.ts";

/** What a project is made from. */
export interface ProjectInput {
  readonly tree: FileTree;
  readonly files: readonly ProjectFile[];
  readonly readers?: ProjectReaders;
  /** `--build-arg` values. */
  readonly buildArgs?: ReadonlyMap<string, string>;
  /** `--target`: the stage to build. */
  readonly stage?: string;
  readonly policy?: Policy;
  /** How folders are walked, and who is told of it. */
  readonly walk?: WalkOptions;
}

/** The files of a project, linked. */
export interface Project {
  readonly units: readonly Unit[];
  unit(path: string): Unit | undefined;
  /** The text of a file as the project has it; undefined where none is. */
  textOf(path: string): string | undefined;
  /** The project as it would be with other texts, by path. Files that are not there yet may be among them. */
  with(changes: ReadonlyMap<string, string>): Project;
}

/** Opens a project: cheap, nothing but the files given is read. */
export function openProject(input: ProjectInput): Project {
  return linkFiles(input, new Map(), createContextStore(input.tree, input.walk));
}

/** `unchanged`: what was read of the folders before anything was changed. */
function linkFiles(input: ProjectInput, changed: ReadonlyMap<string, string>, unchanged: ContextStore): Project {
  const tree = changed.size === 0 ? input.tree : overlayTree(input.tree, changed);
  const contexts = changed.size === 0 ? unchanged : changedContextStore(unchanged, tree, new Set(changed.keys()));
  const files = withChanges(input.files, changed);
  const links = createLinks({ ...input, tree, files }, contexts);
  const relink = (changes: ReadonlyMap<string, string>) =>
    linkFiles(input, new Map([...changed, ...changes]), unchanged);
  const byPath = new Map(files.map((file) => [file.source.path, file]));
  const sourceOf = (path: string) => byPath.get(path)?.source ?? readSource(tree, path);
  const units = files.map((file): Unit => {
    const { source, kind } = file;
    return {
      kind,
      source,
      isDocumentation: isDocumentation(source.path),
      isFixed: false,
      facts: (text) => {
        // A Dockerfile's own text is all that changes for it; another file may mean something else to its neighbours.
        if (text === source || kind === "dockerfile") return links.factsOf({ kind, source: text });
        const other = relink(new Map([[source.path, text.text]])).unit(source.path);
        return other ? { ...other.facts(other.source), source: text } : { source: text };
      },
      sourceOf,
    };
  });
  const unitsByPath = new Map(units.map((unit) => [unit.source.path, unit]));
  return {
    units: [...units, ...links.inlineUnits(sourceOf)],
    unit: (path) => unitsByPath.get(path),
    textOf: (path) => sourceOf(path)?.text,
    with: relink,
  };
}

function withChanges(files: readonly ProjectFile[], changed: ReadonlyMap<string, string>): readonly ProjectFile[] {
  if (changed.size === 0) return files;
  const known = new Set(files.map(({ source }) => source.path));
  const made = [...changed].filter(([path]) => !known.has(path) && path.endsWith(".dockerignore"));
  return [
    ...files.map((file) => {
      const text = changed.get(file.source.path);
      return text === undefined ? file : { ...file, source: createSource(file.source.path, text) };
    }),
    ...made.map(([path, text]): ProjectFile => ({ kind: "ignore-file", source: createSource(path, text) })),
  ];
}

function readSource(tree: FileTree, path: string): Source | undefined {
  const file = tree.readText(path);
  return "text" in file ? createSource(path, file.text) : undefined;
}

/** Everything that hangs between files, worked out once and when it is asked for. */
function createLinks(input: ProjectInput, contexts: ContextStore) {
  const { tree, files } = input;
  const described = new Map<Source, Described>();
  const describe = (file: ProjectFile): Described => {
    const known = described.get(file.source);
    if (known) return known;
    const made = describeFile(file, input);
    described.set(file.source, made);
    return made;
  };
  let uses: Map<string, DockerfileUse[]> | undefined;
  const usesOf = (path: string): readonly DockerfileUse[] => {
    uses ??= collectUses(files.filter(describesBuilds).flatMap((file) => describe(file).builds));
    return uses.get(cleanTreePath(path)) ?? [];
  };
  const folders = new Map<string, boolean>();
  const isFolder = (path: string) => {
    const known = folders.get(path) ?? tree.stat(path)?.kind === "folder";
    folders.set(path, known);
    return known;
  };
  const contextOf = (dockerfile: Dockerfile, by: ImageBuild | undefined) => {
    const root = by ? rootOf(by) : folderOf(dockerfile.source.path);
    // A Dockerfile may be checked away from its folder, as editors do.
    if (root === undefined || !isFolder(root)) return undefined;
    const near = dockerfilesAt(root);
    const sharing = () => near.filter(({ path }) => path !== dockerfile.source.path).flatMap(contextsAt(root));
    return resolveContext({ dockerfile, root, by, store: contexts, ...(near.length > mostSharing ? {} : { sharing }) });
  };
  const contextsAt = (root: string) => (source: Source) =>
    (dockerfileUnit(source).contexts ?? []).filter((context) => context.root === root);
  let byRoot: Map<string, Source[]> | undefined;
  const dockerfilesAt = (root: string): readonly Source[] => {
    byRoot ??= groupByRoot(files, usesOf);
    return byRoot.get(root) ?? [];
  };
  const dockerfileUnit = (source: Source): UnitFacts => {
    const dockerfile = resolve(source, input, undefined);
    const found = usesOf(source.path);
    return { source, dockerfile, uses: found, contexts: contextsOf(dockerfile, found) };
  };
  const contextsOf = (dockerfile: Dockerfile, found: readonly DockerfileUse[]): readonly EffectiveContext[] => {
    // What comes through a pipe stands in no folder.
    if (dockerfile.source.path === "-") return [];
    if (found.length === 0) return listOf(contextOf(dockerfile, undefined));
    const seen = new Set<string>();
    return found.flatMap(({ build }) => {
      const key = `${rootOf(build)}\0${build.target?.value ?? ""}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return listOf(contextOf(build.target ? resolve(dockerfile.source, input, build) : dockerfile, build));
    });
  };
  const linked = (build: ImageBuild): LinkedBuild => {
    const path = build.dockerfile?.value;
    const source = path === undefined ? undefined : (sourceAt(path) ?? readSource(tree, path));
    const dockerfile = source && resolve(source, input, build);
    return { build, dockerfile, context: dockerfile && contextOf(dockerfile, build) };
  };
  const sourceAt = (path: string) => files.find(({ source }) => source.path === path)?.source;
  const ignoreUnit = (source: Source): UnitFacts => {
    const using = files
      .filter((file) => file.kind === "dockerfile" && mayUse(file.source.path, source.path, usesOf(file.source.path)))
      .flatMap((file) => dockerfileUnit(file.source).contexts ?? [])
      .filter(({ ignoreFile }) => ignoreFile?.source.path === source.path);
    return { source, ignoreFile: { file: using[0]?.ignoreFile ?? parseIgnoreFile(source), contexts: using } };
  };
  const factsOf = (file: ProjectFile): UnitFacts => {
    const { kind, source } = file;
    const policy = policyOf(input);
    if (kind === "dockerfile") return { ...dockerfileUnit(source), ...policy };
    if (kind === "ignore-file") return ignoreUnit(source);
    const { compose, script, containers, builds } = describe(file);
    return {
      source,
      containers,
      builds: builds.map(({ build }) => linked(build)),
      ...(compose ? { compose } : {}),
      ...(script ? { script } : {}),
      ...policy,
    };
  };
  const inlineUnits = (sourceOf: Unit["sourceOf"]): readonly Unit[] =>
    files
      .filter(({ kind }) => kind === "compose")
      .flatMap((file) =>
        describe(file).builds.flatMap(({ build, containers }) => {
          const source = build.inline && inlineDockerfile(file.source, build.inline);
          if (!source) return [];
          const facts = (text: Source): UnitFacts => {
            const dockerfile = resolve(text, input, build);
            const uses = [{ path: file.source.path, build, containers }];
            return {
              source: text,
              dockerfile,
              uses,
              contexts: listOf(contextOf(dockerfile, build)),
              ...policyOf(input),
            };
          };
          return [{ kind: "dockerfile", source, isDocumentation: false, isFixed: true, facts, sourceOf }];
        }),
      );
  return { factsOf, inlineUnits };
}

function policyOf({ policy }: ProjectInput): Partial<UnitFacts> {
  return policy ? { policy } : {};
}

/** The build arguments a build gives are the Dockerfile's where their values are known; those of the command line win. */
function resolve(source: Source, input: ProjectInput, build: ImageBuild | undefined): Dockerfile {
  const given = build?.args.flatMap(({ name, value }): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  const buildArgs = new Map([...(given ?? []), ...(input.buildArgs ?? [])]);
  const target = input.stage ?? build?.target?.value;
  return resolveDockerfile(source, { buildArgs, ...(target === undefined ? {} : { target }) });
}

/** Builds from one folder that are asked whether they need what an ignore file would leave out; with more, nobody knows. */
const mostSharing = 50;

/** Only Dockerfiles beside or below an ignore file, or built from elsewhere, can be built with it. */
function mayUse(dockerfile: string, ignoreFile: string, uses: readonly DockerfileUse[]): boolean {
  return uses.length > 0 || folderOf(dockerfile) === folderOf(ignoreFile);
}
