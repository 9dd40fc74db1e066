import { readComposeProject } from "../compose/read-compose-project.ts";
import { memoryTree } from "../files/memory-tree.ts";
import { readScript } from "../scripts/read-script.ts";
import { createSource } from "../text/source.ts";
import type { ProjectFile, ProjectReaders } from "./builds.ts";
import { kindOf } from "./kinds.ts";
import { openProject, type Project, type ProjectInput } from "./project.ts";

/** The readers of all kinds of files; loading them loads the YAML reader. */
export const allReaders: ProjectReaders = { compose: readComposeProject, script: readScript };

/** How a project in memory is opened. */
export interface MemoryOptions extends Omit<ProjectInput, "tree" | "files" | "readers"> {
  /** What a file of no telling name is. */
  readonly fallback?: "dockerfile";
  /** Files that are not checked whatever their names are, but stand there to be copied. */
  readonly beside?: Readonly<Record<string, string | Uint8Array>>;
}

/**
 * A project whose files are all in memory, by path. Those whose names tell what they are get checked; the others stand
 * there to be copied.
 */
export function memoryProject(files: Readonly<Record<string, string>>, options: MemoryOptions = {}): Project {
  const { beside, fallback, ...build } = options;
  const checked = Object.entries(files).flatMap(([path, text]): ProjectFile[] => {
    const kind = path.endsWith("/") ? undefined : (kindOf(path) ?? fallback);
    return kind ? [{ kind, source: createSource(path, text) }] : [];
  });
  return openProject({ ...build, tree: memoryTree({ ...beside, ...files }), files: checked, readers: allReaders });
}
