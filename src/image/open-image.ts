/**
 * From what a person wrote to the image: a scheme and a place (`docker:`, `podman:`, `registry:`, `docker-archive:`,
 * `oci-archive:`, `oci-dir:`, `dir:`), `-` for standard input, the path of a tar or an OCI layout, or a bare name, which is looked
 * for in Docker, then in Podman, then in its registry. Throws an ImageFailure that says what was tried and what to do.
 */
import { openSeekable } from "../files/file-bytes.ts";
import { kindAt } from "../files/folder-files.ts";
import { type ArchiveForm, openArchive } from "./archive.ts";
import { engineNames, findInEngine, isImageId } from "./engine.ts";
import type { EngineKind, EngineSurroundings } from "./engine-address.ts";
import { ImageFailure, reasonOf } from "./image-failure.ts";
import type { FoundFolder, FoundImage } from "./image-source.ts";
import { isLayout, openLayout } from "./layout.ts";
import { shown } from "./manifest.ts";
import { type ImageReference, parseReference } from "./reference.ts";
import { openRegistryImage, type RegistryOptions } from "./registry.ts";
import { isPacked, isTar, readImageStream } from "./stream.ts";

/** What opening an image needs of this machine; nothing is taken from it otherwise. */
export interface OpenOptions extends RegistryOptions {
  readonly around: EngineSurroundings;
  /** Asked at most once. */
  stdin(): AsyncIterable<Uint8Array>;
}

type Found = FoundImage | FoundFolder;

/** Opens whatever `text` names. */
export async function openImage(text: string, options: OpenOptions): Promise<Found> {
  if (text === "-") return fromStdin(options);
  const colon = text.indexOf(":");
  const open = colon === -1 ? undefined : schemes.get(text.slice(0, colon));
  if (open) return open(text.slice(colon + 1), options);
  return (await openPath(text, options)) ?? openName(text, options);
}

const schemes: ReadonlyMap<string, (rest: string, options: OpenOptions) => Promise<Found>> = new Map([
  ["docker", (rest, options) => openInEngine("docker", rest, options)],
  ["podman", (rest, options) => openInEngine("podman", rest, options)],
  ["registry", openInRegistry],
  ["docker-archive", (rest, options) => openFile(rest, "docker", options)],
  ["oci-archive", (rest, options) => openFile(rest, "oci", options)],
  ["oci-dir", openLayoutFolder],
  ["dir", openRootFolder],
] as const);

/** The schemes, as help shows them. */
export const imageSchemes: readonly string[] = [...schemes.keys()];

async function openInEngine(kind: EngineKind, name: string, options: OpenOptions): Promise<Found> {
  if (!isImageId(name) && !parseReference(name)) throw noName(name, kind);
  const answer = await askEngine(kind, name, options);
  if (!("why" in answer)) return answer;
  throw new ImageFailure(
    `${kind}:${name} was not found. ${answer.why}`,
    ambiguous(kind, name) ??
      (answer.isAbsent ? `Build or pull it first, or write registry:${name} to read it from its registry.` : ""),
  );
}

async function openInRegistry(name: string, options: OpenOptions): Promise<Found> {
  const reference = parseReference(name);
  if (!reference) throw noName(name, "registry");
  try {
    return await openRegistryImage(reference, options);
  } catch (error) {
    const hint = error instanceof ImageFailure && error.next === "" ? ambiguous("registry", name) : undefined;
    throw hint === undefined ? error : new ImageFailure(reasonOf(error), hint);
  }
}

function noName(name: string, scheme: string): ImageFailure {
  return new ImageFailure(
    `${shown(name)} is no name of an image.`,
    `Write it as ${scheme}:NAME[:TAG][@DIGEST], in lower case.`,
  );
}

/** `docker:24` may be meant as the image of that name. */
function ambiguous(scheme: string, rest: string): string | undefined {
  if (!/^(?:[0-9][\w.-]*|latest|dind|cli)$/.test(rest)) return undefined;
  return `${scheme}: is read as the place to look in; for the image ${scheme} with the tag ${rest} write docker.io/library/${scheme}:${rest}.`;
}

async function askEngine(kind: EngineKind, name: string, options: OpenOptions) {
  const engine = { ...options, kind };
  const answer = await findInEngine(name, engine);
  // Podman keeps what was built here under localhost/, which the API that it shares with Docker does not try.
  const isLocal = kind === "podman" && "why" in answer && answer.isAbsent && !isImageId(name) && namesNoRegistry(name);
  if (!isLocal) return answer;
  const local = await findInEngine(`localhost/${name}`, engine);
  return "why" in local ? answer : local;
}

function namesNoRegistry(name: string): boolean {
  return parseReference(name)?.registry === "docker.io" && !/^(?:index\.)?docker\.io\//.test(name);
}

async function openName(name: string, options: OpenOptions): Promise<Found> {
  const reference = parseReference(name);
  if (!reference && !isImageId(name))
    throw new ImageFailure(
      `${shown(name)} is no name of an image, and there is no such file.`,
      `Write NAME[:TAG][@DIGEST], the path of a tar, or one of ${imageSchemes.map((scheme) => `${scheme}:`).join(" ")}`,
    );
  const tried: string[] = [];
  for (const kind of ["docker", "podman"] as const) {
    const answer = await askEngine(kind, name, options).catch((error: unknown) => ({
      why: reasonOf(error),
      isAbsent: false,
    }));
    if (!("why" in answer)) return { ...answer, note: `found in ${engineNames[kind]}` };
    tried.push(answer.why);
  }
  if (!reference)
    throw new ImageFailure(
      `No image with the id ${name} was found. ${tried.join(" ")}`,
      "An id is known to the engine that has the image: give its name.",
    );
  return fromRegistry(name, reference, tried, options);
}

async function fromRegistry(
  name: string,
  reference: ImageReference,
  tried: readonly string[],
  options: OpenOptions,
): Promise<Found> {
  try {
    const found = await openRegistryImage(reference, options);
    const note = `read from the registry ${reference.registry}, as no engine on this machine has it`;
    return { ...found, note: found.note === undefined ? note : `${note}; ${found.note}` };
  } catch (error) {
    if (!(error instanceof ImageFailure)) throw error;
    throw new ImageFailure(`${name} was not found. ${[...tried, error.message].join(" ")}`, error.next);
  }
}

/** A path that is there, or is surely meant as one; undefined for what may be a name. */
async function openPath(text: string, options: OpenOptions): Promise<Found | undefined> {
  const kind = kindAt(text);
  const layout = splitPath(text, (path) => kindAt(path) === "folder" && isLayout(path));
  if (layout) return openLayout(layout.path, layout.reference, options);
  const split = splitPath(text, (path) => kindAt(path) === "file" && isArchive(path));
  if (split) return openArchive(split.path, "any", split.reference, options);
  const isPath = /^\.{0,2}\//.test(text) || text === "." || text === "..";
  if (kind === "folder" && isPath)
    throw new ImageFailure(`${text} is a folder, and no OCI layout.`, `For a root file system write dir:${text}`);
  if (kind === "file" && (isPath || looksLikeArchive(text)))
    throw new ImageFailure(`${text} is no tar of an image.`, "Save one with docker save, podman save or skopeo copy.");
  if (isPath || (kind === undefined && looksLikeArchive(text)))
    throw new ImageFailure(`There is no file ${text}.`, "Check the spelling, and the folder that the command runs in.");
  return undefined;
}

function looksLikeArchive(path: string): boolean {
  return /\.(?:tar|tgz|tar\.(?:gz|zst))$/.test(path);
}

function isArchive(path: string): boolean {
  const file = openSeekable(path);
  if ("why" in file) return false;
  try {
    const head = file.readAt(0, 512);
    return isPacked(head) || isTar(head);
  } finally {
    file.close();
  }
}

async function openFile(text: string, form: ArchiveForm, options: OpenOptions): Promise<Found> {
  const split = splitPath(text, (path) => kindAt(path) === "file");
  if (split) return openArchive(split.path, form, split.reference, options);
  const kind = kindAt(text);
  if (kind === "other")
    throw new ImageFailure(`${form}-archive:${text} cannot be read. It is a pipe or a device.`, `Write - < ${text}`);
  const why = kind === "folder" ? "It is a folder." : "There is no such file.";
  throw new ImageFailure(
    `${form}-archive:${text} cannot be read. ${why}`,
    `Write ${form}-archive:FILE or ${form}-archive:FILE:NAME:TAG.`,
  );
}

async function openLayoutFolder(text: string, options: OpenOptions): Promise<Found> {
  const split = splitPath(text, (path) => kindAt(path) === "folder");
  if (!split) throw new ImageFailure(`There is no folder ${text}.`, "Write oci-dir:FOLDER or oci-dir:FOLDER:TAG.");
  return openLayout(split.path, split.reference, options);
}

async function openRootFolder(folder: string, _: OpenOptions): Promise<Found> {
  if (kindAt(folder) !== "folder")
    throw new ImageFailure(`There is no folder ${folder}.`, "Write dir:FOLDER, with the root of a file system.");
  if (isLayout(folder)) throw new ImageFailure(`${folder} is an OCI layout.`, `Write oci-dir:${folder}`);
  if (kindAt(`${folder}/manifest.json`) === "file" && kindAt(`${folder}/version`) === "file")
    throw new ImageFailure(
      `${folder} is an image as skopeo's own dir: format keeps it.`,
      `Copy it first: skopeo copy dir:${folder} oci:OTHER, then write oci-dir:OTHER`,
    );
  return { kind: "dir", name: `dir:${folder}`, folder };
}

/** A path with a name behind a colon, where both may hold colons: the longest path that is there. */
function splitPath(
  text: string,
  isThere: (path: string) => boolean,
): { path: string; reference: string | undefined } | undefined {
  if (text !== "" && isThere(text)) return { path: text, reference: undefined };
  for (let at = text.lastIndexOf(":"); at > 0; at = text.lastIndexOf(":", at - 1)) {
    const path = text.slice(0, at);
    if (isThere(path)) return { path, reference: text.slice(at + 1) || undefined };
  }
  return undefined;
}

function fromStdin({ stdin, platform, host }: OpenOptions): FoundImage {
  return {
    ...{ kind: "stdin", name: "-", description: undefined },
    async readLayers(wanted) {
      try {
        return await readImageStream(stdin(), wanted, { form: "any", platform, host });
      } catch (error) {
        throw new ImageFailure(`What came on standard input cannot be used. ${reasonOf(error)}`);
      }
    },
    close: async () => {},
  };
}
