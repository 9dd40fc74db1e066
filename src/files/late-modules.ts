/**
 * Modules of Node.js that only some files of a project need. An import at the top of a file would load them at every start,
 * and loading `node:crypto` takes as long as checking a Dockerfile.
 */

/** Hashes. */
export function lateCrypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto");
}

/** Decompression. */
export function lateZlib(): typeof import("node:zlib") {
  return process.getBuiltinModule("node:zlib");
}
