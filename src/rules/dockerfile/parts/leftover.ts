import type { Safety } from "../../../finding/finding.ts";
import type { Edit } from "../../../text/edit.ts";
import type { Span } from "../../../text/source.ts";

/** One tool's leftover. */
export interface Leftover {
  readonly at: Span;
  /** Ends the sentence "… leaves": "its package lists". */
  readonly what: string;
  /** `apt-get update`, for the message. */
  readonly by: string;
  readonly cure: Cure;
}

/** Flags to insert, or a command to append, or why neither. */
export type Cure =
  | { readonly edits: readonly Edit[]; readonly safety: Safety }
  | { readonly append: string; readonly safety: Safety }
  | { readonly refusal: string };
