/** After the build: runs each bundle once over examples that use most of it, so that its code cache holds what runs use. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSampleAdvisories } from "./sample-advisories.ts";
import { writeSampleImage } from "./sample-image.ts";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "seaworthy-code-cache-"));
try {
  const image = join(folder, "sample.tar");
  const store = join(folder, "advisories");
  writeSampleImage(image);
  await writeSampleAdvisories(store);
  run({}, "check", "Dockerfile", "examples/challenge", "--fail-on", "never");
  run({ SEAWORTHY_DB: store }, "scan", image, "--fail-on", "never", "--no-cache", "--offline");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(settings: Readonly<Record<string, string>>, ...words: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, ["dist/cli.cjs", ...words], {
    cwd: root,
    env: { ...process.env, ...settings, SEAWORTHY_WRITE_CODE_CACHE: "1" },
    encoding: "utf8",
  });
  if (status === 0) return;
  console.error(`the code cache of ${words[0]} could not be made (status ${status}): ${stderr}`);
  process.exitCode = 1;
}
