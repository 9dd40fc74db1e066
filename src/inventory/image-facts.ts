/** What an image is and holds, all layers together: what rules on images and reports look at. */
import type { HiddenFile } from "../files/image-tree.ts";
import type { Unknown } from "../finding/finding.ts";
import type { DescribedSecret, ImageConfig, Provenance } from "../image/image-description.ts";
import type { SourceKind } from "../image/image-source.ts";
import type { OperatingSystem } from "../packages/operating-system.ts";
import type { PackageRecord } from "../packages/package.ts";
import type { Place } from "../text/source.ts";
import type { LayerSecret } from "./layer-facts.ts";
import type { NamedNode } from "./named-paths.ts";
import type { Survey } from "./survey.ts";

export interface ImageFacts {
  /** As shown: the name that was asked for. */
  readonly name: string;
  /** `sbom`: nothing was opened; what a document says of an image. */
  readonly source: SourceKind | "sbom";
  /** It is no image, but the folder of a project: what its lockfiles list. Nothing else of it was looked at. */
  readonly project?: { readonly lockfiles: readonly { readonly path: string; readonly packages: number }[] };
  /** For people: how a bare name was found. A sentence without final stop. */
  readonly note?: string;
  readonly id: string | undefined;
  readonly digest: string | undefined;
  readonly tags: readonly string[];
  /** `linux/amd64`, `linux/arm64/v8`; undefined where nothing says so. */
  readonly platform: string | undefined;
  /** False for a root file system: there is no config then, and rules on it stay silent. */
  readonly hasConfig: boolean;
  readonly config: ImageConfig;
  readonly steps: readonly ImageStep[];
  readonly layers: readonly ImageLayer[];
  /** Files that may matter, by why: programs with privileges, folders of version control, caches, … */
  readonly survey: Survey;
  /** Files that a later layer replaces or removes, in the order of layers. */
  readonly hidden: readonly HiddenFile[];
  /** What stands at paths that rules ask for by name: see `nodeAt` and `layerAt`. */
  readonly named: Readonly<Record<string, NamedNode>>;
  readonly os: OperatingSystem | undefined;
  readonly accounts: Accounts;
  /** The user that the container starts as, through the image's own `etc/passwd`. */
  readonly user: ResolvedUser;
  readonly packages: readonly ImagePackage[];
  /** In files of layers, the hidden ones too. */
  readonly secrets: readonly ImageSecret[];
  /** In the config, the history and attestations. */
  readonly describedSecrets: readonly DescribedSecret[];
  readonly provenance: Provenance | undefined;
  readonly unknowns: readonly Unknown[];
  /** The Dockerfile that steps have places in; one that is not `isGiven` came with the image, as its maker wrote it. */
  readonly dockerfile?: { readonly path: string; readonly isGiven: boolean };
  /** YYYY-MM-DD: the day the image is judged by; undefined where nobody said it. */
  readonly today: string | undefined;
}

/** One step of the build, in order: an instruction, and the layer that it made. */
export interface ImageStep {
  /** As a Dockerfile writes it, secrets masked: `RUN apt-get update`. */
  readonly text: string;
  /** Lower case: `run`, `copy`, `from` for the first of a base that cannot be told apart, `unknown`. */
  readonly instruction: string;
  readonly created: string | undefined;
  /** Index into `layers`. */
  readonly layer: number | undefined;
  /** Index into `config.history`; undefined for a layer that no history tells of. */
  readonly history: number | undefined;
  /** `NAME=value` of the build arguments in force at a RUN, secrets masked; absent where there are none. */
  readonly buildArgs?: readonly string[];
  /** Where a finding about it belongs: in the text of the image's steps, or, with a path, the line of the Dockerfile. */
  readonly place: Place;
}

export interface ImageLayer {
  readonly diffId: string | undefined;
  readonly digest: string | undefined;
  /** Of the unpacked tar. */
  readonly bytes: number;
  /** Of the blob, when known. */
  readonly compressedBytes: number | undefined;
  /** Index into `steps`; every layer has one. */
  readonly step: number;
  /** Files in it, folders and links not counted. */
  readonly files: number;
}

/** A secret in a layer, and whether a container sees it. */
export interface ImageSecret extends LayerSecret {
  /** Index into `layers`. */
  readonly layer: number;
  readonly isVisible: boolean;
  /** For one that is not: what hides it. */
  readonly hidden?: { readonly by: number; readonly how: "replaced" | "deleted" };
}

/** A package of the image as it runs. */
export interface ImagePackage extends PackageRecord {
  readonly purl: string;
  readonly locations: readonly {
    readonly path: string;
    /** Index of the layer that brought the package: the lowest from which on it was always there. */
    readonly layer: number;
    /** In a lockfile, from 1. */
    readonly line?: number;
    /** What this lockfile says of it, where it stands in several. */
    readonly details?: Readonly<Record<string, string>>;
  }[];
  /** The operating system's package that owns the file, for packages of other kinds. */
  readonly ownedBy?: { readonly type: string; readonly name: string };
  /** Part of a tool's own copy: `npm`. */
  readonly bundledWith?: string;
}

/** The accounts as the files of the image tell. Empty where there are none. */
export interface Accounts {
  readonly users: readonly Account[];
  readonly groups: readonly { readonly name: string; readonly gid: number; readonly layer: number }[];
}

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  /** `empty`: nobody is asked for one. `none`: neither file says. */
  readonly password: "empty" | "locked" | "set" | "none";
  /** Index of the layer from which on the files say so. */
  readonly layer: number;
}

/** How `USER` comes out in this image. */
export interface ResolvedUser {
  /** As written in the config; "" for none. */
  readonly written: string;
  /** Undefined where a name is in no `etc/passwd` of the image, and for a root file system. */
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** How that is known, a sentence: "USER node is uid 1000 in etc/passwd". */
  readonly why: string;
}
