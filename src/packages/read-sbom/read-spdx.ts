/**
 * SPDX JSON, 2.2 and 2.3 (https://spdx.github.io/spdx-spec/v2.3/), as Syft, Trivy, BuildKit and this tool write it: a parsed
 * document goes in, the image comes out. What SPDX has no field for stands in our own annotations, where they are.
 */
import type { Unknown } from "../../finding/finding.ts";
import { jsonMember, jsonObject } from "../json-record.ts";
import type { OperatingSystem } from "../operating-system.ts";
import { parsePurl } from "../purl.ts";
import { digestIn, listOf, plainPath, textOf, textRecord, textsOf } from "./members.ts";
import { unknownBefore } from "./read-cyclonedx.ts";
import type { ImageSbom, SbomLayer } from "./sbom.ts";
import { toldLayers } from "./told-layers.ts";
import { packagesOf, type ToldPackage } from "./told-package.ts";
import { systemNamed, systemOfPackages } from "./told-system.ts";

/** Characters of one annotation that is read. */
const longestAnnotation = 1_000_000;

export function readSpdx(document: unknown): ImageSbom {
  const all = listOf(document, "packages");
  const described = describedIds(document);
  const isRoot = (one: unknown) => described.has(textOf(one, "SPDXID")) || purposeOf(one) === "CONTAINER";
  const root = all.find(isRoot);
  const system = all.find((one) => purposeOf(one) === "OPERATING-SYSTEM");
  const own = ownFacts(root);
  const layers = toldLayers(listOf(own, "layers").map(layerOf));
  const names = licenseNames(document);
  const told = all
    .filter((one) => one !== system && !(isRoot(one) && isImage(one)))
    .map((one) => toldPackage(one, names));
  const { packages, unknowns } = packagesOf(told);
  const found = system === undefined ? systemOfPackages(packages) : { os: systemOf(system), unknowns: [] };
  const created = textOf(jsonMember(document, "creationInfo"), "created");
  return {
    format: textOf(document, "spdxVersion").replace("-", " "),
    name: textOf(root, "name") || textOf(document, "name"),
    id: digestIn(textOf(own, "id")),
    digest: digestIn(parsePurl(purlIn(root))?.version ?? "") ?? digestIn(rootVersion(root, own)),
    platform: textOf(own, "platform") || undefined,
    created: created === "" || created === "1970-01-01T00:00:00Z" ? undefined : created,
    os: found.os,
    layers: layers.layers,
    packages,
    unknowns: [...unreadBefore(document), ...unknowns, ...found.unknowns],
  };
}

function rootVersion(root: unknown, own: unknown): string {
  const version = textOf(root, "versionInfo");
  return version === textOf(own, "id") ? "" : version;
}

function describedIds(document: unknown): ReadonlySet<string> {
  const ids = new Set(textsOf(document, "documentDescribes"));
  for (const one of listOf(document, "relationships"))
    if (textOf(one, "relationshipType") === "DESCRIBES") ids.add(textOf(one, "relatedSpdxElement"));
  return ids;
}

/** 2.2 has no purposes. */
function purposeOf(one: unknown): string {
  return textOf(one, "primaryPackagePurpose").replaceAll("_", "-");
}

/** What a document is about may be a package itself: that of a library's own SBOM. */
function isImage(one: unknown): boolean {
  const type = parsePurl(purlIn(one))?.type;
  return type === undefined || type === "oci" || type === "docker";
}

function purlIn(one: unknown): string {
  const reference = listOf(one, "externalRefs").find((each) => textOf(each, "referenceType") === "purl");
  return textOf(reference, "referenceLocator");
}

/** The JSON of our own annotation; undefined where there is none. */
function ownFacts(one: unknown): unknown {
  for (const annotation of listOf(one, "annotations")) {
    const comment = jsonMember(annotation, "comment");
    if (typeof comment !== "string" || comment.length > longestAnnotation) continue;
    if (!comment.startsWith('{"seaworthy":')) continue;
    try {
      return jsonMember(JSON.parse(comment), "seaworthy");
    } catch {
      // Somebody else's words behind our name: no facts of ours.
    }
  }
  return undefined;
}

function toldPackage(one: unknown, names: ReadonlyMap<string, string>): ToldPackage {
  const own = ownFacts(one);
  const shared = {
    name: textOf(one, "name"),
    version: textOf(one, "versionInfo"),
    purl: purlIn(one),
  };
  if (!jsonObject(own)) return { ...shared, licenses: licensesOf(one, names), locations: syftPlaces(one) };
  return {
    ...shared,
    type: textOf(own, "type"),
    source: namedIn(own, "source", "version"),
    arch: textOf(own, "arch"),
    licenses: textsOf(own, "licenses"),
    path: plainPath(textOf(own, "path")),
    inside: textOf(own, "inside"),
    locations: listOf(own, "locations").map(placeOf),
    details: textRecord(jsonMember(own, "details")),
    ownedBy: ownerOf(own),
    bundledWith: textOf(own, "bundledWith"),
  };
}

function namedIn(own: unknown, key: string, second: "version") {
  const value = jsonMember(own, key);
  const name = textOf(value, "name");
  return name === "" ? undefined : { name, version: textOf(value, second) };
}

function ownerOf(own: unknown) {
  const owner = jsonMember(own, "ownedBy");
  const name = textOf(owner, "name");
  return name === "" ? undefined : { type: textOf(owner, "type"), name };
}

function placeOf(place: unknown) {
  const layer = jsonMember(place, "layer");
  const isIndex = typeof layer === "number" && Number.isInteger(layer) && layer >= 0 && layer < 10_000;
  return { path: plainPath(textOf(place, "path")), layer: isIndex ? layer : 0 };
}

/** `acquired package info from DPKG DB: /var/lib/dpkg/status, /…` is how Syft says where. */
function syftPlaces(one: unknown) {
  const text = textOf(one, "sourceInfo");
  if (!text.startsWith("acquired package info from ")) return [];
  const colon = text.indexOf(": /");
  if (colon === -1) return [];
  return text
    .slice(colon + 2)
    .split(", ")
    .map((path) => ({ path: plainPath(path), layer: 0 }));
}

/** `A AND B` is how lists are written; a single reference is its name. */
function licensesOf(one: unknown, names: ReadonlyMap<string, string>): readonly string[] {
  const isTold = (text: string) => text !== "" && text !== "NOASSERTION" && text !== "NONE";
  const text = [textOf(one, "licenseDeclared"), textOf(one, "licenseConcluded")].find(isTold);
  if (text === undefined) return [];
  const parts = /[()]| OR /.test(text) ? [text] : text.split(" AND ");
  return parts.map((part) => names.get(part.trim()) ?? part.trim());
}

function licenseNames(document: unknown): ReadonlyMap<string, string> {
  return new Map(
    listOf(document, "hasExtractedLicensingInfos").flatMap((one) => {
      const name = textOf(one, "name");
      return name === "" || name === "NOASSERTION" ? [] : [[textOf(one, "licenseId"), name] as const];
    }),
  );
}

function systemOf(one: unknown): OperatingSystem {
  const own = jsonMember(ownFacts(one), "os");
  const name = textOf(own, "name") || textOf(one, "description");
  return systemNamed(textOf(one, "name"), textOf(one, "versionInfo"), {
    ...(name === "" ? {} : { name }),
    codename: textOf(own, "codename"),
    idLike: textsOf(own, "idLike"),
    details: textRecord(jsonMember(own, "details")),
    paths: textsOf(own, "paths").map(plainPath),
  });
}

function layerOf(layer: unknown): SbomLayer {
  const bytes = jsonMember(layer, "bytes");
  return {
    diffId: textOf(layer, "diffId") || undefined,
    digest: textOf(layer, "digest") || undefined,
    bytes: typeof bytes === "number" && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : 0,
    instruction: textOf(layer, "instruction"),
  };
}

/** Behind our first line of the document's comment. */
function unreadBefore(document: unknown): readonly Unknown[] {
  const [first, ...lines] = textOf(document, "comment").split("\n");
  return first === "Not everything in the image is known." ? lines.map(unknownBefore) : [];
}
