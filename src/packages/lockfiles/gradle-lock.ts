/**
 * Gradle: `gradle.lockfile`, `buildscript-gradle.lockfile`, `settings-gradle.lockfile` and the older
 * `gradle/dependency-locks/*.lockfile` (docs.gradle.org/current/userguide/dependency_locking). Bytes come in, packages come out. What
 * only tests or the build itself use is for development; who needs whom stands nowhere.
 */
import { folderOf, lastPart } from "../install-place.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { decodeRecord } from "../record-text.ts";
import { mostLockfileBytes } from "./located.ts";
import { type Locked, lockedPackages } from "./locked.ts";
import { unreadLockfile } from "./lockfile.ts";

export const gradleLock: Cataloger = {
  id: "gradle-lock",
  version: 1,
  selects: { endings: [".lockfile"], where: isGradleLock },
  mostBytes: mostLockfileBytes,
  read: readGradleLock,
};

function isGradleLock(path: string): boolean {
  return /^(?:.*-)?gradle\.lockfile$/.test(lastPart(path)) || isOfOneConfiguration(path);
}

function isOfOneConfiguration(path: string): boolean {
  return /(?:^|\/)gradle\/dependency-locks$/.test(folderOf(path));
}

function* readGradleLock({ path, bytes }: CatalogedFile): Iterable<Cataloged> {
  const name = lastPart(path);
  const isBuild = /^(?:buildscript|settings)-/.test(name);
  const own = isOfOneConfiguration(path) ? [name.slice(0, -".lockfile".length)] : undefined;
  const entries: Locked[] = [];
  let others = 0;
  for (const [index, line] of decodeRecord(bytes).split("\n").entries()) {
    const code = line.trim();
    if (code === "" || code.startsWith("#") || code.startsWith("empty=")) continue;
    const [coordinates = "", used] = code.split("=", 2);
    const [group, artifact, version, more] = coordinates.split(":", 4);
    if (!group || !artifact || !version || more !== undefined) {
      others += 1;
      continue;
    }
    const configurations = own ?? (used ?? "").split(",");
    const isDev = isBuild || configurations.every(isForDevelopment);
    const named = `${group}:${artifact}`;
    entries.push({ key: coordinates, name: named, version, line: index + 1, isDev });
  }
  if (entries.length === 0 && others > 0) return yield unreadLockfile(path, "It is no lockfile of Gradle.");
  yield* lockedPackages(path, "java-archive", entries);
}

/** `testRuntimeClasspath`, `integrationTestCompileClasspath`, checkers of style. */
function isForDevelopment(configuration: string): boolean {
  return /^(?:test|androidTest)|Test[A-Z]|^(?:checkstyle|pmd|spotbugs|jacocoAgent|jacocoAnt|ktlint|detekt)/.test(
    configuration,
  );
}
