/**
 * Files that packages of dpkg own: `info/NAME.list`, `info/NAME.md5sums`, and `status.d/NAME.md5sums` of images without
 * dpkg. A list holds folders too; those that another path stands in are left out.
 */

import { decodeBytes } from "../files/decode-bytes.ts";
import { lastPart } from "./install-place.ts";
import { ownedBudget, ownedBy, ownedPath, spentBudget, withoutFolders } from "./owned-paths.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "./package.ts";

/** The longest lists of real packages have 4 MB. */
export const mostDpkgListBytes = 8 * 1024 * 1024;

export const dpkgFiles: Cataloger = {
  id: "dpkg-files",
  version: 1,
  selects: {
    endings: [".list", ".md5sums"],
    where: (path) => /(?:^|\/)lib\/dpkg\/(?:info\/[^/]+|status\.d\/[^/]+\.md5sums)$/.test(path),
  },
  mostBytes: mostDpkgListBytes,
  read,
};

function* read({ path, bytes }: CatalogedFile): Generator<Cataloged> {
  const file = lastPart(path);
  const ending = file.endsWith(".list") ? ".list" : ".md5sums";
  const budget = ownedBudget();
  const lines = decodeBytes(bytes).replaceAll("\r\n", "\n").split("\n");
  const paths = ending === ".list" ? withoutFolders(listedPaths(lines)) : hashedPaths(lines);
  yield* ownedBy("deb", packageOf(file.slice(0, -ending.length)), paths, budget);
  yield* spentBudget(path, budget);
}

function listedPaths(lines: readonly string[]): string[] {
  return lines.map(ownedPath).filter((path) => path !== undefined);
}

/** `HASH  usr/bin/env`: 32 digits and two blanks. */
function hashedPaths(lines: readonly string[]): string[] {
  return listedPaths(lines.filter((line) => /^[0-9a-fA-F]{32} [ *]/.test(line)).map((line) => line.slice(34)));
}

/** `libc6:amd64` where more than one architecture may be there; Base64 of the name in images of some builders. */
function packageOf(stem: string): string {
  const name = stem.split(":", 1)[0] ?? stem;
  // Names of packages have no capitals, so that a name that means itself is never decoded.
  if (!/^[A-Za-z0-9+/_-]*[A-Z=][A-Za-z0-9+/_-]*={0,2}$/.test(name)) return name;
  const decoded = Buffer.from(name, "base64").toString("latin1");
  return /^[a-z0-9][a-z0-9+.-]+$/.test(decoded) ? decoded : name;
}
