/**
 * What the manifest and the name of a Java archive say it is, where no Maven record says so. Takes the manifest's bytes and a
 * file name; gives an identity only where one of them tells a version. Titles for people ("Java Runtime Environment") are
 * never taken for names of artefacts.
 *
 * Specification: JAR File Specification, "Manifest Specification"; OSGi Core 3.2.
 */

/** Longest manifest that is read. Those of signed archives, with a section for each file, are this large. */
export const mostManifestBytes = 4 * 1024 * 1024;
/** How much of the sections behind the main one is looked at. */
export const mostSectionText = 256 * 1024;
/** Longest value of an attribute that is kept; lists of packages, which may be longer, are not. */
export const mostAttributeLength = 8_000;
/** Longest value that may stand in a record. */
export const mostIdentityLength = 256;

/** The attributes that tell who an archive is, by lower-case name, continuation lines joined. */
export interface Manifest {
  readonly main: ReadonlyMap<string, string>;
  /** Those of the sections behind, the first of each name: some tools write them there. */
  readonly section: ReadonlyMap<string, string>;
}

/** What an archive is, as far as could be told. */
export interface JavaIdentity {
  readonly group: string | undefined;
  readonly artifact: string;
  readonly version: string;
  readonly from: "manifest" | "file-name";
}

/** Attributes that are asked for; the rest of a manifest is passed over. */
const wanted: ReadonlySet<string> = new Set([
  ...["implementation-title", "implementation-version", "implementation-vendor-id", "automatic-module-name"],
  ...["specification-title", "specification-version", "short-name", "plugin-version", "group-id"],
  ...["bundle-symbolicname", "bundle-version", "bundle-license"],
]);
const longestName = Math.max(...[...wanted].map((name) => name.length));

/** Lines end by CR, LF or both; one that begins with a blank goes on with the line before. */
export function parseManifest(bytes: Uint8Array): Manifest {
  const held = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, mostManifestBytes)).toString(
    "utf8",
  );
  const text = held.includes("\n") ? held : held.replaceAll("\r", "\n");
  const main = new Map<string, string>();
  const behind = readAttributes(text, 0, text.length, main);
  const section = new Map<string, string>();
  const limit = Math.min(text.length, behind + mostSectionText);
  for (let at = behind; at < limit; ) at = readAttributes(text, at, limit, section);
  return { main, section };
}

/** Reads up to the next empty line and gives where it ends; the first attribute of a name counts. */
function readAttributes(text: string, from: number, limit: number, found: Map<string, string>): number {
  let open: { readonly name: string; value: string } | undefined;
  const close = () => {
    if (open && !found.has(open.name)) found.set(open.name, open.value.trim());
    open = undefined;
  };
  let at = from;
  while (at < limit) {
    const newline = text.indexOf("\n", at);
    const next = newline === -1 ? limit : newline + 1;
    const end = newline === -1 ? limit : text[newline - 1] === "\r" ? newline - 1 : newline;
    const start = at;
    at = next;
    if (end <= start) break;
    if (text[start] === " ") {
      if (open && open.value.length < mostAttributeLength) open.value += text.slice(start + 1, end);
      continue;
    }
    close();
    const head = text.slice(start, Math.min(end, start + longestName + 1));
    const name = head.slice(0, Math.max(0, head.indexOf(":"))).toLowerCase();
    if (wanted.has(name))
      open = { name, value: text.slice(start + name.length + 1, Math.min(end, start + mostAttributeLength)) };
  }
  close();
  return at;
}

/** Who the archive is; undefined when nothing tells both a name and a version. */
export function identifyJava(manifest: Manifest | undefined, fileName: string): JavaIdentity | undefined {
  const plugin = manifest && jenkinsPlugin(manifest);
  if (plugin) return plugin;
  const versions = manifest ? toldVersions(manifest) : [];
  const named = splitFileName(fileName, versions);
  const artifact = named.version === undefined && manifest ? toldArtifact(manifest, named.artifact) : named.artifact;
  if (!isIdentity(artifact)) return undefined;
  const group = manifest && toldGroup(manifest, artifact);
  const { version } = named;
  const agrees =
    version !== undefined && (versions.length === 0 || versions.some((one) => isSameVersion(one, version)));
  if (agrees) return { group, artifact, version, from: "file-name" };
  const [told] = versions;
  return told === undefined ? undefined : { group, artifact, version: told, from: "manifest" };
}

/** True for archives that are a part of a Java runtime: it is found by its own file. */
export function isRuntimePart(manifest: Manifest): boolean {
  const title = manifest.main.get("implementation-title") ?? manifest.main.get("specification-title") ?? "";
  return /^(?:Java Runtime Environment|Java Platform API Specification|Java Cryptography Extension|JRE|JDK)\b/i.test(
    title,
  );
}

/**
 * `commons-lang3-3.12.0.jar`, `netty-epoll-4.1.9.Final-linux-x86_64.jar`, `log4j-1.2-api-2.17.1.jar`. Where one of the
 * versions that the manifest tells stands in the name, it is taken; else what can be nothing but a version. Without one the
 * artefact is the whole name.
 */
export function splitFileName(
  fileName: string,
  told: readonly string[] = [],
): { readonly artifact: string; readonly version: string | undefined } {
  const base = fileName.replace(/\.[a-z]{2,5}$/i, "").slice(0, mostIdentityLength);
  for (const version of told) {
    const at = base.indexOf(`-${version}`);
    const next = base[at + version.length + 1];
    if (at > 0 && (next === undefined || next === "-")) return { artifact: base.slice(0, at), version };
  }
  let splits = 0;
  for (const { index } of base.matchAll(/-(?=v?\d)/g)) {
    const version = base.slice(index + 1).replace(classifier, "");
    // Behind the first, a number alone is the last part of a version that was not understood: `3.3.0-amzn-1`.
    const isWhole = splits === 0 || version.includes(".");
    splits += 1;
    if (index > 0 && isWhole && isPlainVersion(version)) return { artifact: base.slice(0, index), version };
  }
  return { artifact: base, version: undefined };
}

/** What builds put behind a version to tell apart several files of one artefact. */
const classifier =
  /-(?:sources|javadoc|tests?|shaded|all|exec|uber|fat|standalone|natives?|linux|windows|win32|win64|osx|macos|jdk\d+|java\d+|jar-with-dependencies)(?:[-_.].*)?$/i;

/** Numbers, and words that versions are known to have behind a `-`; any behind a dot (`4.1.9.Final`). */
function isPlainVersion(text: string): boolean {
  const known =
    /^(?:\d+|[a-z]\d+|(?:alpha|beta|milestone|rc|cr|sp|pre|ea|dev|build|rev|final|ga|release|snapshot|incubating|jre|android|redhat|jbossorg|[\da-f]{7,40})\d*)$/i;
  return text
    .split("-")
    .every((piece, index) =>
      index === 0 ? /^v?\d[\w.+~]*$/.test(piece) : known.test(piece.split(/[.+_]/, 1)[0] ?? ""),
    );
}

/** Plugins of Jenkins have attributes of their own. */
function jenkinsPlugin({ main }: Manifest): JavaIdentity | undefined {
  const version = firstWord(main.get("plugin-version"));
  const artifact = main.get("short-name");
  if (!artifact || !version || !isIdentity(artifact) || !isVersion(version)) return undefined;
  const group = main.get("group-id");
  return { group: group && isIdentity(group) ? group : undefined, artifact, version, from: "manifest" };
}

/** Best first. The version of a specification is that of what is implemented: it counts only when nothing else is told. */
export function toldVersions({ main, section }: Manifest): readonly string[] {
  const own = [main.get("implementation-version"), main.get("bundle-version"), section.get("implementation-version")];
  const usable = own.map(firstWord).filter(isVersion);
  return usable.length > 0 ? usable : [firstWord(main.get("specification-version"))].filter(isVersion);
}

/** Some write `1.2.3 (build 4)` or `1.2.3 abcdef`. */
function firstWord(value: string | undefined): string {
  return value?.split(/[\s,;(]/, 1)[0]?.replace(/^"|"$/g, "") ?? "";
}

function isVersion(value: string): boolean {
  return /^v?\d[\w.+~-]*$/.test(value) && value.length <= mostIdentityLength && value !== "0.0.0";
}

/** A name of an artefact, where the file's name tells none for sure. */
function toldArtifact({ main }: Manifest, fileBase: string): string {
  const title = main.get("implementation-title");
  if (title && /^[a-z][a-z\d]*(?:[-_.][a-z\d]+)*$/.test(title)) return title;
  return fileBase;
}

/**
 * The group, only where it follows from the symbolic name, which Maven's plugin makes of group and artefact; a wrong one would
 * be another artefact. `Implementation-Vendor-Id` is no help: of 20 artefacts that had one, it was the group of one.
 */
function toldGroup({ main }: Manifest, artifact: string): string | undefined {
  const symbolic = main.get("bundle-symbolicname")?.split(";", 1)[0]?.trim();
  if (!symbolic || !isGroup(symbolic) || !symbolic.endsWith(`.${artifact}`)) return undefined;
  if (artifact.includes("-")) return symbolic.slice(0, -artifact.length - 1);
  // `com.google.guava` is the group of `guava` too: what repeats the group's last part is left out.
  return artifact.includes(".") ? undefined : symbolic;
}

function isGroup(text: string): boolean {
  return /^[a-z][\w-]*(?:\.[\w-]+)+$/i.test(text) && text.length <= mostIdentityLength;
}

/** May stand for a group, an artefact or a version: no blanks, no placeholder, not endless. */
export function isIdentity(text: string): boolean {
  return /^[\w.+~-]+$/.test(text) && text.length <= mostIdentityLength;
}

/** True when one goes on where the other ends: `1.2` and `1.2.0`, `31.1-jre` and `31.1.0.jre`, `5.3.RELEASE` and `5.3`. */
export function isSameVersion(a: string, b: string): boolean {
  const [left, right] = [versionParts(a), versionParts(b)];
  const shared = Math.min(left.length, right.length);
  return left.slice(0, shared).every((part, index) => part === right[index]);
}

function versionParts(version: string): readonly string[] {
  const parts = version
    .replace(/^v/, "")
    .toLowerCase()
    .split(/[.+_-]/);
  // OSGi wants three numbers: zeroes are filled in before a qualifier.
  const numbers = parts.findIndex((part) => !/^\d+$/.test(part));
  const head = numbers === -1 ? parts : parts.slice(0, numbers);
  const kept = [...head];
  while (kept.length > 1 && Number(kept.at(-1)) === 0) kept.pop();
  return [...kept, ...parts.slice(head.length)];
}
