/**
 * Installed Python distributions: `NAME-VERSION.dist-info/METADATA` (PEP 376, PEP 566), `*.egg-info/PKG-INFO`, and the
 * `*.egg-info` files of distutils. Bytes come in, a package comes out. Left out are source trees (their `NAME.egg-info` has
 * no version in its name and lies in no site-packages), caches of package managers, and wheels and eggs that are zip files.
 */
import { readHeaders } from "./header-lines.ts";
import { folderOf, isTestFolder, lastPart } from "./install-place.ts";
import { licenseNames } from "./licenses.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "./package.ts";
import { decodeRecord, recordDetails, recordName, recordVersion, unreadPackage } from "./record-text.ts";

/** Bytes of a metadata file; the description in it is the project's README. */
export const mostMetadataBytes = 8 * 1024 * 1024;

export const pythonPackages: Cataloger = {
  id: "python-packages",
  version: 1,
  selects: { names: ["METADATA", "PKG-INFO"], endings: [".egg-info"], where: isInstalledDistribution },
  mostBytes: mostMetadataBytes,
  read: readMetadata,
};

const wantedHeaders = ["name", "version", "license-expression", "license", "classifier"] as const;

function* readMetadata({ path, bytes }: CatalogedFile): Iterable<Cataloged> {
  const headers = readHeaders(decodeRecord(bytes), wantedHeaders);
  // The folder is called after both; installers go by it where the file is damaged.
  const folder = nameAndVersion(distributionFolder(path));
  const name = recordName(headers.get("name")?.[0] ?? folder?.name);
  const version = recordVersion(headers.get("version")?.[0] ?? folder?.version);
  if (name === undefined || version === undefined) {
    const missing = name === undefined ? "name" : "version";
    return yield unreadPackage(path, `Neither it nor the name of its folder tells a usable ${missing}.`);
  }
  const details = recordDetails({ vendoredIn: vendoredIn(path) });
  yield { package: { type: "python", name, version, licenses: licensesOf(headers), path, details } };
}

/** `License-Expression` (PEP 639) where there is one; else the name in `License`; else the classifiers. */
function licensesOf(headers: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const expression = licenseNames(headers.get("license-expression"));
  if (expression.length > 0) return expression;
  const name = licenseNames(headers.get("license"));
  if (name.length > 0) return name;
  const classifiers = headers.get("classifier")?.filter((line) => line.startsWith("License ::")) ?? [];
  return licenseNames(classifiers.map(lastClassifier));
}

/** `MIT License` of `License :: OSI Approved :: MIT License`; "" where only the family is told. */
function lastClassifier(classifier: string): string {
  const parts = classifier.split("::").map((part) => part.trim());
  const last = parts.at(-1) ?? "";
  return parts.length < 2 || last === "OSI Approved" ? "" : last;
}

/**
 * True for metadata of what is installed: a `.dist-info` folder that is called after name and version, wherever it is
 * (`pip install --target`), an `.egg-info` in site-packages or dist-packages, or one that names the Python it is for.
 */
export function isInstalledDistribution(path: string): boolean {
  const folder = distributionFolder(path);
  if (folder === "" || isCached(path)) return false;
  const around = folderOf(path.slice(0, path.lastIndexOf(folder) + folder.length));
  // An entry for Python itself, which is no distribution of its own.
  if (isInTests(around) || lastPart(around) === "lib-dynload") return false;
  if (folder.endsWith(".dist-info")) return lastPart(path) === "METADATA" && nameAndVersion(folder) !== undefined;
  if (folder.endsWith(".egg")) return true;
  return isPackagesFolder(lastPart(around)) || folder.includes("-py");
}

/** `NAME-VERSION.dist-info`, `NAME.egg-info`, `NAME-VERSION-py3.11.egg` (whose metadata is in EGG-INFO); "" for none. */
function distributionFolder(path: string): string {
  const file = lastPart(path);
  if (file.endsWith(".egg-info")) return file;
  const parent = folderOf(path);
  const folder = lastPart(parent);
  if (folder.endsWith(".dist-info")) return folder;
  if (file !== "PKG-INFO") return "";
  if (folder.endsWith(".egg-info")) return folder;
  const egg = lastPart(folderOf(parent));
  return folder === "EGG-INFO" && egg.endsWith(".egg") ? egg : "";
}

/** Both parts of a folder's name; undefined where it has no version. Names have no hyphen in them there (PEP 427, 376). */
function nameAndVersion(folder: string): { readonly name: string; readonly version: string } | undefined {
  const stem = folder.slice(0, folder.lastIndexOf("."));
  const hyphen = stem.indexOf("-");
  if (hyphen <= 0) return undefined;
  const python = stem.indexOf("-py", hyphen + 1);
  const version = stem.slice(hyphen + 1, python === -1 ? undefined : python);
  return version === "" ? undefined : { name: stem.slice(0, hyphen), version };
}

function isPackagesFolder(name: string): boolean {
  return name === "site-packages" || name === "dist-packages";
}

/** uv keeps unpacked wheels, Conda whole packages: copies that nothing imports. */
function isCached(path: string): boolean {
  return path.includes(".cache/uv/") || /(?:^|\/)pkgs\/[^/]+\/(?:lib\/python[^/]*\/|Lib\/)?site-packages\//.test(path);
}

/** True for a folder below site-packages that belongs to the tests of a package. */
function isInTests(folder: string): boolean {
  const parts = folder.split("/");
  const root = parts.findIndex(isPackagesFolder);
  return root !== -1 && parts.some((part, at) => at > root && isTestFolder(part));
}

/** The package that brings another along in a folder of its own: `setuptools` for `site-packages/setuptools/_vendor/…`. */
function vendoredIn(path: string): string | undefined {
  const parts = path.split("/");
  const vendor = parts.lastIndexOf("_vendor");
  const root = parts.findIndex(isPackagesFolder);
  // What `pip install --target` fills is called anything.
  return vendor < 1 ? undefined : parts[root !== -1 && root < vendor - 1 ? root + 1 : vendor - 1];
}
