/**
 * NuGet packages of .NET applications and of .NET itself: `NAME.deps.json` beside the assemblies. Its bytes come in,
 * packages come out, the application's own projects marked as such. Packages that ship no file are left out: the build
 * drops the assemblies that the shared framework has in a newer version, and keeps the names. No licence is told there.
 * A deps.json inside a single-file application is not seen.
 */

import { field, objectOf, textOf } from "../text/json.ts";
import { folderOf, lastPart } from "./install-place.ts";
import { parseJson } from "./json-record.ts";
import { countUnread, mostPackagesOfFile, tooManyPackages, unreadEntries } from "./listed-packages.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "./package.ts";
import { decodeRecord, recordName, recordVersion, unreadPackage } from "./record-text.ts";

/** Bytes of a `deps.json`. */
export const mostDepsJsonBytes = 8 * 1024 * 1024;

/** Bytes that tell a damaged file of .NET from any other. */
const headBytes = 4_096;

export const dotnetDeps: Cataloger = {
  id: "dotnet-deps",
  version: 1,
  selects: { endings: [".deps.json"] },
  mostBytes: mostDepsJsonBytes,
  read: readDeps,
};

function* readDeps({ path, bytes }: CatalogedFile): Iterable<Cataloged> {
  const deps = objectOf(parseJson(bytes));
  // Other programs call files so, too. The .NET ones begin with their target.
  if (deps === undefined && !decodeRecord(bytes.subarray(0, headBytes)).includes('"runtimeTarget"')) return;
  if (deps === undefined) return yield unreadPackage(path, "It is no JSON object.");
  const listed = objectOf(field(deps, "libraries"));
  if (listed === undefined && field(deps, "runtimeTarget") === undefined) return;
  if (listed === undefined) return yield unreadPackage(path, "It lists no libraries.");
  const target = targetOf(deps);
  const unread = countUnread();
  const libraries = Object.entries(listed);
  let hasFramework = false;
  for (const [key, library] of libraries.slice(0, mostPackagesOfFile)) {
    const kind = kindOf(library);
    if (kind === undefined) continue;
    if (kind === "unreadable") {
      unread.add(key);
      continue;
    }
    if (kind === "package" && shipsNothing(field(target, key))) continue;
    const slash = key.lastIndexOf("/");
    const name = recordName(key.slice(0, Math.max(slash, 0)).replace(/^runtimepack\./, ""));
    const version = recordVersion(key.slice(slash + 1));
    if (name === undefined || version === undefined) {
      unread.add(key);
      continue;
    }
    hasFramework ||= name.toLowerCase().startsWith(lastPart(folderOf(folderOf(path))).toLowerCase());
    const details: Record<string, string> = kind === "project" ? { main: "true" } : {};
    yield { package: { type: "dotnet", name, version, licenses: [], path, details } };
  }
  yield* unreadEntries(path, unread);
  if (libraries.length > mostPackagesOfFile) yield tooManyPackages(path, libraries.length);
  if (!hasFramework) yield* sharedFramework(path);
}

/** What an entry of `libraries` is; undefined for assemblies that come from no package. */
function kindOf(library: unknown): "package" | "project" | "unreadable" | undefined {
  const type = textOf(field(library, "type"))?.toLowerCase();
  if (type === undefined) return "unreadable";
  if (type === "project" || type === "package") return type;
  return type === "runtimepack" ? "package" : undefined;
}

/** Libraries of the target that is run; all targets together where it is not named. */
function targetOf(deps: unknown): unknown {
  const targets = objectOf(field(deps, "targets"));
  const runtime = field(deps, "runtimeTarget");
  // Older ones give the name itself.
  const name = typeof runtime === "string" ? runtime : textOf(field(runtime, "name"));
  const named = name === undefined ? undefined : objectOf(field(targets, name));
  if (named !== undefined || targets === undefined) return named;
  const all = Object.values(targets);
  return all.length === 1 ? all[0] : undefined;
}

const shippedKinds = ["runtime", "native", "runtimeTargets", "resources"] as const;

/** True for a package that the target knows, without any file of its own there. `_._` stands for an empty folder. */
function shipsNothing(library: unknown): boolean {
  if (objectOf(library) === undefined) return false;
  return shippedKinds.every((kind) => {
    const files = objectOf(field(library, kind));
    return files === undefined || Object.keys(files).every((file) => lastPart(file) === "_._");
  });
}

/** The framework that `shared/NAME/VERSION/NAME.deps.json` belongs to, where the file itself names none. */
function* sharedFramework(path: string): Iterable<Cataloged> {
  const folder = folderOf(path);
  const framework = folderOf(folder);
  const name = recordName(lastPart(framework));
  const version = recordVersion(lastPart(folder));
  if (lastPart(folderOf(framework)) !== "shared" || lastPart(path) !== `${name}.deps.json`) return;
  if (name === undefined || version === undefined || !/^[0-9]/.test(version)) return;
  yield { package: { type: "dotnet", name, version, licenses: [], path, details: {} } };
}
