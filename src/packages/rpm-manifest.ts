/**
 * Packages of Azure Linux and CBL-Mariner images without rpm: `var/lib/rpmmanifest/container-manifest-2`, one line a
 * package, ten columns parted by tabs. Which files a package owns is not told.
 * Format: CBL-Mariner, toolkit/docs/how_it_works/5_misc.md.
 */

import { decodeBytes } from "../files/decode-bytes.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "./package.ts";
import { packageOf } from "./rpm-packages.ts";
import { linesOf, unreadRecord, withinLimits } from "./system-package-text.ts";

/** Characters of one line. */
export const longestManifestLine = 8192;

export const rpmManifest: Cataloger = {
  id: "rpm-manifest",
  version: 1,
  selects: {
    names: ["container-manifest-2"],
    where: (path) => /(?:^|\/)var\/lib\/rpmmanifest\/container-manifest-2$/.test(path),
  },
  mostBytes: 16 * 1024 * 1024,
  read: (file) => withinLimits(file.path, records(file)),
};

function* records({ path, bytes }: CatalogedFile): Generator<Cataloged> {
  let number = 0;
  for (const line of linesOf(decodeBytes(bytes))) {
    if (line.trim() === "") continue;
    number += 1;
    yield* recordOf(path, line, `package record ${number}`);
  }
}

/** NAME, VERSION-RELEASE, INSTALLTIME, BUILDTIME, VENDOR, EPOCH, SIZE, ARCH, EPOCHNUM, SOURCERPM. */
function* recordOf(path: string, line: string, record: string): Generator<Cataloged> {
  const columns = line.length > longestManifestLine ? [] : line.split("\t").map(told);
  const [name = "", versionRelease = "", , , vendor = "", epoch = "", , arch = "", , sourceRpm = ""] = columns;
  const hyphen = versionRelease.lastIndexOf("-");
  if (columns.length < 10 || hyphen < 1) {
    yield unreadRecord(record, path, "Its line has not the ten columns of a package.");
    return;
  }
  const version = versionRelease.slice(0, hyphen);
  const release = versionRelease.slice(hyphen + 1);
  const header = { name, version, release, epoch: /^[0-9]+$/.test(epoch) ? epoch : "", arch, sourceRpm, vendor };
  yield* packageOf(path, { ...header, license: "", distribution: "", modularity: "" }, record);
}

function told(column: string): string {
  return column === "(none)" ? "" : column;
}
