import type { Place, Source } from "../text/source.ts";

/**
 * YAML as Compose sees it: aliases lead to the node they stand for, merge keys are merged, every node knows where it is
 * written. A node that several aliases share is one object. Nothing of the YAML library shows here.
 */

/** A file that a Compose project is made of, with what its values hang on. */
export interface ComposeFile {
  readonly source: Source;
  /** Set on places in it, unless it is the file that is looked at. */
  readonly path: string | undefined;
  /** Relative paths in it start here; a path as in `Source.path`. */
  readonly folder: string;
  /** Values for `${…}`: the environment, else `.env`. */
  readonly variables: ReadonlyMap<string, string>;
}

/** One value of a YAML file. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

interface YamlBase {
  readonly file: ComposeFile;
  /** The node itself, without anchor and tag, without the line end behind it. Empty where nothing is written. */
  readonly at: Place;
  /** From the anchor or tag, when it has one. */
  readonly start: number;
  /** `!reset` or `!override`, which tell how the node is merged. */
  readonly tag: string | undefined;
  /** True when it has an anchor: an alias may use it elsewhere. */
  readonly anchored: boolean;
}

/** A text. */
export interface YamlScalar extends YamlBase {
  readonly kind: "scalar";
  readonly style: "plain" | "single" | "double" | "block";
  /** The content, without quotes, with escapes resolved; variables are still in it. */
  readonly text: string;
}

/** A sequence. */
export interface YamlList extends YamlBase {
  readonly kind: "list";
  readonly style: "block" | "flow";
  readonly items: readonly YamlItem[];
}

/** One value of a list. */
export interface YamlItem {
  readonly value: YamlNode;
  /** Where `*name` stands, when the item is an alias. */
  readonly alias: Place | undefined;
}

/** A mapping, with what merge keys bring. */
export interface YamlMap extends YamlBase {
  readonly kind: "map";
  readonly style: "block" | "flow";
  /** By name: its own keys in order, then those that `<<` brings. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
  /** Names of the keys that `<<` brings, those that an own key hides too. */
  readonly brought: ReadonlySet<string>;
}

/** A key of a map with its value. */
export interface YamlEntry {
  readonly name: string;
  readonly keyAt: Place;
  readonly value: YamlNode;
  /** Where `*name` stands, when the value is an alias. */
  readonly alias: Place | undefined;
  /** True when `<<` brought it: it is written in another map. */
  readonly merged: boolean;
}

/** What is wrong with a file. */
export interface ComposeProblem {
  readonly at: Place;
  readonly message: string;
  /** The rest of that file was not read. */
  readonly fatal: boolean;
}

/** A place in a file of the project. */
export function placeIn(file: ComposeFile, start: number, end: number): Place {
  return file.path === undefined ? { start, end } : { start, end, path: file.path };
}

/** The value of a key, undefined when it is absent, null or taken away by `!reset`. */
export function fieldOf(map: YamlMap | undefined, name: string): YamlNode | undefined {
  const value = map?.entries.get(name)?.value;
  return value && !isReset(value) && !isNull(value) ? value : undefined;
}

/** The keys of a map without those that `!reset` takes away. */
export function entriesOf(map: YamlMap): readonly YamlEntry[] {
  return [...map.entries.values()].filter(({ value }) => !isReset(value));
}

/** True for what takes away the value that another file gives. It stays in merged trees: more may be merged below. */
export function isReset(node: YamlNode): boolean {
  return node.tag === "!reset";
}

/** True for an empty value, `~` and `null`. */
export function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && /^(?:|~|null|Null|NULL)$/.test(node.text);
}
