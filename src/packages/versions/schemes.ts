/** Which order a name stands for. */
import { apkVersions } from "./apk.ts";
import { composerVersions } from "./composer.ts";
import { cranVersions } from "./cran.ts";
import { dpkgVersions } from "./dpkg.ts";
import { gemVersions } from "./gem.ts";
import { goVersions } from "./go.ts";
import { mavenVersions } from "./maven.ts";
import { nugetVersions } from "./nuget.ts";
import { pep440Versions } from "./pep440.ts";
import { pvpVersions } from "./pvp.ts";
import { rpmVersions } from "./rpm.ts";
import { semverBuildVersions, semverVersions } from "./semver.ts";
import type { VersionScheme, VersionSchemeId } from "./version-scheme.ts";

const schemes: Readonly<Record<VersionSchemeId, VersionScheme>> = {
  dpkg: dpkgVersions,
  apk: apkVersions,
  rpm: rpmVersions,
  semver: semverVersions,
  "semver-build": semverBuildVersions,
  go: goVersions,
  pep440: pep440Versions,
  gem: gemVersions,
  maven: mavenVersions,
  nuget: nugetVersions,
  composer: composerVersions,
  cran: cranVersions,
  pvp: pvpVersions,
};

/**
 * The order of a name. What it parses is its own: never compare parsed forms of two schemes.
 */
export function versionScheme(id: VersionSchemeId): VersionScheme {
  return schemes[id];
}
