import type { Report } from "../../engine/report.ts";
import type { ImageFacts, ImagePackage } from "../../inventory/image-facts.ts";
import { dockerfileLine } from "./step-place.ts";
import { supportNote } from "./support-note.ts";

type Mask = (text: string) => string;

/** The image as the JSON document has it. What is not known is null. */
export function imageDocument(report: Pick<Report, "sources">, image: ImageFacts, mask: Mask) {
  const { os, user } = image;
  return {
    reference: image.name,
    source: image.source,
    id: image.id ?? null,
    digest: image.digest ?? null,
    platform: image.platform ?? null,
    created: image.config.created ?? null,
    os: os ? { id: os.id, version: os.version, eol: supportNote(os, image.today).eol } : null,
    user: user.written,
    runsAsRoot: user.uid === undefined ? null : user.uid === 0,
    layers: image.layers.map(({ digest, diffId, bytes, step }) => {
      const made = image.steps[step];
      return {
        digest: digest ?? null,
        diffId: diffId ?? null,
        bytes,
        instruction: mask(made?.text ?? ""),
        line: (made && dockerfileLine(report, made)?.line) ?? null,
      };
    }),
  };
}

/** A package as the JSON document has it. */
export function packageDocument({ name, version, type, purl, source, licenses, locations }: ImagePackage) {
  return {
    ...{ name, version, type, purl },
    source: source ? { name: source.name, version: source.version } : null,
    licenses: [...licenses],
    locations: locations.map(({ path, layer }) => ({ path, layer })),
  };
}
