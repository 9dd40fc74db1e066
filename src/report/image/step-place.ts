import type { Report } from "../../engine/report.ts";
import type { Location } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { steadyImageName } from "../../inventory/steady-name.ts";
import { positionAt } from "../../text/source.ts";

// Findings on an image lie in the text of its steps, which is no file: people are told the step and the layer, machines a
// path that cannot be one of the repository by accident.

/** True for the path of the text of an image's steps. */
export function isStepsPath({ image }: Pick<Report, "image">, path: string): boolean {
  return image !== undefined && path === image.name;
}

/** Index of the step that a place lies in, in the text of the steps or in the Dockerfile they were laid beside. */
export function stepAt(image: ImageFacts, { path, span }: Pick<Location, "path" | "span">): number | undefined {
  const own = path === image.name ? undefined : path;
  const index = image.steps.findIndex(
    ({ place }) => place.path === own && place.start <= span.start && span.start <= place.end,
  );
  return index === -1 ? undefined : index;
}

/** `step 5, layer 3`: both from 1, as people count. */
export function stepWords(image: ImageFacts, index: number): string {
  const layer = image.steps[index]?.layer;
  return `step ${index + 1}${layer === undefined ? "" : `, layer ${layer + 1}`}`;
}

/** Where a finding is, for people: `Dockerfile:3:1`, or the step of an image. */
export function placeWords(report: Pick<Report, "image">, location: Location, parts: "line" | "column"): string {
  const { image } = report;
  if (image && isStepsPath(report, location.path)) {
    if (!image.hasConfig) return "the root file system";
    const step = stepAt(image, location);
    return step === undefined ? "the image" : stepWords(image, step);
  }
  const { line, column } = location.start;
  return `${location.path}:${line}${parts === "column" ? `:${column}` : ""}`;
}

/**
 * The path that a finding is filed under where files are expected: code hosts take any relative path and show the finding
 * without its code. The steps of an image are `image-steps/NAME.Dockerfile`, without tag and digest, so that a finding keeps
 * its place from build to build.
 */
export function filedPath(report: Pick<Report, "image">, path: string): string {
  const { image } = report;
  return image && isStepsPath(report, path) ? `image-steps/${steadyImageName(image.name)}.Dockerfile` : path;
}

/** The line of the Dockerfile that a step stands on; undefined where none was laid beside it. */
export function dockerfileLine(
  { sources }: Pick<Report, "sources">,
  { place }: ImageFacts["steps"][number],
): { readonly path: string; readonly line: number } | undefined {
  const source = place.path === undefined ? undefined : sources.get(place.path);
  return source && { path: source.path, line: positionAt(source, place.start).line };
}
