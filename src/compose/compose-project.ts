import type { Container, Located } from "../runtime/container.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import type { Place, Source } from "../text/source.ts";
import type { ComposeProblem, YamlMap } from "./yaml-tree.ts";

/** A Compose file with all that it takes in: overrides, `extends`, `include`. Immutable. */
export interface ComposeProject {
  /** The file itself. */
  readonly source: Source;
  /** Other files it was merged with, by path; places with that path lie in them. */
  readonly sources: ReadonlyMap<string, Source>;
  readonly services: readonly ComposeService[];
  /** Top-level `secrets`. */
  readonly secrets: readonly ComposeSecret[];
  /** Top-level keys with the place of the key. */
  readonly keys: ReadonlyMap<string, Place>;
  /** What is wrong with the file: bad YAML, a wrong type, an alias bomb. `fatal`: the rest was not read. */
  readonly problems: readonly ComposeProblem[];
  /** Files that were not read although the project names them: remote ones, those outside the folder of the check. */
  readonly unresolved: readonly UnreadFile[];
  /** Unquoted scalars that readers of YAML 1.1 (docker-compose 1, PyYAML) take for something else than Compose does. */
  readonly ambiguous: readonly AmbiguousScalar[];
  /** The tree of the file itself, before anything is merged into it: for edits. undefined when it could not be read. */
  readonly root: YamlMap | undefined;
}

/** A file that is named and was not read. */
export interface UnreadFile {
  readonly what: string;
  /** A sentence. */
  readonly why: string;
  readonly at: Place;
  /** It is a file of this machine: what it holds could have been checked. */
  readonly fatal?: boolean;
}

/** `22:22` in `ports`, which is the number 1342 in YAML 1.1; `yes` in `environment`, which is `true`. */
export interface AmbiguousScalar {
  readonly kind: "sexagesimal" | "boolean";
  readonly at: Place;
  readonly text: string;
  /** What YAML 1.1 makes of it. */
  readonly older: string;
}

/** One service. */
export interface ComposeService {
  readonly name: string;
  /** Its key. */
  readonly at: Place;
  readonly container: Container;
  readonly build: ImageBuild | undefined;
  readonly profiles: readonly string[];
  /** Names of the secrets it gets, as listed under `secrets`. */
  readonly secrets: readonly ServiceSecret[];
  /** Names of the configs it gets. */
  readonly configs: readonly { readonly name: string; readonly at: Place }[];
  /** Names of its networks, as written; undefined: the default one. */
  readonly networks: readonly { readonly name: string; readonly at: Place }[] | undefined;
  readonly dependsOn: readonly string[];
  /** What it extends, when that is written in this file. */
  readonly extends: Located<string> | undefined;
  /** Its own map, where `at` is, before anything is merged into it: for edits.ts. undefined where it has none. */
  readonly node: YamlMap | undefined;
}

/** A secret that a service gets as a file. */
export interface ServiceSecret {
  readonly name: string;
  readonly at: Place;
  /** Where it is in the container, when that is not `/run/secrets/NAME`; a bare name lies in `/run/secrets`. */
  readonly target: string | undefined;
}

/** One of the top-level secrets. */
export interface ComposeSecret {
  readonly name: string;
  readonly at: Place;
  readonly from:
    | { readonly kind: "file"; readonly path: string; readonly at: Place }
    | { readonly kind: "environment"; readonly name: string; readonly at: Place }
    | { readonly kind: "external" }
    | { readonly kind: "unknown" };
}
