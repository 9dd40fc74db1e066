/**
 * An image in a tar file: what `docker save` writes (old form and new), Podman, Buildah, Skopeo, Kaniko and BuildKit, or an OCI
 * layout as a tar. The file and the name of an image come in, the image goes out; names in the archive are looked up in it and
 * nowhere else. A compressed archive is read as a stream, once.
 */
import { openSeekable, type SeekableFile } from "../files/file-bytes.ts";
import { readTarIndex, type TarIndex, type TarIndexEntry } from "../files/tar-index.ts";
import { describeStranger, followLinks, linkTarget, plainName } from "./archive-names.ts";
import type { PlatformWanted } from "./choose-manifest.ts";
import { ImageFailure, reasonOf } from "./image-failure.ts";
import { describeFiles, type FileChoice, type FiledImage, type ImageFiles } from "./image-files.ts";
import type { FoundImage } from "./image-source.ts";
import { isRefusal } from "./json.ts";
import { readKnownLayers } from "./read-layers.ts";
import { isPacked, readImageStream } from "./stream.ts";

/** What the person said it is: `any` for a bare path. */
export type ArchiveForm = FileChoice["form"];

/** Opens `docker-archive:FILE[:REFERENCE]` and the like. Throws an ImageFailure. */
export async function openArchive(
  path: string,
  form: ArchiveForm,
  reference: string | undefined,
  wanted: PlatformWanted,
): Promise<FoundImage> {
  const file = openSeekable(path);
  if ("why" in file) throw new ImageFailure(`${path} cannot be read. ${file.why}`);
  try {
    const choice: FileChoice = { ...wanted, form, reference };
    return isPacked(file.readAt(0, 16)) ? packedArchive(path, file, choice) : await plainArchive(path, file, choice);
  } catch (error) {
    file.close();
    throw error instanceof ImageFailure ? error : new ImageFailure(`${path} cannot be read. ${reasonOf(error)}`);
  }
}

async function plainArchive(path: string, file: SeekableFile, choice: FileChoice): Promise<FoundImage> {
  const index = readTarIndex(file);
  const lookUp = createLookUp(index);
  const filed = await describeFiles(filesOf(file, lookUp), choice);
  if (isRefusal(filed)) throw new ImageFailure(`${path} cannot be used. ${whyNot(filed.refused, index, lookUp)}`);
  const description = { ...filed.description, unknowns: [...filed.description.unknowns, ...index.unknowns] };
  return {
    ...{ kind: kindOf(filed), name: nameOf(path, kindOf(filed), choice), description },
    readLayers: (all) =>
      readKnownLayers(description, all, ({ diffId, digest }, at, label) => {
        const entry = lookUp(filed.layers[at] ?? "");
        if (!entry) return { why: `${JSON.stringify(filed.layers[at])} is not in the archive. Save the image again.` };
        return {
          ...{ diffId, name: label, bytes: entry.bytes, reopens: true },
          ...(digest === undefined ? {} : { digest }),
          open: () => file.stream(entry.offset, entry.offset + entry.bytes),
        };
      }),
    close: async () => file.close(),
  };
}

/** Its contents are known when it was read to its end. */
function packedArchive(path: string, file: SeekableFile, choice: FileChoice): FoundImage {
  const kind = choice.form === "oci" ? "oci-archive" : "docker-archive";
  return {
    ...{ kind, name: nameOf(path, kind, choice), description: undefined },
    async readLayers(wanted) {
      try {
        return await readImageStream(file.stream(0, file.bytes), wanted, choice);
      } catch (error) {
        throw new ImageFailure(`${path} cannot be used. ${reasonOf(error)}`);
      }
    },
    close: async () => file.close(),
  };
}

function kindOf({ form }: FiledImage): "docker-archive" | "oci-archive" {
  return form === "docker" ? "docker-archive" : "oci-archive";
}

function nameOf(path: string, kind: string, { reference }: FileChoice): string {
  return `${kind}:${path}${reference === undefined ? "" : `:${reference}`}`;
}

/** The plain file behind a name and its links. Of two entries of one name the later counts, as when it is unpacked. */
type LookUp = (name: string) => TarIndexEntry | undefined;

function createLookUp({ entries }: TarIndex): LookUp {
  const byName = new Map<string, TarIndexEntry>();
  const links = new Map<string, string>();
  for (const entry of entries) {
    const name = plainName(entry.name);
    if (name === undefined) continue;
    byName.delete(name);
    links.delete(name);
    if (entry.kind === "file") byName.set(name, entry);
    if (entry.kind !== "symlink" && entry.kind !== "hardlink") continue;
    const target = linkTarget(name, entry.kind, entry.link);
    if (target !== undefined) links.set(name, target);
  }
  return (name) => byName.get(followLinks(name, links));
}

function filesOf(file: SeekableFile, lookUp: LookUp): ImageFiles {
  return {
    has: (name) => lookUp(name) !== undefined,
    async read(name, most) {
      const entry = lookUp(name);
      if (!entry) return { refused: "It is not in the archive." };
      if (entry.bytes > most) return { refused: `It has ${entry.bytes} bytes; more than ${most} are not read.` };
      const bytes = file.readAt(entry.offset, entry.bytes);
      return bytes.length === entry.bytes ? bytes : { refused: "The archive is cut off in it." };
    },
  };
}

/** What is broken comes before what is missing because of it. */
function whyNot(refused: string, { entries, unknowns }: TarIndex, lookUp: LookUp): string {
  const [broken] = unknowns;
  if (broken) return `It could not be read to its end. ${broken.why}`;
  if (lookUp("manifest.json") || lookUp("index.json")) return refused;
  return `It is no image. ${describeStranger(entries.map(({ name }) => plainName(name) ?? name))}`;
}
