/**
 * Reads what Maven leaves in an archive: `pom.properties`, which says who an artefact is, and the licences in `pom.xml`. Takes
 * their bytes; gives only what stands there in plain words: properties to be filled in and parents elsewhere are not followed.
 */
import { isIdentity } from "./java-manifest.ts";

/** Longest `pom.properties` that is read: it has five lines. */
export const mostPropertiesBytes = 16 * 1024;
/** Lines of it that are looked at. */
export const mostPropertiesLines = 200;
/** Longest `pom.xml` that is read. */
export const mostPomBytes = 1024 * 1024;
/** Licences of one artefact that are kept. */
export const mostLicenses = 20;

export interface MavenCoordinates {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
}

/** Undefined where one of the three is missing or was never filled in. */
export function parsePomProperties(bytes: Uint8Array): MavenCoordinates | undefined {
  const values = new Map<string, string>();
  for (const line of new TextDecoder()
    .decode(bytes.subarray(0, mostPropertiesBytes))
    .split(/[\r\n]+/, mostPropertiesLines)) {
    const found = /^\s{0,20}(groupId|artifactId|version)\s{0,20}[=:](.{0,1000})$/.exec(line);
    if (found?.[1] && found[2] !== undefined) values.set(found[1], found[2].replace(/\\(.)/g, "$1").trim());
  }
  const [group, artifact, version] = ["groupId", "artifactId", "version"].map((key) => values.get(key) ?? "");
  if (!group || !artifact || !version) return undefined;
  return [group, artifact, version].every(isIdentity) ? { group, artifact, version } : undefined;
}

/** Names of the licences, as written; their addresses where they have no name. */
export function licensesInPom(bytes: Uint8Array): readonly string[] {
  const text = withoutComments(new TextDecoder().decode(bytes.subarray(0, mostPomBytes)));
  const block = between(text, "<licenses>", "</licenses>", 0);
  if (!block) return [];
  const found: string[] = [];
  for (let at = 0; found.length < mostLicenses; ) {
    const license = between(block.text, "<license>", "</license>", at);
    if (!license) break;
    at = license.end;
    const told = between(license.text, "<name>", "</name>", 0) ?? between(license.text, "<url>", "</url>", 0);
    const name = told && plainText(told.text);
    if (name && !found.includes(name)) found.push(name);
  }
  return found;
}

/** `Bundle-License` of OSGi: names or addresses, each with attributes behind `;`, apart by commas. */
export function licensesInManifest(value: string): readonly string[] {
  const found: string[] = [];
  for (const clause of value
    .slice(0, 4_000)
    .replace(/;[^,"]{0,200}"[^"]{0,2000}"/g, "")
    .split(",")) {
    const name = plainText(clause.split(";", 1)[0]?.replaceAll('"', "") ?? "");
    if (name && name !== "<<EXTERNAL>>" && !found.includes(name) && found.length < mostLicenses) found.push(name);
  }
  return found;
}

function withoutComments(text: string): string {
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf("<!--", at);
    const end = start === -1 ? -1 : text.indexOf("-->", start + 4);
    if (end === -1) break;
    kept.push(text.slice(at, start));
    at = end + 3;
  }
  return kept.join("") + text.slice(at);
}

function between(text: string, open: string, close: string, from: number) {
  const start = text.indexOf(open, from);
  const end = start === -1 ? -1 : text.indexOf(close, start + open.length);
  return end === -1 ? undefined : { text: text.slice(start + open.length, end), end: end + close.length };
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** One line of text without markup or controls; "" for what is no name. */
function plainText(text: string): string {
  const flat = text
    .slice(0, 2_000)
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? "")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\s\x00-\x1f\x7f]+/g, " ")
    .trim();
  return flat.length <= 256 && !flat.includes("${") ? flat : "";
}
