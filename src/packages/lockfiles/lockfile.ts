/** What the readers of lockfiles share: how their bytes are read, and how it is said that they could not be. */
import type { Unknown } from "../../finding/finding.ts";
import type { CatalogedFile } from "../package.ts";
import { decodeRecord } from "../record-text.ts";
import { type Located, mostLocatedValues, type Unreadable } from "./located.ts";
import { readLocatedJson } from "./located-json.ts";
import { readLocatedToml } from "./located-toml.ts";
import { readLocatedYaml } from "./located-yaml.ts";

const readers = { JSON: readLocatedJson, YAML: readLocatedYaml, TOML: readLocatedToml } as const;
export type LockfileLanguage = keyof typeof readers;

const sentences: Readonly<Record<Unreadable, (language: string) => string>> = {
  "no valid text": (language) => `It is not valid ${language}.`,
  "too deep": () => "It is nested too deep for a lockfile.",
  "too many values": () => `It is too large: up to ${mostLocatedValues} values are read.`,
};

/** The file's value, or what is to be said of it. */
export function readLockfile(
  { path, bytes }: CatalogedFile,
  language: LockfileLanguage,
): { readonly root: Located } | { readonly unknown: Unknown } {
  const root = readers[language](decodeRecord(bytes));
  return typeof root === "string" ? unreadLockfile(path, sentences[root](language)) : { root };
}

/** `why` is a sentence without what to do next. */
export function unreadLockfile(path: string, why: string): { readonly unknown: Unknown } {
  return {
    unknown: { what: `lockfile ${path}`, why: `${why} Let the package manager write it anew.`, fatal: true },
  };
}

/** Something a lockfile leaves open; nothing was left unread. `why` is a sentence with what to do next. */
export function leftOpen(what: string, why: string): { readonly unknown: Unknown } {
  return { unknown: { what, why } };
}

/** A manifest in the same folder; undefined where there is none, or it is none. */
export function manifestBeside(
  { beside }: CatalogedFile,
  name: string,
  language: LockfileLanguage,
): Located | undefined {
  const bytes = beside?.(name);
  const root = bytes && readers[language](decodeRecord(bytes));
  return typeof root === "string" ? undefined : root;
}

/** A list of names for people, the first few and how many more. */
export function namesInWords(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** True for a version that is a number and not an address, a path or a range. */
export function isPlainVersion(version: string | undefined): version is string {
  return version !== undefined && /^[0-9][^\s/:]*$/.test(version);
}
