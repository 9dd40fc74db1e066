/**
 * Bake files, HCL or JSON: a source comes in, the builds that its targets describe come out. Variables count with their
 * defaults, as nobody here knows the environment; functions, conditions and matrix values are unknown. Targets that only
 * serve others to inherit from are no builds.
 */

import { joinTreePath } from "../files/tree-path.ts";
import type { Located } from "../runtime/container.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import type { Source } from "../text/source.ts";
import { blocksOfJson } from "./bake-json.ts";
import type { BakeBlock, BakeEntry, BakeValue } from "./bake-values.ts";
import { type BuildDraft, emptyBuild, isRemote, secretId } from "./build-command.ts";
import { readHcl } from "./hcl.ts";
import { readJson } from "./json.ts";
import type { ScriptProblem } from "./script-facts.ts";

/** Targets of one file that are read. */
export const maxTargets = 1_000;
/** Arguments, contexts, tags and secrets of all targets together: inherited ones count for each. */
export const maxBakeEntries = 50_000;
/** Targets that one inherits from, directly or not. */
export const maxInherited = 64;
/** Variables whose default names another variable. */
export const maxVariableDepth = 8;
/** Longest text after its variables are put in. */
const maxTextCharacters = 65_536;

/** `folder`: where the paths in it start, which is where the command runs. */
export function readBake(source: Source, folder: string) {
  const { blocks, error } = /\.json$/i.test(source.path) ? jsonBlocks(source.text) : readHcl(source.text);
  const problems: ScriptProblem[] = [];
  if (error) problems.push({ at: { start: error.at, end: error.at }, message: error.message, fatal: false });
  const targets = targetsOf(blocks);
  if (targets.size > maxTargets) problems.push(tooManyTargets());
  const file: File = { source, folder, targets, variables: variablesOf(blocks), texts: new Map(), hidden: new Set() };
  const builds: ImageBuild[] = [];
  const bases = basesOf(file, blocks);
  let entries = 0;
  for (const target of [...targets.values()].slice(0, maxTargets)) {
    if (bases.has(target.name)) continue;
    const build = buildOf(file, target);
    entries += build.args.length + build.namedContexts.length + build.tags.length + build.secrets.length;
    if (entries > maxBakeEntries) {
      problems.push({ at: target.at, message: tooManyEntries, fatal: true });
      break;
    }
    builds.push(build);
  }
  return { builds, problems };
}

interface File {
  readonly source: Source;
  readonly folder: string;
  readonly targets: ReadonlyMap<string, Target>;
  readonly variables: ReadonlyMap<string, BakeValue | undefined>;
  /** What the variables are, as far as that was asked for. */
  readonly texts: Map<string, string | undefined>;
  /** Names that have several values here: those of a matrix. */
  readonly hidden: ReadonlySet<string>;
}

/** A target with the attributes that are written in it. */
interface Target {
  readonly name: string;
  readonly at: BakeBlock["labelAt"];
  readonly attributes: Map<string, BakeEntry>;
}

function jsonBlocks(text: string) {
  const { root, error } = readJson(text);
  return { blocks: blocksOfJson(root), error };
}

/** A target may be written in several pieces; later ones win. */
function targetsOf(blocks: readonly BakeBlock[]): Map<string, Target> {
  const targets = new Map<string, Target>();
  for (const { type, label, labelAt, attributes } of blocks) {
    if (type !== "target") continue;
    const target = targets.get(label) ?? { name: label, at: labelAt, attributes: new Map<string, BakeEntry>() };
    for (const entry of attributes) target.attributes.set(entry.key, entry);
    targets.set(label, target);
  }
  return targets;
}

function variablesOf(blocks: readonly BakeBlock[]): Map<string, BakeValue | undefined> {
  const variables = new Map<string, BakeValue | undefined>();
  for (const { type, label, attributes } of blocks)
    if (type === "variable") variables.set(label, attributes.find(({ key }) => key === "default")?.value);
  return variables;
}

/** Targets that others inherit from and no group names, and those without anything in them. */
function basesOf(file: File, blocks: readonly BakeBlock[]): ReadonlySet<string> {
  const inherited = new Set<string>();
  const grouped = new Set<string>();
  for (const { name, attributes } of file.targets.values()) {
    for (const parent of textsOf(file, attributes.get("inherits")?.value)) inherited.add(parent.value);
    if (attributes.size === 0 || name.startsWith("_")) inherited.add(name);
  }
  for (const { type, attributes } of blocks) {
    if (type !== "group") continue;
    const listed = attributes.find(({ key }) => key === "targets")?.value;
    for (const { value } of textsOf(file, listed)) grouped.add(value);
  }
  return new Set([...inherited].filter((name) => !grouped.has(name)));
}

function buildOf(file: File, target: Target): ImageBuild {
  const merged = inheritedBy(file, target);
  const scope = withoutMatrix(file, merged.get("matrix")?.value);
  const draft = emptyBuild("bake", `target ${target.name} of ${file.source.path}`, target.at);
  const value = (key: string) => merged.get(key)?.value;
  setPaths(draft, scope, target, value);
  draft.target = textOf(scope, value("target"));
  draft.network = textOf(scope, value("network"));
  draft.tags.push(...textsOf(scope, value("tags")));
  draft.platforms.push(...textsOf(scope, value("platforms")));
  for (const entry of entriesOf(value("args"))) addArg(draft, scope, entry);
  for (const { key, value: address } of entriesOf(value("contexts"))) {
    const known = textOf(scope, address);
    if (known) draft.namedContexts.push({ name: key, address: known });
  }
  draft.secrets.push(...idsOf(scope, value("secret"), (text) => secretId(text)));
  draft.ssh.push(...idsOf(scope, value("ssh"), (text) => text.split("=")[0]));
  const insecure = textsOf(scope, value("entitlements")).find((each) => each.value === "security.insecure");
  if (insecure) draft.privileged = { value: true, at: insecure.at };
  return draft;
}

/** Attributes of the targets it inherits from, then its own. Of `args`, `contexts` and `labels` the entries are joined. */
function inheritedBy(file: File, target: Target): ReadonlyMap<string, BakeEntry> {
  const merged = new Map<string, BakeEntry>();
  const done = new Set<string>();
  const add = (current: Target): void => {
    if (done.has(current.name) || done.size >= maxInherited) return;
    done.add(current.name);
    for (const { value } of textsOf(file, current.attributes.get("inherits")?.value)) {
      const parent = file.targets.get(value);
      if (parent) add(parent);
    }
    for (const [key, entry] of current.attributes) merged.set(key, joinEntries(merged.get(key), entry));
  };
  add(target);
  return merged;
}

function joinEntries(before: BakeEntry | undefined, entry: BakeEntry): BakeEntry {
  if (before?.value.kind !== "object" || entry.value.kind !== "object") return entry;
  const own = new Set(entry.value.entries.map(({ key }) => key));
  const kept = before.value.entries.filter(({ key }) => !own.has(key));
  return { ...entry, value: { ...entry.value, entries: [...kept, ...entry.value.entries] } };
}

/** The names of a matrix have several values, and so none that is known. */
function withoutMatrix(file: File, matrix: BakeValue | undefined): File {
  if (!matrix) return file;
  return { ...file, hidden: new Set(entriesOf(matrix).map(({ key }) => key)) };
}

/** `dockerfile` lies in the context. Both have defaults, which hold only where nothing is written. */
function setPaths(draft: BuildDraft, file: File, target: Target, value: (key: string) => BakeValue | undefined): void {
  const written = value("context");
  const context = written ? textOf(file, written) : { value: ".", at: target.at };
  if (context) draft.context = contextOf(context, file.folder);
  draft.inline = textOf(file, value("dockerfile-inline"));
  if (value("dockerfile-inline")) return;
  const dockerfile = value("dockerfile") ? textOf(file, value("dockerfile")) : { value: "Dockerfile", at: target.at };
  const folder = draft.context?.value;
  if (!dockerfile || !folder || !("path" in folder)) return;
  const outside = /^cwd:\/\//.exec(dockerfile.value);
  const path = outside
    ? joinTreePath(file.folder, dockerfile.value.slice(outside[0].length))
    : joinTreePath(folder.path, dockerfile.value);
  draft.dockerfile = { value: path, at: dockerfile.at };
}

function contextOf({ value, at }: Located<string>, folder: string): ImageBuild["context"] {
  const path = value.replace(/^cwd:\/\//, "");
  if (path === value && (isRemote(path) || /^(?:target|docker-image|oci-layout):/.test(path)))
    return { value: { remote: path }, at };
  return { value: { path: joinTreePath(folder, path === "" ? "." : path) }, at };
}

function addArg(draft: BuildDraft, file: File, { key, keyAt, value }: BakeEntry): void {
  if (value.kind === "null") return;
  draft.args.push({
    name: key,
    nameAt: keyAt,
    value: textOf(file, value)?.value,
    at: value.at,
    literal: value.kind === "text" && value.parts.every((part) => typeof part === "string"),
  });
}

/** Ids of secrets and keys: `"id=x,src=y"` or `{ id = "x" }`. The id counts even where the source is unknown. */
function idsOf(
  file: File,
  value: BakeValue | undefined,
  idOf: (text: string) => string | undefined,
): Located<string>[] {
  if (value?.kind !== "list") return [];
  return value.items.flatMap((item) => {
    if (item.kind === "object") return textOf(file, entriesOf(item).find(({ key }) => key === "id")?.value) ?? [];
    if (item.kind !== "text") return [];
    const id = idOf(expand(file, item.parts, 0, "\0") ?? "");
    return id === undefined || id === "" || id.includes("\0") ? [] : [{ value: id, at: item.at }];
  });
}

function entriesOf(value: BakeValue | undefined): readonly BakeEntry[] {
  return value?.kind === "object" ? value.entries : [];
}

function textsOf(file: File, value: BakeValue | undefined): Located<string>[] {
  return value?.kind === "list" ? value.items.flatMap((item) => textOf(file, item) ?? []) : [];
}

function textOf(file: File, value: BakeValue | undefined): Located<string> | undefined {
  const text = value?.kind === "text" ? expand(file, value.parts, 0, undefined) : undefined;
  return value && text !== undefined ? { value: text, at: value.at } : undefined;
}

/** The text with the defaults of its variables. `instead` stands for what is unknown; without it, all is unknown then. */
function expand(
  file: File,
  parts: Extract<BakeValue, { kind: "text" }>["parts"],
  depth: number,
  instead: string | undefined,
) {
  let text = "";
  for (const part of parts) {
    const known = typeof part === "string" ? part : (variableText(file, part.name, depth) ?? instead);
    if (known === undefined || text.length + known.length > maxTextCharacters) return undefined;
    text += known;
  }
  return text;
}

/** A variable without default is empty. Each is worked out once: a hostile file names many in one and one in many. */
function variableText(file: File, name: string | undefined, depth: number): string | undefined {
  if (name === undefined || depth >= maxVariableDepth) return undefined;
  if (depth === 0 && file.hidden.has(name)) return undefined;
  if (!file.variables.has(name) || file.texts.has(name)) return file.texts.get(name);
  file.texts.set(name, undefined);
  const value = file.variables.get(name);
  const text =
    value === undefined || value.kind === "null"
      ? ""
      : value.kind === "text"
        ? expand(file, value.parts, depth + 1, undefined)
        : undefined;
  file.texts.set(name, text);
  return text;
}

const tooManyEntries = `the targets have more than ${maxBakeEntries} entries; this one and those after it were not read`;

function tooManyTargets(): ScriptProblem {
  return {
    at: { start: 0, end: 0 },
    message: `the file has more than ${maxTargets} targets; those after were not read`,
    fatal: true,
  };
}
