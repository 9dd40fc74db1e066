import type { BakeBlock, BakeValue } from "./bake-values.ts";
import { templateParts } from "./hcl-text.ts";
import type { JsonValue } from "./json.ts";

/** The JSON form: `{ "target": { "api": { … } } }`. */
export function blocksOfJson(root: JsonValue | undefined): BakeBlock[] {
  if (root?.kind !== "object") return [];
  return root.entries.flatMap(({ key: type, value }) => {
    if (value.kind !== "object") return [];
    return value.entries.flatMap(({ key: label, keyAt: labelAt, value: body }) => {
      const block = ofJson(body);
      return block.kind === "object" ? [{ type, label, labelAt, attributes: block.entries }] : [];
    });
  });
}

/** The JSON reader bounds the depth. */
function ofJson(value: JsonValue): BakeValue {
  const { at } = value;
  switch (value.kind) {
    case "string":
      return { kind: "text", at, parts: templateParts(value.text) };
    case "array":
      return { kind: "list", at, items: value.items.map(ofJson) };
    case "object":
      return { kind: "object", at, entries: value.entries.map((entry) => ({ ...entry, value: ofJson(entry.value) })) };
    default:
      return value.text === "null" ? { kind: "null", at } : { kind: "text", at, parts: [value.text] };
  }
}
