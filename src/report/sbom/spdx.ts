/**
 * An image goes in; out comes its software bill of materials in SPDX 2.3 JSON (https://spdx.github.io/spdx-spec/v2.3/). The
 * same image gives the same bytes. What SPDX has no field for (layers, source packages) stands in an annotation of the
 * package, as JSON, and in words in `sourceInfo`.
 */
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { compareTexts } from "../../text/compare.ts";
import { createdTime } from "./created.ts";
import { containedPackages, documentUuid, namedPackages, type Tool } from "./identity.ts";
import { imagePurl } from "./image-purl.ts";
import { type ExtractedLicense, spdxLicenses } from "./spdx-licenses.ts";
import { annotated, type PackageFrame, purlReference, spdxPackage } from "./spdx-package.ts";

/** SPDX requires a time; that of an image without one is the beginning of the count. */
export const noTime = "1970-01-01T00:00:00Z";

/** Address that the names of documents start with; nothing stands there. */
const namespace = "https://seaworthy.example/spdx/";

/** The document, indented by two spaces, with a final line end. */
export function renderSpdx(image: ImageFacts, tool: Tool): string {
  const packages = namedPackages(image.packages);
  const frame: PackageFrame = { tool, created: createdTime(image.config.created) ?? noTime, layers: image.layers };
  const written = packages.map((named) => ({ key: named.key, spdx: spdxPackage(named, frame) }));
  const idOf = new Map(written.map(({ key, spdx }) => [key, spdx.SPDXID]));
  const extracted = extractedLicenses(image);
  const comment = unknownsComment(image);
  const document = {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: image.name,
    documentNamespace: `${namespace}${encodeURIComponent(image.name.replaceAll(/\p{Surrogate}/gu, "\ufffd"))}-${documentUuid(image, packages, tool, "spdx")}`,
    creationInfo: { created: frame.created, creators: [`Tool: ${tool.name}-${tool.version}`] },
    ...(comment === "" ? {} : { comment }),
    packages: [imagePackage(image, frame), ...systemPackages(image, frame), ...written.map(({ spdx }) => spdx)],
    ...(extracted.length > 0 ? { hasExtractedLicensingInfos: extracted } : {}),
    relationships: [
      relationship("SPDXRef-DOCUMENT", "DESCRIBES", imageId),
      ...(image.os ? [relationship(imageId, "CONTAINS", systemId)] : []),
      ...written.map(({ spdx }) => relationship(imageId, "CONTAINS", spdx.SPDXID)),
      ...containedPackages(packages).map(([owner, owned]) =>
        relationship(idOf.get(owner) ?? imageId, "CONTAINS", idOf.get(owned) ?? imageId),
      ),
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const imageId = "SPDXRef-Image";
const systemId = "SPDXRef-OperatingSystem";

function relationship(spdxElementId: string, relationshipType: string, relatedSpdxElement: string) {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}

function imagePackage(image: ImageFacts, frame: PackageFrame) {
  const purl = imagePurl(image);
  const version = image.digest ?? image.id;
  const hex = /^sha256:([a-f0-9]{64})$/.exec(image.digest ?? "")?.[1];
  return {
    SPDXID: imageId,
    name: image.name,
    ...(version === undefined ? {} : { versionInfo: version }),
    supplier: "NOASSERTION",
    downloadLocation: "NOASSERTION",
    filesAnalyzed: false,
    ...(hex === undefined ? {} : { checksums: [{ algorithm: "SHA256", checksumValue: hex }] }),
    licenseConcluded: "NOASSERTION",
    licenseDeclared: "NOASSERTION",
    copyrightText: "NOASSERTION",
    primaryPackagePurpose: image.source === "dir" ? "FILE" : "CONTAINER",
    ...(purl === undefined ? {} : { externalRefs: [purlReference(purl)] }),
    annotations: [
      annotated(frame, {
        id: image.id ?? null,
        platform: image.platform ?? null,
        layers: image.layers.map(({ diffId, digest, bytes, step }) => ({
          diffId: diffId ?? null,
          digest: digest ?? null,
          bytes,
          instruction: image.steps[step]?.text ?? "",
        })),
      }),
    ],
  };
}

function systemPackages({ os }: ImageFacts, frame: PackageFrame) {
  if (!os) return [];
  const { id, version, name, codename, idLike, details, paths } = os;
  return [
    {
      SPDXID: systemId,
      name: id,
      ...(version === "" ? {} : { versionInfo: version }),
      supplier: "NOASSERTION",
      downloadLocation: "NOASSERTION",
      filesAnalyzed: false,
      licenseConcluded: "NOASSERTION",
      licenseDeclared: "NOASSERTION",
      copyrightText: "NOASSERTION",
      ...(name === "" ? {} : { description: name }),
      primaryPackagePurpose: "OPERATING-SYSTEM",
      annotations: [annotated(frame, { os: { name, codename, idLike, details, paths } })],
    },
  ];
}

/** Each once, in the order of their names. */
function extractedLicenses({ packages }: ImageFacts): readonly ExtractedLicense[] {
  const found = new Map(
    packages.flatMap(({ licenses }) => spdxLicenses(licenses).extracted.map((one) => [one.licenseId, one] as const)),
  );
  return [...found.values()].sort((a, b) => compareTexts(a.licenseId, b.licenseId));
}

/** What was not read of the image: packages may be missing because of it. A line each, behind a first one. */
function unknownsComment({ unknowns }: ImageFacts): string {
  if (unknowns.length === 0) return "";
  const lines = unknowns.map(({ what, why, fatal }) => `${fatal ? "not read: " : ""}${what}: ${why}`);
  return ["Not everything in the image is known.", ...lines.map((line) => line.replaceAll(/\s+/g, " "))].join("\n");
}
