/**
 * CPAN distributions that cpanm or Carton installed: `.meta/DIST-VERSION/install.json` below a Perl library, with the licence
 * in the `MYMETA.json` beside it. Bytes come in, a package or its licences come out. Distributions that the `cpan` client
 * installed leave only lists of files, without a version: these are not looked at.
 */

import { field, objectOf, textOf } from "../text/json.ts";
import { folderOf, lastPart } from "./install-place.ts";
import { parseJson } from "./json-record.ts";
import { licenseNames } from "./licenses.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "./package.ts";
import { recordDetails, recordName, recordVersion, unreadPackage } from "./record-text.ts";

/** Bytes of either file; `provides` lists every module of a distribution. */
export const mostPerlMetaBytes = 4 * 1024 * 1024;

export const perl: Cataloger = {
  id: "perl",
  version: 1,
  selects: { names: ["install.json", "MYMETA.json"], where: (path) => lastPart(folderOf(folderOf(path))) === ".meta" },
  mostBytes: mostPerlMetaBytes,
  read: readPerlMeta,
};

function* readPerlMeta({ path, bytes }: CatalogedFile): Iterable<Cataloged> {
  const meta = objectOf(parseJson(bytes));
  if (lastPart(path) === "MYMETA.json") return yield* readLicenses(meta);
  if (meta === undefined) return yield unreadPackage(path, "It is no JSON object.");
  const dist = textOf(field(meta, "dist")) ?? lastPart(folderOf(path));
  const hyphen = versionHyphen(dist);
  const name = recordName(hyphen === -1 ? dist : dist.slice(0, hyphen));
  const version = recordVersion(hyphen === -1 ? field(meta, "version") : dist.slice(hyphen + 1));
  if (name === undefined || version === undefined)
    return yield unreadPackage(path, `Its ${name === undefined ? "name" : "version"} is missing or no usable text.`);
  const details = recordDetails({ module: field(meta, "name"), author: authorOf(textOf(field(meta, "pathname"))) });
  yield { package: { type: "perl", name, version, licenses: [], path, details } };
}

/** CPAN::Meta::Spec 2: `license` is a list; `unknown` stands for none. The package itself is in the other file. */
function* readLicenses(meta: unknown): Iterable<Cataloged> {
  const name = recordName(field(meta, "name"));
  const licenses = licenseNames(field(meta, "license"));
  if (name !== undefined && licenses.length > 0) yield { licensed: { type: "perl", name, licenses } };
}

/** Of `Foo-Bar-v1.2.3` the hyphen before the version; -1 for none. */
function versionHyphen(dist: string): number {
  const hyphen = dist.lastIndexOf("-");
  if (hyphen > 0 && /^v?[0-9]/.test(dist.slice(hyphen + 1))) return hyphen;
  // A release on trial: Foo-Bar-1.2-TRIAL.
  const before = dist.lastIndexOf("-", hyphen - 1);
  return hyphen > 0 && before > 0 && /^v?[0-9]/.test(dist.slice(before + 1)) ? before : -1;
}

/** `SRI` of `S/SR/SRI/Mojolicious-9.31.tar.gz`. */
function authorOf(pathname: string | undefined): string | undefined {
  const [first = "", second = "", author = ""] = pathname?.split("/") ?? [];
  return second !== "" && author.startsWith(second) && second.startsWith(first) ? author : undefined;
}
