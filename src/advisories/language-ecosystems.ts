/**
 * In which ecosystem a package of a language is searched, and under which version: or why it is not, for what a project builds
 * itself is nobody's published package.
 */
import type { MatchedPackage } from "./match.ts";

export type LanguageQuery =
  | { readonly ecosystem: string; readonly name: string; readonly version: string }
  /** Why nothing is searched, as `MatchResult.left` counts it. */
  | { readonly left: string };

/** Reasons to leave a package out. */
export const leftReasons = {
  noEcosystem: "no ecosystem",
  headers: "kernel headers",
  debug: "debug symbols",
  development: "development build",
  owned: "owned by a package of the system",
  unpublished: "not from the public registry",
  partOfRuntime: "part of its runtime",
  noCoordinates: "no Maven coordinates",
  toolchain: "toolchain",
  otherSystem: "built for another system",
} as const;

/** By `PackageType`; lockfiles have further types, which their purl tells. */
const ecosystems: Readonly<Record<string, string>> = {
  ...{ npm: "npm", python: "PyPI", pypi: "PyPI", gem: "RubyGems", "java-archive": "Maven", maven: "Maven" },
  ...{
    "go-module": "Go",
    golang: "Go",
    "rust-crate": "crates.io",
    cargo: "crates.io",
    dotnet: "NuGet",
    nuget: "NuGet",
  },
  ...{
    "php-composer": "Packagist",
    composer: "Packagist",
    "r-package": "CRAN",
    cran: "CRAN",
    bioconductor: "Bioconductor",
  },
  ...{
    hex: "Hex",
    pub: "Pub",
    swift: "SwiftURL",
    hackage: "Hackage",
    julia: "Julia",
    opam: "opam",
    bitnami: "Bitnami",
  },
  binary: "Bitnami",
};

/** Where to search a package of a language, or a program that tells its own version. */
export function languageQuery(one: MatchedPackage): LanguageQuery {
  const kind = kindOf(one);
  const ecosystem = Object.hasOwn(ecosystems, kind) ? ecosystems[kind] : undefined;
  if (ecosystem === undefined) return { left: leftReasons.noEcosystem };
  return (special[ecosystem] ?? plain)(one, ecosystem);
}

/** The type, unless the purl is of one that has no type here. */
function kindOf({ type, purl }: MatchedPackage): string {
  const purlType = /^pkg:\/*([a-z][a-z0-9.+-]{0,40})\//i.exec(purl)?.[1]?.toLowerCase() ?? "";
  return furtherTypes.has(purlType) ? purlType : type;
}

const furtherTypes: ReadonlySet<string> = new Set([
  "hex",
  "pub",
  "swift",
  "hackage",
  "julia",
  "opam",
  "bioconductor",
  "bitnami",
]);

type Form = (one: MatchedPackage, ecosystem: string) => LanguageQuery;

const plain: Form = ({ name, version }, ecosystem) => ({ ecosystem, name, version });

const special: Readonly<Record<string, Form>> = {
  // A local label (`1.13.1+cu117`) tells who built it, not what (PEP 440, "Local version identifiers").
  PyPI: ({ name, version }, ecosystem) => ({ ecosystem, name, version: version.replace(/\+.*$/s, "") }),
  // RubyGems puts the platform behind the version.
  RubyGems: ({ name, version }, ecosystem) => ({
    ecosystem,
    name,
    version: version.replace(/-(?:x86|x64|aarch|arm|universal|java|mswin|mingw|ppc|s390|riscv).*$/s, ""),
  }),
  Go: goQuery,
  Maven: (one, ecosystem) => (one.name.includes(":") ? plain(one, ecosystem) : { left: leftReasons.noCoordinates }),
  NuGet: (one, ecosystem) => (one.details.main === "true" ? { left: leftReasons.unpublished } : plain(one, ecosystem)),
  Packagist: (one, ecosystem) =>
    /^dev-|-dev$/.test(one.version) ? { left: leftReasons.development } : plain(one, ecosystem),
  "crates.io": (one, ecosystem) =>
    /^(?:crates\.io)?$/.test(one.details.source ?? "") ? plain(one, ecosystem) : { left: leftReasons.unpublished },
  CRAN: (one, ecosystem) => {
    if (one.details.priority === "base") return { left: leftReasons.partOfRuntime };
    return plain(one, /^bioconductor/i.test(one.details.repository ?? "") ? "Bioconductor" : ecosystem);
  },
  Bitnami: bitnamiQuery,
};

/** The version that a build from a checkout has tells nothing; `+dirty` behind a released one does. */
function goQuery({ name, version, details }: MatchedPackage, ecosystem: string): LanguageQuery {
  if (name === "toolchain") return { left: leftReasons.toolchain };
  const isMain = details.main === "true";
  if (version === "(devel)" || (isMain && (version === "" || /^v?0\.0\.0-/.test(version)))) {
    return { left: leftReasons.development };
  }
  const released = version.replace(/\+(?:dirty|incompatible)/g, "").replace(/^v/, "");
  return { ecosystem, name, version: name === "stdlib" ? standardLibraryVersion(released) : released };
}

/** `go1.22.5-redhat`, `1.22.5 X:boringcrypto`, `1.22.5 (Red Hat 1.22.5-1.el9)`: the vendor's mark is no part of it. */
function standardLibraryVersion(version: string): string {
  return version
    .replace(/^go/, "")
    .replace(/^(\d+(?:\.\d+){0,3}(?:(?:alpha|beta|rc)\d+)?)[-+ ](?!\d|alpha|beta|rc).*$/s, "$1");
}

/** Bitnami's names of the programs of src/packages/runtime-table.ts that it has advisories for. */
const programs: Readonly<Record<string, string>> = {
  ...{ node: "node", python: "python", nginx: "nginx", openresty: "openresty", redis: "redis", valkey: "valkey" },
  ...{ httpd: "apache", php: "php", ruby: "ruby", postgresql: "postgresql", mariadb: "mariadb", mysql: "mysql" },
  ...{ haproxy: "haproxy", memcached: "memcached", git: "git" },
};

function bitnamiQuery({ type, name, version }: MatchedPackage, ecosystem: string): LanguageQuery {
  if (type !== "binary") return { ecosystem, name, version };
  const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
  // `3.13.0rc1` is `3.13.0-rc1` in semantic versions, `2.9-dev3` is `2.9.0-dev3`.
  const semantic = version.replace(/^(\d+(?:\.\d+)*)-?((?:a|b|alpha|beta|rc|RC|preview|dev|devel)\d*)$/, "$1-$2");
  return program === undefined ? { left: leftReasons.noEcosystem } : { ecosystem, name: program, version: semantic };
}
