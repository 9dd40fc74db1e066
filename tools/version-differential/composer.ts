import { fileURLToPath } from "node:url";
import { composerVersions } from "../../src/packages/versions/composer.ts";
import { runs, startComparator } from "./comparator.ts";
import { digits, dotted, nearPair } from "./near.ts";
import type { Oracle } from "./oracle.ts";
import type { Random } from "./random.ts";

/** Composer\Semver and PHP's `version_compare`, which holds a number of more than 63 bits for the greatest: none here has them. */
export const composerOracle: Oracle = {
  scheme: composerVersions,
  name: "Composer\\Semver",
  debianPackages: ["php-cli", "php-composer-semver"],
  pairs: 200_000,
  generate: (random) => {
    for (;;) {
      const pair = nearPair({ real, pieces, grammar }, random);
      if (!pair.some((version) => /\d{19}/.test(version))) return pair;
    }
  },
  byHand: [
    ["1.0", "v1.0.0.0"],
    ["1.0-stable", "1.0-Stable"],
    ["1.0-p1", "1.0"],
    ["1.0-patch", "1.0.1"],
    ["dev-master", "1.0"],
    ["1.x-dev", "1.99"],
    ["1.2.*-dev", "1.2.x-dev"],
    ["1.0@dev", "1.0"],
    ["2.0 as 1.0", "2.0"],
    ["1.0+build", "1.0"],
    ["20100102-203040", "2010.01.02.20.30.40"],
    ["123456", "2010-01-02"],
    ["1.0.0.0.0", "1.0"],
    ["", "1"],
  ],
  start: async () => {
    const source = fileURLToPath(new URL("composer-compare.php", import.meta.url));
    const paths = ["-d", "include_path=/usr/share/php"];
    const check = ["-r", "exit((int) !stream_resolve_include_path('Composer/Semver/autoload.php'));"];
    if (!runs("php", [...paths, ...check])) throw new Error("php or Composer\\Semver is missing");
    return startComparator("php", [...paths, source]);
  },
};

const real =
  "1.0.0 v1.0 1.0-alpha1 1.0.0-RC9 v3.1.0-alpha-1 4.0.0-rc.1 2.3.2-p2 2.4.4-p9 v3.13.0.1 1.x-dev 2.1.x-dev 1.2.3-dev 1.0beta2 1.0.0-beta.5-dev 20100102-203040 2010.01.02 2010-01-02.5 201903.0 20121020 0 1.0.0+build.5 1.0.0@beta dev-master master 5.3.12.1 3.0.0-pl3 1.2_a 1.0.0-patch2 2.0.x 1.*-dev 1.0.0-dev".split(
    " ",
  );
const pieces =
  ". - _ + @ v V x X * 0 00 1 9 12 99 -dev dev alpha beta b a RC rc p pl patch stable Stable -alpha -beta2 -RC3 -p1 .1 -1 +x @dev ~ # :".split(
    " ",
  );
const words = "alpha beta a b RC rc p pl patch stable dev PATCH Alpha x".split(" ");

function grammar(random: Random): string {
  const start = random.chance(0.2) ? "v" : "";
  if (random.chance(0.1)) return start + dated(random);
  let version = start + dotted(random);
  if (random.chance(0.6)) version += random.one(["-", ".", "_", ""]) + random.one(words);
  if (random.chance(0.5)) version += random.one(["-", ".", ""]) + dotted(random, 2);
  if (random.chance(0.15)) version += random.one(["-dev", "dev", ".dev", ".x-dev"]);
  return version;
}

function dated(random: Random): string {
  let version = String(2000 + random.below(30));
  for (let left = 1 + random.below(7); left > 0; left--)
    version += random.one(["", ".", "-", ":"]) + String(10 + random.below(90));
  return random.chance(0.4) ? version + random.one([".", "-", ""]) + digits(random) : version;
}
