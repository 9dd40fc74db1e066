import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { catalogers } from "./catalogers.ts";
import { createSelection } from "./selection.ts";

test("every id is told once, in kebab-case", () => {
  const ids = catalogers.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
});

test("every cataloger that a file of this folder exports is in the list", () => {
  const folder = dirname(fileURLToPath(import.meta.url));
  const exported = readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.includes(".test.") && !file.includes(".fixture."))
    .flatMap((file) => Array.from(readFileSync(`${folder}/${file}`, "utf8").matchAll(exportedCataloger)))
    .filter(([, name]) => name !== "catalogers");
  const list = readFileSync(`${folder}/catalogers.ts`, "utf8");
  for (const [, name, isList] of exported) expect(list).toContain(`\n  ${isList === undefined ? "" : "..."}${name},\n`);
  expect(exported.length).toBeGreaterThan(8);
});

const exportedCataloger = /^export const (\w+): (?:readonly )?Cataloger(\[\])? =/gm;

test("every cataloger selects something, and has a limit and a version", () => {
  for (const { selects, mostBytes, version } of catalogers) {
    const ways = [...(selects.names ?? []), ...(selects.endings ?? []), ...(selects.folders ?? [])];
    expect(ways.length + (selects.magic === undefined ? 0 : 1)).toBeGreaterThan(0);
    for (const ending of selects.endings ?? []) expect(ending).toMatch(/^\./);
    expect(mostBytes).toBeGreaterThan(0);
    expect(mostBytes).toBeLessThanOrEqual(512 * 1024 * 1024);
    expect(version).toBeGreaterThan(0);
  }
});

test.each([
  ["app/node_modules/a/package.json", "node-packages"],
  ["v/site-packages/a-1.dist-info/METADATA", "python-packages"],
  ["g/specifications/a-1.gemspec", "ruby-gems"],
  ["app/vendor/composer/installed.json", "php-composer"],
  ["opt/conda/conda-meta/a-1-0.json", "conda"],
  ["app/A.deps.json", "dotnet-deps"],
  ["p/.meta/A-1/install.json", "perl"],
  ["usr/lib/R/library/a/DESCRIPTION", "r-packages"],
])("%s is read by %s alone", (path, id) => {
  const found = createSelection(catalogers).of(path);
  expect(found.map((cataloger) => cataloger.id)).toEqual([id]);
});
