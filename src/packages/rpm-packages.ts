/**
 * What the readers of rpm's three kinds of database share: from header blobs to packages. `version` is VERSION-RELEASE,
 * as in a purl; the epoch is a detail, present where the package has one, for the name of the source package has none and
 * must not be taken to be 0.
 */
import { type OwnedBudget, ownedBudget, ownedBy, ownedPath, spentBudget } from "./owned-paths.ts";
import type { Cataloged, CatalogedFile, PackageRecord } from "./package.ts";
import { filledDetails } from "./record-text.ts";
import { type RpmHeader, readRpmHeader } from "./rpm-header.ts";
import { unreadDatabase, unreadRecord, withinLimits } from "./system-package-text.ts";

/** Bytes of a database that is read whole; real ones have 2 to 80 MB. */
export const mostRpmDatabaseBytes = 120 * 1024 * 1024;
/** Records of one database that are looked at, damaged ones with them. */
export const mostRpmRecords = 500_000;
/** Characters of one value that are kept. */
export const longestRpmField = 4096;

/** What a reader of databases finds: the header of a package, one that is damaged, or nothing more. */
export type RpmBlob =
  | { readonly header: Uint8Array; readonly number: number }
  /** `why` is a sentence. */
  | { readonly damaged: string; readonly number: number }
  | { readonly broken: string };

/** True for the folders that rpm has kept its database in. */
export function isRpmFolder(path: string): boolean {
  return /(?:^|\/)(?:var\/lib|usr\/lib\/sysimage|usr\/share)\/rpm\/[^/]+$/.test(path);
}

/** Packages of a database, with the files that each owns. */
export function* rpmPackages(file: CatalogedFile, blobs: Iterable<RpmBlob>): Generator<Cataloged> {
  yield* withinLimits(file.path, records(file, blobs));
}

/** Records of a database lie apart: where they have more bytes than the file, some of them lie on one another. */
function* records({ path, bytes }: CatalogedFile, blobs: Iterable<RpmBlob>): Generator<Cataloged> {
  const budget = ownedBudget();
  let read = 0;
  let count = 0;
  for (const blob of blobs) {
    count += 1;
    read += "header" in blob ? blob.header.length : 0;
    if (read > bytes.length || count > mostRpmRecords) {
      yield unreadDatabase(path, "Its records lie on one another, or there are too many of them.");
      break;
    }
    yield* recordOf(path, blob, budget);
  }
  yield* spentBudget(path, budget);
}

function* recordOf(path: string, blob: RpmBlob, budget: OwnedBudget): Generator<Cataloged> {
  if ("broken" in blob) {
    yield unreadDatabase(path, blob.broken);
    return;
  }
  const record = `package record ${blob.number}`;
  if ("damaged" in blob) {
    yield unreadRecord(record, path, blob.damaged);
    return;
  }
  const header = readRpmHeader(blob.header);
  if (header === undefined) {
    yield unreadRecord(record, path, "It is no header of a package, or has no name, version and release.");
    return;
  }
  yield* packageOf(path, header, record);
  if (isPackage(header)) yield* ownedBy("rpm", header.name, ownedPaths(header.files), budget);
}

/** Keys that rpm trusts are kept as packages of this name. */
function isPackage({ name }: Pick<RpmHeader, "name">): boolean {
  return name !== "gpg-pubkey" && isName(name);
}

function isName(text: string): boolean {
  return text.length <= 255 && /^[A-Za-z0-9_.][A-Za-z0-9+._-]*$/.test(text);
}

/** The record of a header, or of a line that tells the same. Keys yield nothing. */
export function* packageOf(path: string, header: Omit<RpmHeader, "files">, record: string): Generator<Cataloged> {
  const version = `${header.version}-${header.release}`;
  if (header.name === "gpg-pubkey") return;
  if (!isName(header.name)) yield unreadRecord(record, path, "Its name is no name of a package.");
  else if (version.length > 512 || !/^[A-Za-z0-9._+~^%{}-]+$/.test(version)) {
    yield unreadRecord(`package ${header.name}`, path, "Its version is none that rpm allows.");
  } else {
    const source = sourceOfRpm(header.sourceRpm);
    const isOther = source !== undefined && (source.name !== header.name || source.version !== version);
    const license = header.license.slice(0, longestRpmField);
    const packaged: PackageRecord = {
      type: "rpm",
      name: header.name,
      version,
      ...(isOther && { source }),
      ...(header.arch !== "" && { arch: header.arch }),
      licenses: license === "" ? [] : [license],
      path,
      details: detailsOf(header),
    };
    yield { package: packaged };
  }
}

/** What a source package's file is called: `openssl-3.0.7-25.el9_3.src.rpm`, parted by the last two hyphens. */
export function sourceOfRpm(file: string): { readonly name: string; readonly version: string } | undefined {
  const stem = /^(.+)\.(?:no)?src\.rpm$/.exec(file)?.[1] ?? "";
  const release = stem.lastIndexOf("-");
  const version = stem.lastIndexOf("-", release - 1);
  return release > 0 && version > 0 ? { name: stem.slice(0, version), version: stem.slice(version + 1) } : undefined;
}

function detailsOf({ epoch, sourceRpm, vendor, distribution, modularity }: Omit<RpmHeader, "files">) {
  return filledDetails({ epoch, sourceRpm, vendor, distribution, modularity }, longestRpmField);
}

function* ownedPaths(written: Iterable<string | undefined>): Generator<string | undefined> {
  for (const path of written) yield path && ownedPath(path);
}
