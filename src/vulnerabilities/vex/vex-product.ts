/**
 * Whether a product of a VEX statement is this image, or this package. Package addresses match as OpenVEX's reference library
 * has it: what the statement leaves out (version, qualifiers) may be anything, what it says must be so. An image is also known by
 * its digest and by its name. What is not sure does not match.
 */
import { parseReference } from "../../image/reference.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { formatPurl, type Purl, parsePurl } from "../../packages/purl.ts";
import type { VexComponent } from "./vex-document.ts";

/** What tells an image from others. */
export type NamedImage = Pick<ImageFacts, "name" | "source" | "digest" | "id" | "tags" | "platform">;

/** Answers whether a product is the image. */
export function imageMatcher(image: NamedImage): (product: VexComponent) => boolean {
  const digests = new Set([image.digest, image.id].flatMap((digest) => digest?.toLowerCase() ?? []));
  const names = namesOf(image);
  const arch = image.platform?.split("/")[1] ?? "";
  const isId = (id: string): boolean => {
    if (id === image.name) return true;
    if (digests.has(id.toLowerCase())) return true;
    const purl = parsePurl(id);
    if (purl) return isPurlOf(purl, { digests, names, arch });
    const reference = parseReference(id);
    if (!reference) return false;
    if (reference.digest !== undefined) return digests.has(reference.digest);
    return names.some(({ name, tag }) => name === reference.name && (reference.tag ?? tag) === tag);
  };
  return ({ ids, digests: told }) => told.some((digest) => digests.has(digest)) || ids.some(isId);
}

interface ImageName {
  /** `docker.io/library/node`. */
  readonly name: string;
  /** "" where only a digest was named. */
  readonly tag: string;
}

/** Names that others know the image by: not those of files and folders. */
function namesOf({ name, source, tags }: NamedImage): readonly ImageName[] {
  const isNamed = source === "registry" || source === "docker" || source === "podman";
  const all = isNamed ? [name.replace(/^(?:docker|podman|registry):/, ""), ...tags] : tags;
  return all.flatMap((text) => {
    const reference = parseReference(text);
    if (!reference) return [];
    return [{ name: reference.name, tag: reference.tag ?? (reference.digest === undefined ? "latest" : "") }];
  });
}

interface ImageMarks {
  readonly digests: ReadonlySet<string>;
  readonly names: readonly ImageName[];
  readonly arch: string;
}

/** `pkg:oci/…` and `pkg:docker/…` (package-url, types `oci` and `docker`). A digest alone is enough: it is the content. */
function isPurlOf(purl: Purl, { digests, names, arch }: ImageMarks): boolean {
  if (purl.type !== "oci" && purl.type !== "docker") return false;
  if (purl.version.includes(":")) return digests.has(purl.version.toLowerCase());
  const { repository_url: place, tag, arch: wanted, ...others } = purl.qualifiers;
  if (Object.keys(others).length > 0 || (wanted !== undefined && wanted !== arch)) return false;
  const tags = [purl.version, tag ?? ""].filter((each) => each !== "");
  return names.some((one) => isNamed(one, purl, place) && tags.every((each) => each === one.tag));
}

/** `repository_url` is the whole name in one usage, and all but its last part in the other. */
function isNamed({ name }: ImageName, { type, namespace, name: last }: Purl, place: string | undefined): boolean {
  const told = place?.replace(/^[a-z]+:\/\//, "").replace(/\/+$/, "");
  if (type === "docker") {
    const path = namespace === "" ? last : `${namespace}/${last}`;
    return parseReference(told === undefined ? path : `${told}/${path}`)?.name === name;
  }
  if (namespace !== "" || name.slice(name.lastIndexOf("/") + 1) !== last) return false;
  return told === undefined || parseReference(told)?.name === name || parseReference(`${told}/${last}`)?.name === name;
}

/** An installed package, as a statement may name it. */
export interface NamedPackage {
  readonly purl: Purl;
  /** Of a system's package. */
  readonly source: { readonly name: string; readonly version: string } | undefined;
}

/** Without upper case where the type has none, so that two can be compared. Undefined for what is no package address. */
export function canonicalPurl(text: string): Purl | undefined {
  const purl = parsePurl(text);
  return purl && parsePurl(formatPurl(purl));
}

/** The same for all that can be the same package: the key of an index. */
export function purlKey({ type, namespace, name }: Pick<Purl, "type" | "namespace" | "name">): string {
  return `${type}/${namespace}/${name}`;
}

/** Both canonical. `arch=source` names a system's source package: it is about everything that is built from it. */
export function isPackage(told: Purl, { purl, source }: NamedPackage): boolean {
  if (told.type !== purl.type || told.namespace !== purl.namespace) return false;
  const { arch, ...rest } = told.qualifiers;
  if (arch === "source" && isOfSystem(told.type)) {
    const of = source ?? { name: purl.name, version: purl.version };
    return (
      told.name === of.name.toLowerCase() &&
      (told.version === "" || told.version === of.version) &&
      hasAll(rest, purl.qualifiers)
    );
  }
  if (told.name !== purl.name || (told.version !== "" && told.version !== purl.version)) return false;
  return (told.subpath === "" || told.subpath === purl.subpath) && hasAll(told.qualifiers, purl.qualifiers);
}

/** Keys under which a statement may name the package. */
export function keysOf({ purl, source }: NamedPackage): readonly string[] {
  const own = purlKey(purl);
  if (!source || !isOfSystem(purl.type)) return [own];
  return [...new Set([own, purlKey({ ...purl, name: source.name.toLowerCase() })])];
}

function isOfSystem(type: string): boolean {
  return type === "deb" || type === "apk" || type === "rpm";
}

function hasAll(wanted: Readonly<Record<string, string>>, all: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(all, key) && all[key] === value);
}

/**
 * What a document calls the image: its address, with the digest where one is known; else its digest alone. Undefined for what has
 * neither a name that others know nor a digest, such as a folder.
 */
export function imageProduct(image: NamedImage): VexComponent | undefined {
  const [named] = namesOf(image);
  const { digest, id, platform } = image;
  if (named) {
    const name = named.name.slice(named.name.lastIndexOf("/") + 1);
    const qualifiers = { arch: platform?.split("/")[1] ?? "", repository_url: named.name, tag: named.tag };
    return {
      ids: [formatPurl({ type: "oci", namespace: "", name, version: digest ?? "", qualifiers, subpath: "" })],
      digests: [],
    };
  }
  const known = digest ?? id;
  return known === undefined || !/^sha\d{3}:[0-9a-f]+$/.test(known) ? undefined : { ids: [], digests: [known] };
}
