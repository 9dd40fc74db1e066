/**
 * Syft's own JSON (github.com/anchore/syft, `schema/json`), from version 2 on: a parsed document goes in, the image comes out.
 */
import { jsonMember } from "../json-record.ts";
import type { OperatingSystem } from "../operating-system.ts";
import { digestIn, listOf, plainPath, textOf, textsOf } from "./members.ts";
import type { ImageSbom, SbomLayer } from "./sbom.ts";
import { type ToldLayers, toldLayers } from "./told-layers.ts";
import { packagesOf, sourceOfRpm, type ToldPackage } from "./told-package.ts";
import { systemNamed, systemOfPackages } from "./told-system.ts";

export function readSyft(document: unknown): ImageSbom {
  const source = jsonMember(document, "source");
  // Before version 9 of the schema `target` held what `metadata` holds now.
  const image = jsonMember(source, "metadata") ?? jsonMember(source, "target");
  const layers = toldLayers(listOf(image, "layers").map(layerOf));
  const artifacts = listOf(document, "artifacts");
  const owners = ownersOf(document, artifacts);
  const { packages, unknowns } = packagesOf(artifacts.map((one) => toldPackage(one, layers, owners)));
  const os = systemOf(jsonMember(document, "distro"));
  const found = os ? { os, unknowns: [] } : systemOfPackages(packages);
  const platform = [textOf(image, "os"), textOf(image, "architecture")].filter((part) => part !== "").join("/");
  return {
    format: "Syft JSON",
    name: textOf(image, "userInput") || textOf(source, "name"),
    id: digestIn(textOf(image, "imageID")),
    digest: digestIn(textOf(image, "manifestDigest")),
    platform: platform || undefined,
    created: undefined,
    os: found.os,
    layers: layers.layers,
    packages,
    unknowns: [...unknowns, ...found.unknowns],
  };
}

/** Syft's `digest` of a layer is its diff id. */
function layerOf(layer: unknown): SbomLayer {
  const bytes = jsonMember(layer, "size");
  const isSize = typeof bytes === "number" && Number.isSafeInteger(bytes) && bytes >= 0;
  return {
    diffId: textOf(layer, "digest") || undefined,
    digest: undefined,
    bytes: isSize ? bytes : 0,
    instruction: "",
  };
}

type Owners = ReadonlyMap<string, { readonly type: string; readonly name: string }>;

/** By the id of the package that is owned. */
function ownersOf(document: unknown, artifacts: readonly unknown[]): Owners {
  const byId = new Map(artifacts.map((one) => [textOf(one, "id"), one]));
  const owners = new Map<string, { type: string; name: string }>();
  for (const one of listOf(document, "artifactRelationships")) {
    if (textOf(one, "type") !== "ownership-by-file-overlap") continue;
    const owner = byId.get(textOf(one, "parent"));
    const owned = textOf(one, "child");
    if (owner !== undefined && owned !== "")
      owners.set(owned, { type: textOf(owner, "type").toLowerCase(), name: textOf(owner, "name") });
  }
  return owners;
}

function toldPackage(one: unknown, layers: ToldLayers, owners: Owners): ToldPackage {
  const metadata = jsonMember(one, "metadata");
  const version = textOf(one, "version");
  return {
    name: javaName(one, metadata),
    version,
    purl: textOf(one, "purl"),
    type: textOf(one, "type"),
    source: sourceOf(metadata, version),
    arch: textOf(metadata, "architecture") || textOf(metadata, "arch"),
    licenses: licensesOf(one),
    locations: listOf(one, "locations").map((place) => ({
      path: plainPath(textOf(place, "path")),
      layer: layers.indexOf(textOf(place, "layerID")),
    })),
    details: detailsOf(one, metadata),
    ownedBy: owners.get(textOf(one, "id")),
  };
}

/** Syft gives the artifact alone; the group stands in the record of the archive. */
function javaName(one: unknown, metadata: unknown): string {
  const name = textOf(one, "name");
  const group = textOf(jsonMember(metadata, "pomProperties"), "groupId");
  return group === "" || name.includes(":") ? name : `${group}:${name}`;
}

function sourceOf(metadata: unknown, version: string) {
  const name = textOf(metadata, "source") || textOf(metadata, "originPackage");
  if (name !== "") return { name, version: textOf(metadata, "sourceVersion") || version };
  return sourceOfRpm(textOf(metadata, "sourceRpm"));
}

/** Texts, or objects with the text and, where Syft could read it, the expression. */
function licensesOf(one: unknown): readonly string[] {
  return listOf(one, "licenses").flatMap((license) => {
    if (typeof license === "string") return license === "" ? [] : [license];
    const text = textOf(license, "spdxExpression") || textOf(license, "value");
    return text === "" ? [] : [text];
  });
}

function detailsOf(one: unknown, metadata: unknown): Readonly<Record<string, string>> {
  const epoch = jsonMember(metadata, "epoch");
  const main = textOf(metadata, "mainModule");
  const values = {
    epoch: typeof epoch === "number" ? String(epoch) : "",
    modularity: textOf(metadata, "modularityLabel"),
    vendor: textOf(metadata, "vendor"),
    maintainer: textOf(metadata, "maintainer"),
    sourceRpm: textOf(metadata, "sourceRpm"),
    h1: textOf(metadata, "h1Digest"),
    goVersion: textOf(metadata, "goCompiledVersion"),
    main: main !== "" && main === textOf(one, "name") ? "true" : "",
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

function systemOf(distro: unknown): OperatingSystem | undefined {
  const id = textOf(distro, "id") || textOf(distro, "name");
  if (id === "") return undefined;
  const name = textOf(distro, "prettyName");
  const like = textOf(distro, "idLike");
  return systemNamed(id, textOf(distro, "versionID") || textOf(distro, "version"), {
    ...(name === "" ? {} : { name }),
    codename: textOf(distro, "versionCodename"),
    idLike: like === "" ? textsOf(distro, "idLike") : [like],
  });
}
