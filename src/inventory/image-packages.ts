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
  const versions = versionsOf(layers);
  const licences = licencesOf(layers);
  const found = new Map<string, FoundPackage>();
  layers.forEach(({ packages }, layer) => {
    for (const record of packages) {
      if (!tree.isVisible(layer, record.path)) continue;
      const one = imagePackage(record, { os, licences, owners, layer: firstLayer(versions, record, layer) });
      if (isTwice(one, owners)) continue;
      const key = `${one.purl}\0${one.type}`;
      const known = found.get(key);
      if (known) addPlace(known, one);
      else found.set(key, { first: one, places: new Map(one.locations.map((place) => [place.path, place])) });
    }
  });
  return [...found.values()].map(withPlaces).sort((a, b) => compareTexts(a.purl, b.purl));
}

/** A package with all its copies: an image may have one a hundred thousand times. */
interface FoundPackage {
  /** What is said of all of them. */
  first: ImagePackage;
  readonly places: Map<string, ImagePackage["locations"][number]>;
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
function addPlace(known: FoundPackage, other: ImagePackage): void {
  for (const place of other.locations) if (!known.places.has(place.path)) known.places.set(place.path, place);
  const { ownedBy, bundledWith, ...rest } = known.first;
  known.first = {
    ...rest,
    licenses: rest.licenses.length > 0 ? rest.licenses : other.licenses,
    ...(ownedBy && ownedBy.name === other.ownedBy?.name ? { ownedBy } : {}),
    ...(bundledWith !== undefined && bundledWith === other.bundledWith ? { bundledWith } : {}),
  };
}

function withPlaces({ first, places }: FoundPackage): ImagePackage {
  return { ...first, locations: [...places.values()].sort((a, b) => compareTexts(a.path, b.path)) };
}

/** The lowest layer from which on each version of the file, up to the visible one, has the package. */
function firstLayer(versions: FileVersions, record: PackageRecord, visible: number): number {
  const key = keyOf(record);
  let first = visible;
  for (const { layer, packages } of versions.get(record.path) ?? []) {
    if (layer >= visible) continue;
    if (!packages.has(key)) break;
    first = layer;
  }
  return first;
}

/** By file that packages were read from: the layers that have one of that name, highest first, with what it told there. */
type FileVersions = ReadonlyMap<string, readonly { readonly layer: number; readonly packages: ReadonlySet<string> }[]>;

/** Only of files that several layers have; most are in one. */
function versionsOf(layers: readonly LayerFacts[]): FileVersions {
  const layersOf = new Map<string, number>();
  const isRepeated = new Set<string>();
  layers.forEach(({ packages }, layer) => {
    for (const { path } of packages) {
      const before = layersOf.get(path);
      if (before !== undefined && before !== layer) isRepeated.add(path);
      layersOf.set(path, layer);
    }
  });
  const versions = new Map<string, { layer: number; packages: Set<string> }[]>();
  layers.forEach(({ packages }, layer) => {
    for (const record of packages) {
      if (!isRepeated.has(record.path)) continue;
      const known = versions.get(record.path) ?? [];
      versions.set(record.path, known);
      if (known[0]?.layer !== layer) known.unshift({ layer, packages: new Set() });
      known[0]?.packages.add(keyOf(record));
    }
  });
  return versions;
}

function keyOf({ type, name, version, arch, path, inside }: PackageRecord): string {
  return [type, name, version, arch, path, inside].join("\0");
}

function licencesOf(layers: readonly LayerFacts[]): ReadonlyMap<string, readonly string[]> {
  return new Map(layers.flatMap(({ licensed }) => licensed.map((one) => [`${one.type}\0${one.name}`, one.licenses])));
}
