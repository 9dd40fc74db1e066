/**
 * Edits that rules build Compose fixes from: a key into a map, an item into a list. Each is a span and its text; comments, quotes, indentation and line ends around it stay. Undefined where an edit would
 * reach further than meant: values that an alias or `<<` shares, maps in braces, block texts.
 */
import type { FileEdit } from "../text/edit.ts";
import { lineEndOf, type Span } from "../text/source.ts";
import type { ComposeService } from "./compose-project.ts";
import { asPlain, asQuoted } from "./scalar-text.ts";
import type { ComposeFile, YamlEntry, YamlList, YamlMap } from "./yaml-tree.ts";

/** A value as YAML text: a scalar, the items of a list, the keys of a map. */
export type YamlText = string | readonly YamlText[] | { readonly [key: string]: YamlText };

/** Adds a key to a service, after its last one or after `after`. Undefined when it is there already. */
export function insertServiceKey(
  service: ComposeService,
  name: string,
  value: YamlText,
  after?: string,
): readonly FileEdit[] | undefined {
  return service.node && insertKey(service.node, name, value, after);
}

/** Adds an item to a list of a service; adds the list when the service has none. */
export function appendServiceItem(
  service: ComposeService,
  name: string,
  item: string,
  after?: string,
): readonly FileEdit[] | undefined {
  const entry = service.node?.entries.get(name);
  if (!entry) return insertServiceKey(service, name, [item], after);
  return isOwn(entry) && entry.value.kind === "list" ? appendItem(entry.value, item) : undefined;
}

/** Adds a key to a block map, after its last one or after `after`. Undefined when it is there already. */
export function insertKey(
  map: YamlMap,
  name: string,
  value: YamlText,
  after?: string,
): readonly FileEdit[] | undefined {
  const indent = indentOf(map);
  const own = [...map.entries.values()].filter((entry) => !entry.merged);
  const last = own.find((entry) => entry.name === after) ?? lastOf(own);
  if (indent === undefined || !last || map.anchored || map.entries.has(name)) return undefined;
  const at = lineEndAfter(map.file, entryEnd(last), indent.length);
  if (at === undefined || endsInKeptLines(last)) return undefined;
  const lines = render(asPlain(name), value, indent, listStep(map, indent.length));
  const eol = lineEndOf(map.file.source.text);
  return [edit(map.file, { start: at, end: at }, lines.map((line) => eol + line).join(""))];
}

/** Adds an item at the end of a list. `item` is the text of a scalar. */
function appendItem(list: YamlList, item: string): readonly FileEdit[] | undefined {
  const { file } = list;
  const last = list.items.at(-1);
  if (list.anchored || list.tag !== undefined) return undefined;
  const text = asPlain(item);
  if (list.style === "flow") {
    const at = last ? (last.alias?.end ?? last.value.at.end) : list.at.start + 1;
    return [edit(file, { start: at, end: at }, last ? `, ${text}` : text)];
  }
  const indent = columnText(file, list.at.start);
  if (!last || indent === undefined || (last.value.kind === "scalar" && last.value.style === "block")) return undefined;
  const at = lineEndAfter(file, last.alias?.end ?? last.value.at.end, indent.length);
  if (at === undefined) return undefined;
  const style = last.value.kind === "scalar" && last.alias === undefined ? last.value.style : "plain";
  const written = style === "single" || style === "double" ? asQuoted(item, style) : text;
  return [edit(file, { start: at, end: at }, `${lineEndOf(file.source.text)}${indent}- ${written}`)];
}

function isOwn(entry: YamlEntry): boolean {
  return !entry.merged && entry.alias === undefined && !entry.value.anchored && entry.value.tag === undefined;
}

function edit(file: ComposeFile, { start, end }: Span, text: string): FileEdit {
  return file.path === undefined ? { start, end, text } : { start, end, text, path: file.path };
}

/** The blanks before the keys of a block map; undefined where something else stands before the first. */
function indentOf(map: YamlMap): string | undefined {
  return map.style === "flow" ? undefined : columnText(map.file, map.at.start);
}

function columnText(file: ComposeFile, offset: number): string | undefined {
  const { text } = file.source;
  const before = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).replace(/^\uFEFF/, "");
  return /^ *$/.test(before) ? before : undefined;
}

function lastOf(entries: readonly YamlEntry[]): YamlEntry | undefined {
  return entries.reduce<YamlEntry | undefined>(
    (last, entry) => (last && last.keyAt.start > entry.keyAt.start ? last : entry),
    undefined,
  );
}

function entryEnd(entry: YamlEntry): number {
  const { text } = entry.value.file.source;
  const end = entry.alias?.end ?? Math.max(entry.value.at.end, entry.value.start);
  // `key:` without a value ends behind its colon.
  if (end > entry.keyAt.end) return end;
  const colon = /^[ \t]*:/.exec(text.slice(entry.keyAt.end, entry.keyAt.end + 20))?.[0];
  return entry.keyAt.end + (colon?.length ?? 0);
}

/** True for a block text that keeps the empty lines behind it: a line added there would change it. */
function endsInKeptLines(entry: YamlEntry): boolean {
  let node = entry.value;
  while (node.kind !== "scalar") {
    const next = node.kind === "list" ? node.items.at(-1)?.value : lastOf([...node.entries.values()])?.value;
    if (!next) return false;
    node = next;
  }
  return node.style === "block" && /^[|>][0-9]*\+/.test(node.file.source.text.slice(node.at.start, node.at.start + 4));
}

/** Where a line can be added below a value: the end of its line, or of the deeper comments under it. */
function lineEndAfter(file: ComposeFile, end: number, column: number): number | undefined {
  const { text } = file.source;
  let at = restOfLine(text, end);
  while (at !== undefined) {
    const next = text.indexOf("\n", at);
    if (next === -1) return at;
    const line = /^( *)#[^\n]*/.exec(text.slice(next + 1, text.indexOf("\n", next + 1) >>> 0));
    if (!line || (line[1] ?? "").length <= column) return at;
    at = restOfLine(text, next + 1);
  }
  return undefined;
}

/** The end of the line, before its line end, when only blanks and a comment are left on it. */
function restOfLine(text: string, from: number): number | undefined {
  const newline = text.indexOf("\n", from);
  let end = newline === -1 ? text.length : newline;
  if (end > from && text[end - 1] === "\r") end--;
  return /^[ \t]*(?:#.*)?$/.test(text.slice(from, end)) || from >= end ? end : undefined;
}

/** How far the items of lists are moved in: as in another list of the map, else by two. */
function listStep(map: YamlMap, column: number): number {
  for (const { value, merged, alias } of map.entries.values()) {
    if (merged || alias || value.kind !== "list" || value.style === "flow") continue;
    const indent = columnText(value.file, value.at.start);
    if (indent !== undefined && indent.length >= column) return indent.length - column;
  }
  return 2;
}

function render(name: string, value: YamlText, indent: string, step: number): readonly string[] {
  if (typeof value === "string") return [`${indent}${name}: ${asPlain(value)}`];
  const inner = indent + " ".repeat(isList(value) ? step : 2);
  const lines = isList(value)
    ? value.flatMap((item) => renderItem(item, inner))
    : Object.entries(value).flatMap(([key, nested]) => render(asPlain(key), nested, inner, 2));
  return [`${indent}${name}:`, ...lines];
}

function renderItem(item: YamlText, indent: string): readonly string[] {
  if (typeof item === "string") return [`${indent}- ${asPlain(item)}`];
  if (isList(item)) return [];
  const lines = Object.entries(item).flatMap(([key, nested]) => render(asPlain(key), nested, `${indent}  `, 2));
  return lines.map((line, index) => (index === 0 ? `${indent}- ${line.slice(indent.length + 2)}` : line));
}

function isList(value: YamlText): value is readonly YamlText[] {
  return Array.isArray(value);
}
