/** The ecosystems of the OSV schema: what their names are made of, how their versions are ordered, which names are the same. */
import type { VersionSchemeId } from "../packages/versions/version-scheme.ts";

/** `Debian:12` is `Debian` and `12`; `npm` has no suffix. */
export function splitEcosystem(written: string): { readonly base: string; readonly suffix: string } {
  const colon = written.indexOf(":");
  return colon === -1
    ? { base: written, suffix: "" }
    : { base: written.slice(0, colon), suffix: written.slice(colon + 1) };
}

const schemes: Readonly<Record<string, VersionSchemeId>> = {
  Debian: "dpkg",
  Ubuntu: "dpkg",
  opam: "dpkg",
  Alpine: "apk",
  Alpaquita: "apk",
  "BellSoft Hardened Containers": "apk",
  Chainguard: "apk",
  MinimOS: "apk",
  Wolfi: "apk",
  AlmaLinux: "rpm",
  "Azure Linux": "rpm",
  Mageia: "rpm",
  openEuler: "rpm",
  openSUSE: "rpm",
  "Red Hat": "rpm",
  "Rocky Linux": "rpm",
  SUSE: "rpm",
  Bitnami: "semver",
  "crates.io": "semver",
  Hex: "semver",
  Julia: "semver-build",
  npm: "semver",
  Pub: "semver-build",
  SwiftURL: "semver",
  VSCode: "semver",
  Go: "go",
  PyPI: "pep440",
  RubyGems: "gem",
  Maven: "maven",
  NuGet: "nuget",
  Packagist: "composer",
  Bioconductor: "cran",
  CRAN: "cran",
  GHC: "pvp",
  Hackage: "pvp",
};

/** Those whose suffix names the ecosystem that they repackage: `Root:Alpine:3.18`, `Echo:PyPI`. */
const repackagers: ReadonlySet<string> = new Set(["Docker Hardened Images", "Echo", "Root", "TuxCare"]);
/** A repackager without a suffix. */
const plain: Readonly<Record<string, VersionSchemeId>> = { Echo: "dpkg" };

/** How versions of an ecosystem are ordered; undefined where nobody says. `written` may have a suffix. */
export function schemeOfEcosystem(written: string): VersionSchemeId | undefined {
  const { base, suffix } = splitEcosystem(written);
  if (!repackagers.has(base)) return schemeOf(base);
  if (suffix === "") return plain[base];
  // Echo's builds of one npm version differ in `+echo.1`.
  return written === "Echo:npm" ? "semver-build" : schemeOf(splitEcosystem(suffix).base);
}

function schemeOf(base: string): VersionSchemeId | undefined {
  return Object.hasOwn(schemes, base) ? schemes[base] : undefined;
}

/** The spelling under which a store keeps a package: two names of one package give one. */
export function storedName(ecosystem: string, name: string): string {
  const { base, suffix } = splitEcosystem(ecosystem);
  const kind = repackagers.has(base) && suffix !== "" ? splitEcosystem(suffix).base : base;
  switch (kind) {
    // PEP 503.
    case "PyPI":
      return name.toLowerCase().replace(/[-_.]+/g, "-");
    case "NuGet":
    case "Packagist":
    case "VSCode":
      return name.toLowerCase();
    case "SwiftURL":
      return name
        .toLowerCase()
        .replace(/^https?:\/\//, "")
        .replace(/\.git$/, "");
    default:
      return name;
  }
}
