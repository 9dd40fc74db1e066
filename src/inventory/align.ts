/**
 * Which instruction of a Dockerfile made which step of an image. Steps and a Dockerfile come in; for each step the span of
 * its instruction goes out, or undefined: for steps of the base image, for lines that have changed since, and for all when
 * the Dockerfile is not the one of this image. Both are walked from their ends, in order; no step gets an instruction that
 * says something else. What BuildKit attested of the very same Dockerfile counts more.
 */
import type { Dockerfile, Stage } from "../dockerfile/dockerfile.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import type { Provenance } from "../image/image-description.ts";
import type { Span } from "../text/source.ts";
import {
  type Fit,
  fitOf,
  fitsText,
  type InstructionForm,
  instructionForm,
  type StepForm,
  stepForm,
} from "./align-form.ts";
import type { ImageStep } from "./image-facts.ts";

/** Steps and instructions that are compared, from the end: their product is the work. */
export const mostAligned = 1_500;

export interface AlignOptions {
  readonly provenance?: Provenance | undefined;
  /** Of the layers, lowest first: what `provenance.lines` are kept under. */
  readonly diffIds?: readonly (string | undefined)[];
}

type AlignedStep = Pick<ImageStep, "text" | "instruction" | "layer">;

/** As many as there are steps. */
export function alignSteps(
  steps: readonly AlignedStep[],
  dockerfile: Dockerfile,
  { provenance, diffIds = [] }: AlignOptions = {},
): (Span | undefined)[] {
  const written = instructionsOf(dockerfile);
  const compared = byComparison(steps.slice(-mostAligned), written.slice(-mostAligned));
  const found = [...steps.slice(0, -mostAligned).map(() => undefined), ...compared];
  return withAttested(found, steps, dockerfile, provenance, diffIds);
}

interface Written {
  readonly stage: Stage;
  readonly instruction: Instruction;
}

/** Those whose effects the image has, in the order they run: base stages first, triggers of ONBUILD behind FROM. */
function instructionsOf({ target }: Dockerfile): Written[] {
  return (target?.chain ?? []).toReversed().flatMap((stage) => {
    const parent = stage.base.kind === "stage" ? stage.base.stage.instructions : [];
    const triggers = parent.flatMap(({ trigger }) => (trigger ? [trigger] : []));
    return [...triggers, ...stage.instructions].map((instruction) => ({ stage, instruction }));
  });
}

const worth: Readonly<Record<Fit, number>> = { same: 6, likely: 3, no: 0 };
/** A step that no line made, or a line that made no step. */
const lonely = -4;
/** ARG is not recorded by every builder. */
const lonelyArg = -1;
const never = Number.NEGATIVE_INFINITY;

/**
 * The best pairing, counted from the ends: `score(i, j)` is that of the last `i` steps with the last `j` lines. Two of one
 * kind that differ may stand side by side (a line that changed), but are not paired. Steps before the first line are the
 * base's and cost nothing.
 */
function byComparison(steps: readonly AlignedStep[], written: readonly Written[]): (Span | undefined)[] {
  const stepForms = steps.map(stepForm).reverse();
  const lines = written.map(({ stage, instruction }) => instructionForm(stage, instruction)).reverse();
  const width = lines.length + 1;
  const scores = new Float64Array((stepForms.length + 1) * width);
  for (let j = 1; j < width; j++) scores[j] = (scores[j - 1] ?? 0) + costOfLine(lines[j - 1]);
  for (const [index, step] of stepForms.entries()) {
    const row = (index + 1) * width;
    scores[row] = (scores[row - width] ?? 0) + costOfStep(step);
    for (let j = 1; j < width; j++)
      scores[row + j] = Math.max(
        (scores[row - width + j - 1] ?? never) + pairing(step, lines[j - 1]),
        (scores[row - width + j] ?? never) + costOfStep(step),
        (scores[row + j - 1] ?? never) + costOfLine(lines[j - 1]),
      );
  }
  const used = bestStart(scores, stepForms.length, width);
  const spans: (Span | undefined)[] = steps.map(() => undefined);
  if ((scores[used * width + lines.length] ?? 0) <= 0) return spans;
  for (const [i, j] of pairsOf(scores, stepForms, lines, used))
    spans[steps.length - i] = written[written.length - j]?.instruction.span;
  return spans;
}

function costOfLine(line: InstructionForm | undefined): number {
  // BuildKit keeps no step of ONBUILD.
  if (line?.name === "onbuild") return 0;
  return line?.name === "arg" ? lonelyArg : lonely;
}

function costOfStep({ name }: StepForm): number {
  return name === "unknown" || name === "from" ? lonelyArg : lonely;
}

function pairing(step: StepForm, line: InstructionForm | undefined): number {
  return line?.name === step.name ? worth[fitOf(step, line)] : never;
}

/** How many steps from the end the lines reach; of equals the fewest. */
function bestStart(scores: Float64Array, steps: number, width: number): number {
  let best = 0;
  for (let i = 1; i <= steps; i++)
    if ((scores[i * width + width - 1] ?? never) > (scores[best * width + width - 1] ?? never)) best = i;
  return best;
}

/** The pairs of the best way, as counts from the end. */
function* pairsOf(
  scores: Float64Array,
  steps: readonly StepForm[],
  lines: readonly InstructionForm[],
  from: number,
): Iterable<readonly [number, number]> {
  const width = lines.length + 1;
  let i = from;
  let j = lines.length;
  while (i > 0 && j > 0) {
    const [step, line] = [steps[i - 1], lines[j - 1]];
    const here = scores[i * width + j] ?? 0;
    if (!step || !line) return;
    const paired = pairing(step, line);
    if (here === (scores[(i - 1) * width + j - 1] ?? 0) + paired) {
      if (paired > 0) yield [i, j];
      i -= 1;
      j -= 1;
    } else if (here === (scores[(i - 1) * width + j] ?? 0) + costOfStep(step)) i -= 1;
    else j -= 1;
  }
}

/** Lines that the attestation tells replace those found; what contradicts their order goes. */
function withAttested(
  found: readonly (Span | undefined)[],
  steps: readonly AlignedStep[],
  dockerfile: Dockerfile,
  provenance: Provenance | undefined,
  diffIds: readonly (string | undefined)[],
): (Span | undefined)[] {
  const text = provenance?.dockerfile?.text;
  if (!provenance || text === undefined || !fitsText(text.split("***"), dockerfile.source.text)) return [...found];
  const attested = steps.map(({ layer }) => {
    const diffId = layer === undefined ? undefined : diffIds[layer];
    const line = diffId !== undefined && Object.hasOwn(provenance.lines, diffId) ? provenance.lines[diffId] : undefined;
    return line === undefined ? undefined : spanAtLine(dockerfile, line);
  });
  return steps.map((_, index) => attested[index] ?? fitting(found[index], index, attested));
}

/** The span, unless it stands before the last line that is attested of the steps before, or after the next one. */
function fitting(span: Span | undefined, index: number, attested: readonly (Span | undefined)[]): Span | undefined {
  if (!span) return undefined;
  const before = attested.slice(0, index).findLast((one) => one);
  const after = attested.find((one, at) => one && at > index);
  return (before && span.start <= before.start) || (after && span.start >= after.start) ? undefined : span;
}

function spanAtLine({ source, tree }: Dockerfile, line: number): Span | undefined {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return undefined;
  const end = source.lineStarts[line] ?? source.text.length + 1;
  return tree.instructions.find(({ span }) => span.start < end && span.end > start)?.span;
}
