/**
 * The command that brings a package to a version, for each package manager. Names and versions come from images that anybody
 * may have made, and people paste commands: what a shell would take for more than a word gets no command.
 */

import type { OperatingSystem } from "../packages/operating-system.ts";
import { operatingSystemFamily } from "../packages/operating-system-family.ts";

/** True for what is one plain word in every shell, and no option. */
export function isPlainWord(text: string): boolean {
  return /^[A-Za-z0-9@_][A-Za-z0-9@._+~:/-]{0,199}$/.test(text);
}

/** A plain path below the folder one stands in. */
function isPlainPath(path: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._+/@-]{0,199}$/.test(path);
}

/** How to build again. `dockerfile`: path as given; undefined where none is known. */
export function buildCommand(flags: string, dockerfile: string | undefined): string | undefined {
  if (dockerfile === undefined || dockerfile === "Dockerfile") return `docker build ${flags} .`;
  return isPlainPath(dockerfile) ? `docker build ${flags} -f ${dockerfile} .` : undefined;
}

/** Packages that one command names; for more of them all packages are upgraded, as a part would not bring every fix. */
export const mostNames = 20;

/** The system's own packages, installed ones only. Undefined where the system has no manager, or none that is known. */
export function systemUpgrade(os: OperatingSystem | undefined, names: readonly string[]): string | undefined {
  const unique = [...new Set(names)].filter(isPlainWord);
  if (os === undefined || unique.length === 0 || os.details.distroless === "true") return undefined;
  const isAll = unique.length > mostNames;
  const words = isAll ? "" : ` ${unique.join(" ")}`;
  switch (operatingSystemFamily(os)) {
    case "debian":
    case "ubuntu":
    case "echo":
      return `apt-get update && apt-get ${isAll ? "upgrade -y" : `install -y --only-upgrade${words}`}`;
    case "alpine":
    case "wolfi":
    case "chainguard":
    case "minimos":
    case "alpaquita":
      return `apk upgrade --no-cache${words}`;
    case "opensuse":
    case "sles":
      return `zypper --non-interactive update${words}`;
    case "azurelinux":
    case "mariner":
    case "photon":
      return `tdnf upgrade -y${words}`;
    case "rhel":
    case "centos":
    case "centos-stream":
    case "almalinux":
    case "rocky":
    case "oracle":
    case "fedora":
    case "amazon":
    case "openeuler":
    case "mageia":
      return isOldRpm(os) ? `yum update -y${words}` : `dnf upgrade -y${words}`;
    default:
      return undefined;
  }
}

function isOldRpm({ id, version }: OperatingSystem): boolean {
  return id === "amzn" ? version === "2" || version.startsWith("2018") : /^[567](?:\.|$)/.test(version);
}

type Command = (name: string, version: string) => string;

const installed: Readonly<Record<string, Command>> = {
  npm: (name, version) => `npm install ${name}@${version}`,
  python: (name, version) => `pip install --upgrade "${name}>=${version}"`,
  gem: (name, version) => `gem install ${name} --version ${version}`,
  "java-archive": mavenCommand,
  "go-module": goCommand,
  "rust-crate": (name, version) => `cargo update --package ${name} --precise ${version}`,
  dotnet: (name, version) => `dotnet add package ${name} --version ${version}`,
  "php-composer": (name) => `composer update ${name} --with-dependencies`,
  conda: (name, version) => `conda install "${name}>=${version}"`,
};

/** For a package that is installed in an image; to be run where the application is built. */
export function languageUpgrade(type: string, name: string, version: string): string | undefined {
  const command = Object.hasOwn(installed, type) ? installed[type] : undefined;
  return isPlainWord(name) && isPlainWord(version) ? command?.(name, version) : undefined;
}

function mavenCommand(name: string, version: string): string {
  return `mvn versions:use-dep-version -Dincludes=${name} -DdepVersion=${version} -DforceVersion=true`;
}

function goCommand(name: string, version: string): string {
  return `go get ${name}@${goVersion(version)} && go mod tidy`;
}

/** Advisories leave the `v` out. */
export function goVersion(version: string): string {
  return /^\d/.test(version) ? `v${version}` : version;
}

interface LockManager {
  readonly direct: Command;
  /** Where that is another command. */
  readonly transitive?: Command;
  /** Of Yarn from version 2 on. */
  readonly berry?: Command;
  readonly berryTransitive?: Command;
}

/** By the last part of a lockfile's path. */
const locks: Readonly<Record<string, LockManager>> = {
  "package-lock.json": npmLock(),
  "npm-shrinkwrap.json": npmLock(),
  "pnpm-lock.yaml": {
    direct: (name, version) => `pnpm update ${name}@${version}`,
    transitive: (name) => `pnpm update ${name} --depth Infinity`,
  },
  "yarn.lock": {
    direct: (name, version) => `yarn upgrade ${name}@${version}`,
    transitive: (name) => `yarn upgrade ${name}`,
    berry: (name, version) => `yarn up ${name}@${version}`,
    // `yarn up` without -R would make it a dependency of the project's own.
    berryTransitive: (name) => `yarn up -R ${name}`,
  },
  "bun.lock": { direct: (name) => `bun update ${name}` },
  "bun.lockb": { direct: (name) => `bun update ${name}` },
  "Pipfile.lock": { direct: (name, version) => `pipenv upgrade "${name}>=${version}"` },
  "poetry.lock": { direct: (name) => `poetry update ${name}` },
  "uv.lock": { direct: (name) => `uv lock --upgrade-package ${name}` },
  "pdm.lock": { direct: (name) => `pdm update ${name}` },
  "Gemfile.lock": { direct: (name) => `bundle update --conservative ${name}` },
  "gems.locked": { direct: (name) => `bundle update --conservative ${name}` },
  "composer.lock": { direct: (name) => `composer update ${name} --with-dependencies` },
  "go.mod": { direct: goCommand },
  "go.sum": { direct: goCommand },
  "Cargo.lock": { direct: (name, version) => `cargo update --package ${name} --precise ${version}` },
  "pom.xml": { direct: mavenCommand },
  "gradle.lockfile": { direct: (name) => `gradle dependencies --update-locks ${name}` },
  "packages.lock.json": { direct: (name, version) => `dotnet add package ${name} --version ${version}` },
  "mix.lock": { direct: (name) => `mix deps.update ${name}` },
  "pubspec.lock": { direct: (name) => `dart pub upgrade ${name}` },
};

function npmLock(): LockManager {
  return {
    direct: (name, version) => `npm install ${name}@${version}`,
    transitive: (name) => `npm update ${name}`,
  };
}

/** A package of a lockfile and the version it should get. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly isDirect: boolean;
  /** The lockfile is that of Yarn from version 2 on. */
  readonly isBerry?: boolean;
  /** The version it has. */
  readonly installed?: string;
}

/** The command that brings a lockfile to a version with the fix; undefined for lists that people write by hand. */
export function lockfileUpgrade(
  path: string,
  { name, version, isDirect, isBerry = false, installed }: LockedPackage,
): string | undefined {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const manager = Object.hasOwn(locks, file) ? locks[file] : undefined;
  if (!manager || !isPlainWord(name) || !isPlainWord(version)) return undefined;
  const direct = isBerry ? (manager.berry ?? manager.direct) : manager.direct;
  const transitive = isBerry ? (manager.berryTransitive ?? direct) : (manager.transitive ?? manager.direct);
  // Cargo keeps to the version that the manifest asks for: what breaks with it has to be asked for there.
  const isBreaking = file === "Cargo.lock" && installed !== undefined && cargoLine(installed) !== cargoLine(version);
  if (isBreaking && !isDirect) return undefined;
  const command = isBreaking ? `cargo add ${name}@${version}` : (isDirect ? direct : transitive)(name, version);
  const folder = path.slice(0, -file.length - 1);
  if (folder === "") return command;
  return isPlainPath(folder) ? `(cd ${folder} && ${command})` : undefined;
}

/** What Cargo takes for compatible: `1` of 1.2.3, `0.2` of 0.2.3. */
function cargoLine(version: string): string {
  const [major = "", minor = "", patch = ""] = version.split(/[.+-]/, 3);
  if (major !== "0") return major;
  return minor === "0" ? `0.0.${patch}` : `0.${minor}`;
}
