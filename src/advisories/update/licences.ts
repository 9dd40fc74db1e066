/** Under which terms the sources of advisories hand them out, and whom to name. Kept beside what was fetched. */

export interface Terms {
  /** SPDX expression, or the publisher's words. */
  readonly licence: string;
  readonly attribution: string;
}

const osv = "OSV.dev";
/** Publishers whose terms have no SPDX name, or none that OSV.dev lists. */
const publishersOwn = "the publisher's own terms";
const github: Terms = { licence: "CC-BY-4.0", attribution: `GitHub Advisory Database, ${osv}` };

/** By the ecosystem's base: what the directory of the bucket is made of. https://google.github.io/osv.dev/data/ */
const byEcosystem: Readonly<Record<string, Terms>> = {
  AlmaLinux: { licence: "MIT", attribution: `AlmaLinux OSV Database, ${osv}` },
  Alpine: { licence: publishersOwn, attribution: `Alpine Linux security database, ${osv}` },
  Bioconductor: { licence: "Apache-2.0", attribution: `RConsortium Advisory Database, ${osv}` },
  Bitnami: { licence: "Apache-2.0", attribution: `Bitnami Vulnerability Database, ${osv}` },
  CRAN: { licence: "Apache-2.0", attribution: `RConsortium Advisory Database, ${osv}` },
  "crates.io": {
    licence: "CC0-1.0 AND CC-BY-4.0",
    attribution: `RustSec Advisory Database, GitHub Advisory Database, ${osv}`,
  },
  Debian: { licence: publishersOwn, attribution: `Debian Security Tracker, ${osv}` },
  Go: { licence: "CC-BY-4.0", attribution: `Go Vulnerability Database, GitHub Advisory Database, ${osv}` },
  GHC: { licence: "CC0-1.0", attribution: `Haskell Security Advisories, ${osv}` },
  Hackage: { licence: "CC0-1.0", attribution: `Haskell Security Advisories, ${osv}` },
  Hex: github,
  Maven: github,
  npm: {
    licence: "CC-BY-4.0 AND Apache-2.0",
    attribution: `GitHub Advisory Database, OpenSSF Malicious Packages, ${osv}`,
  },
  NuGet: github,
  opam: { licence: "CC0-1.0", attribution: `opam security advisories, ${osv}` },
  Packagist: github,
  Pub: github,
  PyPI: {
    licence: "CC-BY-4.0 AND Apache-2.0",
    attribution: `PyPA Advisory Database, GitHub Advisory Database, OpenSSF Malicious Packages, ${osv}`,
  },
  "Red Hat": { licence: "CC-BY-4.0", attribution: `Red Hat Security Data, ${osv}` },
  "Rocky Linux": { licence: "BSD-3-Clause", attribution: `Rocky Linux errata, ${osv}` },
  RubyGems: github,
  SwiftURL: github,
  Ubuntu: { licence: "CC-BY-SA-4.0", attribution: `Ubuntu security data, Canonical, ${osv}` },
};

const others: Terms = { licence: publishersOwn, attribution: osv };

/** Terms of a collection: `osv/Debian`, `status/debian`, `kev`, `epss`. */
export function termsOf(collection: string): Terms {
  const feed = Object.hasOwn(feeds, collection) ? feeds[collection] : undefined;
  const base = collection.startsWith("osv/") ? collection.slice("osv/".length) : "";
  return feed ?? (Object.hasOwn(byEcosystem, base) ? byEcosystem[base] : undefined) ?? others;
}

const feeds: Readonly<Record<string, Terms>> = {
  kev: { licence: "CC0-1.0", attribution: "CISA Known Exploited Vulnerabilities Catalog" },
  epss: {
    licence: "free to use, the source to be named (FIRST's usage terms)",
    attribution: "EPSS, FIRST.org and Empirical Security",
  },
  "status/debian": {
    licence: publishersOwn,
    attribution: "Debian Security Tracker",
  },
  "status/alpine": { licence: publishersOwn, attribution: "Alpine Linux security database" },
};
