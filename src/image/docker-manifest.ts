/** `manifest.json` of `docker save`: which config and layers make up which image. Bytes come in, the entry that is meant goes out. */

import { field, textOf, textsOf } from "../text/json.ts";
import { isRefusal, parseJson, type Refusal } from "./json.ts";
import { mostLayers, mostManifestBytes, shown } from "./manifest.ts";
import { formatReference, parseReference } from "./reference.ts";

/** Images of one archive. */
export const mostArchivedImages = 1_000;
const mostTags = 1_000;
/** No message lists more. */
const mostListed = 20;

export interface DockerEntry {
  /** Names of files in the archive; nothing says that they are there. */
  readonly config: string;
  readonly layers: readonly string[];
  readonly tags: readonly string[];
}

/** The image of that name, or the only one. */
export function readDockerManifest(bytes: Uint8Array, reference: string | undefined): DockerEntry | Refusal {
  const entries = readEntries(bytes);
  if (isRefusal(entries)) return entries;
  const [first] = entries;
  if (!first) return { refused: "manifest.json names no image." };
  if (reference !== undefined) {
    const named = entries.find((entry) => isMeant(entry, reference));
    return named ?? { refused: `There is no image ${shown(reference)} in it. ${listed(entries)}` };
  }
  if (entries.some(({ config }) => config !== first.config))
    return { refused: `Several images are in it. ${listed(entries)}` };
  return { ...first, tags: [...new Set(entries.flatMap(({ tags }) => tags))] };
}

function readEntries(bytes: Uint8Array): DockerEntry[] | Refusal {
  const parsed = parseJson(bytes, mostManifestBytes);
  if (isRefusal(parsed)) return { refused: `manifest.json cannot be read. ${parsed.refused}` };
  if (!Array.isArray(parsed.value))
    return { refused: "manifest.json holds no list of images: it is none of docker save." };
  if (parsed.value.length > mostArchivedImages)
    return { refused: `manifest.json names more than ${mostArchivedImages} images: they are not read.` };
  const entries: DockerEntry[] = [];
  for (const value of parsed.value) {
    const config = textOf(field(value, "Config"));
    const named = field(value, "Layers") ?? [];
    const layers = textsOf(named, mostLayers + 1);
    if (layers.length > mostLayers)
      return {
        refused: `Image ${entries.length + 1} in manifest.json names more than ${mostLayers} layers: they are not read, and no engine runs as many.`,
      };
    const isSound = Array.isArray(named) && layers.length === named.length;
    if (config === undefined || !isSound)
      return {
        refused: `Image ${entries.length + 1} in manifest.json has no config, or no sound list of layers: it is damaged.`,
      };
    entries.push({
      config: plain(config),
      layers: layers.map(plain),
      tags: textsOf(field(value, "RepoTags"), mostTags),
    });
  }
  return entries;
}

/** `./x` is `x`. Nothing else is changed: a name is looked up, never opened. */
function plain(name: string): string {
  return name.replace(/^(?:\.\/)+/, "");
}

function isMeant({ tags, config }: DockerEntry, reference: string): boolean {
  return (
    tags.some((tag) => matchesName(tag, reference)) ||
    (reference.startsWith("sha256:") && config.includes(reference.slice(7)))
  );
}

/**
 * True when a name that an archive gives is the one that is asked for: in full, without Docker Hub's own, without the
 * `localhost/` that Podman puts in front of what was built here, or its tag alone.
 */
export function matchesName(name: string, asked: string): boolean {
  if (name === asked || name === `localhost/${asked}`) return true;
  const reference = parseReference(name);
  const wanted = parseReference(asked);
  if (!reference) return false;
  if (reference.tag !== undefined && reference.tag === asked) return true;
  if (wanted === undefined || (reference.tag ?? "latest") !== (wanted.tag ?? "latest")) return false;
  return reference.name === wanted.name || reference.name === `localhost/${wanted.familiar}`;
}

function listed(entries: readonly DockerEntry[]): string {
  const names = entries.flatMap(({ tags, config }) => (tags.length === 0 ? [config] : tags.map(familiarName)));
  return listNames(names);
}

function familiarName(tag: string): string {
  const reference = parseReference(tag);
  return reference ? formatReference(reference) : tag;
}

/** Which images there are, and how one of them is meant. */
export function listNames(names: readonly string[]): string {
  const different = [...new Set(names)];
  if (different.length === 0) return "It holds no image.";
  const rest = different.length - mostListed;
  const some = different.slice(0, mostListed).map(shown).join(", ");
  return `There is: ${some}${rest > 0 ? ` and ${rest} more` : ""}. Name one of them behind the file: FILE:NAME.`;
}
