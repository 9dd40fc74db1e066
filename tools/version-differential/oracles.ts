/** Every oracle, in the order in which they run. */
import { composerOracle } from "./composer.ts";
import { dpkgOracle } from "./dpkg.ts";
import { gemOracle } from "./gem.ts";
import { goOracle } from "./go.ts";
import { mavenOracle } from "./maven.ts";
import { npmSemverOracle } from "./npm-semver.ts";
import type { Oracle } from "./oracle.ts";
import { pep440Oracle } from "./pep440.ts";
import { rpmOracle } from "./rpm.ts";

export const oracles: readonly Oracle[] = [
  ...[dpkgOracle, rpmOracle],
  ...[pep440Oracle, gemOracle, mavenOracle, composerOracle, goOracle, npmSemverOracle],
];
