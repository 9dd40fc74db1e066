import { parse } from "semver";
import { semverVersions } from "../../src/packages/versions/semver.ts";
import { digits, nearPair } from "./near.ts";
import type { Oracle, Order, Pair } from "./oracle.ts";
import type { Random } from "./random.ts";

/**
 * npm's own package, loose as for what npm reads. Left out is what only we take (`1.2`, `1.2.3.4`) and what only npm takes
 * (`1.2.3foo`, `1.2.3-`), and numbers that npm does not hold without loss.
 */
export const npmSemverOracle: Oracle = {
  scheme: semverVersions,
  name: "the package semver, loose",
  debianPackages: [],
  pairs: 200_000,
  generate: (random) => {
    for (;;) {
      const pair = nearPair({ real, pieces, grammar }, random);
      if (pair.every(isComparable)) return pair;
    }
  },
  byHand: [
    ["=v1.2.3", " v1.2.3 "],
    ["1.0.0-rc.1", "1.0.0rc.1"],
    ["1.0.0-1", "1.0.0-01"],
    ["1.0.0-alpha.1", "1.0.0-alpha.beta"],
    ["1.0.0-A", "1.0.0-a"],
    ["1.0.0--", "1.0.0-0"],
    ["1.0.0+1", "1.0.0+2"],
    ["1.0.0+", "1.0.0"],
    ["latest", "1.0.0"],
    ["", "1.0.0"],
  ],
  start: async () => ({ compare: async (pairs) => pairs.map(order), close: () => {} }),
};

function order([a, b]: Pair): Order {
  const first = parse(a, { loose: true });
  const second = parse(b, { loose: true });
  return first && second ? first.compare(second) : undefined;
}

function isComparable(version: string): boolean {
  if (/\d{16}/.test(version)) return false;
  return (
    /^[v=\s]*\d+\.\d+\.\d+(?:$|\+|-[^.+]|(?:alpha|beta|rc|pre|dev)[\d.])/.test(version) || !/^[vV=\s]*\d/.test(version)
  );
}

const real =
  "1.0.0 0.0.0-0 1.2.3-beta.1 16.0.0-canary.206 2.1.0-M1 1.9.0-b1 1.0.0rc1 3.0.0-beta1 1.0.0-alpha.1+build.5 1.2.3+20130313144700 1.4.4-lts.1 0.2.3-root.io.1 2.51.1-0 v1.2.3 =1.2.3 1.0.0-x-y-z.- 3.0.0-0.gat.0 10.2.3-DEV-SNAPSHOT 1.0.0-0A.is.legal".split(
    " ",
  );
const pieces = ". - + v = 0 00 1 9 10 99 a Z alpha beta rc -alpha -rc.1 .1 .0 -0 -1 +x +1.2 _ ~ x".split(" ");
const words = "alpha beta rc RC x-1 a -".split(" ");

function grammar(random: Random): string {
  let version = `${random.chance(0.1) ? "v" : ""}${digits(random)}.${digits(random)}.${digits(random)}`;
  if (random.chance(0.6)) version += `-${identifiers(random)}`;
  if (random.chance(0.2)) version += `+${identifiers(random)}`;
  return version;
}

function identifiers(random: Random): string {
  const one = () =>
    random.chance(0.5) ? digits(random) : random.one(words) + (random.chance(0.3) ? digits(random) : "");
  return Array.from({ length: 1 + random.below(4) }, one).join(".");
}
