import type { Unknown } from "../../finding/finding.ts";
import type { OperatingSystem } from "../operating-system.ts";
import { parsePurl } from "../purl.ts";
import type { SbomPackage } from "./sbom.ts";

/** The system out of a name and a version; Debian's point release is no part of its version. */
export function systemNamed(id: string, version: string, more: Partial<OperatingSystem> = {}): OperatingSystem {
  const isPoint = id === "debian" && /^\d+\.\d/.test(version);
  return {
    id,
    version: isPoint ? version.slice(0, version.indexOf(".")) : version,
    name: `${id} ${version}`.trim(),
    codename: "",
    idLike: [],
    paths: [],
    ...more,
    details: { ...(isPoint ? { debianVersion: version } : {}), ...more.details },
  };
}

const systemTypes = ["deb", "apk", "rpm"];

/** For formats that name no system: what the `distro` qualifiers of its packages agree on. */
export function systemOfPackages(packages: readonly SbomPackage[]): {
  readonly os: OperatingSystem | undefined;
  readonly unknowns: readonly Unknown[];
} {
  const system = packages.filter(({ type }) => systemTypes.includes(type));
  const distros = new Set(system.flatMap(({ purl }) => parsePurl(purl)?.qualifiers.distro ?? []));
  const [distro, second] = distros;
  if (distro !== undefined && second === undefined) return { os: systemOf(distro), unknowns: [] };
  if (system.length === 0) return { os: undefined, unknowns: [] };
  const why = second
    ? "its packages name several; write the SBOM of one image at a time."
    : "the SBOM does not name it; write it with a tool that adds the distro to package URLs.";
  return { os: undefined, unknowns: [{ what: "operating system of the SBOM", why }] };
}

/** `debian-12`, `opensuse-leap-15.6`, `arch-rolling`. */
function systemOf(distro: string): OperatingSystem {
  const dash = distro.lastIndexOf("-");
  const version = distro.slice(dash + 1);
  if (dash < 1 || !/^\d/.test(version)) return systemNamed(distro.replace(/-rolling$/, ""), "");
  return systemNamed(distro.slice(0, dash), version);
}
