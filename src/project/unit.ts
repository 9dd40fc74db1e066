import type { Source } from "../text/source.ts";
import type { Facts } from "./facts.ts";

/** The kinds of files that are checked. */
export type UnitKind = "dockerfile" | "ignore-file" | "compose" | "script" | "image";

/** What is known of one file and of what stands around it. */
export type UnitFacts = Partial<Facts> & Pick<Facts, "source">;

/** One file that is checked, on its own text and on what the rest of the project says of it. */
export interface Unit {
  readonly kind: UnitKind;
  readonly source: Source;
  /** Commands in it are shown to readers, not run. */
  readonly isDocumentation: boolean;
  /** True for a text that cannot be written back as it stands, such as a Dockerfile inside a Compose file. */
  readonly isFixed: boolean;
  /** The facts, with this text in place of the one that was read; the rest of the project stays as it is. */
  facts(source: Source): UnitFacts;
  /** Another file of the project, for places that lie in it. */
  sourceOf(path: string): Source | undefined;
}
