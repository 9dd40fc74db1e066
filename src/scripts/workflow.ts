import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { joinTexts, type TextMap } from "../dockerfile/shell-text.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import type { Source } from "../text/source.ts";
import { actionBuild } from "./build-action.ts";
import { joinPath } from "./folder.ts";
import { placeholder } from "./marks.ts";
import type { ScriptProblem } from "./script-facts.ts";
import { type FoundSnippets, mayNameEngine, type Snippet } from "./snippet.ts";
import { mapYamlText } from "./yaml-text.ts";

/**
 * The shell text of CI files: GitHub Actions, GitLab CI, CircleCI, Azure Pipelines. One reader for all, as they agree on what
 * holds shell text (`run`, `script` and the like); steps for another shell are left out. Aliases are not followed: what they
 * stand for is read where it is written.
 */
export function workflowSnippets(source: Source, folder: string | undefined): FoundWorkflow {
  if (isTooDeep(source.text)) return { snippets: [], builds: [], problems: [tooDeep] };
  const document = parseDocument(source.text, {
    prettyErrors: false,
    logLevel: "silent",
    strict: false,
    uniqueKeys: false,
  });
  const walk: Walk = { source, snippets: [], builds: [] };
  visit(walk, document.contents, { root: folder, folder, isShell: true }, 0);
  return { snippets: walk.snippets, builds: walk.builds, problems: [] };
}

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
/** Brackets of flow collections and indents that could make the parser's own stack too deep. */
export const maxYamlNesting = 200;

const tooDeep: ScriptProblem = {
  at: { start: 0, end: 0 },
  message: `the file is nested deeper than ${maxYamlNesting} and was not read`,
  fatal: true,
};

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
  const texts = scalars.flatMap((scalar) => textOf(walk.source, scalar) ?? []);
  const [only] = texts;
  if (!only) return;
  const text = texts.length === 1 ? only : joinTexts(texts.flatMap((each) => [each, "\n"]));
  walk.snippets.push({ text, folder: setting.folder });
}

/** The text of a scalar with its places; expressions of the CI system are placeholders. */
export function textOf(source: Source, scalar: Scalar): TextMap | undefined {
  const { value, range, type } = scalar;
  if (typeof value !== "string" || !range) return undefined;
  const style =
    type === "QUOTE_DOUBLE"
      ? "double"
      : type === "QUOTE_SINGLE"
        ? "single"
        : type?.startsWith("BLOCK")
          ? "block"
          : "plain";
  const map = mapYamlText(source.text, { value, start: range[0], end: range[1], style });
  const text = value.replace(expression, (match) => placeholder.repeat(match.length));
  return { text, startOf: (offset) => map.startOf(offset), endOf: (offset) => map.endOf(offset) };
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
  return joinPath(root, folder);
}

function mapIn(node: YAMLMap | undefined, key: string): YAMLMap | undefined {
  const value = node?.get(key, true) as Node | undefined;
  return isMap(value) ? value : undefined;
}

function textIn(node: YAMLMap, key: string): string | undefined {
  const value = node.get(key);
  return typeof value === "string" ? value : undefined;
}

/** The parser recurses, so what could make it go too deep is counted first: open brackets, `- - -`, and growing indents. */
function isTooDeep(text: string): boolean {
  let open = 0;
  let dashes = 0;
  const indents: number[] = [];
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    let indent = start;
    while (text[indent] === " ") indent++;
    dashes = 0;
    for (let at = indent; at < end; at++) {
      const char = text[at];
      if (char === "[" || char === "{") open += 1;
      else if ((char === "]" || char === "}") && open > 0) open -= 1;
      else if ((char === "-" || char === "?" || char === ":") && text[at + 1] === " ") dashes += 1;
      if (open > maxYamlNesting || dashes > maxYamlNesting) return true;
    }
    if (indent < end) {
      while ((indents.at(-1) ?? -1) >= indent - start) indents.pop();
      indents.push(indent - start);
      if (indents.length > maxYamlNesting) return true;
    }
    start = end + 1;
  }
  return false;
}
