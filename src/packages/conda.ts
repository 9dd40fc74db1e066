/**
 * Packages of a Conda environment: `conda-meta/NAME-VERSION-BUILD.json`. Bytes come in, a package comes out. Addresses in it
 * may hold a user's password or a token: both are cut out before anything is kept.
 */

import { field, objectOf } from "../text/json.ts";
import { lastPart } from "./install-place.ts";
import { parseJson } from "./json-record.ts";
import { licenseNames } from "./licenses.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "./package.ts";
import { recordDetails, recordName, recordVersion, unreadPackage } from "./record-text.ts";

/** Bytes of a record; it lists every file of the package with its hash. */
export const mostCondaBytes = 8 * 1024 * 1024;

export const conda: Cataloger = {
  id: "conda",
  version: 1,
  selects: { folders: ["conda-meta"], where: (path) => lastPart(path).endsWith(".json") },
  mostBytes: mostCondaBytes,
  read: readCondaRecord,
};

function* readCondaRecord({ path, bytes }: CatalogedFile): Iterable<Cataloged> {
  const record = objectOf(parseJson(bytes));
  if (record === undefined) return yield unreadPackage(path, "It is no JSON object.");
  const name = recordName(field(record, "name"));
  const version = recordVersion(field(record, "version"));
  // conda-meta may hold other JSON files (state of pins, frozen marks): these have no build either.
  if (name === undefined && version === undefined && field(record, "build") === undefined) return;
  if (name === undefined || version === undefined)
    return yield unreadPackage(path, `Its ${name === undefined ? "name" : "version"} is missing or no usable text.`);
  const details = recordDetails({
    build: field(record, "build"),
    channel: channelName(field(record, "channel")),
    subdir: field(record, "subdir"),
    type: archiveType(field(record, "fn")),
  });
  yield {
    package: { type: "conda", name, version, licenses: licenseNames(field(record, "license")), path, details },
  };
}

/** A channel without what would log in to it: `https://USER:PASSWORD@HOST/t/TOKEN/NAME/linux-64` and its likes. */
export function channelName(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const [address = ""] = value.split(/[?#]/, 1);
  const scheme = address.indexOf("://");
  if (scheme === -1) return withoutToken(address.slice(address.lastIndexOf("@") + 1));
  const start = scheme + "://".length;
  const slash = address.indexOf("/", start);
  const host = address.slice(start, slash === -1 ? undefined : slash);
  const path = slash === -1 ? "" : address.slice(slash);
  return address.slice(0, start) + host.slice(host.lastIndexOf("@") + 1) + withoutToken(path);
}

/** `/t/TOKEN` is how Conda writes a token into an address. */
function withoutToken(path: string): string {
  const parts = path.split("/");
  const at = parts.indexOf("t");
  if (at === -1 || at + 1 >= parts.length) return path;
  return [...parts.slice(0, at), ...parts.slice(at + 2)].join("/");
}

function archiveType(file: unknown): string | undefined {
  if (typeof file !== "string") return undefined;
  if (file.endsWith(".conda")) return "conda";
  return file.endsWith(".tar.bz2") ? "tar.bz2" : undefined;
}
