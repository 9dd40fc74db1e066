import type { Place } from "../text/source.ts";
import type { YamlEntry, YamlList, YamlMap, YamlNode } from "./yaml-tree.ts";

/** What holds a node: a map by a key, or a list by an index. */
export interface Holder {
  readonly map?: YamlMap;
  readonly entry?: YamlEntry;
  readonly list?: YamlList;
  readonly index?: number;
}

/** A node with all that is around it, outermost first. */
export interface Found {
  readonly node: YamlNode;
  readonly parents: readonly Holder[];
  /** True when it or something around it has an anchor: an alias may use it elsewhere. */
  readonly isShared: boolean;
}

/** The innermost node of a file's tree that covers a place. Aliases are not followed: their value stands elsewhere. */
export function findNode(root: YamlMap, at: Place): Found | undefined {
  if (at.path !== root.file.path) return undefined;
  const parents: Holder[] = [];
  let node: YamlNode = root;
  let isShared = root.anchored;
  for (;;) {
    const next = childAt(node, at);
    if (!next) return { node, parents, isShared };
    parents.push(next.holder);
    node = next.node;
    isShared ||= node.anchored;
  }
}

function childAt(node: YamlNode, at: Place): { readonly node: YamlNode; readonly holder: Holder } | undefined {
  if (node.kind === "map") {
    for (const entry of node.entries.values()) {
      if (!entry.merged && !entry.alias && covers(entry.value, at))
        return { node: entry.value, holder: { map: node, entry } };
    }
  }
  if (node.kind === "list") {
    for (const [index, item] of node.items.entries())
      if (!item.alias && covers(item.value, at)) return { node: item.value, holder: { list: node, index } };
  }
  return undefined;
}

function covers(node: YamlNode, at: Place): boolean {
  return node.at.start <= at.start && at.end <= node.at.end && node.at.end > node.at.start;
}
