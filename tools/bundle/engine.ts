/** A plugin for bundles of the command line: the engine of keyed files goes into the bundle, without what is not used of it. */
import { createRequire } from "node:module";
import { join } from "node:path";

const near = createRequire(import.meta.url);
const replaced: readonly (readonly [ending: string, by: string])[] = [
  ["/keyed-file-engine.ts", join(import.meta.dirname, "keyed-file-engine.ts")],
  ["lmdb", near.resolve("lmdb")],
  ["node-gyp-build-optional-packages", join(import.meta.dirname, "engine-binary.cjs")],
  ["msgpackr", join(import.meta.dirname, "no-msgpackr.cjs")],
];

export const bundledEngine = {
  name: "bundled-engine",
  resolveId(source: string, importer: string | undefined): string | undefined {
    if (importer === undefined || importer.startsWith(`${import.meta.dirname}/engine`)) return undefined;
    const [, by] =
      replaced.find(([ending]) => (ending.startsWith("/") ? source.endsWith(ending) : source === ending)) ?? [];
    return by === importer ? undefined : by;
  },
};
