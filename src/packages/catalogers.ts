/** All catalogers, in the order their records are listed in. Adding one is a line here: its version is part of every cache's key. */
import { apkInstalled } from "./apk.ts";
import { conda } from "./conda.ts";
import { dotnetDeps } from "./dotnet-deps.ts";
import { dpkgFiles } from "./dpkg-files.ts";
import { dpkgLicenses } from "./dpkg-licenses.ts";
import { dpkgStatus } from "./dpkg-status.ts";
import { elfNote } from "./elf-note.ts";
import { goBinary } from "./go-binary.ts";
import { javaArchive } from "./java-archive.ts";
import { nodePackages } from "./node-packages.ts";
import type { Cataloger } from "./package.ts";
import { perl } from "./perl.ts";
import { phpComposer } from "./php-composer.ts";
import { pythonPackages } from "./python-packages.ts";
import { rPackages } from "./r-packages.ts";
import { goToolchain, jvmRelease } from "./release-files.ts";
import { rpmBdb } from "./rpm-bdb.ts";
import { rpmManifest } from "./rpm-manifest.ts";
import { rpmNdb } from "./rpm-ndb.ts";
import { rpmSqlite } from "./rpm-sqlite.ts";
import { rubyGems } from "./ruby-gems.ts";
import { runtimeBinaries } from "./runtime-binaries.ts";
import { rustBinary } from "./rust-binary.ts";

export const catalogers: readonly Cataloger[] = [
  dpkgStatus,
  dpkgFiles,
  dpkgLicenses,
  apkInstalled,
  rpmSqlite,
  rpmNdb,
  rpmBdb,
  rpmManifest,
  nodePackages,
  pythonPackages,
  rubyGems,
  phpComposer,
  javaArchive,
  goBinary,
  rustBinary,
  elfNote,
  ...runtimeBinaries,
  jvmRelease,
  goToolchain,
  dotnetDeps,
  conda,
  perl,
  rPackages,
];
