/**
 * The packages of an image as it runs: what the layers tell of files that are still there, each package once, with the layer
 * that brought it and the operating system's package that owns it.
 */
import type { ImageTree } from "../files/image-tree.ts";
import { bundledWith } from "../packages/node-packages.ts";
import type { OperatingSystem } from "../packages/operating-system.ts";
import type { PackageRecord, PackageType } from "../packages/package.ts";
import { purlOf } from "../packages/purl.ts";
import { compareTexts } from "../text/compare.ts";
import type { ImagePackage } from "./image-facts.ts";
import type { LayerFacts } from "./layer-facts.ts";
import type { Owners } from "./owners.ts";

const systemTypes: ReadonlySet<PackageType> = new Set(["deb", "apk", "rpm"]);

/** All packages, sorted by address and path. */
export function imagePackages(
  layers: readonly LayerFacts[],
  tree: ImageTree,
  owners: Owners,
  os: OperatingSystem | undefined,
): ImagePackage[] {
  const indexes = layers.map(indexOf);
  const licences = licencesOf(layers);
  const found = new Map<string, ImagePackage>();
  layers.forEach(({ packages }, layer) => {
    for (const record of packages) {
      if (!tree.isVisible(layer, record.path)) continue;
      const one = imagePackage(record, { os, licences, owners, layer: firstLayer(indexes, record, layer) });
      if (isTwice(one, owners)) continue;
      const key = `${one.purl}\0${one.type}`;
      const known = found.get(key);
      found.set(key, known ? withPlace(known, one) : one);
    }
  });
  return [...found.values()].map(sortedPlaces).sort((a, b) => compareTexts(a.purl, b.purl));
}

interface Surroundings {
  readonly os: OperatingSystem | undefined;
  readonly licences: ReadonlyMap<string, readonly string[]>;
  readonly owners: Owners;
  readonly layer: number;
}

function imagePackage(record: PackageRecord, { os, licences, owners, layer }: Surroundings): ImagePackage {
  const isSystem = systemTypes.has(record.type) && record.details.note !== "true";
  const told = record.licenses.length > 0 ? record.licenses : licences.get(`${record.type}\0${record.name}`);
  const owner = isSystem ? undefined : owners.ownerOf(record.path);
  const bundle = record.type === "npm" ? bundledWith(record.path) : undefined;
  return {
    ...record,
    licenses: told ?? [],
    purl: purlOf(record, os),
    locations: [{ path: record.inside === undefined ? record.path : `${record.path}!${record.inside}`, layer }],
    ...(owner ? { ownedBy: owner } : {}),
    ...(bundle === undefined ? {} : { bundledWith: bundle }),
  };
}

/** What a binary says of itself is no second package where the system's own database has it, under whatever name. */
function isTwice({ type, name, ownedBy, details }: ImagePackage, { has }: Owners): boolean {
  const isNote = details.note === "true";
  return (type === "binary" || isNote) && (ownedBy !== undefined || (isNote && has(type, name)));
}

/** What is said of one copy only is not said of the package. */
function withPlace(known: ImagePackage, other: ImagePackage): ImagePackage {
  const places = other.locations.filter(({ path }) => !known.locations.some((place) => place.path === path));
  const { ownedBy, bundledWith, ...rest } = known;
  return {
    ...rest,
    licenses: known.licenses.length > 0 ? known.licenses : other.licenses,
    locations: [...known.locations, ...places],
    ...(ownedBy && ownedBy.name === other.ownedBy?.name ? { ownedBy } : {}),
    ...(bundledWith !== undefined && bundledWith === other.bundledWith ? { bundledWith } : {}),
  };
}

function sortedPlaces(one: ImagePackage): ImagePackage {
  if (one.locations.length < 2) return one;
  return { ...one, locations: [...one.locations].sort((a, b) => compareTexts(a.path, b.path)) };
}

/** The lowest layer from which on each version of the file, up to the visible one, has the package. */
function firstLayer(indexes: readonly LayerIndex[], record: PackageRecord, visible: number): number {
  let first = visible;
  for (let layer = visible - 1; layer >= 0; layer--) {
    const index = indexes[layer];
    if (!index?.paths.has(record.path)) continue;
    if (!index.packages.has(keyOf(record))) break;
    first = layer;
  }
  return first;
}

interface LayerIndex {
  /** Files that packages were read from. */
  readonly paths: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

function indexOf({ packages }: LayerFacts): LayerIndex {
  return { paths: new Set(packages.map(({ path }) => path)), packages: new Set(packages.map(keyOf)) };
}

function keyOf({ type, name, version, arch, path, inside }: PackageRecord): string {
  return [type, name, version, arch, path, inside].join("\0");
}

function licencesOf(layers: readonly LayerFacts[]): ReadonlyMap<string, readonly string[]> {
  return new Map(layers.flatMap(({ licensed }) => licensed.map((one) => [`${one.type}\0${one.name}`, one.licenses])));
}
