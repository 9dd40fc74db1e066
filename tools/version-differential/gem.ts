import { fileURLToPath } from "node:url";
import { gemVersions, withoutPlatform } from "../../src/packages/versions/gem.ts";
import { runs, startComparator } from "./comparator.ts";
import { digits, dotted, nearPair } from "./near.ts";
import type { Oracle } from "./oracle.ts";
import type { Random } from "./random.ts";

/** Gem::Version. Versions with a platform are left out: it has none, and takes some of them for prereleases. */
export const gemOracle: Oracle = {
  scheme: gemVersions,
  name: "Gem::Version",
  debianPackages: ["ruby"],
  pairs: 200_000,
  generate: (random) => {
    const [a, b] = nearPair({ real, pieces, grammar }, random);
    return [withoutPlatform(a), withoutPlatform(b)];
  },
  byHand: [
    ["1.0", "1"],
    ["1.0.a", "1.a"],
    ["1.0.a.0", "1.a"],
    ["1.0-a", "1.0.pre.a"],
    ["1.0-1", "1.0"],
    ["1.0--1", "1.0.pre.pre.1"],
    ["1.0-", "1.0"],
    ["1.A", "1.a"],
    ["1.a1", "1.a.1"],
    ["1a", "1"],
    ["1.", "1"],
    ["", "0"],
    [" 1.0 ", "1.0"],
    ["1.00.0", "1"],
    ["1.0.pre-x", "1.0.pre.pre.x"],
  ],
  start: async () => {
    if (!runs("ruby", ["-e", "Gem::Version"])) throw new Error("there is no ruby");
    return startComparator("ruby", [fileURLToPath(new URL("gem-compare.rb", import.meta.url))]);
  },
};

const real = [
  ..."7.0.8 6.1.7.6 1.15.4 2.0.0.rc1 2.0.0.beta.2 5.0.0.racecar1 1.0.0.pre 3.2.0.preview1 0.9.7a 1.0-rc1 1.0.0-beta.1".split(
    " ",
  ),
  ..."2.2.6.4 4.3.12 20230101 1.8.7.249 1.0.a10 1.0.0.0 0 0.0.0 1.b2.c3 3.0.0.dev1 1.0.0.alpha".split(" "),
];
const pieces = [
  ...[
    ".",
    "..",
    "-",
    "--",
    "_",
    "0",
    "00",
    ".0",
    ".0.0",
    "1",
    "9",
    "10",
    "a",
    "A",
    "b",
    "z",
    "rc",
    "pre",
    ".pre",
    ".a",
    ".a.0",
  ],
  ...["-rc1", ".rc1", "-1", "a1", "1a", " ", "+", "18446744073709551616"],
];

function grammar(random: Random): string {
  const segments = Array.from({ length: random.below(4) }, () => {
    if (random.chance(0.5)) return random.chance(0.5) ? "0" : digits(random);
    return random.one(["a", "b", "rc", "pre", "A", "beta"]) + (random.chance(0.4) ? digits(random) : "");
  });
  const joined = segments.map((segment) => (random.chance(0.85) ? "." : "-") + segment).join("");
  return (random.chance(0.6) ? random.one(["1", "1.0", "1.0.0", "2.1"]) : dotted(random)) + joined;
}
