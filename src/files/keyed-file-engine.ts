/**
 * The engine (LMDB), loaded when there is a file to open: in its CommonJS form, whichever form this file has, since as ES modules
 * the engine and what it needs are twenty files. The bundles of the command line have `tools/bundle/keyed-file-engine.ts` in place
 * of this file: from a bundle with its code cache the engine loads in 5 ms instead of 23.
 */
export type Engine = Pick<typeof import("lmdb"), "open">;

export async function loadEngine(): Promise<Engine> {
  return process.getBuiltinModule("node:module").createRequire(import.meta.url)("lmdb");
}
