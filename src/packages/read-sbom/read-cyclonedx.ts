/**
 * CycloneDX JSON, 1.2 to 1.7 (https://cyclonedx.org/specification/overview/), as Syft, Trivy, cdxgen and this tool write it:
 * a parsed document goes in, the image comes out. Components inside of components count like the others.
 */
import type { Unknown } from "../../finding/finding.ts";
import { field } from "../../text/json.ts";
import type { OperatingSystem } from "../operating-system.ts";
import { filledDetails } from "../record-text.ts";
import { sourceOfRpm } from "../rpm-packages.ts";
import { digestIn, listAt, plainPath, textAt } from "./members.ts";
import { imageProperties, packageProperties, systemProperties } from "./property-names.ts";
import type { ImageSbom, SbomLayer } from "./sbom.ts";
import { type ToldLayers, toldLayers } from "./told-layers.ts";
import { packagesOf, type ToldPackage } from "./told-package.ts";
import { systemNamed, systemOfPackages } from "./told-system.ts";

export function readCycloneDx(document: unknown): ImageSbom {
  const metadata = field(document, "metadata");
  const root = field(metadata, "component");
  const properties = propertiesOf(root);
  const layers = toldLayers(listedLayers(properties));
  const all = [...allComponents([...listAt(document, "components"), ...listAt(root, "components")])];
  const system = all.find((component) => textAt(component, "type") === "operating-system");
  const told = all.filter(isPackage).map((component) => toldPackage(component, layers));
  const { packages, unknowns } = packagesOf(told);
  const found = system === undefined ? systemOfPackages(packages) : { os: systemOf(system), unknowns: [] };
  const version = textAt(root, "version");
  return {
    format: `CycloneDX ${textAt(document, "specVersion")}`,
    name: textAt(root, "name"),
    id: digestIn(properties.get(imageProperties.id) ?? ""),
    digest: version === properties.get(imageProperties.id) ? undefined : digestIn(version),
    platform: properties.get(imageProperties.platform),
    created: textAt(metadata, "timestamp") || undefined,
    os: found.os,
    layers: layers.layers,
    packages,
    unknowns: [...unreadBefore(propertiesOf(metadata)), ...unknowns, ...found.unknowns],
  };
}

type Properties = ReadonlyMap<string, string>;

/** Of equal names the first counts. */
function propertiesOf(component: unknown): Properties {
  const found = new Map<string, string>();
  for (const property of listAt(component, "properties")) {
    const name = textAt(property, "name");
    if (name !== "" && !found.has(name)) found.set(name, textAt(property, "value"));
  }
  return found;
}

/** Depth first, in the order of the document; how deep it goes was limited before it was parsed. */
function* allComponents(components: readonly unknown[]): Generator<unknown> {
  for (const component of components) {
    yield component;
    yield* allComponents(listAt(component, "components"));
  }
}

/** Files, devices and data are no packages, and what names a container is the image itself. */
function isPackage(component: unknown): boolean {
  return ["library", "application", "framework", "platform"].includes(textAt(component, "type"));
}

function toldPackage(component: unknown, layers: ToldLayers): ToldPackage {
  const properties = propertiesOf(component);
  const of = (name: string) => properties.get(name) ?? "";
  const owner = { type: of(packageProperties.ownerType), name: of(packageProperties.ownerName) };
  return {
    group: textAt(component, "group"),
    name: textAt(component, "name"),
    version: textAt(component, "version"),
    purl: textAt(component, "purl"),
    type: of(packageProperties.type),
    source: sourceOf(properties, textAt(component, "version")),
    arch: of(packageProperties.architecture),
    licenses: numbered(properties, packageProperties.license) ?? licensesOf(component),
    path: plainPath(of(packageProperties.path)),
    inside: of(packageProperties.inside),
    locations: locationsOf(component, properties, layers),
    details: { ...syftDetails(of), ...startingWith(properties, packageProperties.detail) },
    ownedBy: owner.name === "" ? undefined : owner,
    bundledWith: of(packageProperties.bundledWith),
  };
}

/** Names of Syft and, from `aquasecurity:` on, of Trivy. */
function sourceOf(properties: Properties, version: string) {
  const name = properties.get(packageProperties.source) ?? properties.get(packageProperties.originPackage);
  if (name) return { name, version: properties.get(packageProperties.sourceVersion) || version };
  const rpm = sourceOfRpm(properties.get(packageProperties.sourceRpm) ?? "");
  const trivy = (key: string) => properties.get(`aquasecurity:trivy:${key}`) ?? "";
  if (rpm || trivy("SrcName") === "") return rpm;
  const release = trivy("SrcRelease") === "" ? "" : `-${trivy("SrcRelease")}`;
  const epoch = ["", "0"].includes(trivy("SrcEpoch")) ? "" : `${trivy("SrcEpoch")}:`;
  return {
    name: trivy("SrcName"),
    version: trivy("SrcVersion") === "" ? version : epoch + trivy("SrcVersion") + release,
  };
}

function syftDetails(of: (name: string) => string): Record<string, string> {
  return filledDetails({
    epoch: of(packageProperties.epoch),
    modularity: of(packageProperties.modularity) || of("aquasecurity:trivy:Modularitylabel"),
    sourceRpm: of(packageProperties.sourceRpm),
    h1: of(packageProperties.goChecksum),
    goVersion: of(packageProperties.goVersion),
  });
}

function locationsOf(component: unknown, properties: Properties, layers: ToldLayers) {
  const found: { path: string; layer: number }[] = [];
  for (let index = 0; ; index++) {
    const path = properties.get(`${packageProperties.location}${index}:path`);
    if (path === undefined) break;
    const layer = properties.get(`${packageProperties.layer}:${index}`);
    const diffId = properties.get(`${packageProperties.location}${index}:layerID`) ?? "";
    const isNumber = layer !== undefined && /^\d{1,4}$/.test(layer);
    found.push({ path: plainPath(path), layer: isNumber ? Number(layer) : layers.indexOf(diffId) });
  }
  if (found.length > 0) return found;
  const layer = layers.indexOf(properties.get("aquasecurity:trivy:LayerDiffID") ?? "");
  const file = properties.get("aquasecurity:trivy:FilePath");
  if (file) return [{ path: plainPath(file), layer }];
  const places = listAt(field(component, "evidence"), "occurrences").map((one) => textAt(one, "location"));
  return places.filter((path) => path !== "").map((path) => ({ path: plainPath(path), layer }));
}

function licensesOf(component: unknown): readonly string[] {
  return listAt(component, "licenses").flatMap((entry) => {
    const license = field(entry, "license");
    const text = textAt(entry, "expression") || textAt(license, "id") || textAt(license, "name");
    return text === "" ? [] : [text];
  });
}

function systemOf(component: unknown): OperatingSystem {
  const properties = propertiesOf(component);
  const of = (name: string) => properties.get(name) ?? "";
  const id = of(systemProperties.id) || textAt(component, "name");
  const version = of(systemProperties.version) || textAt(component, "version");
  const paths: string[] = [];
  for (let index = 0; properties.has(`${systemProperties.path}${index}:path`); index++)
    paths.push(plainPath(of(`${systemProperties.path}${index}:path`)));
  const name = of(systemProperties.name) || textAt(component, "description");
  return systemNamed(id, version, {
    ...(name === "" ? {} : { name }),
    codename: of(systemProperties.codename),
    idLike: numbered(properties, systemProperties.idLike) ?? [],
    details: startingWith(properties, systemProperties.detail),
    paths,
  });
}

function listedLayers(properties: Properties): readonly SbomLayer[] {
  const layers: SbomLayer[] = [];
  for (let index = 0; ; index++) {
    const of = (key: string) => properties.get(`${imageProperties.layer}${index}:${key}`);
    const bytes = of("bytes");
    if (bytes === undefined) return layers;
    layers.push({
      diffId: of("diffID"),
      digest: of("digest"),
      bytes: /^\d{1,15}$/.test(bytes) ? Number(bytes) : 0,
      instruction: of("instruction") ?? "",
    });
  }
}

/** What was not known when the document was written is not known now. */
function unreadBefore(properties: Properties): readonly Unknown[] {
  return (numbered(properties, imageProperties.unknown) ?? []).map(unknownBefore);
}

/** `not read: WHAT: WHY`. */
export function unknownBefore(text: string): Unknown {
  const fatal = text.startsWith("not read: ");
  const rest = fatal ? text.slice("not read: ".length) : text;
  const colon = rest.indexOf(": ");
  const what = colon === -1 ? rest : rest.slice(0, colon);
  const why = colon === -1 ? "the SBOM says so." : rest.slice(colon + 2);
  return { what, why, ...(fatal ? { fatal } : {}) };
}

/** `NAME0`, `NAME1`, … in their order; undefined for none. */
function numbered(properties: Properties, name: string): readonly string[] | undefined {
  const found: string[] = [];
  for (;;) {
    const value = properties.get(`${name}${found.length}`);
    if (value === undefined) return found.length === 0 ? undefined : found;
    found.push(value);
  }
}

function startingWith(properties: Properties, start: string): Record<string, string> {
  return Object.fromEntries(
    [...properties]
      .filter(([name]) => name.startsWith(start))
      .map(([name, value]) => [name.slice(start.length), value]),
  );
}
