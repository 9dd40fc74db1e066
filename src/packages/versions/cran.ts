/**
 * Versions of R packages, of CRAN and Bioconductor: numbers between dots and hyphens, which mean the same (R's
 * `numeric_version`). Part by part as numbers, and of two that begin the same the longer one is greater: `1.2` < `1.2.0`.
 */
import { withoutZeros } from "./digits.ts";
import { compareLists } from "./number-lists.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

export const cranVersions: VersionScheme<readonly string[]> = {
  id: "cran",
  parse: (text) => {
    const version = text.length > longestVersion ? "" : text.trim();
    return /^\d+(?:[.-]\d+)*$/.test(version) ? version.split(/[.-]/).map(withoutZeros) : undefined;
  },
  compare: (a, b) => compareLists(a, b),
};
