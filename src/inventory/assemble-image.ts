/**
 * Puts together what is known of an image: its description and the facts of its layers go in, lowest first; out comes what
 * rules and reports look at, and the text of its steps. Pure: nothing is read here.
 */
import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import { squashLayers } from "../files/image-tree.ts";
import { entryKinds, type LayerListing } from "../files/layer-entry.ts";
import type { Unknown } from "../finding/finding.ts";
import type { ImageConfig, ImageDescription } from "../image/image-description.ts";
import type { SourceKind } from "../image/image-source.ts";
import { resolveUser } from "./accounts.ts";
import { alignSteps } from "./align.ts";
import type { ImageFacts, ImageLayer, ImageStep, ResolvedUser } from "./image-facts.ts";
import { imagePackages } from "./image-packages.ts";
import { imageSecrets } from "./image-secrets.ts";
import { imageSystem } from "./image-system.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { ownersOf } from "./owners.ts";
import { type ReadSteps, readSteps, renderSteps } from "./steps.ts";

/** What an image is made of, and what is said about it from outside. */
export interface ImageParts {
  readonly name: string;
  readonly source: SourceKind;
  /** How it was found. */
  readonly note?: string;
  /** Undefined for a root file system. */
  readonly description: ImageDescription | undefined;
  /** One that was not read is undefined. */
  readonly layers: readonly (LayerFacts | undefined)[];
  readonly unknowns: readonly Unknown[];
  /** YYYY-MM-DD. */
  readonly today: string | undefined;
  /** The Dockerfile it was built from. */
  readonly dockerfile?: Dockerfile;
}

export interface AssembledImage {
  readonly facts: ImageFacts;
  /** The steps one under the other: what places without a path lie in. */
  readonly stepsText: string;
}

export function assembleImage(parts: ImageParts): AssembledImage {
  const { name, source, description, dockerfile, today } = parts;
  const layers = parts.layers.map((facts) => facts ?? unreadLayer);
  const tree = squashLayers(layers.map(({ listing }) => listing));
  const owners = ownersOf(layers, tree);
  const { os, accounts } = imageSystem(layers, tree);
  const config = description?.config ?? noConfig;
  const read = readSteps(config.history, layers);
  const { text, steps } = placedSteps(read, description, dockerfile);
  const facts: ImageFacts = {
    ...{ name, source, today, config, steps, tree, os, accounts },
    ...(parts.note === undefined ? {} : { note: parts.note }),
    id: description?.id,
    digest: description?.digest,
    tags: description?.tags ?? [],
    platform: platformOf(config),
    hasConfig: description !== undefined,
    layers: layers.map((layer, index) => imageLayer(layer, index, description, read.stepOfLayer[index] ?? 0)),
    user: description ? resolveUser(config.user, accounts) : noUser,
    packages: imagePackages(layers, tree, owners, os),
    secrets: imageSecrets(layers, tree, owners),
    describedSecrets: description?.secrets ?? [],
    provenance: description?.provenance,
    unknowns: [
      ...(description?.unknowns ?? []),
      ...(description ? read.unknowns : []),
      ...parts.unknowns,
      ...missingLayers(parts),
      ...layers.flatMap(({ unknowns }) => unknowns),
    ],
  };
  return { facts, stepsText: text };
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
  { bytes, listing }: LayerFacts,
  index: number,
  description: ImageDescription | undefined,
  step: number,
): ImageLayer {
  const described = description?.layers[index];
  return {
    diffId: described?.diffId,
    digest: described?.digest,
    bytes,
    compressedBytes: described?.bytes,
    step,
    files: listing.kinds.reduce((sum, kind) => (kind === fileKind ? sum + 1 : sum), 0),
  };
}

const fileKind = entryKinds.indexOf("file");

/** `linux/arm64/v8`. */
function platformOf({ os, architecture, variant }: ImageConfig): string | undefined {
  if (os === undefined || architecture === undefined) return undefined;
  return [os, architecture, ...(variant === undefined || variant === "" ? [] : [variant])].join("/");
}

const noUser: ResolvedUser = {
  ...{ written: "", uid: undefined, gid: undefined },
  why: "A root file system does not say which user is to be started.",
};

/** Layers of which nobody has said yet why they are not there. */
function missingLayers({ layers, description, unknowns }: ImageParts): Unknown[] {
  return layers.flatMap((facts, index) => {
    const diffId = description?.layers[index]?.diffId ?? "";
    if (facts || unknowns.some(({ what, why }) => what.includes(`layer ${index + 1} `) || why.includes(diffId)))
      return [];
    const what = `layer ${index + 1} (${diffId.slice(0, 19)})`;
    return [{ what, why: "The source did not have it: fetch or save the image again.", fatal: true }];
  });
}

const emptyListing: LayerListing = {
  ...{ paths: [], kinds: [], bytes: [], modes: [], uids: [], gids: [] },
  ...{ links: new Map(), whiteouts: [], opaque: [] },
};

const unreadLayer: LayerFacts = {
  ...{ bytes: 0, listing: emptyListing, packages: [], owned: [], licensed: [], secrets: [] },
  ...{ texts: {}, shadows: {}, unknowns: [] },
};

const noConfig: ImageConfig = {
  ...{ os: undefined, architecture: undefined, variant: undefined, created: undefined, author: undefined },
  ...{ user: "", env: [], entrypoint: [], cmd: [], workdir: "", exposedPorts: [], volumes: [], labels: {} },
  ...{ stopSignal: undefined, healthcheck: undefined, onbuild: [], shell: [], history: [] },
};
