import type { AmbiguousScalar } from "./compose-project.ts";
import { olderReading } from "./scalars.ts";
import { fieldOf, type YamlMap, type YamlNode, type YamlScalar } from "./yaml-tree.ts";

/**
 * Finds the unquoted scalars that mean one thing to Compose and another to a reader of YAML 1.1, where it matters: ports
 * such as `22:22`, and words such as `yes` as values of variables.
 */
export function ambiguousScalars(root: YamlMap): readonly AmbiguousScalar[] {
  const services = fieldOf(root, "services");
  if (services?.kind !== "map") return [];
  const found = new Map<YamlScalar, AmbiguousScalar>();
  const look = (node: YamlNode, kind: AmbiguousScalar["kind"]) => {
    const older = node.kind === "scalar" ? olderReading(node) : undefined;
    if (node.kind !== "scalar" || older === undefined || node.file !== root.file) return;
    if ((kind === "sexagesimal") !== node.text.includes(":")) return;
    found.set(node, { kind, at: node.at, text: node.text, older });
  };
  // What aliases repeat is looked at once.
  const looked = new Set<YamlNode>();
  const lookBelow = (node: YamlNode | undefined, kind: AmbiguousScalar["kind"]) => {
    if (!node || looked.has(node)) return;
    looked.add(node);
    for (const child of childrenOf(node)) look(child, kind);
  };
  for (const { value: service } of services.entries.values()) {
    if (service.kind !== "map") continue;
    lookBelow(fieldOf(service, "ports"), "sexagesimal");
    lookBelow(fieldOf(service, "expose"), "sexagesimal");
    lookBelow(fieldOf(service, "environment"), "boolean");
  }
  return [...found.values()];
}

function childrenOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === "list") return node.items.map((item) => item.value);
  return node.kind === "map" ? [...node.entries.values()].map((entry) => entry.value) : [];
}
