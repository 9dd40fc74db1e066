/**
 * A Debian of some hundred packages as files of an image: dpkg's database and the names of what the packages own. From this
 * machine's own, where it is a Debian; else from names and versions of advisories.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readZipDirectory } from "../../src/files/zip.ts";
import { compareTexts } from "../../src/text/compare.ts";
import { field, fieldAt, jsonValue, listOf, textOf } from "../../src/text/json.ts";

/** Paths without slash in front, and contents. */
export interface DebianSystem {
  readonly files: readonly (readonly [path: string, text: string])[];
  /** Where the names are from, for people. */
  readonly from: string;
}

const database = "/var/lib/dpkg";
const longestRecord = 16 * 1024 * 1024;
/** Of entries in a record. */
const most = 100_000;
const osRelease =
  'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\n';

export function debianSystem(count: number, bucket: string): DebianSystem {
  const installed = installedHere().slice(0, count);
  const isOwn = installed.length === count;
  const stanzas = isOwn ? installed : advisedPackages(bucket).slice(0, count);
  const own: readonly (readonly [string, string])[] = [
    ["etc/os-release", osRelease],
    ["var/lib/dpkg/status", `${stanzas.map(asReleased).join("\n\n")}\n`],
  ];
  const names = new Set(["usr/lib/os-release", ...own.map(([path]) => path)]);
  return {
    files: [...own, ...(isOwn ? filesOf(stanzas).filter(([path]) => !names.has(path)) : [])],
    from: isOwn ? "named as on this machine" : "named as in the advisories",
  };
}

function installedHere(): string[] {
  if (!existsSync(join(database, "status"))) return [];
  return readFileSync(join(database, "status"), "utf8")
    .split("\n\n")
    .filter((stanza) => /^Status: install ok installed$/m.test(stanza) && /^Maintainer: .*debian/im.test(stanza));
}

/** As they were before the first update of the release: most to find, most to say. */
function asReleased(stanza: string): string {
  return stanza.replace(/^(Version: .*|Source: .*)$/gm, (line) => line.replace(/[+~]deb12u\d+/g, ""));
}

/** The lists of what packages own, and the files that they name, empty. */
function filesOf(stanzas: readonly string[]): [string, string][] {
  const names = new Set(stanzas.map((stanza) => /^Package: (\S+)$/m.exec(stanza)?.[1] ?? ""));
  const paths = new Map<string, string>();
  for (const name of readdirSync(join(database, "info")).sort(compareTexts)) {
    const [, owner = ""] = /^(.+?)(?::[a-z0-9-]+)?\.list$/.exec(name) ?? [];
    if (!names.has(owner)) continue;
    const list = readFileSync(join(database, "info", name), "utf8");
    paths.set(`var/lib/dpkg/info/${name}`, list);
    const lines = list.split("\n");
    // A folder stands in front of what is in it.
    for (const [at, line] of lines.entries())
      if (line.length > 2 && !lines[at + 1]?.startsWith(`${line}/`)) paths.set(line.slice(1), "");
  }
  return withoutFolders(paths);
}

function withoutFolders(paths: ReadonlyMap<string, string>): [string, string][] {
  const folders = new Set<string>();
  for (const path of paths.keys())
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) folders.add(path.slice(0, at));
  return [...paths].filter(([path]) => !folders.has(path)).sort(([a], [b]) => compareTexts(a, b));
}

/** Packages of Debian 12 that advisories name, with the version before the fix. */
function advisedPackages(bucket: string): string[] {
  const zip = readZipDirectory(readFileSync(join(bucket, "Debian/all.zip")));
  const versions = new Map<string, string>();
  for (const entry of zip?.entries ?? []) {
    const bytes = entry.read(longestRecord);
    if (!(bytes instanceof Uint8Array)) continue;
    for (const affected of listOf(field(jsonValue(new TextDecoder().decode(bytes)), "affected"), most)) {
      const fixed = JSON.stringify(affected).match(/"fixed":"([^"]+)"/)?.[1];
      const name = textOf(fieldAt(affected, "package", "name"));
      if (textOf(fieldAt(affected, "package", "ecosystem")) === "Debian:12" && name && fixed)
        versions.set(name, `${fixed}~`);
    }
  }
  return [...versions]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(
      ([name, version]) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}`,
    );
}
