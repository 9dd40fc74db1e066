import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { index: "src/index.ts", cli: "src/apps/cli/main.ts" },
  format: "esm",
  platform: "node",
  target: "node20",
  // package.json names dist/*.js; without this the Node platform writes .mjs.
  fixedExtension: false,
  // Stable names: the package's contents can be compared between two builds.
  hash: false,
  dts: true,
  clean: true,
});
