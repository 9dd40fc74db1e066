/** Starts a bundle as `src/apps/cli/launcher.ts` does, with V8's code cache beside it: BUNDLE ARGUMENTS. Makes the cache where there is none. */
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { setFlagsFromString } = require("node:v8");
const { Script } = require("node:vm");

const [bundle = ""] = process.argv.splice(2, 1);
const cache = `${bundle}.cache`;
const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
if (process.versions.v8.startsWith("11.3.")) setFlagsFromString("--interrupt-budget=400000");
const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, "utf8")}\n})`;
const script = new Script(text, { filename: bundle, ...(cachedData ? { cachedData } : {}) });
const holder = { exports: {} };
script.runInThisContext()(holder.exports, require, holder, bundle, __dirname);
if (!cachedData) process.on("exit", () => writeFileSync(cache, script.createCachedData()));
