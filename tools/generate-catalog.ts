/** Writes src/rules/catalog.ts: every rule file under src/rules/<subject>/, in order. `--check` only compares. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const rulesFolder = join(import.meta.dirname, "../src/rules");
const catalogFile = join(rulesFolder, "catalog.ts");

function main(): void {
  const text = catalogText(ruleFiles());
  if (!process.argv.includes("--check")) {
    writeFileSync(catalogFile, text);
    return;
  }
  if (readFileSync(catalogFile, "utf8") === text) return;
  console.error("src/rules/catalog.ts does not list the rule files: run `npm run docs`");
  process.exitCode = 1;
}

/** Paths below src/rules of the files that hold a rule: they export a constant of type Rule named after the file. */
function ruleFiles(): string[] {
  const folders = readdirSync(rulesFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .flatMap((folder) => readdirSync(join(rulesFolder, folder.name)).map((file) => `${folder.name}/${file}`))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .filter((file) => readFileSync(join(rulesFolder, file), "utf8").includes(`export const ${constantOf(file)}: Rule<`))
    .sort();
}

function catalogText(files: readonly string[]): string {
  const imports = [
    ...files.map((file) => ({ from: `./${file}`, line: `import { ${constantOf(file)} } from "./${file}";` })),
    { from: "./rule.ts", line: 'import type { Rule } from "./rule.ts";' },
  ]
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .map(({ line }) => line);
  const list = files.map((file) => `  ${constantOf(file)},`);
  return [
    "/** Every rule, by file name. Written by tools/generate-catalog.ts: add a rule file and run `npm run docs`. */",
    ...imports,
    "",
    "export const rules: readonly Rule[] = [",
    ...list,
    "];",
    "",
  ].join("\n");
}

/** `dockerfile/root-user.ts` exports `rootUser`. */
function constantOf(file: string): string {
  const name = file.slice(file.indexOf("/") + 1, -".ts".length);
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

main();
