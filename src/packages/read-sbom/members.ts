/** Members of parsed JSON: what is of another type, or too long, is not there. */
import { field, textOf } from "../../text/json.ts";

/** Characters of one text; longer ones are no name, version or path. */
export const longestSbomText = 16_384;

/** The text of a member; "" for none, for other types and for what is too long. */
export function textAt(value: unknown, key: string): string {
  const text = textOf(field(value, key)) ?? "";
  return text.length > longestSbomText ? "" : text;
}

/** The items of a member that is a list; none otherwise. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const list = field(value, key);
  return Array.isArray(list) ? list : [];
}

/** The texts of a member that is a list. */
export function textsAt(value: unknown, key: string): readonly string[] {
  return listAt(value, key).filter((one): one is string => typeof one === "string" && one.length <= longestSbomText);
}

/** `sha256:` and 64 digits; undefined for anything else. */
export function digestIn(text: string): string | undefined {
  return /^sha256:[a-f0-9]{64}$/.test(text) ? text : undefined;
}

/** A path in the form of `LayerEntry.path`: no slash at its start, no `.` and `..`. */
export function plainPath(text: string): string {
  return text
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .join("/");
}

/** Texts by key, of an object; members of other types are left out. */
export function textRecord(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1].length <= longestSbomText,
    ),
  );
}
