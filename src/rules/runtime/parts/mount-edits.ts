import type { FileEdit } from "../../../text/edit.ts";
import type { Place } from "../../../text/source.ts";
import { editWithin, insertFirstKey, isMapping, type PlaceFacts, textAt } from "./place-text.ts";

/**
 * Makes a mount read-only where it is written: `/a:/b` gets `:ro`, `type=bind,…` gets `,readonly`, a mapping the key.
 * Undefined where the text is not as expected, such as one that a variable makes up.
 */
export function readOnlyEdit(facts: PlaceFacts, at: Place): FileEdit | undefined {
  const text = textAt(facts, at);
  if (text === undefined) return undefined;
  if (isMapping(text)) return /read_only/.test(text) ? undefined : insertFirstKey(facts, at, "read_only: true");
  const quote = /^(?:\\?["'])/.exec(text)?.[0] ?? "";
  if (!text.endsWith(quote) || /[\s${}]/.test(text)) return undefined;
  const body = text.slice(quote.length, text.length - quote.length);
  const end = text.length - quote.length;
  if (/(?:^|,)(?:type|source|src)=/.test(body)) return editWithin(at, end, end, ",readonly");
  const drive = /^[a-zA-Z]:[\\/]/.test(body) ? 2 : 0;
  const [, target, options, more] = body.slice(drive).split(":");
  if (target === undefined || more !== undefined) return undefined;
  if (options === undefined) return editWithin(at, end, end, ":ro");
  const writable = options.split(",").indexOf("rw");
  if (writable === -1) return editWithin(at, end, end, ",ro");
  const before = options.split(",").slice(0, writable).join(",");
  const start = end - options.length + (writable === 0 ? 0 : before.length + 1);
  return editWithin(at, start, start + 2, "ro");
}
