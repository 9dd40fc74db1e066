import { memoryTree } from "../files/memory-tree.ts";
import type { Place } from "../text/source.ts";
import type { ComposeProject, ComposeService } from "./compose-project.ts";
import { readComposeProject } from "./read-compose-project.ts";

/** A project of files from memory, `compose.yaml` unless another is named. */
export function projectOf(files: Readonly<Record<string, string>> | string, path = "compose.yaml"): ComposeProject {
  return readComposeProject({ tree: memoryTree(typeof files === "string" ? { [path]: files } : files), path });
}

/** The service of a name; the first one when none is given. */
export function serviceOf(project: ComposeProject, name?: string): ComposeService {
  const service = project.services.find((one) => name === undefined || one.name === name);
  if (!service)
    throw new Error(`no service ${name ?? ""}: ${project.problems.map(({ message }) => message).join(" ")}`);
  return service;
}

/** What stands at a place, with the file's name before it when it is another file. */
export function written(project: ComposeProject, at: Place): string {
  const source = at.path === undefined ? project.source : project.sources.get(at.path);
  const text = source?.text.slice(at.start, at.end) ?? "NO SOURCE";
  return at.path === undefined ? text : `${at.path}: ${text}`;
}
