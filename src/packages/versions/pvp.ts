/**
 * Versions by Haskell's Package Versioning Policy (https://pvp.haskell.org), of Hackage and GHC: a list of whole numbers,
 * ordered as lists are, so `1.2` < `1.2.0`. Tags behind it (`1.2-rc1`, long out of use) have no part in the order.
 */
import { withoutZeros } from "./digits.ts";
import { compareLists } from "./number-lists.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

export const pvpVersions: VersionScheme<readonly string[]> = {
  id: "pvp",
  parse: (text) => {
    const found = text.length > longestVersion ? null : /^\s*(\d+(?:\.\d+)*)(?:-[\dA-Za-z]+)*\s*$/.exec(text);
    return found?.[1]?.split(".").map(withoutZeros);
  },
  compare: (a, b) => compareLists(a, b),
};
