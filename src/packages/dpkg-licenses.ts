/**
 * Licences of packages of dpkg, which its database does not tell: `usr/share/doc/NAME/copyright`. Short names of
 * machine-readable files (Debian's copyright format 1.0, "DEP-5"); of others the names of the texts in
 * `/usr/share/common-licenses` that they refer to. Free text is not guessed at.
 */

import { decodeBytes } from "../files/decode-bytes.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "./package.ts";
import { linesOf } from "./system-package-text.ts";

/** Licences of one package; the largest copyright files name about 60. */
export const mostDpkgLicenses = 100;
/** Characters of one short name. */
export const longestDpkgLicense = 200;

export const dpkgLicenses: Cataloger = {
  id: "dpkg-licenses",
  version: 1,
  selects: { names: ["copyright"], where: (path) => packageOf(path) !== undefined },
  mostBytes: 8 * 1024 * 1024,
  read,
};

function* read({ path, bytes }: CatalogedFile): Generator<Cataloged> {
  const name = packageOf(path);
  const text = decodeBytes(bytes);
  const licenses = [...(isMachineReadable(text) ? shortNames(text) : commonLicenses(text))];
  if (name !== undefined && licenses.length > 0) yield { licensed: { type: "deb", name, licenses } };
}

function packageOf(path: string): string | undefined {
  return /(?:^|\/)usr\/share\/doc\/([^/]+)\/copyright$/.exec(path)?.[1];
}

/** The header stands first in the file; an early draft of the format called the field otherwise. */
function isMachineReadable(text: string): boolean {
  return /^Format(?:-Specification)?:[ \t]*\S/im.test(text.slice(0, 4096));
}

/** `License: GPL-2+ and BSD-3-clause`, once each, in the order of the file. The lines below hold the text. */
function shortNames(text: string): Set<string> {
  const names = new Set<string>();
  for (const line of linesOf(text)) {
    const name = /^License:[ \t]*(\S.*)$/i.exec(line)?.[1]?.trim();
    if (name !== undefined && name.length <= longestDpkgLicense) names.add(name);
    if (names.size >= mostDpkgLicenses) break;
  }
  return names;
}

/** Names under `/usr/share/common-licenses/`: GPL-2, LGPL-2.1, Apache-2.0. */
function commonLicenses(text: string): Set<string> {
  const names = new Set<string>();
  for (const [, written = ""] of text.matchAll(/\/usr\/share\/common-licenses\/([A-Za-z0-9][A-Za-z0-9.+-]{0,63})/g)) {
    // A sentence may end behind the name.
    const name = written.replace(/[.-]$/, "");
    names.add(name);
    if (names.size >= mostDpkgLicenses) break;
  }
  return names;
}
