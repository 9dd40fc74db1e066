import type { Span } from "../text/source.ts";

/** A value of a Bake file, whichever of its two languages it is written in. */
export type BakeValue =
  | BakeText
  | { readonly kind: "list"; readonly at: Span; readonly items: readonly BakeValue[] }
  | { readonly kind: "object"; readonly at: Span; readonly entries: readonly BakeEntry[] }
  | { readonly kind: "null"; readonly at: Span }
  /** A function call, a condition, anything else that is not evaluated. */
  | { readonly kind: "unknown"; readonly at: Span };

/** Also numbers, `true` and `false`, as written. */
export interface BakeText {
  readonly kind: "text";
  readonly at: Span;
  readonly parts: readonly TextPart[];
}

/** Literal text, or `${NAME}`; the name is undefined for any other expression. */
export type TextPart = string | { readonly name: string | undefined };

/** `key = value`. */
export interface BakeEntry {
  readonly key: string;
  readonly keyAt: Span;
  readonly value: BakeValue;
}

/** `target "api" { … }`. */
export interface BakeBlock {
  readonly type: string;
  readonly label: string;
  readonly labelAt: Span;
  readonly attributes: readonly BakeEntry[];
}

/** A Bake file, as far as it could be read. */
export interface BakeDocument {
  readonly blocks: readonly BakeBlock[];
  readonly error: { readonly at: number; readonly message: string } | undefined;
}

/** Lists and objects inside each other. */
export const maxBakeDepth = 32;

/** A value that is not evaluated. */
export function unknownValue(at: Span): BakeValue {
  return { kind: "unknown", at };
}
