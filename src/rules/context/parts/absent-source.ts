/**
 * Whether a source that is not there is a mistake. Most are not: files are made before the build, a Dockerfile stands
 * without its project. So it takes a telling name in other case, or a folder that is known to be the right one.
 */
import type { ContextFiles, EffectiveContext, Transfer } from "../../../context/effective-context.ts";
import { pathParts } from "../../../context/source-match.ts";
import { secretFileKind } from "../../../secrets/secret-files.ts";

/** What is wrong with a source. */
export type Absence =
  /** On disk the name is written in other case. */
  | { readonly kind: "case"; readonly actual: string }
  | {
      readonly kind: "absent";
      readonly path: string;
      readonly root: string;
      /** Who says which folder it is. */
      readonly by: string;
      readonly isOutside: boolean;
    };

/** Bytes read of a `.gitignore`. */
const maxGitignoreBytes = 64 * 1024;

/** Undefined where the file may well be there when the build runs. */
export function findAbsence(context: EffectiveContext, transfer: Transfer): Absence | undefined {
  const { pattern, isGlob } = transfer;
  if (isGlob || !pattern.known || pattern.assumed.length > 0 || context.files.unread.length > 0) return undefined;
  const parts = pathParts(pattern.text);
  const path = parts.join("/");
  const actual = otherCase(context, path);
  if (actual !== undefined) return { kind: "case", actual };
  const { by } = context;
  if (!by || parts.some((part) => madeNames.test(part)) || secretFileKind(path) || !isRightFolder(context))
    return undefined;
  if (isGitignored(context, parts)) return undefined;
  return {
    kind: "absent",
    path,
    root: context.root === "." ? "this folder" : context.root,
    by: by.label,
    isOutside: /^\.\.(?:\/|$)/.test(pattern.text),
  };
}

/** What builds, installs and downloads are called. */
const madeNames =
  /^(?:dist|build|builds|out|output|target|bin|obj|lib|libs|publish|release|releases|public|static|assets|artifacts?|node_modules|vendor|packages?|coverage|generated|gen|tmp|temp|cache|downloads?|certs?|keys|secrets?|data|wheels?|deps|\.next|\.output|.*\.(?:jar|war|ear|whl|tar|tgz|gz|zip|deb|rpm|apk|so|exe|dll|db|sqlite3?|bin|pem|crt|key|env))$/i;

/** The file or folder of that name, when only its case is another. */
function otherCase({ files }: EffectiveContext, path: string): string | undefined {
  const found = files.once(namesInLowerCase).get(path.toLowerCase());
  return found === path ? undefined : found;
}

/** Files and the folders they lie in, by their name in lower case: the first of several. */
function namesInLowerCase({ all }: ContextFiles): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  let folder = "";
  for (const { path, ignoredBy } of all) {
    if (ignoredBy) continue;
    addName(names, path);
    const parent = path.slice(0, path.lastIndexOf("/") + 1);
    if (parent === folder) continue;
    folder = parent;
    for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1))
      addName(names, path.slice(0, slash));
  }
  return names;
}

function addName(names: Map<string, string>, path: string): void {
  const key = path.toLowerCase();
  if (!names.has(key)) names.set(key, path);
}

/** Another source, one that names something, is found: this is no folder that only happens to hold the Dockerfile. */
function isRightFolder({ transfers }: EffectiveContext): boolean {
  return transfers.some(({ isWhole, missing, pattern }) => !isWhole && pattern.known && missing === undefined);
}

/** A `.gitignore` on the way mentions a part of the path, or could by a wildcard mean it. */
function isGitignored(context: EffectiveContext, parts: readonly string[]): boolean {
  const folders = parts.map((_, at) => parts.slice(0, at).join("/"));
  const wanted = new Set(folders.map((folder) => (folder === "" ? ".gitignore" : `${folder}/.gitignore`)));
  for (const file of context.files.all) {
    if (!wanted.has(file.path)) continue;
    const lines = Buffer.from(context.read(file, maxGitignoreBytes) ?? [])
      .toString("utf8")
      .split("\n");
    const names = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
    if (names.some((line) => line.includes("*") || parts.some((part) => line.split("/").includes(part)))) return true;
  }
  return false;
}
