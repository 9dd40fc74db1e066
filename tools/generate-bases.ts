/**
 * Writes the tables of src/bases (`*.generated.ts`) from the dated data in ../shared/data/bases: which user a base image
 * runs as, which tags of the common official images are still rebuilt, and when support for a release ends.
 * `--check` writes nothing and fails when a table differs. Without the data both modes say so and leave the tables alone.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { packTags } from "./generate-bases/tags.ts";
import { packUsers } from "./generate-bases/users.ts";

const dataFolder = new URL("../../shared/data/bases/", import.meta.url);
const basesFolder = new URL("../src/bases/", import.meta.url);

if (!existsSync(dataFolder)) {
  console.log("bases: ../shared/data/bases is not here; the committed tables stand as they are (skipped)");
} else {
  const check = process.argv.includes("--check");
  const stale = tables().filter(([name, text]) => !settle(name, text, check));
  if (check && stale.length > 0) {
    console.error(
      `bases: ${stale.map(([name]) => name).join(", ")} differ from the data; run: npx tsx tools/generate-bases.ts`,
    );
    process.exitCode = 1;
  }
}

function tables(): [name: string, text: string][] {
  return [
    ["users.generated.ts", packUsers(read("base-users.json"))],
    ["tags.generated.ts", packTags(read("official-images.json"), read("end-of-life.json"))],
  ];
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, dataFolder), "utf8"));
}

/** True when the file on disk is as it should be, afterwards. */
function settle(name: string, text: string, check: boolean): boolean {
  const path = fileURLToPath(new URL(name, basesFolder));
  const same = existsSync(path) && readFileSync(path, "utf8") === text;
  if (!same && !check) writeFileSync(path, text);
  console.log(`bases: ${name} ${text.length} bytes, ${same ? "unchanged" : check ? "stale" : "written"}`);
  return same || !check;
}
