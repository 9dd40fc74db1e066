import { defineConfig, type UserConfig } from "tsdown";

const shared: UserConfig = {
  platform: "node",
  target: "node20",
  // package.json names dist/*.js; without this the Node platform writes .mjs.
  fixedExtension: false,
  // Stable names: the package's contents can be compared between two builds.
  hash: false,
};

/** CommonJS: the command starts without Node's module loader for ESM, which costs more than our own code. */
const commandLine: UserConfig = { ...shared, format: "cjs", dts: false, clean: false };

/** One file with all that it needs: what stands in two of them is read from disk once a run, whichever it is. */
const bundled: UserConfig = {
  ...commandLine,
  // lmdb is a native module: it stays a package of its own, loaded when a store is opened.
  deps: { alwaysBundle: [/^(?!lmdb$)/], neverBundle: ["lmdb"] },
  minify: true,
  outputOptions: { codeSplitting: false },
};

export default defineConfig([
  {
    ...shared,
    entry: { index: "src/index.ts" },
    format: "esm",
    dts: true,
    clean: true,
    // Comments and white space go, names stay: stack traces of the library can be read.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  },
  { ...commandLine, entry: { cli: "src/apps/cli/launcher.ts" } },
  { ...bundled, entry: { main: "src/apps/cli/main.ts" } },
  { ...bundled, entry: { image: "src/apps/cli/image-main.ts" } },
  // What `check` says of a project's lockfiles where there is a store: loaded then and only then.
  { ...bundled, entry: { count: "src/apps/cli/count-known.ts" } },
]);
