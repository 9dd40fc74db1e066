/**
 * Reads the config of an image, after the OCI image specification, with what Docker adds. The bytes go in as they are stored; a
 * description comes out in which every secret is masked, with a list of those that were found. A config that does not fit its
 * manifest is refused.
 */
import type { Unknown } from "../finding/finding.ts";
import { compareTexts } from "../text/compare.ts";
import { field, fieldAt, filledText, listOf, pairsOf, textOf, textsOf } from "../text/json.ts";
import { readableCount } from "../text/quantities.ts";
import { readProvenance } from "./attestation.ts";
import { digestOf } from "./digest.ts";
import { noteHistory } from "./history-secrets.ts";
import type { DescribedLayer, HistoryEntry, ImageConfig, ImageDescription } from "./image-description.ts";
import { isRefusal, parseJson, type Refusal } from "./json.ts";
import { layerType, type Manifest, mostLayers, shown } from "./manifest.ts";
import { isDigest } from "./reference.ts";
import { createSecretNotes, type LookedAt, type SecretNotes, type SecretPlace } from "./secret-notes.ts";

/** Larger configs are not read; real ones have some ten kilobytes. */
export const mostConfigBytes = 4_194_304;
/** Lines of the history. */
export const mostHistory = 10_000;
/** Variables, labels, ports, words of a command. */
export const mostConfigItems = 10_000;

/** What is known of an image when its config is read. */
export interface DescribedParts {
  /** As stored. */
  readonly config: Uint8Array;
  readonly manifest?: Manifest | undefined;
  /** `sha256:…` of the manifest. */
  readonly digest?: string | undefined;
  readonly tags: readonly string[];
  /** In-toto statements that BuildKit left beside the image. */
  readonly statements?: readonly Uint8Array[];
  /** What the source could not read on the way. */
  readonly unknowns?: readonly Unknown[];
}

/** Describes an image. Refused: no JSON, no config of an image, another number of layers than the manifest names. */
export function describeImage(parts: DescribedParts): ImageDescription | Refusal {
  const parsed = parseJson(parts.config, mostConfigBytes);
  if (isRefusal(parsed)) return { refused: `The config cannot be read. ${parsed.refused}` };
  if (typeof parsed.value !== "object" || parsed.value === null || Array.isArray(parsed.value))
    return { refused: "The config is no JSON object: it is damaged." };
  const layers = readLayers(parsed.value, parts.manifest);
  if (isRefusal(layers)) return layers;

  const notes = createSecretNotes();
  const config = readConfig(parsed.value, notes);
  const provenance = readProvenance(parts.statements ?? [], layers, notes);
  const unknowns = [
    ...(parts.unknowns ?? []),
    ...layerUnknowns(layers),
    ...provenance.unknowns,
    ...longLists(parsed.value),
  ];
  return {
    id: digestOf(parts.config),
    digest: parts.digest,
    tags: [...new Set(parts.tags)],
    config: config(),
    layers,
    ...(provenance.provenance ? { provenance: provenance.provenance() } : {}),
    secrets: notes.secrets.map((secret) => ({ ...secret, name: notes.maskedText(secret.name) })),
    unknowns: [...unknowns, ...leftUnknown(notes.left())],
  };
}

function leftUnknown(left: number): Unknown[] {
  if (left === 0) return [];
  const why = `${left} more values look like secrets; they are masked, and not listed one by one. Rebuild the image without them.`;
  return [{ what: "further secrets of the image's config", why }];
}

/** What is cut off is said. */
function longLists(config: object): Unknown[] {
  const inner = field(config, "config") ?? field(config, "Config");
  const lists: readonly (readonly [what: string, value: unknown, most: number])[] = [
    ["history", field(config, "history"), mostHistory],
    ...["Env", "Labels", "Entrypoint", "Cmd", "OnBuild", "Shell", "ExposedPorts", "Volumes"].map(
      (name) => [name, field(inner, name), mostConfigItems] as const,
    ),
    ["Healthcheck", fieldAt(inner, "Healthcheck", "Test"), mostConfigItems],
  ];
  return lists.flatMap(([name, value, most]) => {
    const count = typeof value === "object" && value !== null ? Object.keys(value).length : 0;
    if (count <= most) return [];
    const why = `It has ${readableCount(count)} entries; the first ${readableCount(most)} were read. Build the image with fewer.`;
    return [{ what: `${name} of the image's config`, why, fatal: true }];
  });
}

function readLayers(config: object, manifest: Manifest | undefined): DescribedLayer[] | Refusal {
  const named = fieldAt(config, "rootfs", "diff_ids");
  const diffIds = textsOf(named, mostLayers + 1);
  if (diffIds.length > mostLayers)
    return { refused: `The config names more than ${mostLayers} layers: they are not read.` };
  const wrong = diffIds.findIndex((each) => !isDigest(each));
  if (wrong !== -1 || diffIds.length !== listOf(named, mostLayers + 1).length)
    return { refused: `The config names layer ${wrong + 1} without a usable digest: it is damaged.` };
  if (!manifest) return diffIds.map((diffId) => ({ diffId, digest: undefined }));
  if (manifest.layers.length !== diffIds.length)
    return {
      refused: `The manifest names ${manifest.layers.length} layers and the config ${diffIds.length}: they do not belong together, and no engine would run this.`,
    };
  return manifest.layers.map(({ digest, mediaType, bytes }, at) => ({
    diffId: diffIds[at] ?? "",
    digest,
    ...(mediaType === "" ? {} : { mediaType }),
    ...(bytes === undefined ? {} : { bytes }),
  }));
}

function layerUnknowns(layers: readonly DescribedLayer[]): Unknown[] {
  return layers.flatMap(({ mediaType = "" }, at): Unknown[] => {
    const { isEncrypted, isFileSystem } = layerType(mediaType);
    const what = `layer ${at + 1} of ${layers.length}`;
    if (isEncrypted)
      return [{ what, why: "It is encrypted: decrypt the image first (skopeo copy --decryption-key).", fatal: true }];
    if (!isFileSystem)
      return [{ what, why: `Its type ${shown(mediaType)} is none of a layer, so it was not read.`, fatal: true }];
    return [];
  });
}

/** Looks at everything first; the config comes when that is called, with all that became known masked. */
function readConfig(value: object, notes: SecretNotes): () => ImageConfig {
  const inner = field(value, "config") ?? field(value, "Config");
  const commands = (name: string, where: SecretPlace["where"]) => noteWords(wordsOf(field(inner, name)), where, notes);
  const env = textsOf(field(inner, "Env"), mostConfigItems).map((pair) => noteVariable(pair, notes));
  const labels = pairsOf(field(inner, "Labels"), mostConfigItems).flatMap(([name, text]) =>
    typeof text === "string" ? [{ name, looked: notes.pair(name, text, { where: "label" }) }] : [],
  );
  const entrypoint = commands("Entrypoint", "entrypoint");
  const cmd = commands("Cmd", "cmd");
  const test = fieldAt(inner, "Healthcheck", "Test");
  const healthcheck = noteWords(wordsOf(test), "healthcheck", notes);
  const onbuild = textsOf(field(inner, "OnBuild"), mostConfigItems).map((line) => noteTrigger(line, notes));
  const history = readHistory(value, notes);
  const platform = (name: string) => short(filledText(field(value, name)));
  return () => ({
    ...{ os: platform("os"), architecture: platform("architecture"), variant: platform("variant") },
    created: dateOf(field(value, "created")),
    author: maskedOf(filledText(field(value, "author")), notes),
    user: notes.maskedText(textOf(field(inner, "User")) ?? ""),
    env: env.map(({ name, looked }) =>
      looked ? `${notes.maskedText(name)}=${notes.masked(looked)}` : notes.maskedText(name),
    ),
    ...{ entrypoint: entrypoint(), cmd: cmd() },
    workdir: notes.maskedText(textOf(field(inner, "WorkingDir")) ?? ""),
    exposedPorts: namesOf(field(inner, "ExposedPorts"), notes),
    volumes: namesOf(field(inner, "Volumes"), notes),
    labels: Object.fromEntries(labels.map(({ name, looked }) => [notes.maskedText(name), notes.masked(looked)])),
    stopSignal: short(filledText(field(inner, "StopSignal"))),
    healthcheck: test === undefined || test === null ? undefined : healthcheck(),
    onbuild: onbuild.map((looked) => notes.masked(looked)),
    shell: wordsOf(field(inner, "Shell")).map(notes.maskedText),
    history: history(),
  });
}

function noteVariable(pair: string, notes: SecretNotes): { name: string; looked: LookedAt | undefined } {
  const equals = pair.indexOf("=");
  if (equals === -1) return { name: pair, looked: undefined };
  const name = pair.slice(0, equals);
  return { name, looked: notes.pair(name, pair.slice(equals + 1), { where: "env" }) };
}

/** Words of a command: what they say together counts (`--password`, `x`), what is masked is masked in each. */
function noteWords(words: readonly string[], where: SecretPlace["where"], notes: SecretNotes): () => readonly string[] {
  const all = notes.text(words.join(" "), { where });
  return () => {
    let at = 0;
    return words.map((text) => {
      const start = at;
      at += text.length + 1;
      const sightings = all.sightings
        .filter((each) => each.start < start + text.length && start < each.end)
        .map((each) => ({ ...each, start: each.start - start, end: each.end - start }));
      return notes.masked({ text, sightings });
    });
  };
}

/** `ENV A=b` behind ONBUILD is judged as ENV is. */
function noteTrigger(line: string, notes: SecretNotes): LookedAt {
  return noteHistory(line, { where: "onbuild" }, notes);
}

function readHistory(value: object, notes: SecretNotes): () => readonly HistoryEntry[] {
  const lines = listOf(field(value, "history"), mostHistory).map((entry, index) => ({
    looked: noteHistory(textOf(field(entry, "created_by")) ?? "", { where: "history", history: index }, notes),
    created: dateOf(field(entry, "created")),
    comment: textOf(field(entry, "comment")) ?? "",
    isEmpty: field(entry, "empty_layer") === true,
  }));
  return () =>
    lines.map(({ looked, created, comment, isEmpty }) => ({
      ...{ createdBy: notes.masked(looked), created },
      ...{ comment: notes.maskedText(comment), isEmpty },
    }));
}

/** An array of texts; a single text, as some tools write it, is one word. */
function wordsOf(value: unknown): readonly string[] {
  return typeof value === "string" ? [value] : textsOf(value, mostConfigItems);
}

function namesOf(value: unknown, notes: SecretNotes): readonly string[] {
  return pairsOf(value, mostConfigItems)
    .map(([name]) => notes.maskedText(name))
    .sort(compareTexts);
}

/** RFC 3339, as Go writes it; undefined for anything else. */
function dateOf(value: unknown): string | undefined {
  const text = textOf(value);
  const isDate =
    text !== undefined &&
    text.length <= 40 &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  return isDate ? text : undefined;
}

function maskedOf(text: string | undefined, notes: SecretNotes): string | undefined {
  return text === undefined ? undefined : notes.maskedText(text);
}

/** Names of systems and signals; nobody's is longer. */
function short(text: string | undefined): string | undefined {
  return text === undefined || text.length > 100 ? undefined : text;
}
