/**
 * An image goes in; out comes its software bill of materials in CycloneDX 1.6 JSON (https://cyclonedx.org/docs/1.6/json/).
 * The same image gives the same bytes: no clock, no chance, everything sorted. Properties are named as Syft names them, so
 * that what reads Syft's documents reads this one.
 */
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { imageProperties } from "../../packages/read-sbom/property-names.ts";
import { createdTime } from "./created.ts";
import { componentRef, type Property, packageComponent, systemComponent, systemRef } from "./cyclonedx-component.ts";
import { containedPackages, documentUuid, type NamedPackage, namedPackages, type Tool } from "./identity.ts";
import { imagePurl } from "./image-purl.ts";

/** Read by all that read CycloneDX today; 1.5 cannot say that a licence is the declared one, 1.7 is not read widely yet. */
export const cycloneDxVersion = "1.6";

/** The document, indented by two spaces, with a final line end. */
export function renderCycloneDx(image: ImageFacts, tool: Tool): string {
  return `${JSON.stringify(cycloneDxDocument(image, tool).document, undefined, 2)}\n`;
}

/** The document as a value, and the packages under the names it has for them. */
export function cycloneDxDocument(image: ImageFacts, tool: Tool) {
  const packages = namedPackages(image.packages);
  // The day of the image, not of the look; without one the document has no time.
  const timestamp = createdTime(image.config.created);
  const unread = unknownProperties(image);
  const document = {
    $schema: `http://cyclonedx.org/schema/bom-${cycloneDxVersion}.schema.json`,
    bomFormat: "CycloneDX",
    specVersion: cycloneDxVersion,
    serialNumber: `urn:uuid:${documentUuid(image, packages, tool, "cyclonedx")}`,
    version: 1,
    metadata: {
      ...(timestamp === undefined ? {} : { timestamp }),
      tools: { components: [{ type: "application", name: tool.name, version: tool.version }] },
      component: imageComponent(image),
      ...(unread.length > 0 ? { properties: unread } : {}),
    },
    components: [
      ...packages.map((named) => packageComponent(named, image.layers)),
      ...(image.os ? [systemComponent(image.os)] : []),
    ],
    dependencies: dependencies(image, packages),
    compositions: [
      {
        aggregate: image.unknowns.some(({ fatal }) => fatal) ? "incomplete" : "unknown",
        assemblies: [imageRef(image)],
      },
    ],
  };
  return { document, packages };
}

function imageComponent(image: ImageFacts) {
  const version = image.digest ?? image.id;
  const purl = imagePurl(image);
  return {
    "bom-ref": imageRef(image),
    type: image.source === "dir" ? "file" : "container",
    name: image.name,
    ...(version === undefined ? {} : { version }),
    ...(purl === undefined ? {} : { purl }),
    properties: imagePropertyList(image),
  };
}

function imageRef({ digest, id, name }: ImageFacts): string {
  return `image:${digest ?? id ?? name}`;
}

function imagePropertyList(image: ImageFacts): readonly Property[] {
  const { labels } = image.config;
  return [
    ...(image.id === undefined ? [] : [{ name: imageProperties.id, value: image.id }]),
    ...(image.platform === undefined ? [] : [{ name: imageProperties.platform, value: image.platform }]),
    ...image.tags.map((value, index) => ({ name: `${imageProperties.tag}${index}`, value })),
    ...Object.keys(labels)
      .sort()
      .map((key) => ({ name: imageProperties.label + key, value: labels[key] ?? "" })),
    ...image.layers.flatMap((layer, index) => {
      const step = image.steps[layer.step];
      const values: Readonly<Record<string, string | undefined>> = {
        diffID: layer.diffId,
        digest: layer.digest,
        bytes: String(layer.bytes),
        instruction: step?.text,
      };
      return Object.entries(values).flatMap(([key, value]) =>
        value === undefined ? [] : [{ name: `${imageProperties.layer}${index}:${key}`, value }],
      );
    }),
  ];
}

/** What was not read of the image: packages may be missing from the list because of it. */
function unknownProperties({ unknowns }: ImageFacts): readonly Property[] {
  return unknowns.map(({ what, why, fatal }, index) => ({
    name: `${imageProperties.unknown}${index}`,
    value: `${fatal ? "not read: " : ""}${what}: ${why}`,
  }));
}

/** The image needs all of them; a package of the operating system those that it ships. Of the rest nothing is known. */
function dependencies(image: ImageFacts, packages: readonly NamedPackage[]) {
  const refs = new Map(packages.map((named) => [named.key, componentRef(named)]));
  const all = [...refs.values(), ...(image.os ? [systemRef(image.os)] : [])];
  const shipped = new Map<string, string[]>();
  for (const [owner, owned] of containedPackages(packages)) {
    const ref = refs.get(owned);
    const known = shipped.get(owner);
    if (known && ref !== undefined) known.push(ref);
    else if (ref !== undefined) shipped.set(owner, [ref]);
  }
  const owners = packages.filter(({ key }) => shipped.has(key));
  return [
    { ref: imageRef(image), ...(all.length > 0 ? { dependsOn: all } : {}) },
    ...owners.map((named) => ({ ref: componentRef(named), dependsOn: shipped.get(named.key) ?? [] })),
  ];
}
