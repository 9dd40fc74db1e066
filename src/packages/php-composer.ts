/**
 * Installed Composer packages: `composer/installed.json` of a vendor folder, a list (Composer 1) or `{ packages }`
 * (Composer 2). Its bytes come in, packages come out. `installed.php` says the same again, and the application's own
 * package besides; it is not looked at.
 */

import { field, objectOf } from "../text/json.ts";
import { folderOf, isTestFolder, lastPart } from "./install-place.ts";
import { parseJson } from "./json-record.ts";
import { licenseNames } from "./licenses.ts";
import { countUnread, mostPackagesOfFile, tooManyPackages, unreadEntries } from "./listed-packages.ts";
import type { Cataloged, CatalogedFile, Cataloger, PackageRecord } from "./package.ts";
import { recordDetails, recordName, recordVersion, unreadPackage } from "./record-text.ts";

/** Bytes of an `installed.json`; it repeats each package's `composer.json`. */
export const mostInstalledJsonBytes = 8 * 1024 * 1024;

export const phpComposer: Cataloger = {
  id: "php-composer",
  version: 1,
  selects: { names: ["installed.json"], where: isInstalledList },
  mostBytes: mostInstalledJsonBytes,
  read: readInstalled,
};

function* readInstalled({ path, bytes }: CatalogedFile): Iterable<Cataloged> {
  const installed = parseJson(bytes);
  if (installed === undefined) return yield unreadPackage(path, "It is not valid JSON.");
  const listed = Array.isArray(installed) ? installed : field(installed, "packages");
  if (!Array.isArray(listed)) return yield unreadPackage(path, "It holds no list of packages.");
  const development = new Set(namesOf(field(installed, "dev-package-names")));
  const unread = countUnread();
  for (const entry of listed.slice(0, mostPackagesOfFile)) {
    const record = readEntry(entry, path, development);
    if (record === undefined) unread.add(field(entry, "name"));
    else yield { package: record };
  }
  yield* unreadEntries(path, unread);
  if (listed.length > mostPackagesOfFile) yield tooManyPackages(path, listed.length);
}

/** Undefined where name or version is missing, or is no text. */
function readEntry(entry: unknown, path: string, development: ReadonlySet<unknown>): PackageRecord | undefined {
  const name = recordName(field(entry, "name"));
  const version = recordVersion(field(entry, "version"));
  if (objectOf(entry) === undefined || name === undefined || version === undefined) return undefined;
  const details = recordDetails({
    reference: referenceOf(entry, "source") ?? referenceOf(entry, "dist"),
    dev: development.has(name) ? "true" : undefined,
  });
  return { type: "php-composer", name, version, licenses: licenseNames(field(entry, "license")), path, details };
}

/** The commit: all that a version like `dev-main` can be told by. */
function referenceOf(entry: unknown, from: "source" | "dist"): unknown {
  return field(field(entry, from), "reference") ?? undefined;
}

function namesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `…/composer/installed.json`, whatever the vendor folder is called; Composer's own tests have some, too. */
export function isInstalledList(path: string): boolean {
  const folder = folderOf(path);
  if (lastPart(folder) !== "composer") return false;
  const parts = folder.split("/");
  const vendor = parts.indexOf("vendor");
  return vendor === -1 || !parts.some((part, at) => at > vendor && isTestFolder(part));
}
