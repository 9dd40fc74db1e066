import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fixedExample } from "../src/report/fixed-example.ts";
import { rules } from "../src/rules/catalog.ts";
import { type Pages, renderPages } from "./rule-docs.ts";

/**
 * Writes the pages that are made from the rules (docs/rules, docs/migration.md) and the real output in the README.
 * With `--check` it writes nothing, names what differs and fails. The README needs a built dist/.
 */

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const check = process.argv.includes("--check");

/** What stands between `<!-- output:NAME -->` and `<!-- /output -->` in the README. */
const outputs: Readonly<Record<string, readonly string[]>> = {
  challenge: ["check", "examples/challenge"],
  context: ["context", "examples/node-postgres/before"],
  "challenge-fix": ["fix", "--unsafe", "--dry-run", "examples/challenge"],
};

const pages: Pages = new Map([...renderPages(rules, fixedExample), ["README.md", fillOutputs(readText("README.md"))]]);
const changed = [...pages].filter(([path, text]) => !existsSync(join(root, path)) || readText(path) !== text);
const left = existsSync(join(root, "docs/rules"))
  ? readdirSync(join(root, "docs/rules")).filter((name) => !pages.has(`docs/rules/${name}`))
  : [];

if (check) {
  for (const [path] of changed) console.log(`${path} differs from what the rules say`);
  for (const name of left) console.log(`docs/rules/${name} belongs to no rule`);
  if (changed.length + left.length > 0) {
    console.log("run: npm run docs");
    process.exitCode = 1;
  }
} else {
  mkdirSync(join(root, "docs/rules"), { recursive: true });
  for (const [path, text] of changed) writeFileSync(join(root, path), text);
  for (const name of left) rmSync(join(root, "docs/rules", name));
}
console.log(
  `${pages.size} pages, ${changed.length} ${check ? "differ" : "written"}, ${left.length} ${check ? "too many" : "removed"}`,
);

function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Replaces each marked block by what the command really prints, colourless and 80 columns wide. */
function fillOutputs(text: string): string {
  return text.replace(
    /(<!-- output:([a-z-]+) -->\n)[\s\S]*?(<!-- \/output -->)/g,
    (_all, open: string, name: string, close: string) => {
      const args = outputs[name];
      if (!args)
        throw new Error(`README.md asks for the unknown output ${name}; known: ${Object.keys(outputs).join(", ")}`);
      return `${open}\`\`\`text\n${runCommand(args)}\n\`\`\`\n${close}`;
    },
  );
}

function runCommand(args: readonly string[]): string {
  const cli = join(root, "dist/cli.cjs");
  if (!existsSync(cli)) throw new Error("dist/cli.cjs is missing: run npm run build first");
  const env = {
    ...process.env,
    NO_COLOR: "1",
    COLUMNS: "80",
    FORCE_COLOR: undefined,
    CI: undefined,
    GITHUB_ACTIONS: undefined,
  };
  try {
    return execFileSync(process.execPath, [cli, ...args], {
      cwd: root,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trimEnd();
  } catch (error) {
    // Status 1 is what a check with findings returns.
    if (error instanceof Error && "status" in error && error.status === 1 && "stdout" in error)
      return String(error.stdout).trimEnd();
    throw error;
  }
}
