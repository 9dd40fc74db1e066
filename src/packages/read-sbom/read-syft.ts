/**
 * Syft's own JSON (github.com/anchore/syft, `schema/json`), from version 2 on: a parsed document goes in, the image comes out.
 */
import { field } from "../../text/json.ts";
import type { OperatingSystem } from "../operating-system.ts";
import { filledDetails } from "../record-text.ts";
import { sourceOfRpm } from "../rpm-packages.ts";
import { digestIn, listAt, plainPath, textAt, textsAt } from "./members.ts";
import type { ImageSbom, SbomLayer } from "./sbom.ts";
import { type ToldLayers, toldLayers } from "./told-layers.ts";
import { packagesOf, type ToldPackage } from "./told-package.ts";
import { systemNamed, systemOfPackages } from "./told-system.ts";

export function readSyft(document: unknown): ImageSbom {
  const source = field(document, "source");
  // Before version 9 of the schema `target` held what `metadata` holds now.
  const image = field(source, "metadata") ?? field(source, "target");
  const layers = toldLayers(listAt(image, "layers").map(layerOf));
  const artifacts = listAt(document, "artifacts");
  const owners = ownersOf(document, artifacts);
  const { packages, unknowns } = packagesOf(artifacts.map((one) => toldPackage(one, layers, owners)));
  const os = systemOf(field(document, "distro"));
  const found = os ? { os, unknowns: [] } : systemOfPackages(packages);
  const platform = [textAt(image, "os"), textAt(image, "architecture")].filter((part) => part !== "").join("/");
  return {
    format: "Syft JSON",
    name: textAt(image, "userInput") || textAt(source, "name"),
    id: digestIn(textAt(image, "imageID")),
    digest: digestIn(textAt(image, "manifestDigest")),
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
  const bytes = field(layer, "size");
  const isSize = typeof bytes === "number" && Number.isSafeInteger(bytes) && bytes >= 0;
  return {
    diffId: textAt(layer, "digest") || undefined,
    digest: undefined,
    bytes: isSize ? bytes : 0,
    instruction: "",
  };
}

type Owners = ReadonlyMap<string, { readonly type: string; readonly name: string }>;

/** By the id of the package that is owned. */
function ownersOf(document: unknown, artifacts: readonly unknown[]): Owners {
  const byId = new Map(artifacts.map((one) => [textAt(one, "id"), one]));
  const owners = new Map<string, { type: string; name: string }>();
  for (const one of listAt(document, "artifactRelationships")) {
    if (textAt(one, "type") !== "ownership-by-file-overlap") continue;
    const owner = byId.get(textAt(one, "parent"));
    const owned = textAt(one, "child");
    if (owner !== undefined && owned !== "")
      owners.set(owned, { type: textAt(owner, "type").toLowerCase(), name: textAt(owner, "name") });
  }
  return owners;
}

function toldPackage(one: unknown, layers: ToldLayers, owners: Owners): ToldPackage {
  const metadata = field(one, "metadata");
  const version = textAt(one, "version");
  return {
    name: javaName(one, metadata),
    version,
    purl: textAt(one, "purl"),
    type: textAt(one, "type"),
    source: sourceOf(metadata, version),
    arch: textAt(metadata, "architecture") || textAt(metadata, "arch"),
    licenses: licensesOf(one),
    locations: listAt(one, "locations").map((place) => ({
      path: plainPath(textAt(place, "path")),
      layer: layers.indexOf(textAt(place, "layerID")),
    })),
    details: detailsOf(one, metadata),
    ownedBy: owners.get(textAt(one, "id")),
  };
}

/** Syft gives the artifact alone; the group stands in the record of the archive. */
function javaName(one: unknown, metadata: unknown): string {
  const name = textAt(one, "name");
  const group = textAt(field(metadata, "pomProperties"), "groupId");
  return group === "" || name.includes(":") ? name : `${group}:${name}`;
}

function sourceOf(metadata: unknown, version: string) {
  const name = textAt(metadata, "source") || textAt(metadata, "originPackage");
  if (name !== "") return { name, version: textAt(metadata, "sourceVersion") || version };
  return sourceOfRpm(textAt(metadata, "sourceRpm"));
}

/** Texts, or objects with the text and, where Syft could read it, the expression. */
function licensesOf(one: unknown): readonly string[] {
  return listAt(one, "licenses").flatMap((license) => {
    if (typeof license === "string") return license === "" ? [] : [license];
    const text = textAt(license, "spdxExpression") || textAt(license, "value");
    return text === "" ? [] : [text];
  });
}

function detailsOf(one: unknown, metadata: unknown): Readonly<Record<string, string>> {
  const epoch = field(metadata, "epoch");
  const main = textAt(metadata, "mainModule");
  return filledDetails({
    epoch: typeof epoch === "number" ? String(epoch) : "",
    modularity: textAt(metadata, "modularityLabel"),
    vendor: textAt(metadata, "vendor"),
    maintainer: textAt(metadata, "maintainer"),
    sourceRpm: textAt(metadata, "sourceRpm"),
    h1: textAt(metadata, "h1Digest"),
    goVersion: textAt(metadata, "goCompiledVersion"),
    main: main !== "" && main === textAt(one, "name") ? "true" : "",
  });
}

function systemOf(distro: unknown): OperatingSystem | undefined {
  const id = textAt(distro, "id") || textAt(distro, "name");
  if (id === "") return undefined;
  const name = textAt(distro, "prettyName");
  const like = textAt(distro, "idLike");
  return systemNamed(id, textAt(distro, "versionID") || textAt(distro, "version"), {
    ...(name === "" ? {} : { name }),
    codename: textAt(distro, "versionCodename"),
    idLike: like === "" ? textsAt(distro, "idLike") : [like],
  });
}
