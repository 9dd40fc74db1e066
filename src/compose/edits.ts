/**
 * Edits that rules build Compose fixes from: a key into a map, an item into a list, another value for a scalar, a line out.
 * Each is a span and its text; comments, quotes, indentation and line ends around it stay. Undefined where an edit would
 * reach further than meant: values that an alias or `<<` shares, maps in braces, block texts.
 */
import type { FileEdit } from "../text/edit.ts";
import { lineEndOf, type Place, type Span } from "../text/source.ts";
import type { ComposeService } from "./compose-project.ts";
import { type Found, findNode } from "./find-node.ts";
import { asPlain, asQuoted, joinScalar } from "./scalar-text.ts";
import type { ComposeFile, YamlEntry, YamlList, YamlMap, YamlScalar } from "./yaml-tree.ts";

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

/** Sets a key of a service to a scalar: replaces the one that is there, else adds it. */
export function setServiceKey(
  service: ComposeService,
  name: string,
  value: string,
  after?: string,
): readonly FileEdit[] | undefined {
  const entry = service.node?.entries.get(name);
  if (!entry) return insertServiceKey(service, name, value, after);
  if (!isOwn(entry) || entry.value.kind !== "scalar" || entry.value.text === "") return undefined;
  return rewrite(entry.value, value);
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

/** Takes a key with its value out of a service. Undefined when it is the only one. */
export function removeServiceKey(service: ComposeService, name: string): readonly FileEdit[] | undefined {
  const entry = service.node?.entries.get(name);
  return service.node && entry ? removeEntry(service.node, entry) : undefined;
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
export function appendItem(list: YamlList, item: string): readonly FileEdit[] | undefined {
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

/**
 * Replaces what stands at a place of a file: a whole scalar, or a part of one (the value in `- NAME=value`). Quotes stay.
 * `root` is the file's tree, as in `ComposeProject.root`.
 */
export function replaceScalar(root: YamlMap, at: Place, text: string): readonly FileEdit[] | undefined {
  const found = findNode(root, at);
  if (!found || found.isShared || found.node.kind !== "scalar") return undefined;
  const { node } = found;
  if (node.at.start === at.start && node.at.end === at.end) return rewrite(node, text);
  const written = joinScalar(node, at, text);
  return written === undefined ? undefined : [edit(node.file, at, written)];
}

/** Takes out the list item or the key whose value stands at a place; a list's only item goes with its key. */
export function removeAt(root: YamlMap, at: Place): readonly FileEdit[] | undefined {
  const found = findNode(root, at);
  if (!found || found.isShared || found.node.at.start !== at.start || found.node.at.end !== at.end) return undefined;
  return removeFound(found);
}

function removeFound(found: Found): readonly FileEdit[] | undefined {
  const holder = found.parents.at(-1);
  if (!holder) return undefined;
  if (holder.map && holder.entry) return removeEntry(holder.map, holder.entry);
  if (!holder.list || holder.index === undefined) return undefined;
  if (holder.list.items.length === 1)
    return removeFound({ node: holder.list, isShared: found.isShared, parents: found.parents.slice(0, -1) });
  return removeItem(holder.list, holder.index);
}

function removeEntry(map: YamlMap, entry: YamlEntry): readonly FileEdit[] | undefined {
  if (map.style === "flow" || map.anchored || entry.merged || map.entries.size === 1 || map.brought.has(entry.name))
    return undefined;
  if (entry.value.anchored || columnText(map.file, entry.keyAt.start) === undefined) return undefined;
  return removeLines(map.file, entry.keyAt.start, entryEnd(entry));
}

function removeItem(list: YamlList, index: number): readonly FileEdit[] | undefined {
  const [item, next, previous] = [list.items[index], list.items[index + 1], list.items[index - 1]];
  if (!item || list.anchored || item.value.anchored || item.alias) return undefined;
  const { start, end } = { start: item.value.start, end: item.value.at.end };
  if (list.style === "flow") {
    const span = next
      ? { start, end: next.alias?.start ?? next.value.start }
      : { start: previous?.alias?.end ?? previous?.value.at.end ?? start, end };
    const between = list.file.source.text.slice(span.start, span.end);
    return between.includes("#") ? undefined : [edit(list.file, span, "")];
  }
  const { text } = list.file.source;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  return /^[ ]*-[ ]+$/.test(text.slice(lineStart, start)) ? removeLines(list.file, start, end) : undefined;
}

/** Whole lines, from the one of `start` to the one of `end`, when nothing else but a comment stands on the last. */
function removeLines(file: ComposeFile, start: number, end: number): readonly FileEdit[] | undefined {
  const { text } = file.source;
  const lineEnd = restOfLine(text, end);
  if (lineEnd === undefined) return undefined;
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", lineEnd);
  if (next !== -1) return [edit(file, { start: from, end: next + 1 }, "")];
  // The last line of a file without a final line end: the line end before it goes.
  const before = from === 0 ? 0 : text[from - 2] === "\r" ? from - 2 : from - 1;
  return [edit(file, { start: before, end: text.length }, "")];
}

function rewrite(node: YamlScalar, text: string): readonly FileEdit[] | undefined {
  if (node.style === "block" || node.anchored) return undefined;
  const written = node.style === "plain" ? asPlain(text) : asQuoted(text, node.style);
  return [edit(node.file, node.at, written)];
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
