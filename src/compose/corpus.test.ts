import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withCorpus } from "../../tools/corpus.ts";
import { memoryTree } from "../files/memory-tree.ts";
import { applyEdits, type FileEdit } from "../text/edit.ts";
import { isComposePath } from "./compose-paths.ts";
import type { ComposeProject, ComposeService } from "./compose-project.ts";
import { appendServiceItem, insertServiceKey } from "./edits.ts";
import { readComposeProject } from "./read-compose-project.ts";

/** Real Compose files: the collection, and those of the applications, each with its neighbours. */
function realProjects(
  folder: string,
): { readonly name: string; readonly path: string; readonly files: Record<string, string> }[] {
  const text = (path: string) => readFileSync(join(folder, path), "utf8");
  const collection = readdirSync(join(folder, "compose")).map((name) => ({
    name: `compose/${name}`,
    path: "compose.yaml",
    files: { "compose.yaml": text(`compose/${name}`) },
  }));
  const below = readdirSync(join(folder, "apps"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, "apps").length + 1));
  const applications = below.filter(isComposePath).map((path) => {
    const [app = ""] = path.split("/");
    const near = below.filter((other) => other.startsWith(`${app}/`) && /\.(?:ya?ml|env)$|\.env[^/]*$/.test(other));
    return {
      name: `apps/${path}`,
      path: path.slice(app.length + 1),
      files: Object.fromEntries(near.map((other) => [other.slice(app.length + 1), text(`apps/${other}`)])),
    };
  });
  return [...collection, ...applications].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function read(files: Record<string, string>, path: string): ComposeProject {
  return readComposeProject({ tree: memoryTree(files), path });
}

/** What the file says, without places: to compare before and after an edit. */
function model(project: ComposeProject, change?: (service: ComposeService) => unknown): string {
  const services = project.services.map((service) => [
    service.name,
    service.container,
    service.build,
    change?.(service),
  ]);
  const leave = new Set(["at", "nameAt", "keyAt", "node", "unresolved"]);
  return JSON.stringify(services, (key, value) => (leave.has(key) ? undefined : value));
}

test("real Compose files are read, and edits change what they are meant to and nothing else", {
  timeout: 300_000,
}, async () => {
  await withCorpus("Compose", (folder) => {
    const counts = { files: 0, services: 0, problems: 0, fatal: 0, twice: 0, unresolved: 0, edits: 0, refused: 0 };
    for (const { name, path, files } of realProjects(folder)) {
      const project = read(files, path);
      counts.files++;
      counts.services += project.services.length;
      counts.problems += project.problems.length;
      counts.fatal += project.problems.filter(({ fatal }) => fatal).length;
      counts.twice += project.problems.filter(({ message }) => message.startsWith("The key stands twice")).length;
      counts.unresolved += project.services.flatMap(({ container }) => container.unresolved).length;
      expectPlacesInside(name, project);
      for (const [index, service] of project.services.entries()) {
        // One service of every third file, another one in each: all of them would take a minute.
        const isChosen = counts.files % 3 === 0 && index === counts.files % project.services.length;
        if (service.at.path !== undefined || !isChosen) continue;
        for (const { edits, expected, of } of trials(project, service)) {
          if (!edits) {
            counts.refused++;
            continue;
          }
          counts.edits++;
          const text = applyEdits(project.source.text, edits as readonly FileEdit[]);
          const after = read({ ...files, [path]: text }, path);
          const changed = after.services[index];
          expect(changed && of(changed), `${name} ${service.name}`).toEqual(expected);
          expect(after.problems.length, `${name} ${service.name}`).toBe(project.problems.length);
          const others = (one: ComposeProject) =>
            model({ ...one, services: one.services.filter((_, at) => at !== index) });
          if (!isExtended(project, service)) expect(others(after), `${name} ${service.name}`).toBe(others(project));
        }
      }
    }
    console.log(JSON.stringify(counts));
    expect(counts.files).toBeGreaterThan(405);
    // Compose refuses those too.
    expect(counts.fatal).toBe(counts.twice);
  });
});

interface Trial {
  readonly edits: readonly FileEdit[] | undefined;
  readonly expected: unknown;
  readonly of: (service: ComposeService) => unknown;
}

function* trials(project: ComposeProject, service: ComposeService): Iterable<Trial> {
  const { container } = service;
  const whole = (changed: ComposeService) => JSON.parse(model({ ...project, services: [changed] }));
  const before = whole(service);
  const withChange = (change: object) => [[before[0][0], { ...before[0][1], ...change }, ...before[0].slice(2)]];
  if (!container.readOnly)
    yield {
      edits: insertServiceKey(service, "read_only", "true"),
      expected: withChange({ readOnly: { value: true } }),
      of: whole,
    };
  yield {
    edits: appendServiceItem(service, "cap_drop", "ALL"),
    expected: withChange({ capDrop: [...container.capDrop.map(({ value }) => ({ value })), { value: "ALL" }] }),
    of: whole,
  };
}

/** Another service takes what this one has. */
function isExtended(project: ComposeProject, service: ComposeService): boolean {
  return project.services.some((other) => other.extends?.value === service.name);
}

function expectPlacesInside(name: string, project: ComposeProject): void {
  const { length } = project.source.text;
  JSON.stringify(project.services, (key, value) => {
    if (key === "node" || key === "sources") return undefined;
    if (typeof value === "object" && value !== null && "start" in value && "end" in value && !("path" in value))
      if (!(value.start >= 0 && value.start <= value.end && value.end <= length))
        throw new Error(`${name}: a place outside`);
    return value;
  });
}
