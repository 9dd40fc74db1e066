/**
 * Under which names OSV's databases keep the packages of a system: the ecosystem with its release, exactly as records write it.
 * What the release is comes from the system's own description; where it does not say, nothing is searched.
 */
import type { OperatingSystem } from "../packages/operating-system.ts";
import { type OperatingSystemFamily, operatingSystemFamily } from "../packages/operating-system-family.ts";
import type { PackageType } from "../packages/package.ts";

export interface SystemRelease {
  readonly family: OperatingSystemFamily;
  readonly type: PackageType;
  /** All of them are searched. */
  readonly ecosystems: readonly string[];
  /** Where fixes are that only customers get. */
  readonly paid?: { readonly ecosystems: readonly string[]; readonly needs: string };
  /** Whose names and versions the advisories use: of source packages, of installed ones, or of either. */
  readonly names: "source" | "package" | "both";
  /** Collection of the vendor's own statuses. */
  readonly statuses?: string;
}

/** Why packages of a system are not searched. A sentence with the next step. */
export interface NoRelease {
  readonly why: string;
}

/** The names, or why there are none. */
export function systemRelease(os: OperatingSystem | undefined): SystemRelease | NoRelease {
  if (os === undefined)
    return { why: "What system they are of is not told; scan an image that has an os-release file." };
  const family = operatingSystemFamily(os);
  const form = family === undefined ? undefined : forms[family];
  if (family === undefined || form === undefined) return { why: noDatabase(os, family) };
  const release = form(os);
  if (release?.ecosystems.every((one) => !/[: ]$/.test(one))) return { ...release, family };
  return {
    why: `Which release of ${os.name || os.id} they are of is not told, and advisories are kept by release; use an image whose os-release has a VERSION_ID.`,
  };
}

type Form = (os: OperatingSystem) => Omit<SystemRelease, "family"> | undefined;

const forms: Readonly<Partial<Record<OperatingSystemFamily, Form>>> = {
  debian: (os) => deb([`Debian:${debianNumber(os)}`], "status/debian"),
  ubuntu: ubuntuRelease,
  echo: () => deb(["Echo"]),
  "docker-hardened": hardenedRelease,
  alpine: (os) => ({ ...apk(`Alpine:${alpineBranch(os)}`, "source"), statuses: "status/alpine" }),
  wolfi: () => apk("Wolfi", "both"),
  chainguard: () => apk("Chainguard", "both"),
  minimos: () => apk("MinimOS", "both"),
  alpaquita: (os) => apk(`Alpaquita:${os.version || "stream"}`, "source"),
  "bellsoft-hardened": (os) => apk(`BellSoft Hardened Containers:${os.version || "stream"}`, "source"),
  rhel: redHatRelease,
  // A rebuild with the same versions, up to 8.
  centos: redHatRelease,
  almalinux: (os) => rpm([`AlmaLinux:${majorOf(os)}`], "package"),
  // Its errata name some packages by their source only.
  rocky: (os) => rpm([`Rocky Linux:${majorOf(os)}`], "both"),
  sles: suseRelease,
  opensuse: (os) => rpm([`openSUSE:${openSuseProduct(os)}`], "source"),
  azurelinux: (os) => rpm([`Azure Linux:${majorOf(os)}`], "source"),
  mariner: (os) => rpm([`Azure Linux:${majorOf(os)}`], "source"),
  openeuler: (os) => rpm([`openEuler:${openEulerRelease(os)}`], "source"),
  mageia: (os) => rpm([`Mageia:${majorOf(os)}`], "source"),
};

function deb(ecosystems: readonly string[], statuses?: string): Omit<SystemRelease, "family"> {
  return { type: "deb", ecosystems, names: "source", ...(statuses === undefined ? {} : { statuses }) };
}

function apk(ecosystem: string, names: "source" | "both"): Omit<SystemRelease, "family"> {
  return { type: "apk", ecosystems: [ecosystem], names };
}

function rpm(ecosystems: readonly string[], names: SystemRelease["names"]): Omit<SystemRelease, "family"> {
  return { type: "rpm", ecosystems, names };
}

/** Testing and unstable have no VERSION_ID, only the name of the release that they become. */
const debianCodenames: Readonly<Record<string, string>> = {
  ...{ buster: "10", bullseye: "11", bookworm: "12", trixie: "13", forky: "14", duke: "15" },
};

/** `12` of 12 and 12.5; up to 6.0 the number had two parts. */
function debianNumber({ version, codename }: OperatingSystem): string {
  const [, major = "", minor] = /^(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  if (major !== "") return Number(major) <= 6 ? `${major}.${minor ?? "0"}` : major;
  return Object.hasOwn(debianCodenames, codename) ? (debianCodenames[codename] ?? "") : "";
}

function ubuntuRelease(os: OperatingSystem): Omit<SystemRelease, "family"> | undefined {
  const release = /^\d+\.\d\d/.exec(os.version)?.[0];
  if (release === undefined) return undefined;
  const isLts = os.details.lts === "true" || /^\d?[02468]\.04$/.test(release);
  if (!isLts) return deb([`Ubuntu:${release}`], "status/ubuntu");
  const paid = { ecosystems: [`Ubuntu:Pro:${release}:LTS`], needs: "Ubuntu Pro" };
  return { ...deb([`Ubuntu:${release}:LTS`], "status/ubuntu"), paid };
}

/** Those of Debian's packages and those of Alpine's; never matched as Debian or Alpine. */
function hardenedRelease(os: OperatingSystem): Omit<SystemRelease, "family"> | undefined {
  const lineage = [os.id, ...os.idLike].find((id) => id === "debian" || id === "alpine");
  if (lineage === "debian") return deb([`Docker Hardened Images:Debian:${debianNumber(os)}`]);
  return lineage && apk(`Docker Hardened Images:Alpine:${alpineBranch(os)}`, "source");
}

/** `v3.19` of 3.19.1; `edge`. */
function alpineBranch({ version }: OperatingSystem): string {
  if (version === "edge") return "edge";
  const branch = /^\d+\.\d+/.exec(version)?.[0];
  return branch === undefined ? "" : `v${branch}`;
}

function majorOf({ version }: OperatingSystem): string {
  return /^\d+/.exec(version)?.[0] ?? "";
}

/** Highest minor release that is asked for: Red Hat's records name them from 10 on. */
const lastMinor = 10;

/**
 * The products whose repositories every image of Red Hat's reaches: those of other subscriptions (EUS, AUS, SAP) bring fixes that
 * it cannot have.
 */
function redHatRelease(os: OperatingSystem): Omit<SystemRelease, "family"> | undefined {
  const major = Number(majorOf(os));
  if (major === 0) return undefined;
  const product = `Red Hat:enterprise_linux:${major}`;
  if (major >= 10) {
    const minors = Array.from({ length: lastMinor + 1 }, (_, minor) => `${product}.${minor}`);
    return rpm([product, ...minors], "package");
  }
  const parts = major >= 8 ? ["baseos", "appstream", "crb"] : ["server", "client", "workstation", "computenode"];
  return rpm(
    parts.map((part) => `${product}::${part}`),
    "package",
  );
}

const suseModules = [
  ...["Basesystem", "Server Applications", "Development Tools", "Web and Scripting", "Containers", "Python 3"],
  ...["Public Cloud", "Desktop Applications", "Legacy"],
];

/** `15 SP5` of 15.5; from 16 on `16.0`. */
function suseRelease(os: OperatingSystem): Omit<SystemRelease, "family"> | undefined {
  const [, major = "", minor] = /^(\d+)(?:\.(\d+))?/.exec(os.version) ?? [];
  if (major === "") return undefined;
  if (os.id.includes("micro")) {
    const line = Number(major) >= 6 ? "Linux Micro" : "Linux Enterprise Micro";
    return rpm([`SUSE:${line} ${os.version}`], "source");
  }
  const pack = minor !== undefined && minor !== "0" ? `${major} SP${minor}` : major;
  const release = Number(major) >= 16 ? `${major}.${minor ?? "0"}` : pack;
  const server = `SUSE:Linux Enterprise Server ${release}`;
  const modules = suseModules.map((name) => `SUSE:Linux Enterprise Module for ${name} ${release}`);
  const paid = { ecosystems: [`${server}-LTSS`], needs: "SUSE Long Term Service Pack Support" };
  return { ...rpm([server, ...modules], "source"), paid };
}

function openSuseProduct({ id, version }: OperatingSystem): string {
  if (id.includes("tumbleweed") || id.includes("microos")) return "Tumbleweed";
  return id.includes("micro") ? `Leap Micro ${version}` : `Leap ${version}`;
}

/** `24.03-LTS-SP1`: the number is in VERSION_ID, the rest only in the name. */
function openEulerRelease({ version, name }: OperatingSystem): string {
  const line = /\((LTS(?:-SP\d+)?)\)/.exec(name)?.[1];
  return version !== "" && line !== undefined ? `${version}-${line}` : version;
}

/** What to ask instead, for those that are known. */
const ownSources: Readonly<Partial<Record<OperatingSystemFamily, string>>> = {
  amazon: "ask `dnf updateinfo list --security` in a container of it",
  oracle: "ask `dnf updateinfo list --security` in a container of it",
  fedora: "ask `dnf updateinfo list --security` in a container of it",
  "centos-stream": "ask `dnf updateinfo list --security` in a container of it",
  photon: "ask `tdnf updateinfo list` in a container of it",
  arch: "ask `arch-audit` in a container of it",
};

function noDatabase(os: OperatingSystem, family: OperatingSystemFamily | undefined): string {
  const next = (family && ownSources[family]) ?? "follow what its makers announce";
  return `No database in OSV's form has advisories for ${os.name || os.id}, and those of the distribution that it is like need not hold; ${next}.`;
}
