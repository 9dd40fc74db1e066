/**
 * Java archives: every artefact whose Maven record lies in one (a shaded archive holds several), else what its manifest and
 * its file name say, and the same for the archives inside. Takes whole archives; refuses to unpack beyond a depth, a number
 * and a size, and says which were left unread. It asks nobody: the SHA-1 of each archive is kept for whoever can.
 */
import { createHash } from "node:crypto";
import { looksLikeZip, mostUnpackedBytes, readZipDirectory, type UnpackBudget, type ZipEntry } from "../files/zip.ts";
import { countText } from "../text/quantities.ts";
import { folderOf, lastPart } from "./install-place.ts";
import { archiveEndings, type JavaEntries, sortJavaEntries } from "./java-entries.ts";
import {
  identifyJava,
  isRuntimePart,
  isSameVersion,
  type Manifest,
  mostManifestBytes,
  parseManifest,
  splitFileName,
  toldVersions,
} from "./java-manifest.ts";
import {
  licensesInManifest,
  licensesInPom,
  type MavenCoordinates,
  mostPomBytes,
  mostPropertiesBytes,
  parsePomProperties,
} from "./java-pom.ts";
import type { Cataloged, Cataloger, PackageRecord } from "./package.ts";

/** Larger archives are not held. */
export const mostArchiveBytes = 96 * 1024 * 1024;
/** Archives in archives are unpacked into memory, one inside the other: larger ones are not. */
export const mostNestedArchiveBytes = 64 * 1024 * 1024;
/** What manifests and Maven files of one file may have together. A server of 500 archives has 20 MB. */
export const mostTextBytes = 64 * 1024 * 1024;
/** How deep archives are looked for in archives; 0 is the file itself. Servers of applications reach 3. */
export const mostArchiveDepth = 5;
/** Archives in one file, at any depth. */
export const mostNestedArchives = 5_000;
/** Maven records of one archive. */
export const mostMavenRecords = 2_000;
/** Of one file: reasons why something in it was not read. What is left over is counted. */
export const mostArchiveUnknowns = 20;

export const javaArchive: Cataloger = {
  id: "java-archive",
  version: 2,
  selects: { endings: archiveEndings },
  mostBytes: mostArchiveBytes,
  skims: true,
  *read({ path, bytes, unpacking }) {
    // These endings have other uses too (recordings, music): what is no zip archive is none of ours.
    if (!looksLikeZip(bytes) && !hasDirectory(bytes)) return;
    const walk: Walk = {
      path,
      budget: { left: mostUnpackedBytes, ...(unpacking && { all: unpacking }) },
      texts: mostTextBytes,
      nested: 0,
      unread: [],
      moreUnread: 0,
      untold: [],
    };
    let packages = 0;
    for (const found of readArchive(walk, bytes, { name: lastPart(path), inside: [] })) {
      packages += 1;
      yield { package: found };
    }
    yield* unknownsOf(walk, packages);
  },
};

/** What one file's archives share. */
interface Walk {
  readonly path: string;
  readonly budget: UnpackBudget;
  /** Bytes of manifests and Maven files that may still be read. */
  texts: number;
  nested: number;
  readonly unread: { readonly what: string; readonly why: string }[];
  moreUnread: number;
  /** Archives with classes that do not say who they are, with their SHA-1. */
  readonly untold: { readonly what: string; readonly sha1: string }[];
}

/** Where an archive lies in the file. */
interface Place {
  /** Its file name. */
  readonly name: string;
  readonly inside: readonly string[];
}

function hasDirectory(bytes: Uint8Array): boolean {
  // A script before the archive makes it a program.
  return bytes[0] === 0x23 && bytes[1] === 0x21 && readZipDirectory(bytes) !== undefined;
}

function* readArchive(walk: Walk, bytes: Uint8Array, place: Place): Iterable<PackageRecord> {
  const directory = readZipDirectory(bytes, walk.budget);
  if (!directory) {
    note(walk, place, "No directory of a zip archive is in it: it is cut off or damaged.");
    return;
  }
  if (directory.unread !== undefined) note(walk, place, directory.unread);
  const parts = sortJavaEntries(directory.entries);
  const manifest = readManifest(walk, place, parts.manifest);
  const records = readMavenRecords(walk, place, parts);
  const main = mainOf(records, place.name, manifest);
  const context = { walk, place, manifest, sha1: createHash("sha1").update(bytes).digest("hex") };
  for (const record of records) yield mavenPackage(context, record, record === main);
  const own = main ? undefined : ownPackage(context, records);
  if (own) yield own;
  const isSilent = !own && records.length === 0 && parts.hasClasses && !(manifest && isRuntimePart(manifest));
  if (isSilent) walk.untold.push({ what: placeText(place), sha1: context.sha1 });
  for (const entry of parts.archives) yield* readNested(walk, entry, place);
}

function readManifest(walk: Walk, place: Place, entry: ZipEntry | undefined): Manifest | undefined {
  const bytes = entry && readText(walk, place, entry, mostManifestBytes);
  return bytes && parseManifest(bytes);
}

interface MavenRecord extends MavenCoordinates {
  readonly licenses: readonly string[];
}

function readMavenRecords(walk: Walk, place: Place, parts: JavaEntries): readonly MavenRecord[] {
  const found = new Map<string, MavenRecord>();
  for (const entry of parts.properties.slice(0, mostMavenRecords)) {
    const bytes = readText(walk, place, entry, mostPropertiesBytes);
    const record = bytes && parsePomProperties(bytes);
    if (!record) continue;
    const key = `${record.group}:${record.artifact}:${record.version}`;
    if (found.has(key)) continue;
    const pom = parts.poms.get(folderOf(entry.name));
    const text = pom && readText(walk, place, pom, mostPomBytes);
    found.set(key, { ...record, licenses: text ? licensesInPom(text) : [] });
  }
  if (parts.properties.length > mostMavenRecords)
    note(walk, place, `It has ${parts.properties.length} Maven records; the first ${mostMavenRecords} were read.`);
  return [...found.values()];
}

/** The record of the archive itself, among those of artefacts that were copied into it. */
function mainOf(
  records: readonly MavenRecord[],
  fileName: string,
  manifest: Manifest | undefined,
): MavenRecord | undefined {
  const base = fileName.slice(0, fileName.lastIndexOf("."));
  const isNamed = ({ artifact, version }: MavenRecord) =>
    base === artifact || base === `${artifact}-${version}` || base.startsWith(`${artifact}-${version}-`);
  const named = records.find(isNamed) ?? records.find(({ artifact }) => splitFileName(fileName).artifact === artifact);
  if (named) return named;
  // `app.jar` is what builds call their result, whatever it is; but one that holds a copy of another is not that other.
  const [only] = records;
  const isOther = splitFileName(fileName).version !== undefined || (manifest && only && tellsOther(manifest, only));
  return records.length === 1 && !isOther ? only : undefined;
}

function tellsOther(manifest: Manifest, { version }: MavenRecord): boolean {
  const told = toldVersions(manifest);
  return told.length > 0 && !told.some((one) => isSameVersion(one, version));
}

interface Context {
  readonly walk: Walk;
  readonly place: Place;
  readonly manifest: Manifest | undefined;
  readonly sha1: string;
}

function mavenPackage(context: Context, record: MavenRecord, isMain: boolean): PackageRecord {
  const { group, artifact, version } = record;
  const own = isMain && record.licenses.length === 0 ? manifestLicenses(context.manifest) : [];
  const details = {
    groupId: group,
    artifactId: artifact,
    evidence: "pom.properties",
    ...(isMain && mainDetails(context)),
  };
  return packageOf(context, { name: `${group}:${artifact}`, version, licenses: [...record.licenses, ...own], details });
}

/** The archive by its manifest and its name. Among Maven records of others it must tell a version that is none of theirs. */
function ownPackage(context: Context, others: readonly MavenRecord[]): PackageRecord | undefined {
  const { manifest, place } = context;
  if (manifest && isRuntimePart(manifest)) return undefined;
  const isTold = splitFileName(place.name).version !== undefined || (manifest && toldVersions(manifest).length > 0);
  if (others.length > 0 && !isTold) return undefined;
  const identity = identifyJava(manifest, place.name);
  if (!identity) return undefined;
  const { group, artifact, version, from } = identity;
  if (others.some((other) => isSameVersion(other.version, version) && from === "manifest")) return undefined;
  const vendorId = manifest?.main.get("implementation-vendor-id") ?? "";
  const symbolicName = manifest?.main.get("bundle-symbolicname")?.split(";", 1)[0] ?? "";
  const moduleName = manifest?.main.get("automatic-module-name") ?? "";
  const details = {
    ...(group !== undefined && { groupId: group }),
    artifactId: artifact,
    evidence: from,
    ...(/^[\w.-]{1,256}$/.test(vendorId) && { vendorId }),
    ...(/^[\w.-]{1,256}$/.test(symbolicName) && { symbolicName }),
    ...(/^[\w.-]{1,256}$/.test(moduleName) && { moduleName }),
    ...mainDetails(context),
  };
  const name = group === undefined ? artifact : `${group}:${artifact}`;
  return packageOf(context, { name, version, licenses: manifestLicenses(manifest), details });
}

function mainDetails({ place, sha1 }: Context): Record<string, string> {
  return place.inside.length === 0 ? { sha1, main: "true" } : { sha1 };
}

function manifestLicenses(manifest: Manifest | undefined): readonly string[] {
  const told = manifest?.main.get("bundle-license");
  return told === undefined ? [] : licensesInManifest(told);
}

function packageOf(
  { walk, place }: Context,
  told: Pick<PackageRecord, "name" | "version" | "licenses" | "details">,
): PackageRecord {
  const inside = place.inside.length > 0 ? { inside: place.inside.join("!") } : {};
  return { type: "java-archive", ...told, path: walk.path, ...inside };
}

function* readNested(walk: Walk, entry: ZipEntry, place: Place): Iterable<PackageRecord> {
  const nested = placeOf(entry, place);
  if (nested.inside.length > mostArchiveDepth) {
    note(walk, nested, `It lies deeper than ${mostArchiveDepth} archives in one another.`);
    return;
  }
  walk.nested += 1;
  if (walk.nested > mostNestedArchives) {
    note(walk, nested, `The file holds more than ${mostNestedArchives} archives.`);
    return;
  }
  const bytes = readEntry(walk, place, entry, mostNestedArchiveBytes);
  if (bytes && bytes.length > 0 && looksLikeZip(bytes)) yield* readArchive(walk, bytes, nested);
}

function readText(walk: Walk, place: Place, entry: ZipEntry, most: number): Uint8Array | undefined {
  if (entry.bytes > walk.texts) {
    note(
      walk,
      placeOf(entry, place),
      `The file's manifests and Maven files have more than ${mostTextBytes} bytes together.`,
    );
    return undefined;
  }
  walk.texts -= entry.bytes;
  return readEntry(walk, place, entry, most);
}

function readEntry(walk: Walk, place: Place, entry: ZipEntry, most: number): Uint8Array | undefined {
  const read = entry.read(most);
  if (read instanceof Uint8Array) return read;
  note(walk, placeOf(entry, place), read.why);
  return undefined;
}

/** Names are a stranger's: no controls, not endless. */
function placeOf(entry: ZipEntry, place: Place): Place {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const name = entry.name.slice(0, 500).replace(/[\x00-\x1f\x7f]/g, "?");
  return { name: lastPart(name), inside: [...place.inside, name] };
}

function note(walk: Walk, place: Place, why: string): void {
  if (walk.unread.length === mostArchiveUnknowns) walk.moreUnread += 1;
  else walk.unread.push({ what: placeText(place), why });
}

function* unknownsOf(walk: Walk, packages: number): Iterable<Cataloged> {
  for (const { what, why } of walk.unread)
    yield { unknown: { what: `Java archive ${walk.path}${what}`, why, fatal: true } };
  if (walk.moreUnread > 0) {
    const why = `${countText(walk.moreUnread, "more part")} of it could not be read.`;
    yield { unknown: { what: `Java archive ${walk.path}`, why, fatal: true } };
  }
  yield* untoldOf(walk, packages);
}

/** Not fatal: the archive was read to its end. The file itself, built here, need not say who it is when others in it do. */
function* untoldOf(walk: Walk, packages: number): Iterable<Cataloged> {
  const untold = walk.untold.filter(({ what }) => what !== "" || packages === 0);
  for (const { what, sha1 } of untold.slice(0, mostArchiveUnknowns)) {
    const why = `Neither a Maven record nor its manifest nor its file name says which artefact it is; its SHA-1 is ${sha1}.`;
    yield { unknown: { what: `artefact of the Java archive ${walk.path}${what}`, why } };
  }
  const more = untold.length - mostArchiveUnknowns;
  if (more > 0) {
    const why = `${countText(more, "more archive")} in it do not say which artefacts they are.`;
    yield { unknown: { what: `artefacts of the Java archive ${walk.path}`, why } };
  }
}

/** Behind the path of the file: `!BOOT-INF/lib/a.jar`, "" for the file itself. */
function placeText({ inside }: Place): string {
  return inside.map((part) => `!${part}`).join("");
}
