import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import { type ImageReference, parseReference } from "../../../image/reference.ts";
import type { Span } from "../../../text/source.ts";
import { isKnownImage } from "./known-image.ts";
import { stageSources } from "./stage-sources.ts";

/** An image from outside the file, where the file names it. */
export interface ExternalImage {
  readonly stage: Stage;
  readonly reference: ImageReference;
  /** The name as written, variables and all. */
  readonly at: Span;
  /** ARGs whose defaults the name rests on. */
  readonly assumed: readonly string[];
  readonly option: "FROM" | "COPY --from" | "RUN --mount=from";
}

const cache = derivedStore<Dockerfile, readonly ExternalImage[]>();

/**
 * Every image that FROM, COPY --from and RUN --mount=from= take from outside, in order. Left out: stages, scratch, names
 * that hang on unknown variables, template marks, and bare words behind --from= that may be named contexts.
 */
export function externalImages(dockerfile: Dockerfile): readonly ExternalImage[] {
  return cache.of(dockerfile, collectImages);
}

function collectImages(dockerfile: Dockerfile): readonly ExternalImage[] {
  const found: ExternalImage[] = [];
  for (const stage of dockerfile.stages) {
    addBase(stage, found);
    for (const instruction of stage.instructions) addCopied(dockerfile, stage, instruction, found);
  }
  return found;
}

/** The image a stage stands on in the end, through the stages it is FROM; undefined for scratch and unknown ones. */
export function rootImage(dockerfile: Dockerfile, stage: Stage): ExternalImage | undefined {
  const root = stage.chain.at(-1);
  return externalImages(dockerfile).find((image) => image.option === "FROM" && image.stage === root);
}

function addBase(stage: Stage, found: ExternalImage[]): void {
  const { base, baseWord } = stage;
  if (base.kind !== "image" || !baseWord) return;
  const reference = parseReference(base.name);
  if (reference) found.push({ stage, reference, at: baseWord.span, assumed: base.assumed, option: "FROM" });
}

function addCopied(dockerfile: Dockerfile, stage: Stage, instruction: Instruction, found: ExternalImage[]): void {
  // A trigger runs in another file, with that file's stages.
  if (instruction.trigger || instruction.flags.length === 0) return;
  for (const { name, at, option } of stageSources(instruction)) {
    const reference = isOutside(dockerfile, name) ? parseReference(name) : undefined;
    if (!reference || !isSurelyImage(reference)) continue;
    const where = option === "from" ? "RUN --mount=from" : "COPY --from";
    found.push({ stage, reference, at, assumed: [], option: where });
  }
}

function isOutside({ stages }: Dockerfile, name: string): boolean {
  if (/^\d+$/.test(name) || name.includes("$") || name === "scratch") return false;
  return !stages.some((stage) => stage.name?.text.toLowerCase() === name.toLowerCase());
}

/** `--from=assets` may be a named context given to the build: only what looks like an address or is well known counts. */
function isSurelyImage(reference: ImageReference): boolean {
  if (reference.tag !== undefined || reference.digest !== undefined || reference.familiar.includes("/")) return true;
  return isKnownImage(reference);
}
