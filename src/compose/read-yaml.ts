import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from "yaml";
import type { Budget } from "./budget.ts";
import {
  deepestYaml,
  mostDocuments,
  mostYamlCharacters,
  parseYamlDocuments,
  scalarStyles,
  type YamlRefusal,
} from "./yaml-documents.ts";
import {
  type ComposeFile,
  type ComposeProblem,
  placeIn,
  type YamlEntry,
  type YamlItem,
  type YamlMap,
  type YamlNode,
} from "./yaml-tree.ts";

/**
 * Reads YAML text into the tree of yaml-tree.ts: one node for each document, places in UTF-16 code units. A file with a
 * syntax error, too large, or nested too deep comes back empty with a fatal problem. Messages never quote the file: what
 * stands at a syntax error may be a secret.
 */

/** The documents of a file, in order, and what is wrong with it. */
export interface YamlFile {
  readonly documents: readonly YamlNode[];
  readonly problems: readonly ComposeProblem[];
}

/** Never throws but for the budget's `LimitReached`. */
export function readYaml(file: ComposeFile, budget: Budget): YamlFile {
  const documents = parseYamlDocuments(file.source.text);
  if (typeof documents === "string") return refused(file, 0, refusals[documents]);
  for (const document of documents) {
    const error = document.errors[0];
    if (error) return refused(file, error.pos[0], sentenceFor(error.code), error.pos[1]);
  }
  const problems: ComposeProblem[] = [];
  const nodes: YamlNode[] = [];
  for (const document of documents) {
    if (!document.contents) continue;
    const reading: Reading = { file, budget, problems, anchors: new Map() };
    nodes.push(convert(reading, document.contents).value);
  }
  return { documents: nodes, problems };
}

interface Reading {
  readonly file: ComposeFile;
  readonly budget: Budget;
  readonly problems: ComposeProblem[];
  /** Nodes by anchor; undefined while the node is being read, so that a circle is seen. */
  readonly anchors: Map<string, YamlNode | undefined>;
}

function refused(file: ComposeFile, start: number, message: string, end = start + 1): YamlFile {
  const last = file.source.text.length;
  const at = placeIn(file, Math.min(start, last), Math.min(Math.max(end, start), last));
  return { documents: [], problems: [{ at, message, fatal: true }] };
}

function convert(reading: Reading, node: Node | null): YamlItem {
  reading.budget.spend(1);
  if (node === null) return { value: emptyScalar(reading, 0), alias: undefined };
  if (isAlias(node)) return followAlias(reading, node);
  const anchor = "anchor" in node ? node.anchor : undefined;
  if (anchor !== undefined) reading.anchors.set(anchor, undefined);
  const value = convertNode(reading, node);
  if (anchor !== undefined) reading.anchors.set(anchor, value);
  return { value, alias: undefined };
}

function followAlias(reading: Reading, node: { readonly source: string } & Node): YamlItem {
  const [start, end] = rangeOf(node);
  const alias = placeIn(reading.file, start, end);
  const value = reading.anchors.get(node.source);
  if (value) return { value, alias };
  const message = reading.anchors.has(node.source)
    ? "The alias stands inside the value it stands for: give it a value of its own."
    : "The alias has no anchor before it: define it with `&` further up.";
  reading.problems.push({ at: alias, message, fatal: false });
  return { value: emptyScalar(reading, start), alias };
}

function convertNode(reading: Reading, node: Node): YamlNode {
  const { file } = reading;
  const [start, valueEnd] = rangeOf(node);
  const common = {
    file,
    start: propertiesStart(file.source.text, node, start),
    tag: node.tag === undefined || node.tag.startsWith("tag:yaml.org") ? undefined : node.tag,
    anchored: "anchor" in node && node.anchor !== undefined,
  };
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(reading, item as Node | null));
    const style = node.flow ? "flow" : "block";
    const end = style === "flow" ? valueEnd : blockEnd(start, items);
    return { kind: "list", ...common, at: placeIn(file, start, end), style, items };
  }
  if (isMap(node)) return convertMap(reading, node, common);
  const scalar = node as Scalar;
  const style = scalarStyles[scalar.type ?? "PLAIN"] ?? "plain";
  const end = style === "block" ? trimEnd(file.source.text, start, valueEnd) : valueEnd;
  const text = isScalar(node) && typeof scalar.value === "string" ? scalar.value : "";
  return { kind: "scalar", ...common, at: placeIn(file, start, end), style, text };
}

type Common = Pick<YamlMap, "file" | "start" | "tag" | "anchored">;

function convertMap(
  reading: Reading,
  node: Node & { items: unknown[]; flow?: boolean | undefined },
  common: Common,
): YamlMap {
  const [start, valueEnd] = rangeOf(node);
  const own = new Map<string, YamlEntry>();
  const brought: YamlItem[] = [];
  const written: YamlItem[] = [];
  for (const pair of node.items as Pair<Node, Node | null>[]) {
    const key = convert(reading, pair.key);
    const item = pair.value
      ? convert(reading, pair.value)
      : { value: emptyScalar(reading, key.value.at.end), alias: undefined };
    written.push(key, item);
    if (key.value.kind !== "scalar") {
      reading.problems.push({ at: key.value.at, message: "A key has to be a plain word.", fatal: false });
      continue;
    }
    const name = key.value.text;
    if (name === "<<") brought.push(item);
    else addEntry(reading, own, { name, keyAt: key.alias ?? key.value.at, ...item, merged: false });
  }
  const style = node.flow ? "flow" : "block";
  const end = style === "flow" ? valueEnd : blockEnd(start, written);
  const names = mergeInto(reading, own, brought);
  const at = placeIn(reading.file, start, end);
  return { kind: "map", ...common, at, style, entries: own, brought: names };
}

function addEntry(reading: Reading, entries: Map<string, YamlEntry>, entry: YamlEntry): void {
  if (entries.has(entry.name)) {
    const message =
      "The key stands twice in this map, which Compose refuses: keep one. The last one is looked at here.";
    // The value above is not looked at.
    reading.problems.push({ at: entry.keyAt, message, fatal: true });
  }
  entries.set(entry.name, entry);
}

/** `<<`: keys that are not there yet, from one map or from a list of them, the first of which wins. */
function mergeInto(
  reading: Reading,
  entries: Map<string, YamlEntry>,
  brought: readonly YamlItem[],
): ReadonlySet<string> {
  if (brought.length === 0) return noNames;
  const names = new Set<string>();
  for (const { value, alias } of brought.flatMap((item) => (item.value.kind === "list" ? item.value.items : [item]))) {
    if (value.kind !== "map") {
      const message = "`<<` takes a map or a list of maps.";
      reading.problems.push({ at: alias ?? value.at, message, fatal: false });
      continue;
    }
    reading.budget.spend(value.entries.size);
    for (const entry of value.entries.values()) {
      names.add(entry.name);
      if (!entries.has(entry.name)) entries.set(entry.name, { ...entry, merged: true });
    }
  }
  return names;
}

const noNames: ReadonlySet<string> = new Set();

function emptyScalar(reading: Reading, offset: number): YamlNode {
  const at = placeIn(reading.file, offset, offset);
  const { file } = reading;
  return { kind: "scalar", file, at, start: offset, tag: undefined, anchored: false, style: "plain", text: "" };
}

function rangeOf(node: Node): readonly [number, number] {
  return node.range ? [node.range[0], node.range[1]] : [0, 0];
}

/** The end of the last thing in a block list or map: its own range goes on over comments and blank lines. */
function blockEnd(start: number, items: readonly YamlItem[]): number {
  let end = start;
  for (const { value, alias } of items) end = Math.max(end, alias?.end ?? value.at.end);
  return end;
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text[at - 1] === "\n" || text[at - 1] === "\r")) at--;
  return at;
}

/** Where the anchor or the tag before a node stands: its own range begins behind them. */
function propertiesStart(text: string, node: Node, start: number): number {
  const anchor = "anchor" in node && node.anchor !== undefined ? `&${node.anchor}` : undefined;
  if (anchor === undefined && node.tag === undefined) return start;
  let at = start;
  // Back over at most two words: `&name` and `!tag`, in either order.
  for (let word = 0; word < 2; word++) {
    let end = at;
    while (end > 0 && /\s/.test(text[end - 1] ?? "")) end--;
    let begin = end;
    while (begin > 0 && !/\s/.test(text[begin - 1] ?? "")) begin--;
    if (begin === end || !/[&!]/.test(text[begin] ?? "")) break;
    at = begin;
  }
  return at;
}

const refusals: Readonly<Record<YamlRefusal, string>> = {
  "too long": `The file has more than ${mostYamlCharacters} characters and is not read as a Compose file.`,
  "too deep": `Lists and maps are nested more than ${deepestYaml} deep, and the file is not read.`,
  "too many documents": `The file holds more than ${mostDocuments} YAML documents and is not read.`,
};

/** What the library found, in words of ours: its own quote the file. */
const sentences = {
  TAB_AS_INDENT: "YAML is indented with spaces: replace the tab.",
  BAD_INDENT: "The indentation fits no level above: line it up with its neighbours.",
  MULTILINE_IMPLICIT_KEY: "A key has to end on its own line: a colon or a quote is missing.",
  MISSING_CHAR: "Something is missing here: a colon, a comma, a closing bracket or a quote.",
  BAD_SCALAR_START: "A value cannot start with this character: put it in quotes.",
  BLOCK_AS_IMPLICIT_KEY: "A map cannot start on this line: break the line or quote the value.",
  BAD_DQ_ESCAPE: "A backslash in double quotes starts an escape that does not exist: double it, or use single quotes.",
} as const;

function sentenceFor(code: string): string {
  const known: Readonly<Record<string, string>> = sentences;
  return known[code] ?? "This is not valid YAML, so Compose refuses the file.";
}
