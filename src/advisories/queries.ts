/**
 * What is searched for a package. A package and its surroundings go in; out comes which ecosystems, names and version are asked
 * for, or that nothing can be about it by its nature, or why it cannot be searched. No lookup is asked here.
 */

import type { OperatingSystem } from "../packages/operating-system.ts";
import type { OperatingSystemFamily } from "../packages/operating-system-family.ts";
import type { VersionSchemeId } from "../packages/versions/version-scheme.ts";
import { schemeOfEcosystem, splitEcosystem } from "./ecosystems.ts";
import { languageQuery, leftReasons } from "./language-ecosystems.ts";
import type { MatchedPackage } from "./match.ts";
import { type NoRelease, type SystemRelease, systemRelease } from "./system-release.ts";
import { otherVendor, upstreamOf } from "./vendor.ts";

/** One name to ask for. */
export interface Target {
  readonly name: string;
  readonly version: string;
  /** The epoch of this version is not known: it is left out of both sides. */
  readonly isPlain: boolean;
}

export interface Search {
  /** `osv/Debian`. */
  readonly collection: string;
  /** With suffix; all are asked. */
  readonly ecosystems: readonly string[];
  /** Where an advisory knows several of them, the first decides. */
  readonly targets: readonly [Target, ...Target[]];
  readonly scheme: VersionSchemeId;
  readonly paid?: { readonly ecosystems: readonly string[]; readonly needs: string; readonly isHad: boolean };
  /** `status/debian`. */
  readonly statuses?: string;
  /** `name:stream` of an rpm module; "" for a package of no module, undefined where its version says module and nothing which. */
  readonly module?: string | undefined;
  readonly arch?: string;
}

export type Plan =
  | { readonly search: Search }
  | { readonly left: string }
  /** Not searched, told once for all of a group. */
  /** `isSystem`: not single packages but all of a system: nothing of it was looked at. */
  | { readonly apart: { readonly group: string; readonly why: string; readonly isSystem?: true } }
  | { readonly versionless: true };

/** What is around the packages. */
export interface Surroundings {
  readonly os: OperatingSystem | undefined;
  readonly release: SystemRelease | NoRelease;
  /** True for a package of the operating system that the distribution itself made, and whose advisories are complete. */
  isCovered(owner: { readonly type: string; readonly name: string }): boolean;
}

const systemTypes: ReadonlySet<string> = new Set(["deb", "apk", "rpm"]);
/** Distributions whose advisories are about everything that is in their packages: what these own needs no second look. */
const comprehensive: ReadonlySet<OperatingSystemFamily> = new Set([
  ...(["debian", "ubuntu", "rhel", "centos", "almalinux", "rocky", "azurelinux", "mariner"] as const),
]);

export function surroundingsOf(packages: readonly MatchedPackage[], os: OperatingSystem | undefined): Surroundings {
  const release = systemRelease(os);
  if ("why" in release || !comprehensive.has(release.family)) return { os, release, isCovered: () => false };
  const others = new Set<string>();
  for (const one of packages) {
    const isOther = systemTypes.has(one.type) && otherVendor(one, release.family) !== undefined;
    if (isOther) others.add(`${one.type}\0${one.name}`);
  }
  return { os, release, isCovered: ({ type, name }) => !others.has(`${type}\0${name}`) };
}

export function planOf(one: MatchedPackage, around: Surroundings): Plan {
  return systemTypes.has(one.type) ? systemPlan(one, around) : languagePlan(one, around);
}

function languagePlan(one: MatchedPackage, { isCovered }: Surroundings): Plan {
  // A program is what its package is: the package is searched.
  if (one.ownedBy && (one.type === "binary" || isCovered(one.ownedBy))) return { left: leftReasons.owned };
  const query = languageQuery(one);
  if ("left" in query) return query;
  if (query.version === "") return { versionless: true };
  return languageSearch(query.ecosystem, query.name, query.version);
}

function languageSearch(ecosystem: string, name: string, version: string): Plan {
  const scheme = schemeOfEcosystem(ecosystem);
  if (scheme === undefined) return { left: leftReasons.noEcosystem };
  const target = { name, version, isPlain: false };
  return { search: { collection: collectionOf(ecosystem), ecosystems: [ecosystem], targets: [target], scheme } };
}

function collectionOf(ecosystem: string): string {
  return `osv/${splitEcosystem(ecosystem).base}`;
}

function systemPlan(one: MatchedPackage, { os, release }: Surroundings): Plan {
  const left = leftOut(one, os);
  if (left !== undefined) return { left };
  const system = os ? os.name || os.id : "an unknown system";
  if ("why" in release) return { apart: { group: system, why: release.why, isSystem: true } };
  if (release.type !== one.type) {
    return {
      apart: {
        group: `type ${one.type} on ${system}`,
        why: `${system} is made of ${release.type} packages; whose these are is not known, so ask those who built them.`,
      },
    };
  }
  const vendor = otherVendor(one, release.family);
  if (vendor !== undefined) return vendorPlan(one, vendor, system);
  if (release.family === "ubuntu" && /fips/i.test(one.version)) {
    return {
      apart: {
        group: "Ubuntu's FIPS builds",
        why: "Their versions cannot be compared with those of the normal builds; ask `pro security-status` in a container of it.",
      },
    };
  }
  if (one.version === "") return { versionless: true };
  return { search: systemSearch(one, release) };
}

function vendorPlan(one: MatchedPackage, vendor: string, system: string): Plan {
  const upstream = upstreamOf(one, vendor);
  if (upstream) return languageSearch("Bitnami", upstream.name, upstream.version);
  return {
    apart: {
      group: vendor,
      why: `They are not ${system}'s own, so its advisories do not hold for them, and no other database has any by these names; follow what ${vendor} announces.`,
    },
  };
}

function leftOut({ type, name, details }: MatchedPackage, os: OperatingSystem | undefined): string | undefined {
  if (details.note === "true" && details.os && os && details.os !== os.id) return leftReasons.otherSystem;
  if (headers[type]?.test(name)) return leftReasons.headers;
  if (type === "rpm" && /-debug(?:info|source)$/.test(name)) return leftReasons.debug;
  return type === "rpm" && name === "gpg-pubkey" ? leftReasons.noEcosystem : undefined;
}

/** Advisories on the kernel are about what runs: headers are text, and a container runs no kernel. */
const headers: Readonly<Record<string, RegExp>> = {
  deb: /^linux-(?:libc-dev|headers)(?:-|$)/,
  rpm: /^kernel(?:-[a-z0-9_]+)?-(?:headers|devel)$/,
  apk: /^linux-(?:[a-z0-9]+-)?headers$/,
};

function systemSearch(one: MatchedPackage, release: SystemRelease): Search {
  const [first = ""] = release.ecosystems;
  const { paid, statuses } = release;
  return {
    collection: collectionOf(first),
    ecosystems: release.ecosystems,
    targets: targetsOf(one, release.names),
    scheme: release.type === "deb" ? "dpkg" : release.type === "apk" ? "apk" : "rpm",
    ...(paid && { paid: { ...paid, isHad: /[+~]esm\d/.test(one.version) } }),
    ...(statuses === undefined ? {} : { statuses }),
    ...(one.type === "rpm" ? { module: moduleOf(one), arch: one.arch ?? "" } : {}),
  };
}

function targetsOf(one: MatchedPackage, names: SystemRelease["names"]): readonly [Target, ...Target[]] {
  const own = { name: one.name, version: fullVersion(one), isPlain: false };
  const source = sourceTarget(one);
  if (names === "package") return [own];
  return names === "source" || source.name === own.name ? [source] : [own, source];
}

function fullVersion({ type, version, details }: MatchedPackage): string {
  const { epoch } = details;
  return type === "rpm" && epoch && !/^\d+:/.test(version) ? `${epoch}:${version}` : version;
}

/**
 * The source package. A rebuild of the same source (`+b1`, Debian Policy 5.6.12) has no version of its own there. The name of an
 * rpm's source file has no epoch: it is the package's own only where the versions are the same.
 */
function sourceTarget(one: MatchedPackage): Target {
  const name = one.source?.name || one.name;
  const version = one.source?.version || one.version;
  if (one.type === "deb") return { name, version: version.replace(/\+b\d+$/, ""), isPlain: false };
  if (one.type === "rpm" && version !== one.version) return { name, version, isPlain: true };
  return { name, version: one.type === "rpm" ? fullVersion(one) : one.version, isPlain: false };
}

/** `name:stream:version:context` of the label. */
function moduleOf({ version, details }: MatchedPackage): string | undefined {
  const [name, stream] = (details.modularity ?? "").split(":");
  if (name && stream) return `${name}:${stream}`;
  return isModular(version) ? undefined : "";
}

/** Builds of modules say so in their release: `1.module+el8.8.0+1263+19d1a562`, `1.module_el8.4.0+2224+b07ac28e`. */
export function isModular(version: string): boolean {
  return /\.module[_+]/.test(version);
}
