/**
 * Names of CycloneDX properties, for those who write an SBOM and those who read one. Syft's names where Syft has one
 * (github.com/anchore/syft, `syft/format/internal/cyclonedxutil`); `seaworthy:` for the rest.
 */
import type { PackageType } from "../package.ts";

/** Of the component that stands for the image, and of the document. */
export const imageProperties = {
  label: "syft:image:labels:",
  platform: "seaworthy:image:platform",
  id: "seaworthy:image:id",
  tag: "syft:image:tag:",
  layer: "seaworthy:layer:",
  unknown: "seaworthy:unknown:",
} as const;

/** Of the component that stands for the operating system. */
export const systemProperties = {
  id: "syft:distro:id",
  idLike: "syft:distro:idLike:",
  name: "syft:distro:prettyName",
  version: "syft:distro:versionID",
  codename: "syft:distro:versionCodename",
  detail: "seaworthy:os:",
  path: "seaworthy:location:",
} as const;

/** Of the component that stands for a package. */
export const packageProperties = {
  type: "syft:package:type",
  language: "syft:package:language",
  location: "syft:location:",
  source: "syft:metadata:source",
  sourceVersion: "syft:metadata:sourceVersion",
  originPackage: "syft:metadata:originPackage",
  sourceRpm: "syft:metadata:sourceRpm",
  architecture: "syft:metadata:architecture",
  modularity: "syft:metadata:modularityLabel",
  epoch: "syft:metadata:epoch",
  goChecksum: "syft:metadata:h1Digest",
  goVersion: "syft:metadata:goCompiledVersion",
  path: "seaworthy:path",
  inside: "seaworthy:inside",
  layer: "seaworthy:layer",
  license: "seaworthy:license:",
  detail: "seaworthy:detail:",
  ownerType: "seaworthy:ownedBy:type",
  ownerName: "seaworthy:ownedBy:name",
  bundledWith: "seaworthy:bundledWith",
} as const;

/** `syft:package:type` of a package; our own word where the two differ only in writing. */
export function syftType(type: PackageType): string {
  if (type === "pub") return "dart-pub";
  return type === "r-package" ? "R-package" : type;
}

/** `syft:package:language`; undefined for packages of no language. */
export function syftLanguage(type: PackageType): string | undefined {
  return languages[type];
}

const languages: Partial<Record<PackageType, string>> = {
  npm: "javascript",
  python: "python",
  gem: "ruby",
  "java-archive": "java",
  "go-module": "go",
  "rust-crate": "rust",
  dotnet: "dotnet",
  "php-composer": "php",
  hex: "elixir",
  pub: "dart",
  perl: "perl",
  "r-package": "R",
};
