/**
 * In place of `node-gyp-build-optional-packages` where a bundle is made: finds the engine's compiled part. That package asks a
 * child process and the disk for the machine's C library; here the names it would come to are tried one after the other.
 */
const { dirname, join } = require("node:path");
const { createRequire } = require("node:module");

module.exports = function load() {
  const { platform, arch, versions } = process;
  // The package with the compiled part belongs to the engine's, which package managers may keep apart from ours.
  const near = createRequire(require.resolve("lmdb"));
  const folder = dirname(near.resolve(`@lmdb/lmdb-${platform}-${arch}`));
  const endings = platform === "linux" ? ["glibc.node", "musl.node", "node"] : ["node"];
  let first;
  for (const kind of [`node.abi${versions.modules}`, "node.napi"])
    for (const ending of endings) {
      try {
        return near(join(folder, `${kind}.${ending}`));
      } catch (error) {
        if (error.code !== "MODULE_NOT_FOUND") first ??= error;
      }
    }
  throw first ?? new Error(`there is no compiled part of the engine for ${platform} ${arch}`);
};
