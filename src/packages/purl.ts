/**
 * Package URLs. A package goes in, its purl comes out; and a text goes in, its parts come out. Encoded as the purl
 * specification has it (ECMA-427, "Character encoding"), with the namespaces and qualifiers of Syft for packages of
 * operating systems, so that lists made by either tool can be compared.
 */
import { compareTexts } from "../text/compare.ts";
import { type OperatingSystem, purlDistro } from "./operating-system.ts";
import type { PackageRecord, PackageType } from "./package.ts";

/** The parts of a purl, decoded. */
export interface Purl {
  /** Lower case: `deb`, `npm`. */
  readonly type: string;
  /** Segments joined by `/`; "" for none. */
  readonly namespace: string;
  readonly name: string;
  /** "" for none. */
  readonly version: string;
  /** Keys in lower case; none is empty. */
  readonly qualifiers: Readonly<Record<string, string>>;
  /** "" for none. */
  readonly subpath: string;
}

/** Longer texts are no purl. */
export const longestPurl = 8192;
/** More qualifiers than any type defines: a text with more is no purl. */
export const mostQualifiers = 64;

type Coordinates = Pick<Purl, "namespace" | "name"> & Partial<Pick<Purl, "type" | "version" | "qualifiers">>;

/** The purl of a package. `os` is that of the image, for packages of an operating system. */
export function purlOf(record: PackageRecord, os: OperatingSystem | undefined): string {
  const { type, coordinates } = forms[record.type];
  const found = coordinates(record, os);
  return formatPurl({ type, version: record.version, qualifiers: {}, subpath: "", ...found });
}

/** The canonical text, with the rules of the purl's type for upper and lower case. */
export function formatPurl(purl: Purl): string {
  const type = purl.type.toLowerCase();
  const namespace = segmentsOf(caseOf(`${type}/namespace`, purl.namespace)).map(encode);
  const name = encode(caseOf(`${type}/name`, purl.name));
  const version = purl.version === "" ? "" : `@${encode(purl.version)}`;
  const qualifiers = Object.entries(purl.qualifiers)
    .filter(([key, value]) => isQualifierKey(key) && value !== "")
    .map(([key, value]) => `${key.toLowerCase()}=${encode(value)}`)
    .sort(compareTexts)
    .join("&");
  const subpath = subpathOf(purl.subpath).map(encode).join("/");
  const path = ["", ...namespace, name].join("/");
  return `pkg:${type}${path}${version}${qualifiers && `?${qualifiers}`}${subpath && `#${subpath}`}`;
}

/**
 * The parts of a purl; undefined for what is none. Forgiving where the specification is (`pkg://`, an `@` of a scope that
 * is not encoded). Upper and lower case stay as written, for `JSONStream` and `jsonstream` are two packages of npm:
 * `formatPurl` makes them canonical.
 */
export function parsePurl(text: string): Purl | undefined {
  if (text.length > longestPurl || !/^pkg:/i.test(text)) return undefined;
  const [beforeSubpath, subpath] = splitAtLast(text.slice(4), "#");
  const [beforeQualifiers, qualifierText] = splitAtLast(beforeSubpath, "?");
  const path = beforeQualifiers.replace(/^\/+/, "");
  const slash = path.indexOf("/");
  const type = path.slice(0, Math.max(slash, 0)).toLowerCase();
  if (!/^[a-z][a-z0-9.+-]*$/.test(type)) return undefined;

  const [beforeVersion, version] = splitVersion(path.slice(slash + 1));
  const segments = beforeVersion
    .split("/")
    .filter((segment) => segment !== "")
    .map(decode);
  const qualifiers = parseQualifiers(qualifierText);
  const subpathSegments = subpath.split("/").map(decode);
  const decodedVersion = decode(version);
  const name = segments.pop();
  if (!name || qualifiers === undefined || decodedVersion === undefined) return undefined;
  if (!areSegments(segments) || !areSegments(subpathSegments)) return undefined;
  const namespace = segments.join("/");
  const joined = subpathOf(subpathSegments.join("/")).join("/");
  return { type, namespace, name, version: decodedVersion, qualifiers, subpath: joined };
}

/** How a package of each type is written. */
const forms: Readonly<
  Record<
    PackageType,
    { readonly type: string; coordinates(record: PackageRecord, os: OperatingSystem | undefined): Coordinates }
  >
> = {
  deb: { type: "deb", coordinates: (record, os) => ofSystem(record, os, upstreamOfDeb(record)) },
  apk: { type: "apk", coordinates: (record, os) => ofSystem(record, os, upstreamOfApk(record)) },
  rpm: { type: "rpm", coordinates: (record, os) => ofSystem(record, os, upstreamOfRpm(record)) },
  npm: { type: "npm", coordinates: (record) => splitName(record.name) },
  python: { type: "pypi", coordinates: (record) => ({ namespace: "", name: record.name }) },
  gem: { type: "gem", coordinates: (record) => named(record, { platform: platformOf(record) }) },
  "java-archive": { type: "maven", coordinates: mavenCoordinates },
  "go-module": { type: "golang", coordinates: (record) => splitName(record.name) },
  "rust-crate": { type: "cargo", coordinates: (record) => named(record) },
  dotnet: { type: "nuget", coordinates: (record) => named(record) },
  "php-composer": { type: "composer", coordinates: (record) => splitName(record.name) },
  conda: {
    type: "conda",
    coordinates: (record) => named(record, pick(record, ["build", "channel", "subdir", "type"])),
  },
  hex: { type: "hex", coordinates: (record) => named(record) },
  pub: { type: "pub", coordinates: (record) => named(record) },
  perl: { type: "cpan", coordinates: (record) => ({ namespace: record.details.author ?? "", name: record.name }) },
  "r-package": { type: "cran", coordinates: (record) => named(record) },
  binary: { type: "generic", coordinates: (record) => named(record) },
};

function named(record: PackageRecord, qualifiers: Readonly<Record<string, string>> = {}): Coordinates {
  return { namespace: "", name: record.name, qualifiers };
}

/** The part before the last slash is the namespace: `@scope/name`, `github.com/a/b`, `vendor/name`. */
function splitName(written: string): Coordinates {
  const slash = written.lastIndexOf("/");
  return { namespace: written.slice(0, Math.max(slash, 0)), name: written.slice(slash + 1) };
}

function ofSystem(record: PackageRecord, os: OperatingSystem | undefined, upstream: string | undefined): Coordinates {
  const epoch = record.type === "rpm" ? (record.details.epoch ?? "") : "";
  const distro = notedSystem(record)?.distro ?? purlDistro(os);
  const qualifiers = { arch: record.arch ?? "", distro, epoch, upstream: upstream ?? "" };
  return { namespace: vendorOf(record, notedSystem(record)?.id ?? os?.id ?? ""), name: record.name, qualifiers };
}

/** A note in a binary names the system it was built for, which need not be that of the image. */
function notedSystem({ details }: PackageRecord): { readonly id: string; readonly distro: string } | undefined {
  const { note, os, osVersion } = details;
  return note && os ? { id: os, distro: osVersion ? `${os}-${osVersion}` : os } : undefined;
}

/** For rpm the words of Syft and of the purl specification's examples; the distribution's id for all others. */
function vendorOf({ type }: PackageRecord, id: string): string {
  if (type !== "rpm") return id;
  if (id === "rhel" || id === "hummingbird") return "redhat";
  return id.startsWith("opensuse") ? "opensuse" : id;
}

function upstreamOfDeb({ name, source, version }: PackageRecord): string | undefined {
  if (source?.version !== version) return source && `${source.name}@${source.version}`;
  return source.name === name ? undefined : source.name;
}

function upstreamOfApk({ name, source }: PackageRecord): string | undefined {
  return source?.name === name ? undefined : source?.name;
}

/** The name of the source package's file, as the rpm says it. */
function upstreamOfRpm({ name, source, version, details }: PackageRecord): string | undefined {
  const isItself = source === undefined || (source.name === name && source.version === version);
  return details.sourceRpm ?? (isItself ? undefined : `${source.name}-${source.version}.src.rpm`);
}

/** `ruby` is what is meant when nothing is said. */
function platformOf({ details }: PackageRecord): string {
  const platform = details.platform ?? "";
  return platform === "ruby" ? "" : platform;
}

/** An archive whose group nobody knows has no coordinates in Maven: a guessed group would be another package's. */
function mavenCoordinates(record: PackageRecord): Coordinates {
  const colon = record.name.indexOf(":");
  if (colon < 1) return { type: "generic", ...named(record) };
  const qualifiers = pick(record, ["classifier"]);
  return { namespace: record.name.slice(0, colon), name: record.name.slice(colon + 1), qualifiers };
}

function pick({ details }: PackageRecord, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, details[key] ?? ""]));
}

/** What the type definitions say of upper and lower case, and of names that are equal. All others stay as they are. */
const cases: ReadonlyMap<string, (text: string) => string> = new Map([
  ...["apk", "bitbucket", "composer", "deb", "github", "golang", "npm"].flatMap((type) => [
    [`${type}/namespace`, lowerCase] as const,
    [`${type}/name`, lowerCase] as const,
  ]),
  ["hex/name", lowerCase],
  ["pub/name", lowerCase],
  ["rpm/namespace", lowerCase],
  ["oci/name", lowerCase],
  ["cpan/namespace", (text: string) => text.toUpperCase()],
  ["pypi/name", (text: string) => lowerCase(text).replace(/[-_.]+/g, "-")],
]);

function caseOf(part: string, text: string): string {
  return cases.get(part)?.(text) ?? text;
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function segmentsOf(namespace: string): readonly string[] {
  return namespace.split("/").filter((segment) => segment !== "");
}

function subpathOf(subpath: string): readonly string[] {
  return subpath.split("/").filter((segment) => segment !== "" && segment !== "." && segment !== "..");
}

const utf8 = new TextEncoder();

/** All but letters, digits, `.`, `-`, `_`, `~` and `:` as `%XX` of its UTF-8. */
function encode(text: string): string {
  if (/^[A-Za-z0-9._~:-]*$/.test(text)) return text;
  let encoded = "";
  for (const byte of utf8.encode(text)) {
    const character = String.fromCharCode(byte);
    encoded += /[A-Za-z0-9._~:-]/.test(character) ? character : `%${hex(byte)}`;
  }
  return encoded;
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}

/** Undefined for bytes that are no UTF-8, and for a `%` that begins none. */
function decode(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // The only thing it throws for is a malformed sequence: no purl then.
    return undefined;
  }
}

function splitAtLast(text: string, separator: string): readonly [before: string, after: string] {
  const at = text.lastIndexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** An `@` at the start of a segment that others follow belongs to a scope that was not encoded. */
function splitVersion(path: string): readonly [before: string, version: string] {
  const at = path.lastIndexOf("@");
  const isScope = (at === 0 || path.charAt(at - 1) === "/") && path.includes("/", at);
  return at === -1 || isScope ? [path, ""] : [path.slice(0, at), path.slice(at + 1)];
}

function parseQualifiers(text: string): Readonly<Record<string, string>> | undefined {
  const parts = text.split("&", mostQualifiers + 1).filter((part) => part !== "");
  if (parts.length > mostQualifiers) return undefined;
  const entries: [string, string][] = [];
  for (const part of parts) {
    const equals = part.indexOf("=");
    const key = part.slice(0, equals === -1 ? part.length : equals);
    const value = equals === -1 ? "" : decode(part.slice(equals + 1));
    if (!isQualifierKey(key) || value === undefined) return undefined;
    if (value !== "") entries.push([key.toLowerCase(), value]);
  }
  return Object.fromEntries(entries);
}

function isQualifierKey(key: string): boolean {
  return /^[A-Za-z][A-Za-z0-9._-]*$/.test(key);
}

/** A slash that was encoded would make two segments of one. */
function areSegments(segments: readonly (string | undefined)[]): segments is readonly string[] {
  return segments.every((segment) => segment !== undefined && !segment.includes("/"));
}
