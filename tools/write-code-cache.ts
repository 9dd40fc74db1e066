/** After the build: runs the command once over examples that use all of it, so that its code cache holds what runs use. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const { status, stderr } = spawnSync(
  process.execPath,
  ["dist/cli.cjs", "check", "Dockerfile", "examples/challenge", "--fail-on", "never"],
  { cwd: root, env: { ...process.env, SEAWORTHY_WRITE_CODE_CACHE: "1" }, encoding: "utf8" },
);
if (status !== 0) {
  console.error(`the code cache could not be made (status ${status}): ${stderr}`);
  process.exitCode = 1;
}
