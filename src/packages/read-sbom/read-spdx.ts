/**
 * SPDX JSON, 2.2 and 2.3 (https://spdx.github.io/spdx-spec/v2.3/), as Syft, Trivy, BuildKit and this tool write it: a parsed
 * document goes in, the image comes out. What SPDX has no field for stands in our own annotations, where they are.
 */
import type { Unknown } from "../../finding/finding.ts";
import { field, jsonValue, objectOf } from "../../text/json.ts";
import type { OperatingSystem } from "../operating-system.ts";
import { parsePurl } from "../purl.ts";
import { digestIn, listAt, plainPath, textAt, textRecord, textsAt } from "./members.ts";
import { unknownBefore } from "./read-cyclonedx.ts";
import type { ImageSbom, SbomLayer } from "./sbom.ts";
import { toldLayers } from "./told-layers.ts";
import { packagesOf, type ToldPackage } from "./told-package.ts";
import { systemNamed, systemOfPackages } from "./told-system.ts";

/** Characters of one annotation that is read. */
const longestAnnotation = 1_000_000;

export function readSpdx(document: unknown): ImageSbom {
  const all = listAt(document, "packages");
  const described = describedIds(document);
  const isRoot = (one: unknown) => described.has(textAt(one, "SPDXID")) || purposeOf(one) === "CONTAINER";
  const root = all.find(isRoot);
  const system = all.find((one) => purposeOf(one) === "OPERATING-SYSTEM");
  const own = ownFacts(root);
  const layers = toldLayers(listAt(own, "layers").map(layerOf));
  const names = licenseNames(document);
  const told = all
    .filter((one) => one !== system && !(isRoot(one) && isImage(one)))
    .map((one) => toldPackage(one, names));
  const { packages, unknowns } = packagesOf(told);
  const found = system === undefined ? systemOfPackages(packages) : { os: systemOf(system), unknowns: [] };
  const created = textAt(field(document, "creationInfo"), "created");
  return {
    format: textAt(document, "spdxVersion").replace("-", " "),
    name: textAt(root, "name") || textAt(document, "name"),
    id: digestIn(textAt(own, "id")),
    digest: digestIn(parsePurl(purlIn(root))?.version ?? "") ?? digestIn(rootVersion(root, own)),
    platform: textAt(own, "platform") || undefined,
    created: created === "" || created === "1970-01-01T00:00:00Z" ? undefined : created,
    os: found.os,
    layers: layers.layers,
    packages,
    unknowns: [...unreadBefore(document), ...unknowns, ...found.unknowns],
  };
}

function rootVersion(root: unknown, own: unknown): string {
  const version = textAt(root, "versionInfo");
  return version === textAt(own, "id") ? "" : version;
}

function describedIds(document: unknown): ReadonlySet<string> {
  const ids = new Set(textsAt(document, "documentDescribes"));
  for (const one of listAt(document, "relationships"))
    if (textAt(one, "relationshipType") === "DESCRIBES") ids.add(textAt(one, "relatedSpdxElement"));
  return ids;
}

/** 2.2 has no purposes. */
function purposeOf(one: unknown): string {
  return textAt(one, "primaryPackagePurpose").replaceAll("_", "-");
}

/** What a document is about may be a package itself: that of a library's own SBOM. */
function isImage(one: unknown): boolean {
  const type = parsePurl(purlIn(one))?.type;
  return type === undefined || type === "oci" || type === "docker";
}

function purlIn(one: unknown): string {
  const reference = listAt(one, "externalRefs").find((each) => textAt(each, "referenceType") === "purl");
  return textAt(reference, "referenceLocator");
}

/** The JSON of our own annotation; undefined where there is none. */
function ownFacts(one: unknown): unknown {
  for (const annotation of listAt(one, "annotations")) {
    const comment = field(annotation, "comment");
    if (typeof comment !== "string" || comment.length > longestAnnotation) continue;
    if (!comment.startsWith('{"seaworthy":')) continue;
    // What is no JSON are somebody else's words behind our name.
    const own = jsonValue(comment);
    if (own !== undefined) return field(own, "seaworthy");
  }
  return undefined;
}

function toldPackage(one: unknown, names: ReadonlyMap<string, string>): ToldPackage {
  const own = ownFacts(one);
  const shared = {
    name: textAt(one, "name"),
    version: textAt(one, "versionInfo"),
    purl: purlIn(one),
  };
  if (!objectOf(own)) return { ...shared, licenses: licensesOf(one, names), locations: syftPlaces(one) };
  return {
    ...shared,
    type: textAt(own, "type"),
    source: namedIn(own, "source", "version"),
    arch: textAt(own, "arch"),
    licenses: textsAt(own, "licenses"),
    path: plainPath(textAt(own, "path")),
    inside: textAt(own, "inside"),
    locations: listAt(own, "locations").map(placeOf),
    details: textRecord(field(own, "details")),
    ownedBy: ownerOf(own),
    bundledWith: textAt(own, "bundledWith"),
  };
}

function namedIn(own: unknown, key: string, second: "version") {
  const value = field(own, key);
  const name = textAt(value, "name");
  return name === "" ? undefined : { name, version: textAt(value, second) };
}

function ownerOf(own: unknown) {
  const owner = field(own, "ownedBy");
  const name = textAt(owner, "name");
  return name === "" ? undefined : { type: textAt(owner, "type"), name };
}

function placeOf(place: unknown) {
  const layer = field(place, "layer");
  const isIndex = typeof layer === "number" && Number.isInteger(layer) && layer >= 0 && layer < 10_000;
  return { path: plainPath(textAt(place, "path")), layer: isIndex ? layer : 0 };
}

/** `acquired package info from DPKG DB: /var/lib/dpkg/status, /…` is how Syft says where. */
function syftPlaces(one: unknown) {
  const text = textAt(one, "sourceInfo");
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
  const text = [textAt(one, "licenseDeclared"), textAt(one, "licenseConcluded")].find(isTold);
  if (text === undefined) return [];
  const parts = /[()]| OR /.test(text) ? [text] : text.split(" AND ");
  return parts.map((part) => names.get(part.trim()) ?? part.trim());
}

function licenseNames(document: unknown): ReadonlyMap<string, string> {
  return new Map(
    listAt(document, "hasExtractedLicensingInfos").flatMap((one) => {
      const name = textAt(one, "name");
      return name === "" || name === "NOASSERTION" ? [] : [[textAt(one, "licenseId"), name] as const];
    }),
  );
}

function systemOf(one: unknown): OperatingSystem {
  const own = field(ownFacts(one), "os");
  const name = textAt(own, "name") || textAt(one, "description");
  return systemNamed(textAt(one, "name"), textAt(one, "versionInfo"), {
    ...(name === "" ? {} : { name }),
    codename: textAt(own, "codename"),
    idLike: textsAt(own, "idLike"),
    details: textRecord(field(own, "details")),
    paths: textsAt(own, "paths").map(plainPath),
  });
}

function layerOf(layer: unknown): SbomLayer {
  const bytes = field(layer, "bytes");
  return {
    diffId: textAt(layer, "diffId") || undefined,
    digest: textAt(layer, "digest") || undefined,
    bytes: typeof bytes === "number" && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : 0,
    instruction: textAt(layer, "instruction"),
  };
}

/** Behind our first line of the document's comment. */
function unreadBefore(document: unknown): readonly Unknown[] {
  const [first, ...lines] = textAt(document, "comment").split("\n");
  return first === "Not everything in the image is known." ? lines.map(unknownBefore) : [];
}
