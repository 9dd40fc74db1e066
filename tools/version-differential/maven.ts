import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { mavenVersions } from "../../src/packages/versions/maven.ts";
import { runs, startComparator } from "./comparator.ts";
import { digits, nearPair } from "./near.ts";
import type { Oracle } from "./oracle.ts";
import type { Random } from "./random.ts";

const jars = ["maven3-artifact.jar", "commons-lang3.jar"].map((name) => `/usr/share/java/${name}`);

/**
 * Maven's own ComparableVersion. It takes any text for a version, so what we refuse is left out: texts without a number, ranges
 * and properties. So are ten zeros in a row, which Maven 3 holds for more than any number of less than ten digits.
 */
export const mavenOracle: Oracle = {
  scheme: mavenVersions,
  name: "ComparableVersion of Maven 3",
  debianPackages: ["default-jdk-headless", "libmaven3-core-java", "libcommons-lang3-java"],
  pairs: 200_000,
  generate: (random) => {
    for (;;) {
      const pair = nearPair({ real, pieces, grammar }, random);
      if (pair.every((version) => /^[^\s[\](),${}]*\d[^\s[\](),${}]*$/.test(version) && !/0{10}/.test(version)))
        return pair;
    }
  },
  byHand: [
    ["1", "1.0.0-ga"],
    ["1.0.RC2", "1.0-RC3"],
    ["1-sp-1", "1-sp1"],
    ["1-0.alpha", "1"],
    ["1-0.ga-0", "1"],
    ["1.0.0-x-0", "1.0.0-x"],
    ["0.0.x", "0-x"],
    ["1--1", "1-1"],
    ["1..1", "1.0.1"],
    [".1", "0.1"],
    ["-1", "1"],
    ["1.a1", "1.alpha1"],
    ["20250101000000000000", "20250101000000000001"],
  ],
  start: async () => {
    const missing = jars.find((jar) => !existsSync(jar));
    if (missing) throw new Error(`${missing} is missing`);
    if (!runs("javac", ["-version"])) throw new Error("a JDK is missing");
    const source = fileURLToPath(new URL("maven-compare.java", import.meta.url));
    return startComparator("java", ["-cp", jars.join(":"), source]);
  },
};

const real =
  "1.0 1.0-SNAPSHOT 2.0.RELEASE 5.3.20.RELEASE 1.0-alpha-1 1.0-alpha1 4.1.100.Final 1.0-rc1 1.0.RC2 2.0-M1 1.0-beta-2 31.1-jre 31.1-android 1.0.0.GA 2.9.10.8 1.0-b01 r09 20040616 9.4.48.v20220622 1.2.17-redhat-00001 2.17.1.redhat-00002 1.0.SP1 1.0-sp-1 4.2.0.CR1 42.2.8.jre7 1.0.0-pre1 3.0.0.Beta5 5.3.40-root.io.1 2.3.0+echo.1 1.8.0_20 0.9.5-pre10 6.0.0.M35 1.4.200-1 2.12.0-milestone-1 7.0.0-alpha1 Finchley.SR2 1.0.2.RELEASE-1 1-1 1.1 1-ga 2.0-20060101.120000-3".split(
    " ",
  );
const pieces =
  ". - .. -- 0 00 1 9 alpha beta milestone a b m rc cr snapshot ga final release sp Final SNAPSHOT RC x jre v _ + -1 .1 -0 .0 -rc1 .RC1 -sp1 1x x1 a1 b2 m3 é 😀".split(
    " ",
  );
const words = "alpha beta milestone rc cr snapshot ga final release sp a b m x jre v RC Final M".split(" ");

function grammar(random: Random): string {
  let version = random.chance(0.95) ? digits(random) : random.one(words);
  for (let left = random.below(6); left > 0; left--) {
    version += random.one([".", ".", "-", "-", "", "..", "--"]);
    version += random.chance(0.45) ? random.one(words) : digits(random);
  }
  return version;
}
