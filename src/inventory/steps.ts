/**
 * The steps of a build, from an image's history and its layers. Every entry and every layer becomes a step; where the
 * history does not tell which step made which layer, that is an Unknown and the layers get steps of their own, so that
 * nothing is said of a layer that another step did. The steps in order are a readable Dockerfile: `renderSteps`.
 */
import type { Unknown } from "../finding/finding.ts";
import type { HistoryEntry } from "../image/image-description.ts";
import { countText } from "../text/quantities.ts";
import type { Span } from "../text/source.ts";
import type { ImageStep } from "./image-facts.ts";
import { readStepText } from "./steps-text.ts";

/** A step that has no place in a text yet. */
export type ReadStep = Omit<ImageStep, "place">;

export interface ReadSteps {
  readonly steps: readonly ReadStep[];
  /** For each layer the index of its step. */
  readonly stepOfLayer: readonly number[];
  readonly unknowns: readonly Unknown[];
}

/** Lays history and layers side by side. Of `layers` only their number counts. */
export function readSteps(history: readonly HistoryEntry[], layers: { readonly length: number }): ReadSteps {
  const made = whatMadeLayers(history, layers.length);
  let layer = 0;
  const told = history.map((entry, index): ReadStep => {
    const { text, instruction, buildArgs } = readStepText(entry);
    return {
      ...{ text, instruction, created: entry.created, history: index },
      layer: made.made[index] ? layer++ : undefined,
      ...(buildArgs.length > 0 ? { buildArgs } : {}),
    };
  });
  const untold = Array.from({ length: layers.length - layer }, (_, index): ReadStep => {
    const number = layer + index;
    const text = `# layer ${number + 1}: no history`;
    return { text, instruction: "unknown", created: undefined, layer: number, history: undefined };
  });
  const steps = [...told, ...untold];
  const stepOfLayer: number[] = [];
  for (const [index, step] of steps.entries()) if (step.layer !== undefined) stepOfLayer[step.layer] = index;
  return { steps, stepOfLayer, unknowns: made.unknowns };
}

/** The steps one under the other, each ending in a line end, and where each stands without it. */
export function renderSteps(steps: readonly Pick<ImageStep, "text">[]): {
  readonly text: string;
  readonly spans: readonly Span[];
} {
  const spans: Span[] = [];
  let text = "";
  for (const step of steps) {
    spans.push({ start: text.length, end: text.length + step.text.length });
    text += `${step.text}\n`;
  }
  return { text, spans };
}

/** For each entry whether it made a layer. */
interface Making {
  readonly made: readonly boolean[];
  readonly unknowns: readonly Unknown[];
}

/** Instructions that only change the config: they never make a layer. */
const settingOnly: ReadonlySet<string> = new Set(
  "cmd label maintainer expose env entrypoint volume user arg onbuild stopsignal healthcheck shell from".split(" "),
);
const layerMakers: ReadonlySet<string> = new Set(["run", "copy", "add"]);

/** As the history marks them; where the counts do not fit, only a reading that leaves no choice. */
function whatMadeLayers(history: readonly HistoryEntry[], layers: number): Making {
  const marked = history.map(({ isEmpty }) => !isEmpty);
  const count = marked.filter(Boolean).length;
  if (count === layers) return { made: marked, unknowns: [] };
  const none = history.map(() => false);
  if (history.length === 0)
    return { made: none, unknowns: [mismatch("It is empty", "what made the layers is not told.")] };
  const said = `It marks ${countText(count, "step")} as making a layer, and the image has ${countText(layers, "layer")}`;
  if (history.length === layers)
    return { made: history.map(() => true), unknowns: [mismatch(said, "every step was taken to have made one.")] };
  const kinds = history.map((entry) => readStepText(entry).instruction);
  const byKind = marked.map((isMarked, at) => {
    const kind = kinds[at] ?? "";
    if (count > layers) return isMarked && !settingOnly.has(kind);
    return isMarked || layerMakers.has(kind);
  });
  if (byKind.filter(Boolean).length === layers)
    return { made: byKind, unknowns: [mismatch(said, "which did was told from the instructions.")] };
  return { made: none, unknowns: [mismatch(said, "which step made which layer is not known.")] };
}

function mismatch(said: string, so: string): Unknown {
  return {
    what: "the image's history",
    why: `${said}: ${so} An image that is built anew from its Dockerfile has a whole one.`,
  };
}
