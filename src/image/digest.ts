/** Digests of content, as bytes have them: computed in one go, or while they pass. What a digest looks like is `isDigest`'s. */
import { createHash } from "node:crypto";
import { isDigest } from "./reference.ts";

/** `sha256:…` of bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** True when the digest is that of the bytes. */
export function hasDigest(bytes: Uint8Array, digest: string): boolean {
  const running = isDigest(digest) ? digestLike(digest) : undefined;
  running?.update(bytes);
  return running?.end() === digest;
}

/** A digest of bytes that pass. */
export interface RunningDigest {
  update(bytes: Uint8Array): void;
  end(): string;
}

/** Of the same algorithm as another digest. */
export function digestLike(digest: string): RunningDigest {
  const algorithm = digest.slice(0, digest.indexOf(":"));
  const hash = createHash(algorithm);
  return { update: (bytes) => void hash.update(bytes), end: () => `${algorithm}:${hash.digest("hex")}` };
}
