/**
 * An OCI image layout in a folder: `oci-layout`, `index.json` and `blobs/`, as https://github.com/opencontainers/image-spec
 * describes it. The folder and the name of an image come in, the image goes out; links that lead out of the folder are refused.
 */
import { type FolderFiles, folderFiles } from "../files/folder-files.ts";
import type { PlatformWanted } from "./choose-manifest.ts";
import { ImageFailure } from "./image-failure.ts";
import { describeFiles, type ImageFiles } from "./image-files.ts";
import type { FoundImage } from "./image-source.ts";
import { isRefusal } from "./json.ts";
import { readKnownLayers } from "./read-layers.ts";

/** True for a folder that says it is a layout, or has its index and blobs. */
export function isLayout(folder: string): boolean {
  const files = folderFiles(folder);
  return files.size("oci-layout") !== undefined && files.size("index.json") !== undefined;
}

/** Opens `oci-dir:FOLDER[:REFERENCE]`. Throws an ImageFailure. */
export async function openLayout(
  folder: string,
  reference: string | undefined,
  wanted: PlatformWanted,
): Promise<FoundImage> {
  const files = folderFiles(folder);
  const filed = await describeFiles(imageFiles(files), { ...wanted, form: "oci", reference });
  const name = `oci-dir:${folder}${reference === undefined ? "" : `:${reference}`}`;
  if (isRefusal(filed)) throw new ImageFailure(`${name} cannot be read. ${filed.refused}`);
  const { description, layers } = filed;
  return {
    ...{ kind: "oci-dir", name, description },
    readLayers: (all) =>
      readKnownLayers(description, all, ({ diffId, digest }, index, label) => {
        const blob = layers[index] ?? "";
        const bytes = files.size(blob);
        if (bytes === undefined)
          return { why: `${blob} is not in the folder, or leads out of it. Copy the image again.` };
        return {
          ...{ diffId, name: label, bytes, reopens: true },
          ...(digest === undefined ? {} : { digest }),
          open: () => files.stream(blob),
        };
      }),
    close: async () => {},
  };
}

function imageFiles(files: FolderFiles): ImageFiles {
  return {
    has: (name) => files.size(name) !== undefined,
    async read(name, most) {
      const bytes = await files.read(name, most);
      return "why" in bytes ? { refused: bytes.why } : bytes;
    },
  };
}
