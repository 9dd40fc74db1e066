/**
 * Puts together what is known of an image: its description and what its layers hold together go in; out comes what
 * rules and reports look at, and the text of its steps. Pure: nothing is read here.
 */
import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import type { Unknown } from "../finding/finding.ts";
import type { ImageConfig, ImageDescription, Provenance } from "../image/image-description.ts";
import type { SourceKind } from "../image/image-source.ts";
import { formatPlatform } from "../image/platform.ts";
import { createSource, type Source } from "../text/source.ts";
import { resolveUser } from "./accounts.ts";
import { alignSteps } from "./align.ts";
import type { ImageFacts, ImageLayer, ImageStep, ResolvedUser } from "./image-facts.ts";
import type { MergedLayer, MergedLayers } from "./merge-layers.ts";
import { type ReadSteps, readSteps, renderSteps } from "./steps.ts";

/** What an image is made of, and what is said about it from outside. */
export interface ImageParts {
  readonly name: string;
  readonly source: SourceKind;
  /** How it was found. */
  readonly note?: string;
  /** Undefined for a root file system. */
  readonly description: ImageDescription | undefined;
  readonly merged: MergedLayers;
  readonly unknowns: readonly Unknown[];
  /** YYYY-MM-DD. */
  readonly today: string | undefined;
  /** The Dockerfile it was built from, as the user gives it. Without one, that of the image's attestation counts. */
  readonly dockerfile?: Dockerfile;
}

export interface AssembledImage {
  readonly facts: ImageFacts;
  /** The steps one under the other: what places without a path lie in. */
  readonly stepsText: string;
  /** What places with a path lie in. */
  readonly dockerfile?: Source;
}

export function assembleImage(parts: ImageParts): AssembledImage {
  const { name, source, description, today, merged } = parts;
  const dockerfile = parts.dockerfile ?? attestedDockerfile(description?.provenance);
  const { layers, survey, ...found } = merged;
  const config = description?.config ?? noConfig;
  const read = readSteps(config.history, layers);
  const { text, steps } = placedSteps(read, description, dockerfile);
  const facts: ImageFacts = {
    ...found,
    ...{ name, source, today, config, steps },
    ...(parts.note === undefined ? {} : { note: parts.note }),
    ...(dockerfile ? { dockerfile: { path: dockerfile.source.path, isGiven: parts.dockerfile !== undefined } } : {}),
    // Modes mean nothing on Windows.
    survey: config.os === "windows" ? { ...survey, privileged: [], openToAll: [] } : survey,
    id: description?.id,
    digest: description?.digest,
    tags: description?.tags ?? [],
    platform: platformOf(config),
    hasConfig: description !== undefined,
    layers: layers.map((layer, index) => imageLayer(layer, index, description, read.stepOfLayer[index] ?? 0)),
    user: description ? resolveUser(config.user, found.accounts) : noUser,
    describedSecrets: description?.secrets ?? [],
    provenance: description?.provenance,
    unknowns: [
      ...(description?.unknowns ?? []),
      ...(description ? read.unknowns : []),
      ...parts.unknowns,
      ...found.unknowns,
    ],
  };
  return { facts, stepsText: text, ...(dockerfile ? { dockerfile: dockerfile.source } : {}) };
}

function attestedDockerfile(provenance: Provenance | undefined): Dockerfile | undefined {
  const attested = provenance?.dockerfile;
  return attested && resolveDockerfile(createSource(attested.path, attested.text));
}

function placedSteps(
  { steps }: ReadSteps,
  description: ImageDescription | undefined,
  dockerfile: Dockerfile | undefined,
): { readonly text: string; readonly steps: readonly ImageStep[] } {
  const { text, spans } = renderSteps(steps);
  const attested = {
    provenance: description?.provenance,
    diffIds: description?.layers.map(({ diffId }) => diffId) ?? [],
  };
  const lines = dockerfile ? alignSteps(steps, dockerfile, attested) : [];
  const path = dockerfile?.source.path;
  return {
    text,
    steps: steps.map((step, index) => {
      const line = lines[index];
      const place = line && path !== undefined ? { ...line, path } : (spans[index] ?? { start: 0, end: 0 });
      return { ...step, place };
    }),
  };
}

function imageLayer(
  { bytes, files }: MergedLayer,
  index: number,
  description: ImageDescription | undefined,
  step: number,
): ImageLayer {
  const described = description?.layers[index];
  return {
    diffId: described?.diffId,
    digest: described?.digest,
    ...{ bytes, files, step },
    compressedBytes: described?.bytes,
  };
}

/** `linux/arm64/v8`. */
function platformOf({ os, architecture, variant }: ImageConfig): string | undefined {
  if (os === undefined || architecture === undefined) return undefined;
  return formatPlatform({ os, architecture, variant: variant ?? "" });
}

const noUser: ResolvedUser = {
  ...{ written: "", uid: undefined, gid: undefined },
  why: "A root file system does not say which user is to be started.",
};

/** Of what has no config. */
export const noConfig: ImageConfig = {
  ...{ os: undefined, architecture: undefined, variant: undefined, created: undefined, author: undefined },
  ...{ user: "", env: [], entrypoint: [], cmd: [], workdir: "", exposedPorts: [], volumes: [], labels: {} },
  ...{ stopSignal: undefined, healthcheck: undefined, onbuild: [], shell: [], history: [] },
};
