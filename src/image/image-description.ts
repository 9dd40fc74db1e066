/**
 * What is said of an image besides its layers: manifest and config, read once and checked. Values of secrets are masked
 * when the config is read, so that no cache, message or report ever holds one; what was found stands in `secrets`.
 */
import type { Confidence, Unknown } from "../finding/finding.ts";

/** An image as its manifest and config describe it. Plain data: it is kept in a cache. */
export interface ImageDescription {
  /** `sha256:…` of the config: what an engine calls the image's id. Undefined for a root file system. */
  readonly id: string | undefined;
  /** `sha256:…` of the manifest; undefined where the source keeps none. */
  readonly digest: string | undefined;
  /** Names that the source knows it by: `node:24`. */
  readonly tags: readonly string[];
  readonly config: ImageConfig;
  /** Lowest first; as many as the config has diff ids. */
  readonly layers: readonly DescribedLayer[];
  readonly secrets: readonly DescribedSecret[];
  /** What BuildKit's attestation says of the build, where the source has one. */
  readonly provenance?: Provenance;
  readonly unknowns: readonly Unknown[];
}

/** A layer as the manifest names it. */
export interface DescribedLayer {
  /** `sha256:…` of the unpacked tar. */
  readonly diffId: string;
  /** `sha256:…` of the blob; undefined where only an unpacked form is at hand. */
  readonly digest: string | undefined;
  readonly mediaType?: string;
  /** Of the blob. */
  readonly bytes?: number;
}

/** The config, after the OCI image specification; what is absent or of another type is undefined or empty. */
export interface ImageConfig {
  readonly os: string | undefined;
  readonly architecture: string | undefined;
  readonly variant: string | undefined;
  /** ISO 8601. */
  readonly created: string | undefined;
  readonly author: string | undefined;
  /** As written: `node`, `1000:1000`, "" for none. */
  readonly user: string;
  /** `NAME=value`, secrets masked. */
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly workdir: string;
  /** `8080/tcp`. */
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal: string | undefined;
  /** `Test` as written: `["NONE"]`, `["CMD", …]`, `["CMD-SHELL", …]`; undefined for none. */
  readonly healthcheck: readonly string[] | undefined;
  readonly onbuild: readonly string[];
  readonly shell: readonly string[];
  readonly history: readonly HistoryEntry[];
}

/** One step of the build as the config remembers it, secrets masked. */
export interface HistoryEntry {
  /** `created_by`. */
  readonly createdBy: string;
  readonly created: string | undefined;
  readonly comment: string;
  /** The step made no layer. */
  readonly isEmpty: boolean;
}

/** A secret in the config, the history or an attestation. Its value is nowhere. */
export interface DescribedSecret {
  /** Where: `ENV`, `LABEL`, `HISTORY` (index of the entry), `PROVENANCE`, `CMD`, … */
  readonly where: "env" | "label" | "history" | "cmd" | "entrypoint" | "healthcheck" | "onbuild" | "provenance";
  /** Name of the variable, label or build argument; "" where it has none. */
  readonly name: string;
  /** Index into `history` for one that stands there. */
  readonly history?: number;
  /** The value was given to a build argument: `|1 NAME=value` of a RUN. */
  readonly isBuildArg?: true;
  /** Detector of the secrets room, or `secret-assignment` where the name alone tells. */
  readonly detector: string;
  /** Noun phrase: "GitHub token", "value of DB_PASSWORD". */
  readonly title: string;
  readonly confidence: Confidence;
}

/** From the in-toto statement with predicate type https://slsa.dev/provenance/…. */
export interface Provenance {
  readonly mode: "min" | "max" | "unknown";
  /** The Dockerfile, secrets masked, where the attestation carries it. */
  readonly dockerfile?: { readonly path: string; readonly text: string };
  /** `pkg:docker/…` addresses of the bases. */
  readonly materials: readonly string[];
  /** Layers by the line of the Dockerfile that made them: diff id to line, from 1. */
  readonly lines: Readonly<Record<string, number>>;
}
