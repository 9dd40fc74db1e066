import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Asks npm what it would publish and compares that with what a user needs: everything package.json points to is there,
 * nothing of the workshop is, and the whole stays small. Needs a built dist/.
 */

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** What package.json points to, and what the licence asks for. */
export const required: readonly string[] = [
  "package.json",
  "README.md",
  "LICENSE",
  "NOTICE",
  "CHANGELOG.md",
  "dist/cli.cjs",
  "dist/main.cjs",
  "dist/image.cjs",
  "dist/count.cjs",
  "dist/index.js",
  "dist/index.d.ts",
  "schema/report.schema.json",
  "schema/config.schema.json",
  "schema/history.schema.json",
];

/** Where published files may stand. */
const allowed = /^(?:dist\/|schema\/|[A-Z]+(?:\.md)?$|package\.json$)/;
const workshop = /\.test\.|\.fixture\.|(?:^|\/)(?:fixtures|src|test|tools|node_modules)\/|\.env$|\.map$/;
/** Of the unpacked package; a step change here deserves a look. */
const maximumBytes = 11_000_000;

/** What is wrong with a list of published files, one sentence each. */
export function checkPackage(packed: Packed, scripts: Readonly<Record<string, string>>): string[] {
  const paths = packed.files.map((file) => file.path);
  const hooks = ["preinstall", "install", "postinstall"].filter((name) => name in scripts);
  return [
    ...required.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
    ...paths
      .filter((path) => !allowed.test(path) || workshop.test(path))
      .map((path) => `${path} should not be published`),
    ...packed.files.filter((file) => file.size === 0).map((file) => `${file.path} is empty`),
    ...hooks.map((name) => `a ${name} script would run on the user's machine`),
    ...(packed.unpackedSize > maximumBytes ? [`${packed.unpackedSize} bytes unpacked, above ${maximumBytes}`] : []),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), "..");
  const json = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64_000_000,
    shell: process.platform === "win32",
  });
  const packed = firstPackage(JSON.parse(json));
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts?: Record<string, string> };
  const problems = checkPackage(packed, manifest.scripts ?? {});
  for (const problem of problems) console.log(problem);
  const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1000)} kB`;
  console.log(
    `${packed.files.length} files, ${kilobytes(packed.size)} packed, ${kilobytes(packed.unpackedSize)} unpacked`,
  );
  process.exitCode = problems.length > 0 ? 1 : 0;
}

/** npm 10 and 11 answer with a list, later ones with an object by name. */
function firstPackage(answer: unknown): Packed {
  const first = Array.isArray(answer) ? answer[0] : Object.values(answer as Record<string, unknown>)[0];
  if (typeof first !== "object" || first === null || !("files" in first))
    throw new Error("npm pack gave no list of files");
  return first as Packed;
}
