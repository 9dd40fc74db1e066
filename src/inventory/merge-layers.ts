/**
 * What the layers of an image hold together: the part of its facts that hangs on the layers alone, whatever its config, its
 * name or the day. Facts of each layer go in, lowest first; plain data comes out, which a cache keeps: of the tree of all
 * files only what rules ask for is in it.
 */
import { type HiddenFile, type ImageTree, squashLayers } from "../files/image-tree.ts";
import { entryKinds } from "../files/layer-entry.ts";
import type { Unknown } from "../finding/finding.ts";
import type { OperatingSystem } from "../packages/operating-system.ts";
import type { Accounts, ImagePackage, ImageSecret } from "./image-facts.ts";
import { imagePackages } from "./image-packages.ts";
import { imageSecrets } from "./image-secrets.ts";
import { imageSystem } from "./image-system.ts";
import type { LayerFacts } from "./layer-facts.ts";
import { type NamedNode, namedPaths } from "./named-paths.ts";
import { ownersOf } from "./owners.ts";
import { type Survey, surveyTree } from "./survey.ts";

/** Raised when layers are put together differently: what a cache holds of older ones is not used then. */
export const mergeVersion = 2;

export interface MergedLayers {
  readonly layers: readonly MergedLayer[];
  readonly os: OperatingSystem | undefined;
  readonly accounts: Accounts;
  readonly packages: readonly ImagePackage[];
  readonly secrets: readonly ImageSecret[];
  readonly survey: Survey;
  readonly hidden: readonly HiddenFile[];
  /** By `namedPaths`. */
  readonly named: Readonly<Record<string, NamedNode>>;
  readonly unknowns: readonly Unknown[];
}

/** A layer as far as it is told one by one. */
export interface MergedLayer {
  /** Of the unpacked tar. */
  readonly bytes: number;
  /** Files in it, folders and links not counted. */
  readonly files: number;
}

export function mergeLayers(layers: readonly LayerFacts[]): MergedLayers {
  const tree = squashLayers(layers.map(({ listing }) => listing));
  const owners = ownersOf(layers, tree);
  const { os, accounts } = imageSystem(layers, tree);
  return {
    layers: layers.map(({ bytes, listing: { kinds } }) => ({ bytes, files: countFiles(kinds) })),
    ...{ os, accounts },
    packages: imagePackages(layers, tree, owners, os),
    secrets: imageSecrets(layers, tree, owners),
    survey: surveyTree(tree),
    hidden: tree.hidden,
    named: namedNodes(tree),
    // An image may have a layer several times.
    unknowns: [...new Set(layers)].flatMap(({ unknowns }) => unknowns),
  };
}

const fileKind = entryKinds.indexOf("file");

function countFiles(kinds: readonly number[]): number {
  return kinds.reduce((sum, kind) => (kind === fileKind ? sum + 1 : sum), 0);
}

function namedNodes(tree: ImageTree): Record<string, NamedNode> {
  const named: Record<string, NamedNode> = {};
  for (const path of namedPaths) {
    const node = tree.at(path);
    const real = tree.resolve(path);
    const layer = (real === undefined ? undefined : tree.at(real))?.layer;
    if (node || layer !== undefined)
      named[path] = { ...(node ? { node } : {}), ...(layer === undefined ? {} : { layer }) };
  }
  return named;
}
