/**
 * Installed npm packages: the `package.json` of each folder that Node.js finds a package in. Its bytes come in, a package
 * comes out. Left out are the application's own `package.json` (it depends on itself no more than on others), those of test
 * fixtures and of folders inside packages (`esm/package.json`), and Yarn's zip files, which no cataloger opens.
 */

import { field, objectOf } from "../text/json.ts";
import { folderOf, isTestFolder, lastPart } from "./install-place.ts";
import { parseJson } from "./json-record.ts";
import { licenseNames } from "./licenses.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "./package.ts";
import { recordName, recordVersion, unreadPackage } from "./record-text.ts";

/** Bytes of a `package.json`; the largest real ones, with a README in them, have one megabyte. */
export const mostPackageJsonBytes = 4 * 1024 * 1024;

export const nodePackages: Cataloger = {
  id: "node-packages",
  version: 1,
  selects: { names: ["package.json"], where: isInstalledPackage },
  mostBytes: mostPackageJsonBytes,
  read: readPackageJson,
};

function* readPackageJson({ path, bytes }: CatalogedFile): Iterable<Cataloged> {
  const manifest = parseJson(bytes);
  if (manifest === undefined) return yield unreadPackage(path, "It is not valid JSON.");
  if (objectOf(manifest) === undefined) return yield unreadPackage(path, "It holds no JSON object.");
  const name = field(manifest, "name");
  const version = field(manifest, "version");
  // A package.json without a name only says how the files beside it are read ("type": "module").
  if (name === undefined) return;
  const known = recordName(name);
  if (known === undefined) return yield unreadPackage(path, "Its name is no usable text.");
  if (version === undefined) return yield { unknown: noVersion(path) };
  const exact = recordVersion(version);
  if (exact === undefined) return yield unreadPackage(path, "Its version is no usable text.");
  const licenses = licenseNames([field(manifest, "license"), field(manifest, "licenses")]);
  yield { package: { type: "npm", name: known, version: exact, licenses, path, details: {} } };
}

/** Not fatal: it was read, and npm itself publishes no package without a version. */
function noVersion(path: string) {
  return {
    what: `version of the package in ${path}`,
    why: "It names none, so the package is not listed: give it a version if it is more than a part of the application.",
  };
}

/**
 * True for `…/node_modules/NAME/package.json` and `…/node_modules/@SCOPE/NAME/package.json`, the stores of pnpm, cnpm, Bun
 * and Yarn among them, and for the places where images keep Yarn and Corepack's package managers.
 */
export function isInstalledPackage(path: string): boolean {
  const folder = folderOf(path);
  const parent = folderOf(folder);
  const name = lastPart(folder);
  const around = lastPart(parent);
  if (around === "node_modules") return isPackageName(name) && !isFixture(parent);
  if (around.startsWith("@")) {
    const modules = folderOf(parent);
    return lastPart(modules) === "node_modules" && isPackageName(name) && !isFixture(modules);
  }
  // Yarn's pnpm linker: node_modules/.store/NAME-npm-VERSION-HASH/package.
  if (name === "package" && lastPart(folderOf(parent)) === ".store") return !isFixture(parent);
  if (around === "opt") return name.startsWith("yarn-v");
  // Corepack: …/node/corepack/v1/pnpm/9.0.0, without v1 in old ones.
  const root = folderOf(parent);
  return corepackTools.has(around) && (lastPart(root) === "corepack" || lastPart(folderOf(root)) === "corepack");
}

const corepackTools: ReadonlySet<string> = new Set(["npm", "pnpm", "yarn"]);

/** Names with a dot in front are folders of package managers: `.bin`, `.cache`, `.name-x1Y2` of an install that broke off. */
function isPackageName(name: string): boolean {
  return name !== "" && !name.startsWith(".");
}

/** True for a `node_modules` that lies in a test folder of a package. */
function isFixture(modules: string): boolean {
  if (!modules.includes("node_modules/")) return false;
  const parts = modules.split("/");
  const first = parts.indexOf("node_modules");
  return parts.some((part, at) => at > first && isTestFolder(part) && !isPackageAt(parts, at));
}

/** True where a part of a path is a package's own name, which may well be `mocks`. */
function isPackageAt(parts: readonly string[], at: number): boolean {
  const before = parts[at - 1] ?? "";
  return before === "node_modules" || (before.startsWith("@") && parts[at - 2] === "node_modules");
}

/** Tools that bring their dependencies along, in folders of their own. */
const bundlingTools: ReadonlySet<string> = new Set(["npm", "pnpm", "yarn", "corepack"]);

/**
 * The tool whose own copy a package is: `npm` for `usr/lib/node_modules/npm/node_modules/tar/package.json`. Undefined for
 * packages that the application, or whoever made the image, asked for; the tool itself is one of these.
 */
export function bundledWith(path: string): string | undefined {
  const marker = "/node_modules/";
  for (let at = path.indexOf(marker); at !== -1; at = path.indexOf(marker, at + marker.length - 1)) {
    const folder = path.slice(0, at);
    // pnpm keeps them in dist/node_modules.
    const tool = toolIn(lastPart(folder) === "dist" ? folderOf(folder) : folder);
    if (tool !== undefined) return tool;
  }
  return undefined;
}

function toolIn(folder: string): string | undefined {
  const name = lastPart(folder);
  const parent = folderOf(folder);
  const around = lastPart(parent);
  // Debian's own place is usr/share/nodejs.
  if (around === "node_modules" || around === "nodejs") return bundlingTools.has(name) ? name : undefined;
  if (around === "@pnpm" && name === "exe") return "pnpm";
  // Corepack's copies: corepack/v1/pnpm/9.0.0.
  if (!corepackTools.has(around)) return undefined;
  const root = folderOf(parent);
  return lastPart(root) === "corepack" || lastPart(folderOf(root)) === "corepack" ? around : undefined;
}
