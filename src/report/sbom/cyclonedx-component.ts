import type { ImageLayer, ImagePackage } from "../../inventory/image-facts.ts";
import type { OperatingSystem } from "../../packages/operating-system.ts";
import {
  packageProperties,
  syftLanguage,
  syftType,
  systemProperties,
} from "../../packages/read-sbom/property-names.ts";
import { cycloneDxLicenses, licenseTexts } from "./cyclonedx-licenses.ts";
import type { NamedPackage } from "./identity.ts";

/** A property of CycloneDX. */
export interface Property {
  readonly name: string;
  readonly value: string;
}

/** The name of a component in the document: the purl and, as Syft writes it, what tells it from others of that purl. */
export function componentRef({ pkg, key }: NamedPackage): string {
  const hash = pkg.purl.indexOf("#");
  const [purl, subpath] = hash === -1 ? [pkg.purl, ""] : [pkg.purl.slice(0, hash), pkg.purl.slice(hash)];
  return `${purl}${purl.includes("?") ? "&" : "?"}package-id=${key}${subpath}`;
}

/** A package as a component. */
export function packageComponent(named: NamedPackage, layers: readonly ImageLayer[]) {
  const { pkg } = named;
  const publisher = pkg.details.maintainer ?? pkg.details.vendor;
  const licenses = cycloneDxLicenses(pkg.licenses);
  const { group, name } = splitName(pkg);
  return {
    "bom-ref": componentRef(named),
    type: pkg.type === "binary" ? "application" : "library",
    ...(publisher ? { publisher } : {}),
    ...(group === undefined ? {} : { group }),
    name,
    ...(pkg.version === "" ? {} : { version: pkg.version }),
    ...(pkg.details.sha1 && /^[a-f0-9]{40}$/.test(pkg.details.sha1)
      ? { hashes: [{ alg: "SHA-1", content: pkg.details.sha1 }] }
      : {}),
    ...(licenses.length > 0 ? { licenses } : {}),
    ...(pkg.purl === "" ? {} : { purl: pkg.purl }),
    properties: packagePropertyList(pkg, layers, licenseTexts(licenses)),
  };
}

/** The operating system as a component. */
export function systemComponent(os: OperatingSystem) {
  return {
    "bom-ref": systemRef(os),
    type: "operating-system",
    name: os.id,
    ...(os.version === "" ? {} : { version: os.version }),
    ...(os.name === "" ? {} : { description: os.name }),
    swid: { tagId: os.id, name: os.id, ...(os.version === "" ? {} : { version: os.version }) },
    properties: [
      { name: systemProperties.id, value: os.id },
      ...os.idLike.map((value, index) => ({ name: `${systemProperties.idLike}${index}`, value })),
      ...filled({
        [systemProperties.name]: os.name,
        [systemProperties.codename]: os.codename,
        [systemProperties.version]: os.version,
      }),
      ...keyed(systemProperties.detail, os.details),
      ...os.paths.map((path, index) => ({ name: `${systemProperties.path}${index}:path`, value: `/${path}` })),
    ],
  };
}

/** As Syft names it. */
export function systemRef({ id, version }: OperatingSystem): string {
  return `os:${id}@${version}`;
}

/** `group:artifact` of Java in its two parts; other names are whole. */
function splitName({ type, name }: ImagePackage): { readonly group?: string; readonly name: string } {
  const colon = type === "java-archive" ? name.indexOf(":") : -1;
  return colon > 0 ? { group: name.slice(0, colon), name: name.slice(colon + 1) } : { name };
}

function packagePropertyList(
  pkg: ImagePackage,
  layers: readonly ImageLayer[],
  readBack: readonly string[],
): readonly Property[] {
  const { details } = pkg;
  const [first] = pkg.locations;
  const isSameLicenses =
    readBack.length === pkg.licenses.length && pkg.licenses.every((one, at) => one === readBack[at]);
  return [
    ...filled({
      [packageProperties.language]: syftLanguage(pkg.type) ?? "",
      [packageProperties.type]: syftType(pkg.type),
    }),
    ...pkg.locations.flatMap(({ path, layer }, index) => locationProperties(index, path, layer, layers)),
    ...sourceProperties(pkg),
    ...filled({
      [packageProperties.architecture]: pkg.arch ?? "",
      [packageProperties.epoch]: details.epoch ?? "",
      [packageProperties.modularity]: details.modularity ?? "",
      [packageProperties.goChecksum]: details.h1 ?? "",
      [packageProperties.goVersion]: details.goVersion ?? "",
      [packageProperties.path]: pkg.path === first?.path ? "" : `/${pkg.path}`,
      [packageProperties.inside]: pkg.inside ?? "",
      [packageProperties.ownerType]: pkg.ownedBy?.type ?? "",
      [packageProperties.ownerName]: pkg.ownedBy?.name ?? "",
      [packageProperties.bundledWith]: pkg.bundledWith ?? "",
    }),
    ...(isSameLicenses ? [] : pkg.licenses.map((value, at) => ({ name: `${packageProperties.license}${at}`, value }))),
    ...keyed(packageProperties.detail, details),
  ];
}

/** The layer by its diff id, as Syft does; where it has none, or one that another layer has too, by its number. */
function locationProperties(index: number, path: string, layer: number, layers: readonly ImageLayer[]): Property[] {
  const start = `${packageProperties.location}${index}:`;
  const diffId = layers[layer]?.diffId;
  const isFirst = layers.findIndex((other) => other.diffId === diffId) === layer;
  const isClear = diffId === undefined ? layer === 0 : isFirst;
  return [
    ...(diffId === undefined ? [] : [{ name: `${start}layerID`, value: diffId }]),
    { name: `${start}path`, value: `/${path}` },
    ...(isClear ? [] : [{ name: `${packageProperties.layer}:${index}`, value: String(layer) }]),
  ];
}

/** Under the names that Syft has for each kind, which those look for who match it to advisories. */
function sourceProperties({ type, source, details }: ImagePackage): readonly Property[] {
  if (!source) return [];
  const own = filled({ [packageProperties.source]: source.name, [packageProperties.sourceVersion]: source.version });
  if (type === "apk") return [{ name: packageProperties.originPackage, value: source.name }, ...own];
  if (type === "rpm")
    return [
      { name: packageProperties.sourceRpm, value: details.sourceRpm ?? `${source.name}-${source.version}.src.rpm` },
      ...own,
    ];
  return own;
}

function filled(values: Readonly<Record<string, string>>): readonly Property[] {
  return Object.entries(values).flatMap(([name, value]) => (value === "" ? [] : [{ name, value }]));
}

/** In the order of their names: how a record was put together is no fact. */
function keyed(start: string, values: Readonly<Record<string, string>>): readonly Property[] {
  return Object.keys(values)
    .sort()
    .map((key) => ({ name: start + key, value: values[key] ?? "" }));
}
