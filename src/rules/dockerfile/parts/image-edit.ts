import type { Dockerfile } from "../../../dockerfile/dockerfile.ts";
import { replaceSpan } from "../../../dockerfile/edits.ts";
import type { Pair } from "../../../dockerfile/tree.ts";
import type { Edit } from "../../../text/edit.ts";
import { type Span, sliceSpan } from "../../../text/source.ts";
import type { ExternalImage } from "./external-images.ts";

/** What an image is to become: its new tag, and its new name where that changes too. */
export interface WantedImage {
  readonly tag: string;
  /** Familiar name. */
  readonly name?: string;
}

/** One edit, or the sentence that says why there is none. */
export type ImageEdit = { readonly edit: Edit } | { readonly refusal: string };

/** Writes another tag (or image) where the file names this one: in place, or in the ARG default it comes from. */
export function editImage(dockerfile: Dockerfile, image: ExternalImage, wanted: WantedImage): ImageEdit {
  if (image.reference.digest !== undefined)
    return { refusal: "The image is pinned by digest, and the digest of another tag is never guessed." };
  const written = sliceSpan(dockerfile.source, image.at);
  if (written === image.reference.text) return { edit: replaceReference(image.at, image, wanted) };
  const variable = readVariable(written);
  if (!variable) return { refusal: "The name is put together from variables: change it by hand." };
  return editDefault(dockerfile, image, wanted, variable);
}

function replaceReference(at: Span, { reference }: ExternalImage, { tag, name }: WantedImage): Edit {
  if (name !== undefined) return replaceSpan(at, `${name}:${tag}`);
  if (reference.tag === undefined) return { start: at.end, end: at.end, text: `:${tag}` };
  return replaceSpan({ start: at.end - reference.tag.length, end: at.end }, tag);
}

interface Variable {
  readonly name: string;
  /** What stands before it: "" or the image's name up to the colon. */
  readonly prefix: string;
}

/** `$BASE`, `${BASE}`, `node:$TAG`; anything more woven is left alone. */
function readVariable(written: string): Variable | undefined {
  const match = /^([^$]*)\$(?:\{(\w+)\}|(\w+))$/.exec(written);
  const prefix = match?.[1] ?? "";
  const name = match?.[2] ?? match?.[3];
  return name === undefined || (prefix !== "" && !prefix.endsWith(":")) ? undefined : { name, prefix };
}

function editDefault(dockerfile: Dockerfile, image: ExternalImage, wanted: WantedImage, variable: Variable): ImageEdit {
  const written = sliceSpan(dockerfile.source, image.at);
  const pair = soleDefault(dockerfile, variable.name);
  const value = pair && literalValue(dockerfile, pair);
  if (!value || !image.assumed.includes(variable.name))
    return { refusal: `The default of ARG ${variable.name} cannot be told for sure: change it by hand.` };
  if (isUsedElsewhere(dockerfile, variable.name, written))
    return { refusal: `ARG ${variable.name} is used in other places too: change its default by hand.` };
  const { reference } = image;
  if (variable.prefix === "" && value.text === reference.text)
    return { edit: replaceReference(value.span, image, wanted) };
  const isTag = wanted.name === undefined && value.text === reference.tag;
  if (isTag && `${variable.prefix}${value.text}` === reference.text)
    return { edit: replaceSpan(value.span, wanted.tag) };
  return { refusal: `ARG ${variable.name} holds only a part of the name: change it by hand.` };
}

/** The one ARG before the first FROM that gives the name a value. */
function soleDefault(dockerfile: Dockerfile, name: string): Pair | undefined {
  const pairs = dockerfile.globalArgs.flatMap((arg) => arg.pairs.filter((pair) => pair.key.text === name));
  return pairs.length === 1 ? pairs[0] : undefined;
}

function literalValue({ source }: Dockerfile, { value }: Pair): { text: string; span: Span } | undefined {
  if (!value || sliceSpan(source, value.span) !== value.text) return undefined;
  const quoted = /^(["'])(.*)\1$/.exec(value.text)?.[2];
  const text = quoted ?? value.text;
  if (/[$"'\\`\s]/.test(text)) return undefined;
  const inset = quoted === undefined ? 0 : 1;
  return { text, span: { start: value.span.start + inset, end: value.span.end - inset } };
}

/** In another FROM, a platform, another ARG, or declared again inside a stage, where its value would change as well. */
function isUsedElsewhere(dockerfile: Dockerfile, name: string, written: string): boolean {
  const mentions = (text: string | undefined) => text?.includes(`$${name}`) || text?.includes(`\${${name}`);
  const inArgs = dockerfile.globalArgs.some((arg) => arg.pairs.some((pair) => mentions(pair.value?.text)));
  if (inArgs) return true;
  return dockerfile.stages.some((stage) => {
    const base = stage.baseWord?.text;
    if ((mentions(base) && base !== written) || mentions(stage.platform?.value)) return true;
    return stage.instructions.some((one) => one.name === "arg" && one.pairs.some((pair) => pair.key.text === name));
  });
}
