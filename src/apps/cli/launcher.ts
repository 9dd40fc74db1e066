#!/usr/bin/env node
/**
 * Starts the bundled command line. Compiling its text is the largest part of a short run, so the build leaves V8's code
 * cache beside the bundle; V8 itself refuses a cache of another version, and then the text is compiled as usual.
 * Measured: see docs/decisions/0011-code-cache.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as nodeModule from "node:module";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
import { isOfImages } from "./image-commands.ts";

const bundle = join(__dirname, isOfImages(process.argv.slice(2)) ? "image.cjs" : "main.cjs");
const cacheFile = `${bundle}.cache`;
/** Set by the build: the run writes the cache of what it compiled. */
const writes = process.env.SEAWORTHY_WRITE_CODE_CACHE === "1";

/**
 * A run is over before most of what V8 would optimise pays off: over thousands of files, optimising later saves a sixth
 * of the time. Measured on V8 11.3; other versions may not know the flag, and would say so on standard error.
 */
const optimiseLater = { version: "11.3.", flag: "--interrupt-budget=400000" } as const;

function start(): void {
  if (process.versions.v8.startsWith(optimiseLater.version)) setFlagsFromString(optimiseLater.flag);
  const cachedData = writes ? undefined : readCache();
  const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, "utf8")}\n})`;
  const script = new Script(text, { filename: bundle, ...(cachedData ? { cachedData } : {}) });
  if (cachedData && script.cachedDataRejected) {
    startPlainly();
    return;
  }
  const holder = { exports: {} };
  script.runInThisContext()(holder.exports, require, holder, bundle, __dirname);
  if (writes) process.on("exit", () => writeFileSync(cacheFile, script.createCachedData()));
}

/** Node.js 22.8 and later keep a cache of their own. */
function startPlainly(): void {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
  require(bundle);
}

function readCache(): Buffer | undefined {
  try {
    return readFileSync(cacheFile);
  } catch {
    // Built without one: slower by some milliseconds, nothing else.
    return undefined;
  }
}

start();
