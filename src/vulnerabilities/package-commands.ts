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

/** Packages of one command; a source can have dozens, and all of its packages go together. */
const mostNames = 20;

/** The system's own packages, installed ones only. Undefined where the system has no manager, or none that is known. */
export function systemUpgrade(os: OperatingSystem | undefined, names: readonly string[]): string | undefined {
  const words = [...new Set(names)].filter(isPlainWord).slice(0, mostNames).join(" ");
  if (os === undefined || words === "" || os.details.distroless === "true") return undefined;
  switch (operatingSystemFamily(os)) {
    case "debian":
    case "ubuntu":
    case "echo":
      return `apt-get update && apt-get install -y --only-upgrade ${words}`;
    case "alpine":
    case "wolfi":
    case "chainguard":
    case "minimos":
    case "alpaquita":
      return `apk upgrade --no-cache ${words}`;
    case "opensuse":
    case "sles":
      return `zypper --non-interactive update ${words}`;
    case "azurelinux":
    case "mariner":
    case "photon":
      return `tdnf upgrade -y ${words}`;
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
      return isOldRpm(os) ? `yum update -y ${words}` : `dnf upgrade -y ${words}`;
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

/** The command that brings a lockfile to a version with the fix; undefined for lists that people write by hand. */
export function lockfileUpgrade(
  path: string,
  { name, version, isDirect }: { readonly name: string; readonly version: string; readonly isDirect: boolean },
): string | undefined {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const manager = Object.hasOwn(locks, file) ? locks[file] : undefined;
  if (!manager || !isPlainWord(name) || !isPlainWord(version)) return undefined;
  return (isDirect ? manager.direct : (manager.transitive ?? manager.direct))(name, version);
}
