/**
 * The engine (LMDB), loaded when there is a file to open: in its CommonJS form, whichever form this file has, since as ES modules
 * the engine and what it needs are twenty files, and take twice as long.
 */
export type Engine = Pick<typeof import("lmdb"), "open">;

export async function loadEngine(): Promise<Engine> {
  return process.getBuiltinModule("node:module").createRequire(import.meta.url)("lmdb");
}
