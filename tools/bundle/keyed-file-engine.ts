/** In place of `src/files/keyed-file-engine.ts` where a bundle is made: the engine's JavaScript is in the bundle. */
import type { Engine } from "../../src/files/keyed-file-engine.ts";

export async function loadEngine(): Promise<Engine> {
  return await import("lmdb");
}
