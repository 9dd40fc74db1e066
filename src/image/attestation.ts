/**
 * What BuildKit says of a build: in-toto statements with SLSA provenance, versions 0.2 and 1, as
 * https://docs.docker.com/build/metadata/attestations/slsa-definitions describes them. Statements come in; out come the
 * Dockerfile, the bases, the line that made each layer, and the build arguments that anyone who pulls the image can read. A
 * statement that makes no sense is an Unknown, and nothing else suffers.
 */
import { parseDockerfileText } from "../dockerfile/parse.ts";
import type { Unknown } from "../finding/finding.ts";
import { field, fieldAt, filledText, listOf, pairsOf, textOf, textsOf } from "../text/json.ts";
import type { DescribedLayer, Provenance } from "./image-description.ts";
import { isRefusal, parseJson } from "./json.ts";
import type { Descriptor, Manifest } from "./manifest.ts";
import { layerLines } from "./provenance-lines.ts";
import type { LookedAt, SecretNotes } from "./secret-notes.ts";
import { moved, sightingsInText, sightingsOfPair } from "./text-secrets.ts";

/** Larger statements are not read. With mode max they hold the Dockerfile and every step of the build. */
export const mostStatementBytes = 16_777_216;
/** Statements of one image. */
export const mostStatements = 10;
/** A longer Dockerfile is left out. */
export const mostDockerfileBytes = 1_048_576;
const mostMaterials = 1_000;
const mostArguments = 1_000;
const mostSteps = 10_000;

const statementType = "application/vnd.in-toto+json";
const predicatePrefix = "https://slsa.dev/provenance/";

/** The statements on provenance that an attestation's manifest names. */
export function provenanceBlobs({ layers }: Manifest): readonly Descriptor[] {
  return layers
    .filter(({ mediaType, annotations }) => {
      const predicate = annotations.get("in-toto.io/predicate-type") ?? predicatePrefix;
      return mediaType === statementType && predicate.startsWith(predicatePrefix);
    })
    .slice(0, mostStatements);
}

/** What was read. The texts come when they are asked for, with all masked that became known meanwhile. */
export interface ProvenanceRead {
  readonly provenance: (() => Provenance) | undefined;
  readonly unknowns: readonly Unknown[];
}

/** Reads the statements of one image; the first that makes sense counts. Secrets go to `notes`. */
export function readProvenance(
  statements: readonly Uint8Array[],
  layers: readonly DescribedLayer[],
  notes: SecretNotes,
): ProvenanceRead {
  const unknowns: Unknown[] = [];
  for (const bytes of statements.slice(0, mostStatements)) {
    const parsed = parseJson(bytes, mostStatementBytes);
    const predicate = isRefusal(parsed) ? undefined : predicateOf(parsed.value);
    if (predicate) return { provenance: readPredicate(predicate, layers, notes), unknowns };
    unknowns.push({
      what: "provenance attestation of the image",
      why: `${isRefusal(parsed) ? parsed.refused : "It is no SLSA provenance of version 0.2 or 1."} Read it with docker buildx imagetools inspect --format "{{json .Provenance}}".`,
    });
  }
  return { provenance: undefined, unknowns };
}

/** The same parts of both versions. */
interface Predicate {
  /** `configSource`. */
  readonly source: unknown;
  /** What the frontend was given. */
  readonly args: unknown;
  readonly materials: unknown;
  /** BuildKit's own: with mode max. */
  readonly metadata: unknown;
  /** Steps of the build: with mode max. */
  readonly steps: unknown;
}

function predicateOf(statement: unknown): Predicate | undefined {
  const type = textOf(field(statement, "predicateType")) ?? "";
  const predicate = field(statement, "predicate");
  if (typeof predicate !== "object" || predicate === null || !type.startsWith(predicatePrefix)) return undefined;
  const version = type.slice(predicatePrefix.length);
  if (/^v0\.[12]$/.test(version))
    return {
      source: fieldAt(predicate, "invocation", "configSource"),
      args: fieldAt(predicate, "invocation", "parameters", "args"),
      materials: field(predicate, "materials"),
      metadata: fieldAt(predicate, "metadata", "https://mobyproject.org/buildkit@v1#metadata"),
      steps: fieldAt(predicate, "buildConfig", "llbDefinition"),
    };
  if (!/^v1(?:\.\d)?$/.test(version)) return undefined;
  const external = fieldAt(predicate, "buildDefinition", "externalParameters");
  return {
    source: field(external, "configSource"),
    args: fieldAt(external, "request", "args"),
    materials: fieldAt(predicate, "buildDefinition", "resolvedDependencies"),
    metadata: fieldAt(predicate, "runDetails", "metadata", "buildkit_metadata"),
    steps: fieldAt(predicate, "buildDefinition", "internalParameters", "buildConfig", "llbDefinition"),
  };
}

function readPredicate(predicate: Predicate, layers: readonly DescribedLayer[], notes: SecretNotes): () => Provenance {
  const { metadata, materials } = predicate;
  const hasArguments = noteArguments(predicate, notes);
  noteSteps(predicate, notes);
  const dockerfile = readDockerfile(predicate, notes);
  const lines = layerLines(metadata, layers, dockerfile?.index ?? 0);
  const isMax = hasArguments || fieldAt(metadata, "source", "infos") !== undefined || predicate.steps !== undefined;
  const bases = listOf(materials, mostMaterials).flatMap((each) => {
    const uri = filledText(field(each, "uri"));
    return uri?.startsWith("pkg:docker/") ? [uri] : [];
  });
  return () => ({
    mode: isMax ? "max" : "min",
    ...(dockerfile
      ? { dockerfile: { path: notes.maskedText(dockerfile.path), text: notes.masked(dockerfile.looked) } }
      : {}),
    materials: bases.map(notes.maskedText),
    lines,
  });
}

const argumentPrefix = "build-arg:";

/** True when there are any: mode min leaves them out. */
function noteArguments({ args }: Predicate, notes: SecretNotes): boolean {
  const given = pairsOf(args, mostArguments).flatMap(([name, value]) =>
    typeof value === "string" && name.startsWith(argumentPrefix)
      ? [{ name: name.slice(argumentPrefix.length), value }]
      : [],
  );
  for (const { name, value } of given) notes.pair(name, value, { where: "provenance", isBuildArg: true });
  return given.length > 0;
}

/** Each step of mode max holds the command and the environment that it ran with. */
function noteSteps({ steps }: Predicate, notes: SecretNotes): void {
  for (const step of listOf(steps, mostSteps)) {
    const meta = fieldAt(step, "op", "Op", "exec", "meta");
    for (const pair of textsOf(field(meta, "env"), mostArguments)) {
      const equals = pair.indexOf("=");
      if (equals > 0) notes.pair(pair.slice(0, equals), pair.slice(equals + 1), { where: "provenance" });
    }
    const words = textsOf(field(meta, "args"), mostArguments);
    if (words.length > 0) notes.text(words.join(" "), { where: "provenance" });
  }
}

interface FoundDockerfile {
  readonly path: string;
  readonly looked: LookedAt;
  /** Among the sources that the attestation carries. */
  readonly index: number;
}

function readDockerfile({ metadata, source }: Predicate, notes: SecretNotes): FoundDockerfile | undefined {
  const infos = listOf(fieldAt(metadata, "source", "infos"), mostArguments);
  const index = infos.findIndex((info) => textOf(field(info, "language")) === "Dockerfile");
  const info = infos[index];
  const data = textOf(field(info, "data"));
  if (data === undefined || data.length > (mostDockerfileBytes * 4) / 3) return undefined;
  const text = new TextDecoder().decode(Buffer.from(data, "base64"));
  if (text === "") return undefined;
  const name = filledText(field(info, "filename"));
  const path = filledText(field(source, "entryPoint")) ?? filledText(field(source, "path")) ?? name ?? "Dockerfile";
  const sightings = [...pairsIn(text), ...sightingsInText(text)];
  return { path: path.slice(0, 300), looked: notes.note(text, sightings, { where: "provenance" }), index };
}

/** ENV, ARG and LABEL, which may write a value behind a blank, get the verdict that they get in a Dockerfile. */
function pairsIn(text: string): ReturnType<typeof sightingsOfPair> {
  const instructions = parseDockerfileText(text).instructions.flatMap((each) => [
    each,
    ...(each.trigger ? [each.trigger] : []),
  ]);
  return instructions.flatMap(({ pairs }) =>
    pairs.flatMap(({ key, value }) => {
      if (!value) return [];
      const raw = text.slice(value.span.start, value.span.end);
      const quotes = /^(["']).*\1$/s.test(raw) && raw.length > 1 ? 1 : 0;
      return sightingsOfPair(key.text, raw.slice(quotes, raw.length - quotes), 0).map((each) =>
        moved(each, value.span.start + quotes),
      );
    }),
  );
}
