/**
 * A package as one of the formats tells of it goes in; the package comes out, with what its purl says besides. What has no
 * purl, or one of a kind that no advisory list knows, cannot be matched: it is counted and said.
 */
import type { Unknown } from "../../finding/finding.ts";
import { compareTexts } from "../../text/compare.ts";
import type { PackageType } from "../package.ts";
import { packageTypes } from "../package.ts";
import { formatPurl, type Purl, parsePurl } from "../purl.ts";
import { sourceOfRpm } from "../rpm-packages.ts";
import type { SbomPackage } from "./sbom.ts";

/** What a format tells of a package; "" and empty where it does not. */
export interface ToldPackage {
  /** `group` of CycloneDX. */
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  /** Syft's word for the kind. */
  readonly type?: string;
  readonly source?: { readonly name: string; readonly version: string } | undefined;
  readonly arch?: string;
  readonly licenses: readonly string[];
  readonly path?: string;
  readonly inside?: string;
  readonly locations: readonly { readonly path: string; readonly layer: number }[];
  readonly details?: Readonly<Record<string, string>>;
  readonly ownedBy?: { readonly type: string; readonly name: string } | undefined;
  readonly bundledWith?: string;
}

/** Packages of one document; the rest is an Unknown. */
export const mostSbomPackages = 200_000;
/** Components that are named; the rest is counted. */
const mostNamed = 20;

/** The packages, and what could not be taken for one. */
export function packagesOf(told: Iterable<ToldPackage>): {
  readonly packages: readonly SbomPackage[];
  readonly unknowns: readonly Unknown[];
} {
  const packages: SbomPackage[] = [];
  const nameless: string[] = [];
  const strange = new Map<string, number>();
  let left = 0;
  for (const one of told) {
    const purl = parsePurl(one.purl);
    const type = packageType(one.type, purl);
    if (packages.length >= mostSbomPackages) left += 1;
    else if (!purl) nameless.push(one.name);
    else if (type) packages.push(packageOf(one, purl, type));
    else strange.set(one.type || purl.type, (strange.get(one.type || purl.type) ?? 0) + 1);
  }
  packages.sort((a, b) => compareTexts(a.purl, b.purl));
  return { packages, unknowns: [...namelessUnknowns(nameless), ...strangeUnknowns(strange), ...leftUnknown(left)] };
}

function packageOf(told: ToldPackage, purl: Purl, type: PackageType): SbomPackage {
  const version = told.version || purl.version;
  const name = nameOf(told, purl, type);
  const source = told.source ?? upstreamOf(purl, version);
  const arch = told.arch || purl.qualifiers.arch || "";
  const path = told.path || told.locations[0]?.path || "";
  const epoch = purl.qualifiers.epoch;
  return {
    type,
    name,
    version,
    ...(source && (source.name !== name || source.version !== version) ? { source } : {}),
    ...(arch === "" ? {} : { arch }),
    licenses: told.licenses,
    path,
    ...(told.inside ? { inside: told.inside } : {}),
    details: { ...(epoch && type === "rpm" ? { epoch } : {}), ...told.details },
    purl: plainPurl(told.purl, purl),
    locations: told.locations,
    ...(told.ownedBy ? { ownedBy: told.ownedBy } : {}),
    ...(told.bundledWith ? { bundledWith: told.bundledWith } : {}),
  };
}

/** As written, upper and lower case too; where it holds what no purl may hold, as it should have been written. */
function plainPurl(text: string, purl: Purl): string {
  return /^[\w%@:/?&=#.~+!*'(),;$-]+$/.test(text) ? text : formatPurl(purl);
}

/** As the ecosystem writes it: some tools give the last part alone, and the rest as the group or in the purl. */
function nameOf({ group, name }: ToldPackage, purl: Purl, type: PackageType): string {
  const start = group || (isNamespaced(type) ? purl.namespace : "");
  if (name === "") return start === "" ? purl.name : joined(type, start, purl.name);
  const isWhole = start === "" || name.startsWith(`${start}/`) || name.startsWith(`${start}:`);
  return isWhole || (!group && name !== purl.name) ? name : joined(type, start, name);
}

function isNamespaced(type: PackageType): boolean {
  return ["npm", "java-archive", "go-module", "php-composer"].includes(type);
}

function joined(type: PackageType, start: string, name: string): string {
  return `${start}${type === "java-archive" ? ":" : "/"}${name}`;
}

/** `upstream` of Syft: `openssl`, `openssl@3.0.1`, `openssl-3.0.7-1.el9.src.rpm`. */
function upstreamOf(purl: Purl, version: string): { readonly name: string; readonly version: string } | undefined {
  const upstream = purl.qualifiers.upstream;
  if (upstream === undefined) return undefined;
  const at = upstream.indexOf("@");
  if (at > 0) return { name: upstream.slice(0, at), version: upstream.slice(at + 1) };
  return sourceOfRpm(upstream) ?? { name: upstream, version };
}

/** Syft's word where there is one: it tells a Jenkins plugin from a jar, and a binary from a generic download. */
function packageType(word: string | undefined, purl: Purl | undefined): PackageType | undefined {
  const lower = (word ?? "").toLowerCase();
  const known = packageTypes.find((type) => type === lower);
  return known ?? syftTypes.get(lower) ?? (lower === "" && purl ? purlTypes.get(purl.type) : undefined);
}

const syftTypes: ReadonlyMap<string, PackageType> = new Map([
  ["jenkins-plugin", "java-archive"],
  ["graalvm-native-image", "java-archive"],
  ["dart-pub", "pub"],
]);

const purlTypes: ReadonlyMap<string, PackageType> = new Map([
  ["deb", "deb"],
  ["apk", "apk"],
  ["rpm", "rpm"],
  ["npm", "npm"],
  ["pypi", "python"],
  ["gem", "gem"],
  ["maven", "java-archive"],
  ["golang", "go-module"],
  ["cargo", "rust-crate"],
  ["nuget", "dotnet"],
  ["composer", "php-composer"],
  ["conda", "conda"],
  ["cpan", "perl"],
  ["cran", "r-package"],
  ["hex", "hex"],
  ["pub", "pub"],
  ["generic", "binary"],
]);

function namelessUnknowns(names: readonly string[]): readonly Unknown[] {
  const why = "it has no package URL, so nobody knows which package it is; write the SBOM with a tool that adds them.";
  const named = names
    .slice(0, mostNamed)
    .map((name) => ({ what: `component ${name || "without a name"} of the SBOM`, why }));
  const rest = names.length - named.length;
  return rest > 0
    ? [...named, { what: `${rest} more components of the SBOM`, why: why.replace("it has", "they have") }]
    : named;
}

function strangeUnknowns(strange: ReadonlyMap<string, number>): readonly Unknown[] {
  return [...strange]
    .sort(([a], [b]) => compareTexts(a, b))
    .slice(0, mostNamed)
    .map(([type, number]) => ({
      what: `${number === 1 ? "1 package" : `${number} packages`} of type ${type} in the SBOM`,
      why: "packages of this type are not looked at.",
    }));
}

function leftUnknown(left: number): readonly Unknown[] {
  if (left === 0) return [];
  const why = `only the first ${mostSbomPackages} are read; split the SBOM.`;
  return [{ what: `${left} packages of the SBOM`, why, fatal: true }];
}
