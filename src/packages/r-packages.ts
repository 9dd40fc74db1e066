/**
 * Installed R packages: the `DESCRIPTION` in a folder that is called after the package. Its bytes come in, a package comes
 * out. Only what R built has a `Built` line: sources are no installed packages, and are passed over.
 */
import { readHeaders } from "./header-lines.ts";
import { folderOf, lastPart } from "./install-place.ts";
import { licenseNames } from "./licenses.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "./package.ts";
import { decodeRecord, recordDetails, recordName, recordVersion, unreadPackage } from "./record-text.ts";

/** Bytes of a `DESCRIPTION`. */
export const mostDescriptionBytes = 1024 * 1024;

export const rPackages: Cataloger = {
  id: "r-packages",
  version: 1,
  // renv keeps packages outside of any folder called library, and links to them from there.
  selects: { names: ["DESCRIPTION"], where: (path) => path.includes("/") },
  mostBytes: mostDescriptionBytes,
  read: readDescription,
};

const wantedFields = [
  ...(["package", "version", "license", "built", "priority", "repository", "remotesha"] as const),
] as const;

function* readDescription({ path, bytes }: CatalogedFile): Iterable<Cataloged> {
  const fields = readHeaders(decodeRecord(bytes), wantedFields);
  const value = (field: (typeof wantedFields)[number]) => fields.get(field)?.[0];
  const folder = lastPart(folderOf(path));
  if (value("built") === undefined || value("package") !== folder) return;
  const name = recordName(folder);
  const version = recordVersion(value("version"));
  if (name === undefined || version === undefined) return yield unreadPackage(path, "Its version is no usable text.");
  const details = recordDetails({
    repository: value("repository"),
    // `base` and `recommended` packages come with R itself.
    priority: value("priority"),
    reference: value("remotesha"),
  });
  yield { package: { type: "r-package", name, version, licenses: licenseNames(value("license")), path, details } };
}
