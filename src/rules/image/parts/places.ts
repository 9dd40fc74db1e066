/**
 * Where findings on an image belong, and how messages name what made a layer: the step of the build, in the text of the
 * image's steps or, where the Dockerfile is known, on its line.
 */
import type { ImageFacts, ImageStep } from "../../../inventory/image-facts.ts";
import type { Place } from "../../../text/source.ts";

/** Characters of a step that a message shows. */
const longestStep = 60;

/** The step that made a layer. */
export function placeOfLayer(image: ImageFacts, layer: number): Place {
  return stepOfLayer(image, layer)?.place ?? lastPlace(image);
}

/** `layer 3 (COPY . .)`; of a folder, which has no layers, `the root file system`. */
export function layerName(image: ImageFacts, layer: number): string {
  if (!image.hasConfig) return "the root file system";
  const step = stepOfLayer(image, layer);
  const name = `layer ${layer + 1}`;
  return step === undefined || step.history === undefined ? name : `${name} (${stepName(step)})`;
}

/** From when on something is there: `since layer 3 (RUN …)`. */
export function sinceLayer(image: ImageFacts, layer: number): string {
  return `${image.hasConfig ? "since" : "in"} ${layerName(image, layer)}`;
}

/** The same as `layerName` at the beginning of a sentence. */
export function layerNameFirst(image: ImageFacts, layer: number): string {
  const name = layerName(image, layer);
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/** The last step of an instruction whose text fits, else the last of the instruction, else the last of all. */
export function placeOfSetting(
  image: ImageFacts,
  instruction: string,
  fits: (text: string) => boolean = always,
): Place {
  const steps = image.steps.filter((step) => step.instruction === instruction);
  return (steps.findLast(({ text }) => fits(text)) ?? steps.at(-1))?.place ?? lastPlace(image);
}

/** The last step of an instruction that has the word, else the last of the instruction, else the last of all. */
export function placesOfWords(image: ImageFacts, instruction: string, between: RegExp): (word: string) => Place {
  const steps = image.steps.filter((step) => step.instruction === instruction);
  const places = new Map<string, Place>();
  for (const { text, place } of steps) for (const word of text.split(between)) places.set(word, place);
  const other = steps.at(-1)?.place ?? lastPlace(image);
  return (word) => places.get(word) ?? other;
}

function always(): boolean {
  return true;
}

/** The step of an entry of the history. */
export function placeOfHistory(image: ImageFacts, history: number | undefined): Place | undefined {
  return history === undefined ? undefined : image.steps.find((step) => step.history === history)?.place;
}

/** For what no step tells of. */
export function lastPlace(image: ImageFacts): Place {
  return image.steps.at(-1)?.place ?? { start: 0, end: 0 };
}

/** The first line of a step, short enough for a sentence. */
export function stepName({ text }: ImageStep): string {
  const [first = "", ...rest] = text.split("\n");
  // What is no instruction (an import, a commit) stands there as a comment.
  const line = first.replace(/\s*\\$/, "").replace(/^# /, "");
  const isCut = line.length > longestStep || rest.length > 0;
  return isCut ? `${line.slice(0, longestStep).trimEnd()} …` : line;
}

function stepOfLayer(image: ImageFacts, layer: number): ImageStep | undefined {
  const step = image.layers[layer]?.step;
  return step === undefined ? undefined : image.steps[step];
}
