/**
 * What one file says of others: which Dockerfiles it builds and from where, which containers it runs. A file goes in, its
 * services and commands come out; and the builds of all files, sorted by what is asked of them.
 */
import type { ComposeProject } from "../compose/compose-project.ts";
import type { FileTree } from "../files/file-tree.ts";
import { cleanTreePath, folderOf } from "../files/tree-path.ts";
import type { Container } from "../runtime/container.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import type { ScriptFacts } from "../scripts/script-facts.ts";
import type { Source } from "../text/source.ts";
import type { DockerfileUse } from "./facts.ts";
import type { UnitKind } from "./unit.ts";

/** A file to check. */
export interface ProjectFile {
  readonly kind: UnitKind;
  readonly source: Source;
}

/** Reads the kinds of files that need the YAML reader: handed in, because loading that takes a while. */
export interface ProjectReaders {
  readonly compose?: (input: { readonly tree: FileTree; readonly path: string }) => ComposeProject;
  readonly script?: (source: Source) => ScriptFacts | undefined;
}

/** What one file says that others need to know. */
export interface Described {
  readonly compose: ComposeProject | undefined;
  readonly script: ScriptFacts | undefined;
  readonly containers: readonly Container[];
  readonly builds: readonly DockerfileUse[];
}

/** Reads a Compose file or a script; other files, and those no reader is given for, say nothing. */
export function describeFile(
  { kind, source }: ProjectFile,
  { tree, readers }: { readonly tree: FileTree; readonly readers?: ProjectReaders },
): Described {
  if (kind === "compose" && readers?.compose) {
    const compose = readers.compose({ tree, path: source.path });
    return {
      compose,
      script: undefined,
      containers: compose.services.map(({ container }) => container),
      builds: compose.services.flatMap(({ build, container }) =>
        build ? [{ path: source.path, build, containers: [container] }] : [],
      ),
    };
  }
  const script = kind === "script" ? readers?.script?.(source) : undefined;
  if (!script) return { compose: undefined, script, containers: [], builds: [] };
  return {
    compose: undefined,
    script,
    containers: script.containers,
    builds: script.builds.map((build) => ({ path: source.path, build, containers: [] })),
  };
}

/** A README shows a build as an example: that is not how the project says it is built. */
export function describesBuilds({ kind, source }: ProjectFile): boolean {
  return (kind === "compose" || kind === "script") && !isDocumentation(source.path);
}

/** A page for people: what it shows is an example. */
export function isDocumentation(path: string): boolean {
  return /\.(?:md|markdown|rst|txt|adoc)$/i.test(path);
}

/** Uses by the path of the Dockerfile. */
export function collectUses(builds: readonly DockerfileUse[]): Map<string, DockerfileUse[]> {
  const uses = new Map<string, DockerfileUse[]>();
  for (const use of builds) {
    const path = use.build.dockerfile?.value;
    if (path === undefined) continue;
    const clean = cleanTreePath(path);
    const known = uses.get(clean);
    if (known) known.push(use);
    else uses.set(clean, [use]);
  }
  return uses;
}

/** The folder that a build is given; undefined where it is elsewhere or not known. */
export function rootOf(build: ImageBuild): string | undefined {
  const context = build.context?.value;
  return context && "path" in context ? cleanTreePath(context.path) : undefined;
}

/** The Dockerfiles that are built from each folder. */
export function groupByRoot(
  files: readonly ProjectFile[],
  usesOf: (path: string) => readonly DockerfileUse[],
): Map<string, Source[]> {
  const groups = new Map<string, Source[]>();
  for (const { kind, source } of files) {
    if (kind !== "dockerfile") continue;
    const uses = usesOf(source.path);
    const roots = uses.length === 0 ? [folderOf(source.path)] : uses.flatMap(({ build }) => listOf(rootOf(build)));
    for (const root of new Set(roots)) {
      const known = groups.get(root);
      if (known) known.push(source);
      else groups.set(root, [source]);
    }
  }
  return groups;
}

/** None or one. */
export function listOf<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
