import type { Report } from "../../engine/report.ts";
import type { Location } from "../../finding/finding.ts";
import { artifactUri } from "../artifact-uri.ts";
import { filedPath, isStepsPath, stepAt, stepWords } from "./step-place.ts";

type Mask = (text: string) => string;

/** The files of the run (SARIF 3.14.15); the steps of an image bring their text along, as they are in no repository. */
export function sarifArtifacts(report: Report, mask: Mask): readonly object[] {
  return report.files.map((path) => {
    const artifact = { location: { uri: artifactUri(filedPath(report, path)) }, roles: ["analysisTarget"] };
    if (!isStepsPath(report, path)) return artifact;
    return {
      ...artifact,
      description: { text: `The steps that made the image ${mask(path)}, out of its history; not a file.` },
      contents: { text: mask(report.sources.get(path)?.text ?? "") },
    };
  });
}

/** Which step and layer of the image a finding is about (SARIF 3.28.4); nothing for other findings. */
export function stepLocations({ image }: Report, location: Location, mask: Mask) {
  const step = image && stepAt(image, location);
  if (!image || step === undefined) return {};
  const layer = image.steps[step]?.layer;
  const diffId = layer === undefined ? undefined : image.layers[layer]?.diffId;
  return {
    logicalLocations: [
      {
        name: stepWords(image, step),
        fullyQualifiedName: `${mask(image.name)}/${diffId ?? `step-${step + 1}`}`,
        kind: "resource",
      },
    ],
  };
}
