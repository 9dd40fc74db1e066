/**
 * What system an image holds. The texts of a few small files go in, one description comes out; where none of them says
 * enough, nothing does: a distribution is never guessed from the packages.
 */
import {
  apkRepositories,
  firstLine,
  inParentheses,
  longestReleaseValue,
  parseRelease,
  parseReleaseSentence,
} from "./operating-system-release.ts";
import { filledDetails } from "./record-text.ts";

/** From os-release and its likes. */
export interface OperatingSystem {
  /** `ID` of os-release: `debian`, `alpine`, `rhel`, `wolfi`. */
  readonly id: string;
  /** `VERSION_ID`; "" for rolling ones. `edge` for an Alpine that installs from there, whatever `VERSION_ID` says. */
  readonly version: string;
  /** `PRETTY_NAME`. */
  readonly name: string;
  readonly codename: string;
  readonly idLike: readonly string[];
  /**
   * What else tells the release: `variant`, `platformId`, `cpe`, `buildId`, `imageId`, `imageVersion`, `supportEnd`,
   * `versionId` (where `version` differs from it), `debianVersion` (12.5), `release` (the full number of CentOS and its
   * likes), `stream` and `lts` and `distroless` ("true"), `apkRepositories` (joined by blanks, without credentials).
   */
  readonly details: Readonly<Record<string, string>>;
  /** Files that said so. */
  readonly paths: readonly string[];
}

/** Files that `readOperatingSystem` knows, in the form of `LayerEntry.path`, those that count most first. */
export const operatingSystemPaths: readonly string[] = [
  ...["etc/os-release", "usr/lib/os-release"],
  ...["etc/alpine-release", "etc/apk/repositories", "etc/debian_version"],
  ...["etc/oracle-release", "etc/centos-release", "etc/rocky-release", "etc/almalinux-release", "etc/fedora-release"],
  ...["etc/redhat-release", "etc/system-release", "usr/lib/system-release", "etc/system-release-cpe"],
  ...["etc/SuSE-release", "etc/arch-release", "etc/lsb-release"],
];

type Texts = ReadonlyMap<string, string>;
/** What one kind of file tells. */
type Told = Omit<OperatingSystem, "details"> & { readonly details: Record<string, string> };

/**
 * Reads the texts by path (links followed by the caller). etc/os-release counts alone where it is there, as os-release(5)
 * has it; older files speak only where neither it nor usr/lib/os-release does.
 */
export function readOperatingSystem(texts: Texts): OperatingSystem | undefined {
  const told = fromOsRelease(texts) ?? fromSentence(texts) ?? fromSuse(texts) ?? fromOneWord(texts) ?? fromLsb(texts);
  return told === undefined ? undefined : withRelease(withApk(withDebian(told, texts), texts), texts);
}

/**
 * The `distro` qualifier of a purl: `debian-12`, `alpine-3.19.1`, `rhel-9.3`, `arch-rolling`. "" where nothing is known.
 * Same words as Syft's, so that lists of packages can be compared.
 */
export function purlDistro(os: OperatingSystem | undefined): string {
  if (os === undefined) return "";
  const version = os.details.versionId ?? (os.version || os.details.buildId);
  return version ? `${os.id}-${version}` : os.id;
}

function fromOsRelease(texts: Texts): Told | undefined {
  for (const path of ["etc/os-release", "usr/lib/os-release"]) {
    const text = texts.get(path);
    const values = text === undefined ? undefined : parseRelease(text);
    if (values?.has("ID") || values?.has("NAME") || values?.has("PRETTY_NAME")) return osReleaseOf(values, path);
  }
  return undefined;
}

function osReleaseOf(values: ReadonlyMap<string, string>, path: string): Told {
  const value = (name: string): string => values.get(name) ?? "";
  const id = idOf(value("ID")) || "linux";
  const name = value("PRETTY_NAME") || [value("NAME"), value("VERSION")].filter((part) => part !== "").join(" ") || id;
  const version = value("VERSION_ID");
  const isLts = id === "ubuntu" && (/\bLTS\b/.test(value("VERSION") + name) || /^[0-9]?[02468]\.04$/.test(version));
  return {
    id,
    version,
    name,
    codename: value("VERSION_CODENAME") || value("UBUNTU_CODENAME") || codenameIn(value("VERSION")),
    idLike: value("ID_LIKE")
      .split(/\s+/)
      .map(idOf)
      .filter((like) => like !== ""),
    details: filledDetails({
      variant: value("VARIANT_ID") || value("VARIANT"),
      platformId: value("PLATFORM_ID"),
      cpe: value("CPE_NAME"),
      buildId: value("BUILD_ID"),
      imageId: value("IMAGE_ID"),
      imageVersion: value("IMAGE_VERSION"),
      supportEnd: value("SUPPORT_END"),
      stream: id === "centos" && /^centos stream\b/i.test(name) ? "true" : "",
      lts: isLts ? "true" : "",
      distroless: /^distroless\b/i.test(name) ? "true" : "",
    }),
    paths: [path],
  };
}

/** `12 (bookworm)`; not `9 (Plow)` alone decides anything, so any word will do. */
function codenameIn(version: string): string {
  const word = inParentheses(version);
  return /^[A-Za-z][A-Za-z -]*$/.test(word) ? word.toLowerCase() : "";
}

/** How the distributions without os-release name themselves, most special first. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/^red hat /i, "rhel"],
  [/^centos\b/i, "centos"],
  [/^oracle linux\b/i, "ol"],
  [/^rocky linux\b/i, "rocky"],
  [/^almalinux\b/i, "almalinux"],
  [/^fedora\b/i, "fedora"],
  [/^amazon linux\b/i, "amzn"],
  [/^scientific linux\b/i, "scientific"],
  [/^openeuler\b/i, "openeuler"],
  [/^mageia\b/i, "mageia"],
];
const sentencePaths = operatingSystemPaths.filter((path) => /-release$/.test(path));

function fromSentence(texts: Texts): Told | undefined {
  for (const path of sentencePaths) {
    const said = parseReleaseSentence(texts.get(path) ?? "");
    const id = sentences.find(([pattern]) => said !== undefined && pattern.test(said.distribution))?.[1];
    if (said === undefined || id === undefined) continue;
    const details = filledDetails({ stream: /^centos stream\b/i.test(said.distribution) ? "true" : "" });
    const name = firstLine(texts.get(path) ?? "");
    return { id, version: said.version, name, codename: said.codename, idLike: [], details, paths: [path] };
  }
  return undefined;
}

/** SUSE up to 11: a name, then `VERSION = 11` and `PATCHLEVEL = 4`. */
function fromSuse(texts: Texts): Told | undefined {
  const path = "etc/SuSE-release";
  const text = texts.get(path);
  if (text === undefined) return undefined;
  const values = parseRelease(text.replaceAll(" = ", "="));
  const name = firstLine(text);
  const id = /^suse linux enterprise/i.test(name) ? "sles" : /^opensuse/i.test(name) ? "opensuse" : undefined;
  const version = [values.get("VERSION"), values.get("PATCHLEVEL")].filter((part) => part && part !== "0").join(".");
  return id === undefined ? undefined : { id, version, name, codename: "", idLike: [], details: {}, paths: [path] };
}

/** Files that hold a version and nothing else; their being there is what names the system. */
function fromOneWord(texts: Texts): Told | undefined {
  const alpine = texts.get("etc/alpine-release");
  if (alpine !== undefined) return oneWord("alpine", "Alpine Linux", firstLine(alpine), "etc/alpine-release");
  const debian = texts.get("etc/debian_version");
  // Ubuntu has this file too, with a codename of Debian's: there etc/lsb-release says more.
  if (debian !== undefined && !texts.has("etc/lsb-release")) {
    const version = /^([0-9]+)/.exec(firstLine(debian))?.[1] ?? "";
    return oneWord("debian", "Debian GNU/Linux", version, "etc/debian_version");
  }
  return texts.has("etc/arch-release") ? oneWord("arch", "Arch Linux", "", "etc/arch-release") : undefined;
}

function oneWord(id: string, name: string, version: string, path: string): Told {
  const shown = version === "" ? name : `${name} ${version}`;
  return { id, version, name: shown, codename: "", idLike: [], details: {}, paths: [path] };
}

function fromLsb(texts: Texts): Told | undefined {
  const path = "etc/lsb-release";
  const values = parseRelease(texts.get(path) ?? "");
  const id = idOf(values.get("DISTRIB_ID") ?? "");
  if (id === "") return undefined;
  const version = values.get("DISTRIB_RELEASE") ?? "";
  const name = values.get("DISTRIB_DESCRIPTION") || `${id} ${version}`.trim();
  const details = filledDetails({ lts: id === "ubuntu" && /^[0-9]?[02468]\.04$/.test(version) ? "true" : "" });
  return { id, version, name, codename: values.get("DISTRIB_CODENAME") ?? "", idLike: [], details, paths: [path] };
}

/** The point release, and for testing and unstable, which have no `VERSION_ID`, the codename of `trixie/sid`. */
function withDebian(told: Told, texts: Texts): Told {
  const path = "etc/debian_version";
  const debianVersion = firstLine(texts.get(path) ?? "");
  if (told.id !== "debian" || debianVersion === "") return told;
  const codename = told.codename || (/^([a-z]+)(?:\/sid)?$/.exec(debianVersion)?.[1] ?? "");
  return { ...told, codename, details: { ...told.details, debianVersion }, paths: withPath(told.paths, path) };
}

function withApk(told: Told, texts: Texts): Told {
  const path = "etc/apk/repositories";
  const repositories = apkRepositories(texts.get(path) ?? "");
  if (repositories.length === 0) return told;
  const joined = repositories.join(" ").slice(0, 4 * longestReleaseValue);
  const details = { ...told.details, apkRepositories: joined };
  const paths = withPath(told.paths, path);
  if (told.id !== "alpine" || !isEdge(repositories)) return { ...told, details, paths };
  return { ...told, version: "edge", details: { ...details, ...filledDetails({ versionId: told.version }) }, paths };
}

/** A repository with a tag serves only the packages that ask for it: `@edge https://…` makes no edge system. */
function isEdge(repositories: readonly string[]): boolean {
  return repositories.some((line) => /^[a-z]+:\/\/\S+\/edge\/main\/?$/.test(line));
}

/** CentOS 7 and its likes: os-release says `7`, the older file 7.9.2009. */
function withRelease(told: Told, texts: Texts): Told {
  const cpe = firstLine(texts.get("etc/system-release-cpe") ?? "");
  const details = { ...(cpe.startsWith("cpe:") ? { cpe } : {}), ...told.details };
  for (const path of sentencePaths) {
    const said = parseReleaseSentence(texts.get(path) ?? "");
    const isOther = said === undefined || said.version === told.version || !said.version.startsWith(`${told.version}.`);
    if (isOther || told.version === "") continue;
    return { ...told, details: { ...details, release: said.version }, paths: withPath(told.paths, path) };
  }
  return { ...told, details };
}

function idOf(written: string): string {
  return written
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, "")
    .slice(0, 64);
}

function withPath(paths: readonly string[], path: string): readonly string[] {
  return paths.includes(path) ? paths : [...paths, path];
}
