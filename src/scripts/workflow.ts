import { isMap, isPair, isScalar, isSeq, type Node, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import {
  deepestYaml,
  mostDocuments,
  mostYamlCharacters,
  parseYamlDocuments,
  type YamlRefusal,
} from "../compose/yaml-documents.ts";
import { joinTexts, type TextMap } from "../dockerfile/shell-text.ts";
import { joinTreePath } from "../files/tree-path.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import type { Source } from "../text/source.ts";
import { actionBuild } from "./build-action.ts";
import { placeholder } from "./marks.ts";
import type { ScriptProblem } from "./script-facts.ts";
import { type FoundSnippets, mayNameEngine, type Snippet } from "./snippet.ts";
import { scalarText } from "./yaml-text.ts";

/**
 * The shell text of CI files: GitHub Actions, GitLab CI, CircleCI, Azure Pipelines. One reader for all, as they agree on what
 * holds shell text (`run`, `script` and the like); steps for another shell are left out. Aliases are not followed: what they
 * stand for is read where it is written.
 */
export function workflowSnippets(source: Source, folder: string | undefined): FoundWorkflow {
  const documents = parseYamlDocuments(source.text);
  if (typeof documents === "string") return { snippets: [], builds: [], problems: [unread[documents]] };
  const walk: Walk = { source, snippets: [], builds: [] };
  for (const { contents } of documents) visit(walk, contents, { root: folder, folder, isShell: true }, 0);
  return { snippets: walk.snippets, builds: walk.builds, problems: [] };
}

/** What a CI file holds. */
export interface FoundWorkflow extends FoundSnippets {
  readonly builds: readonly ImageBuild[];
}

interface Walk {
  readonly source: Source;
  readonly snippets: Snippet[];
  readonly builds: ImageBuild[];
}

/** What holds for the steps below a place. */
interface Setting {
  /** The checkout. */
  readonly root: string | undefined;
  readonly folder: string | undefined;
  readonly isShell: boolean;
}

/** Maps and lists inside each other that are looked into. Real files have ten. */
const maxDepth = 40;

const unread: Readonly<Record<YamlRefusal, ScriptProblem>> = {
  "too long": problemOf(`the file has more than ${mostYamlCharacters} characters and was not read`),
  "too deep": problemOf(`the file is nested deeper than ${deepestYaml} and was not read`),
  "too many documents": problemOf(`the file holds more than ${mostDocuments} YAML documents and was not read`),
};

function problemOf(message: string): ScriptProblem {
  return { at: { start: 0, end: 0 }, message, fatal: true };
}

const shellKeys: ReadonlySet<string> = new Set(["run", "script", "before_script", "after_script", "bash"]);

function visit(walk: Walk, node: unknown, setting: Setting, depth: number): void {
  if (depth > maxDepth) return;
  if (isSeq(node)) for (const item of node.items) visit(walk, item, setting, depth + 1);
  if (!isMap(node)) return;
  const here = settingOf(node, setting);
  const build = actionBuild(walk.source, node, here.root);
  if (build) walk.builds.push(build);
  for (const item of node.items) {
    if (!isPair(item)) continue;
    const key = isScalar(item.key) ? String(item.key.value) : "";
    // What is handed to an action is its own language: JavaScript under `script`, as often as not.
    if (key === "with") continue;
    if (shellKeys.has(key)) visitShell(walk, item.value, here, depth);
    else visit(walk, item.value, here, depth + 1);
  }
}

/** `run: text`, `script: [text, text]`, `run: { command: text }`. */
function visitShell(walk: Walk, value: unknown, setting: Setting, depth: number): void {
  if (isMap(value)) {
    const here = settingOf(value, setting);
    const command = value.get("command", true);
    if (isScalar(command)) addSnippet(walk, [command], here);
    else visit(walk, value, setting, depth + 1);
    return;
  }
  if (isScalar(value)) addSnippet(walk, [value], setting);
  else if (isSeq(value)) addSnippet(walk, scalarsOf(value, 0), setting);
}

/** GitLab allows lists in lists; all items run one after the other in one shell. */
function scalarsOf(list: YAMLSeq, depth: number): Scalar[] {
  return list.items.flatMap((item) => {
    if (isScalar(item)) return [item];
    return isSeq(item) && depth < maxDepth ? scalarsOf(item, depth + 1) : [];
  });
}

function addSnippet(walk: Walk, scalars: readonly Scalar[], setting: Setting): void {
  if (!setting.isShell || !scalars.some(({ value }) => typeof value === "string" && mayNameEngine(value))) return;
  const texts = scalars.flatMap((scalar) => snippetText(walk.source, scalar) ?? []);
  const [only] = texts;
  if (!only) return;
  const text = texts.length === 1 ? only : joinTexts(texts.flatMap((each) => [each, "\n"]));
  walk.snippets.push({ text, folder: setting.folder });
}

/** The text of a scalar with its places; expressions of the CI system are placeholders. */
function snippetText(source: Source, scalar: Scalar): TextMap | undefined {
  const map = scalarText(source, scalar);
  const text = map?.text.replace(expression, (match) => placeholder.repeat(match.length));
  return map && text !== undefined
    ? { text, startOf: (offset) => map.startOf(offset), endOf: (offset) => map.endOf(offset) }
    : undefined;
}

/** `${{ secrets.TOKEN }}` of GitHub and Azure, `<< parameters.tag >>` of CircleCI. */
const expression = /\$\{\{[^\n{}]*\}\}|<<[ \t]*(?:pipeline|parameters)\.[A-Za-z0-9_.-]*[ \t]*>>/g;

function settingOf(node: YAMLMap, outer: Setting): Setting {
  const defaults = mapIn(mapIn(node, "defaults"), "run");
  const inner = defaults ? ownSetting(defaults, outer) : outer;
  return ownSetting(node, inner);
}

function ownSetting(node: YAMLMap, outer: Setting): Setting {
  const folder = ["working-directory", "working_directory", "workingDirectory"]
    .map((key) => textIn(node, key))
    .find((text) => text !== undefined);
  const shell = textIn(node, "shell");
  return {
    root: outer.root,
    folder: folder === undefined ? outer.folder : insideRoot(outer.root, folder),
    isShell: shell === undefined ? outer.isShell : /^(?:\/(?:usr\/)?bin\/)?(?:bash|sh|zsh)\b/.test(shell),
  };
}

/** A working directory is relative to the checkout, whatever the job around it says. */
function insideRoot(root: string | undefined, folder: string): string | undefined {
  if (root === undefined || /[$~*<]|^\//.test(folder)) return undefined;
  return joinTreePath(root, folder);
}

function mapIn(node: YAMLMap | undefined, key: string): YAMLMap | undefined {
  const value = node?.get(key, true) as Node | undefined;
  return isMap(value) ? value : undefined;
}

function textIn(node: YAMLMap, key: string): string | undefined {
  const value = node.get(key);
  return typeof value === "string" ? value : undefined;
}
