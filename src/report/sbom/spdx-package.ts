import type { ImageLayer, ImagePackage } from "../../inventory/image-facts.ts";
import { syftType } from "../../packages/read-sbom/property-names.ts";
import type { NamedPackage, Tool } from "./identity.ts";
import { spdxLicenses } from "./spdx-licenses.ts";

/** What all packages of one document share. */
export interface PackageFrame {
  readonly tool: Tool;
  readonly created: string;
  readonly layers: readonly ImageLayer[];
}

/** A package as SPDX has it. */
export function spdxPackage({ pkg, key }: NamedPackage, frame: PackageFrame) {
  const { declared } = spdxLicenses(pkg.licenses);
  return {
    SPDXID: `SPDXRef-Package-${plain(pkg.type)}-${plain(pkg.name)}-${key}`,
    name: pkg.name,
    ...(pkg.version === "" ? {} : { versionInfo: pkg.version }),
    supplier: supplierOf(pkg),
    downloadLocation: "NOASSERTION",
    filesAnalyzed: false,
    ...(pkg.details.sha1 && /^[a-f0-9]{40}$/.test(pkg.details.sha1)
      ? { checksums: [{ algorithm: "SHA1", checksumValue: pkg.details.sha1 }] }
      : {}),
    sourceInfo: sourceInfo(pkg, frame.layers),
    licenseConcluded: "NOASSERTION",
    licenseDeclared: declared,
    copyrightText: "NOASSERTION",
    primaryPackagePurpose: pkg.type === "binary" ? "APPLICATION" : "LIBRARY",
    ...(pkg.purl === "" ? {} : { externalRefs: [purlReference(pkg.purl)] }),
    annotations: [
      annotated(frame, {
        type: syftType(pkg.type),
        source: pkg.source ?? null,
        arch: pkg.arch ?? null,
        licenses: pkg.licenses,
        path: pkg.path,
        inside: pkg.inside ?? null,
        locations: pkg.locations,
        ownedBy: pkg.ownedBy ?? null,
        bundledWith: pkg.bundledWith ?? null,
        details: Object.fromEntries(Object.entries(pkg.details).sort(([a], [b]) => (a < b ? -1 : 1))),
      }),
    ],
  };
}

/** The address of a package, as an external reference. */
export function purlReference(purl: string) {
  return { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl };
}

/** Facts that SPDX has no field for, as JSON behind our name. */
export function annotated({ tool, created }: PackageFrame, facts: object) {
  return {
    annotationDate: created,
    annotationType: "OTHER",
    annotator: `Tool: ${tool.name}-${tool.version}`,
    comment: JSON.stringify({ seaworthy: facts }),
  };
}

/** For people: where the package was read. */
function sourceInfo({ locations, source }: ImagePackage, layers: readonly ImageLayer[]): string {
  const places = locations.map(({ path, layer }) => {
    const diffId = layers[layer]?.diffId;
    return `/${path}${diffId === undefined ? "" : ` (layer ${diffId})`}`;
  });
  const built = source ? `; built from source package ${source.name} ${source.version}` : "";
  return `read from ${places.join(", ")}${built}`;
}

/** `Person: NAME (MAIL)` or `Organization: NAME` (SPDX 2.3, 7.5), where the package's record tells one. */
function supplierOf({ details }: ImagePackage): string {
  if (details.vendor) return `Organization: ${oneWord(details.vendor)}`;
  if (!details.maintainer) return "NOASSERTION";
  const [, name, mail] = /^([^<]+)<([^<>]+)>$/.exec(oneWord(details.maintainer)) ?? [];
  return name && mail ? `Person: ${name.trim()} (${mail})` : `Organization: ${oneWord(details.maintainer)}`;
}

function oneWord(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** What an SPDX identifier may hold. */
function plain(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9.-]+/g, "-").slice(0, 60);
}
