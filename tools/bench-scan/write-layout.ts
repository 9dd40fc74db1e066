/** Writes an OCI layout of one gzip layer. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { file, writeTar } from "../../src/files/tar.fixture.ts";

/** `files`: paths without slash in front, and contents. */
export function writeLayout(folder: string, files: readonly (readonly [path: string, text: string])[]): void {
  const blobs = join(folder, "blobs/sha256");
  mkdirSync(blobs, { recursive: true });
  const put = (bytes: Uint8Array): { readonly digest: string; readonly size: number } => {
    const hex = hexOf(bytes);
    writeFileSync(join(blobs, hex), bytes);
    return { digest: `sha256:${hex}`, size: bytes.length };
  };
  const layer = writeTar(files.map(([path, text]) => file(path, text)));
  const type = "application/vnd.oci.image";
  const config = put(
    json({
      ...{
        architecture: "amd64",
        os: "linux",
        created: "2026-01-01T00:00:00Z",
        config: { User: "1000", Cmd: ["bash"] },
      },
      rootfs: { type: "layers", diff_ids: [`sha256:${hexOf(layer)}`] },
      history: [{ created_by: "ADD rootfs.tar / # buildkit" }],
    }),
  );
  const manifest = put(
    json({
      ...{ schemaVersion: 2, mediaType: `${type}.manifest.v1+json` },
      config: { mediaType: `${type}.config.v1+json`, ...config },
      layers: [{ mediaType: `${type}.layer.v1.tar+gzip`, ...put(gzipSync(layer)) }],
    }),
  );
  writeFileSync(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  const entry = { mediaType: `${type}.manifest.v1+json`, ...manifest };
  writeFileSync(join(folder, "index.json"), json({ schemaVersion: 2, manifests: [entry] }));
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function hexOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
