/**
 * Packages of apk: `lib/apk/db/installed`, with the files that each owns. One letter, a colon and a value a line, an empty
 * line between packages. Format: apk-tools, "apk-package(5)" and `src/database.c`.
 */
import { type OwnedBudget, ownedBudget, ownedBy, ownedPath, spentBudget } from "./owned-paths.ts";
import type { Cataloged, CatalogedFile, Cataloger, PackageRecord } from "./package.ts";
import { filledDetails } from "./record-text.ts";
import { linesOf, type Paragraph, paragraphsOf, unreadRecord, withinLimits } from "./system-package-text.ts";

/** Characters of a value that are kept. */
export const longestApkField = 4096;

export const apkInstalled: Cataloger = {
  id: "apk",
  version: 1,
  selects: { names: ["installed"], where: (path) => /(?:^|\/)lib\/apk\/db\/installed$/.test(path) },
  mostBytes: 64 * 1024 * 1024,
  read: (file) => withinLimits(file.path, records(file)),
};

function* records({ path, bytes }: CatalogedFile): Generator<Cataloged> {
  const budget = ownedBudget();
  for (const paragraph of paragraphsOf(bytes)) yield* recordOf(path, paragraph, budget);
  yield* spentBudget(path, budget);
}

function* recordOf(path: string, paragraph: Paragraph, budget: OwnedBudget): Generator<Cataloged> {
  const { text } = paragraph;
  if (text === undefined) {
    yield unreadRecord(nameOf(paragraph), path, "It is longer than any record that apk writes.");
    return;
  }
  const fields = fieldsOf(text);
  const name = fields.get("P") ?? "";
  const version = fields.get("V") ?? "";
  if (!/^[A-Za-z0-9_.][A-Za-z0-9+._-]*$/.test(name)) {
    yield unreadRecord(nameOf(paragraph), path, "It has no P line with the name of a package.");
  } else if (!/^[A-Za-z0-9._+~-]+$/.test(version)) {
    yield unreadRecord(`package ${name}`, path, "It has no V line with a version.");
  } else {
    yield { package: packageOf(path, name, version, fields) };
    yield* ownedBy("apk", name, filesOf(text), budget);
  }
}

function packageOf(path: string, name: string, version: string, fields: ReadonlyMap<string, string>): PackageRecord {
  const origin = fields.get("o");
  const arch = fields.get("A");
  return {
    type: "apk",
    name,
    version,
    ...(origin && origin !== name && { source: { name: origin, version } }),
    ...(arch && { arch }),
    licenses: licensesOf(fields.get("L") ?? ""),
    path,
    details: filledDetails({ maintainer: fields.get("m"), commit: fields.get("c") }),
  };
}

/** An SPDX expression in newer packages; in older ones names with blanks between them. */
function licensesOf(written: string): readonly string[] {
  if (written === "") return [];
  return /\b(?:AND|OR|WITH)\b|[()]/.test(written) ? [written] : written.split(/\s+/);
}

/** Fields of the package; those of its files, which follow, have letters of their own. Of two of a letter the first counts. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of linesOf(text)) {
    if (line.charAt(1) !== ":") continue;
    const letter = line.charAt(0);
    if (letter === "F") break;
    if (!fields.has(letter)) fields.set(letter, line.slice(2, 2 + longestApkField).trim());
  }
  return fields;
}

/** `F:` names a folder, the `R:` lines below it the files in it. */
function* filesOf(text: string): Generator<string | undefined> {
  let folder = "";
  for (const line of linesOf(text)) {
    if (line.startsWith("F:")) folder = line.slice(2);
    if (line.startsWith("R:")) yield ownedPath(`${folder}/${line.slice(2)}`);
  }
}

function nameOf({ head, number }: Paragraph): string {
  const name = /^P:([A-Za-z0-9_.][A-Za-z0-9+._-]{0,99})\r?$/m.exec(head)?.[1];
  return name === undefined ? `package record ${number}` : `package ${name}`;
}
