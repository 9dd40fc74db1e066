import type { Container } from "../runtime/container.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import type { Place, Source } from "../text/source.ts";

/** What a file is, which decides how its commands are found in it. A justfile counts as a Makefile. */
export type ScriptKind = "shell" | "makefile" | "package-json" | "workflow" | "readme" | "bake";

/** The containers that a file runs and the images that it builds. Immutable. */
export interface ScriptFacts {
  readonly source: Source;
  readonly kind: ScriptKind;
  /** In order of place. */
  readonly containers: readonly Container[];
  readonly builds: readonly ImageBuild[];
  /** `fatal`: that part of the file was not read. */
  readonly problems: readonly ScriptProblem[];
}

/** What is wrong with a file. */
export interface ScriptProblem {
  readonly at: Place;
  /** Sentence without final stop. */
  readonly message: string;
  readonly fatal: boolean;
}
