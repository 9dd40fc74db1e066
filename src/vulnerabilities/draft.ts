/** What actions are made of: the vulnerabilities, and what is known around them. */

import type { SystemSupport } from "../bases/system-support.ts";
import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import type { ImageFacts, ImagePackage } from "../inventory/image-facts.ts";
import type { LayerOrigins } from "./origins.ts";
import type { Action, Vulnerability } from "./vulnerability.ts";

/** A vulnerability before anybody said what to do about it. */
export interface Draft {
  readonly row: Omit<Vulnerability, "fix" | "action">;
  /** The package that the component is called after. */
  readonly head: ImagePackage;
}

export interface Surroundings {
  readonly image: Pick<ImageFacts, "os" | "steps" | "layers" | "source" | "dockerfile" | "project">;
  readonly dockerfile: Dockerfile | undefined;
  readonly origins: LayerOrigins;
  readonly support: SystemSupport | undefined;
}

/** What to do about one vulnerability; those with one key are one action. */
export interface Plan {
  readonly kind: Action["kind"];
  readonly key: string;
  /** A sentence; undefined where nothing can be done. */
  readonly fix: string | undefined;
  /** All that the action solves are given, the first of them first. */
  readonly describe: (group: readonly Draft[]) => Pick<Action, "title" | "command" | "at">;
}
