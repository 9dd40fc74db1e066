/**
 * Which layers are the base image's, and which the Dockerfile adds. Facts of an image and the Dockerfile it was built from go
 * in; for each layer whose it is comes out, and how that is known. Only what is sure is said: a history alone does not tell
 * where a base ends, and labels name it without telling it either.
 */
import type { Dockerfile, Stage } from "../dockerfile/dockerfile.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import type { ImageFacts } from "../inventory/image-facts.ts";
import { positionAt } from "../text/source.ts";
import type { Origin } from "./vulnerability.ts";

export interface BaseImage {
  /** As somebody wrote it: `debian:12`, `node:20@sha256:…`. Undefined where nobody did, or it is a stage of nothing. */
  readonly name: string | undefined;
  /** The FROM of it in the Dockerfile; line from 1. */
  readonly at?: { readonly path: string; readonly line: number };
}

export interface LayerOrigins {
  /** As many as there are layers. */
  readonly layers: readonly Origin[];
  readonly base: BaseImage;
  /** How it is known which layers are the base's, a sentence; undefined where it is not. */
  readonly why: string | undefined;
}

type OriginFacts = Pick<ImageFacts, "layers" | "steps" | "provenance" | "config" | "dockerfile" | "source">;

/** `dockerfile`: the one that the steps have places in, with its stages. */
export function layerOrigins(image: OriginFacts, dockerfile: Dockerfile | undefined): LayerOrigins {
  const base = baseImage(image, dockerfile);
  const told = fromDockerfile(image, dockerfile);
  if (told) return { ...told, base };
  return { layers: image.layers.map(() => "unknown"), base, why: undefined };
}

function fromDockerfile(
  image: OriginFacts,
  dockerfile: Dockerfile | undefined,
): Omit<LayerOrigins, "base"> | undefined {
  const { dockerfile: known, steps, layers } = image;
  const chain = dockerfile?.target?.chain.toReversed();
  const [bottom] = chain ?? [];
  if (!dockerfile || !known || !chain || !bottom || known.path !== dockerfile.source.path) return undefined;
  const { path, isGiven } = known;
  const whose = isGiven ? path : `the Dockerfile that the image's attestation carries (${path})`;
  if (bottom.base.kind === "scratch")
    return { layers: layers.map(() => "yours"), why: `${whose} starts from scratch: all layers are its own` };
  const first = steps.findIndex(({ place }) => place.path === path);
  const place = steps[first]?.place;
  if (first === -1 || place === undefined) return undefined;
  // Lines in front of the first that was found may have made some of the steps in front of it, one each at most.
  const lost = chain.flatMap(writtenIn).findIndex(({ span }) => span.start <= place.start && span.end > place.start);
  if (lost === -1) return undefined;
  const layerOrigin = layers.map(({ step }): Origin => {
    if (step >= first) return "yours";
    return step < first - lost ? "base" : "unknown";
  });
  const line = positionAt(dockerfile.source, place.start).line;
  const unsure = layerOrigin.filter((one) => one === "unknown").length;
  const also =
    unsure > 0
      ? `; whose ${unsure === 1 ? "the one" : `the ${unsure}`} in front of it ${unsure === 1 ? "is" : "are"}, nobody says`
      : "";
  return { layers: layerOrigin, why: `layers from line ${line} of ${whose} on are yours${also}` };
}

/** Instructions of a stage that can have made a step, those that ONBUILD of the stage below left among them. */
function writtenIn(stage: Stage): readonly Instruction[] {
  const parent = stage.base.kind === "stage" ? stage.base.stage.instructions : [];
  return [...parent.flatMap(({ trigger }) => (trigger ? [trigger] : [])), ...stage.instructions];
}

function baseImage({ config, provenance }: OriginFacts, dockerfile: Dockerfile | undefined): BaseImage {
  const bottom = dockerfile?.target?.chain.at(-1);
  if (dockerfile && bottom) {
    const line = positionAt(dockerfile.source, bottom.from.span.start).line;
    const name = bottom.base.kind === "image" ? bottom.base.name : undefined;
    return { name, at: { path: dockerfile.source.path, line } };
  }
  const label = ownText(config.labels, "org.opencontainers.image.base.name");
  // The registry and the folder that every tool leaves out when it speaks of one.
  if (label !== undefined) return { name: label.replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, "") };
  const [material, ...others] = provenance?.materials ?? [];
  return { name: material !== undefined && others.length === 0 ? nameOfPurl(material) : undefined };
}

function ownText(labels: Readonly<Record<string, string>>, name: string): string | undefined {
  const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
  return value !== undefined && /^[\w.:/@-]{1,300}$/.test(value) ? value : undefined;
}

/** `debian:12` of `pkg:docker/debian@12?platform=…`. */
function nameOfPurl(purl: string): string | undefined {
  const found = /^pkg:docker\/(?<name>[\w.%:/-]{1,200})@(?<tag>[\w.-]{1,128})(?:\?|$)/.exec(purl)?.groups;
  if (found?.name === undefined || found.name.includes("%")) return undefined;
  return `${found.name}:${found.tag}`;
}
