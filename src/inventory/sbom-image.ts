/**
 * An image that nobody opened: what an SBOM says of it goes in, the facts of an image come out. It has packages, a system and
 * perhaps layers; no config and no files, and rules that need those stay silent.
 */
import type { ImageSbom } from "../packages/read-sbom/sbom.ts";
import { type AssembledImage, noConfig } from "./assemble-image.ts";
import type { ImageFacts, ImageLayer, ImageStep } from "./image-facts.ts";
import { renderSteps } from "./steps.ts";
import { surveyTree } from "./survey.ts";

/** How a document is looked at. */
export interface SbomLook {
  /** As shown: the name that was asked for. */
  readonly name: string;
  /** YYYY-MM-DD. */
  readonly today: string | undefined;
}

/** The facts, with the text of the steps as far as the document tells them. */
export function sbomImage(sbom: ImageSbom, { name, today }: SbomLook): AssembledImage {
  const told = sbom.layers.map(({ instruction }, layer) => {
    const first = /^([A-Z]+) /.exec(instruction)?.[1];
    const text = instruction === "" ? `# layer ${layer + 1}: the SBOM does not say what made it` : instruction;
    return { text, instruction: first?.toLowerCase() ?? "unknown", created: undefined, layer, history: undefined };
  });
  const { text, spans } = renderSteps(told);
  const steps = told.map((step, index): ImageStep => ({ ...step, place: spans[index] ?? { start: 0, end: 0 } }));
  const layers = sbom.layers.map(
    ({ diffId, digest, bytes }, index): ImageLayer => ({
      ...{ diffId, digest, bytes, compressedBytes: undefined, step: index, files: 0 },
    }),
  );
  const facts: ImageFacts = {
    ...{ name, source: "sbom", id: sbom.id, digest: sbom.digest, tags: [], platform: sbom.platform },
    hasConfig: false,
    config: { ...noConfig, created: sbom.created },
    ...{
      steps,
      layers,
      survey: surveyTree({ nodes: () => [] }),
      hidden: [],
      named: {},
      os: sbom.os,
      accounts: { users: [], groups: [] },
    },
    user: { ...{ written: "", uid: undefined, gid: undefined }, why: "An SBOM does not say which user is started." },
    packages: sbom.packages.map((one) => ({ ...one, locations: placesIn(one.locations, layers.length) })),
    ...{ secrets: [], describedSecrets: [], provenance: undefined, unknowns: sbom.unknowns, today },
  };
  return { facts, stepsText: text };
}

/** A document can name layers that it does not have. */
function placesIn(locations: ImageFacts["packages"][number]["locations"], layers: number) {
  return locations.map(({ path, layer }) => ({ path, layer: layer < layers ? layer : 0 }));
}
