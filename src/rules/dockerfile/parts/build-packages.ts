import type { Command } from "../../../dockerfile/command.ts";
import { argValues, hasFlag } from "../../../dockerfile/command-queries.ts";
import { type PackageCommand, packageCommand } from "./package-managers.ts";
import type { StageCommand } from "./stage-commands.ts";

/** Compilers, build systems and header files that one command leaves in its layer. */
export interface BuildPackages extends StageCommand {
  /** As the command names them, versions left out. Never empty. */
  readonly packages: readonly string[];
}

const tools =
  /^(?:build-essential|build-base|alpine-sdk|base-devel|gcc|g\+\+|gcc-c\+\+|clang|llvm|gfortran|make|cmake|autoconf|automake|libtool|bison|flex|m4|ninja|ninja-build|meson|nasm|yasm|pkg-config|pkgconf|pkgconfig|scons|bazel|dpkg-dev|devscripts|debhelper|rpm-build|golang|golang-go|go|rust|rustc|cargo|default-jdk|default-jdk-headless|maven|gradle|ant|sbt|linux-headers|Development Tools|@development|@development-tools)$/;
const versionedTools =
  /^(?:gcc|g\+\+|clang|llvm|golang|rustc|gcc-toolset|linux-headers|kernel-headers)-[\d.]+$|^openjdk-?\d+-jdk(?:-headless)?$|^java-[\d.]+-openjdk-devel$|^openjdk\d+$/;
const headers = /^[a-z0-9][\w.+-]*-(?:dev|devel)$/i;

/** What the command installs of them and the rest of its RUN does not remove; undefined for nothing. */
export function buildPackagesOf(placed: StageCommand, later: readonly StageCommand[]): BuildPackages | undefined {
  const install = packageCommand(placed.command);
  if (install?.action !== "install" || isElsewhere(placed.command)) return undefined;
  const named = install.packages.flatMap((word) => word.value ?? []).map(nameOf);
  const wanted = named.filter((name) => tools.test(name) || versionedTools.test(name) || headers.test(name));
  if (wanted.length === 0) return undefined;

  const rest = later.filter((one) => one.instruction === placed.instruction).map((one) => one.command);
  if (rest.some((command) => command.name === "apt-mark" && argValues(command).includes("auto"))) return undefined;
  const removals = rest.flatMap((command) => packageCommand(command) ?? []).filter((one) => one.action === "remove");
  if (removals.some(removesUnnamed)) return undefined;
  const removed = new Set(removals.flatMap((one) => one.packages.map((word) => nameOf(word.pattern))));
  const virtual = virtualName(placed.command);
  if (virtual !== undefined && removed.has(virtual)) return undefined;
  const packages = wanted.filter((name) => !removed.has(name));
  return packages.length === 0 ? undefined : { ...placed, packages: [...new Set(packages)] };
}

/** Fetched only, or put into another root directory. */
function isElsewhere(command: Command): boolean {
  return hasFlag(command, "--download-only", "-d", "--root", "--installroot");
}

/** Variables and patterns: what goes is not named. A bare `autoremove` takes nothing that was asked for by name. */
function removesUnnamed({ packages, verb }: PackageCommand): boolean {
  if (packages.length === 0) return verb.value !== "autoremove";
  return packages.some(({ pattern }) => pattern.includes("\u0000") || /[*?^]/.test(pattern));
}

/** `.build-deps` of `apk add --virtual .build-deps gcc`. */
function virtualName(command: Command): string | undefined {
  const words = argValues(command);
  const at = words.findIndex((word) => /^(?:--virtual|-t)(?:=|$)/.test(word));
  const word = words[at];
  if (word === undefined) return undefined;
  return word.includes("=") ? word.slice(word.indexOf("=") + 1) : words[at + 1];
}

/** Without version, architecture and release: `gcc` of `gcc=4:10.2-1`, `make` of `make~=4`. */
function nameOf(word: string): string {
  return word.split(/[=~<>/:]/)[0] ?? word;
}
