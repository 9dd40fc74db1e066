/** All readers of lockfiles, in the order in which they are asked. They are for projects: an image's packages are installed. */
import type { Cataloger } from "../package.ts";
import { bunLock } from "./bun-lock.ts";
import { cargoLock } from "./cargo-lock.ts";
import { composerLock } from "./composer-lock.ts";
import { gemfileLock } from "./gemfile-lock.ts";
import { goMod } from "./go-mod.ts";
import { gradleLock } from "./gradle-lock.ts";
import { mavenPom } from "./maven-pom.ts";
import { mixLock } from "./mix-lock.ts";
import { npmLock } from "./npm-lock.ts";
import { nugetLock } from "./nuget-lock.ts";
import { pdmLock } from "./pdm-lock.ts";
import { pipRequirements } from "./pip-requirements.ts";
import { pipfileLock } from "./pipfile-lock.ts";
import { pnpmLock } from "./pnpm-lock.ts";
import { poetryLock } from "./poetry-lock.ts";
import { pubspecLock } from "./pubspec-lock.ts";
import { pylock } from "./pylock.ts";
import { uvLock } from "./uv-lock.ts";
import { yarnLock } from "./yarn-lock.ts";

export const lockfileCatalogers: readonly Cataloger[] = [
  ...[npmLock, pnpmLock, yarnLock, bunLock],
  ...[pipRequirements, pipfileLock, poetryLock, uvLock, pdmLock, pylock],
  ...[gemfileLock, composerLock, goMod, cargoLock],
  ...[mavenPom, gradleLock, nugetLock, mixLock, pubspecLock],
];
