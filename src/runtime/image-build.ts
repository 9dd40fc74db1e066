/**
 * How an image is built, whoever says so: the `build` of a Compose service, a target of a Bake file, a `docker build` in a
 * script. Paths are as in `Source.path`: relative to where seaworthy runs, with `/`.
 */
import type { Place } from "../text/source.ts";
import type { Located } from "./container.ts";

/** One build. */
export interface ImageBuild {
  readonly kind: "compose" | "bake" | "command";
  /** For messages: `service web of compose.yaml`, `target api of docker-bake.hcl`, `docker build in Makefile`. */
  readonly label: string;
  readonly at: Place;
  /** The folder, as a path; `remote` for a Git address, an archive or standard input; undefined: a variable hides it. */
  readonly context: Located<{ readonly path: string } | { readonly remote: string }> | undefined;
  /** Path of the Dockerfile; undefined when it is written inline or a variable hides it. */
  readonly dockerfile: Located<string> | undefined;
  /** The text of `dockerfile_inline`; `at` covers the YAML node. */
  readonly inline: Located<string> | undefined;
  readonly target: Located<string> | undefined;
  readonly args: readonly BuildArg[];
  /** `name=address`, as given: another folder, `docker-image://…`, `target:…`, `service:…`, a Git address. */
  readonly namedContexts: readonly { readonly name: string; readonly address: Located<string> }[];
  /** Ids that a `RUN --mount=type=secret` can ask for. */
  readonly secrets: readonly Located<string>[];
  /** Ids of `--ssh`; `default` where none is named. */
  readonly ssh: readonly Located<string>[];
  readonly platforms: readonly Located<string>[];
  readonly privileged: Located<boolean> | undefined;
  readonly network: Located<string> | undefined;
  /** The tag that is made, which a `docker run` may name. */
  readonly tags: readonly Located<string>[];
}

/** A build argument. */
export interface BuildArg {
  readonly name: string;
  readonly nameAt: Place;
  /** undefined when it comes from the shell that builds, or from a variable without value. */
  readonly value: string | undefined;
  readonly at: Place;
  /** True when the value stands literally in the file. */
  readonly literal: boolean;
}
