/**
 * Sorts the entries of a Java archive by what they are good for. Takes the archive's list; opens nothing.
 */
import type { ZipEntry } from "../files/zip.ts";
import { folderOf, lastPart } from "./install-place.ts";

/** What archives of Java are called. */
export const archiveEndings = [
  ...[".jar", ".war", ".ear", ".par", ".sar", ".nar", ".jpi", ".hpi", ".kar", ".lpkg"],
] as const;

/** What of an archive is looked at, in the order of its directory. */
export interface JavaEntries {
  readonly manifest: ZipEntry | undefined;
  readonly properties: readonly ZipEntry[];
  /** `pom.xml` files by their folder. */
  readonly poms: ReadonlyMap<string, ZipEntry>;
  readonly archives: readonly ZipEntry[];
  readonly hasClasses: boolean;
}

/** Picks them out of all entries. */
export function sortJavaEntries(entries: readonly ZipEntry[]): JavaEntries {
  let manifest: ZipEntry | undefined;
  let hasClasses = false;
  const properties: ZipEntry[] = [];
  const poms = new Map<string, ZipEntry>();
  const archives: ZipEntry[] = [];
  for (const entry of entries) {
    const { name } = entry;
    if (name.endsWith(".class")) hasClasses = true;
    else if (!manifest && name.toUpperCase() === "META-INF/MANIFEST.MF") manifest = entry;
    else if (isMavenRecord(name, "pom.properties")) properties.push(entry);
    else if (isMavenRecord(name, "pom.xml")) poms.set(folderOf(name), entry);
    else if (isArchive(name)) archives.push(entry);
  }
  return { manifest, properties, poms, archives, hasClasses };
}

function isMavenRecord(name: string, file: string): boolean {
  return name.endsWith(`/${file}`) && /^(?:(?:WEB|BOOT)-INF\/classes\/)?META-INF\/maven\//.test(name);
}

function isArchive(name: string): boolean {
  const last = lastPart(name).toLowerCase();
  return archiveEndings.some((ending) => last.endsWith(ending));
}
