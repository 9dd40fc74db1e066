/** What to do about a package of a language that has a fix: which of the many ways hangs on who brought it. */

import { schemeOfEcosystem } from "../advisories/ecosystems.ts";
import type { SystemSupport } from "../bases/system-support.ts";
import type { VersionSchemeId } from "../packages/versions/version-scheme.ts";
import type { Draft, Plan, Surroundings } from "./draft.ts";
import { buildCommand, goVersion, isPlainWord, languageUpgrade, lockfileUpgrade } from "./package-commands.ts";
import { highestVersion } from "./state.ts";
import { givenPath } from "./system-plan.ts";

/** How the versions of a type of package are ordered. */
const schemes: Readonly<Record<string, VersionSchemeId | undefined>> = {
  ...{ npm: "semver", python: schemeOfEcosystem("PyPI"), gem: "gem", "java-archive": "maven", "go-module": "go" },
  ...{ "rust-crate": "semver", dotnet: "nuget", "php-composer": "composer", hex: "semver", pub: "semver" },
  ...{ "r-package": "cran", binary: "semver" },
};

/** The plan for a language's package; nothing here is of the system. */
export function languagePlan(draft: Draft, around: Surroundings): Plan {
  const { row, head } = draft;
  if (head.details.line !== undefined || head.details.direct !== undefined) return lockfilePlan(draft);
  if (row.package.bundledWith !== undefined) return bundlePlan(draft, row.package.bundledWith);
  if (head.type === "go-module" && head.name === "stdlib") return goPlan(draft);
  if (head.type === "gem" && head.details.default === "true") return rubyPlan(draft);
  if (head.type === "binary") return programPlan(draft);
  if (row.origin === "base") return basePlan(draft, around);
  return upgradePlan(draft);
}

/** The version that is enough for all of a group. */
function versionOf(group: readonly Draft[]): string | undefined {
  const [first] = group;
  const versions = group.flatMap(({ row }) => row.fixedVersion ?? []);
  return highestVersion(versions, first && ownEntry(schemes, first.head.type));
}

function ownEntry<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function upgradePlan({ row, head }: Draft): Plan {
  const { name, type } = head;
  const main = head.details.mainModule;
  const where = type === "go-module" && main !== undefined && main !== name ? ` in ${main}, and build it again` : "";
  const words = (version: string | undefined) =>
    `Upgrade ${name} to ${version === undefined ? "a newer version" : writtenVersion(type, version)}${where}`;
  return {
    kind: "upgrade",
    key: `upgrade ${type} ${name} ${where}`,
    fix: `${words(row.fixedVersion)}${behind(languageUpgrade(type, name, row.fixedVersion ?? ""))}.`,
    describe: (group) => {
      const version = versionOf(group);
      return { title: words(version), ...commandOf(languageUpgrade(type, name, version ?? "")) };
    },
  };
}

/** As the package manager writes it. */
function writtenVersion(type: string, version: string): string {
  return type === "go-module" ? goVersion(version) : version;
}

/** For the lockfiles that the package stands in beside the one that tells of it. */
export function otherLockfilePlans(draft: Draft): readonly Plan[] {
  const { head, row } = draft;
  const paths = new Map(head.locations.map((location) => [location.path, location]));
  paths.delete(head.path);
  return [...paths.values()].map(({ path, line, details = {} }) => {
    const told = { line: String(line ?? ""), ...details };
    return lockfilePlan({ row, head: { ...head, path, details: told } });
  });
}

function lockfilePlan({ row, head }: Draft): Plan {
  const { name, type, path, details } = head;
  const isDirect = details.direct !== "false";
  const by = details.through?.split(" > ", 1)[0];
  const words = (version: string | undefined) =>
    `Upgrade ${name} to ${version === undefined ? "a newer version" : writtenVersion(type, version)} in ${path}${isDirect || by === undefined ? "" : ` (comes with ${by})`}`;
  const isBerry = details.lockfile === "berry";
  const command = (version = "") =>
    lockfileUpgrade(path, { name, version, isDirect, isBerry, installed: head.version });
  const line = Number(details.line);
  return {
    kind: "lockfile",
    key: `lockfile ${path} ${name}`,
    fix: `${words(row.fixedVersion)}${behind(command(row.fixedVersion))}.`,
    describe: (group) => {
      const version = versionOf(group);
      const text = /requirements[^/]*\.txt$/.test(path) && version !== undefined ? { text: `${name}==${version}` } : {};
      const at = Number.isSafeInteger(line) && line > 0 ? { at: { path, line, ...text } } : {};
      return { title: words(version), ...commandOf(command(version)), ...at };
    },
  };
}

function bundlePlan({ row }: Draft, tool: string): Plan {
  const title = `Update ${tool}, which brings its own copies of these packages`;
  // Without a version: which one has the fix, only the tool's own notes tell.
  const command = isPlainWord(tool) ? `npm install --global ${tool}@latest` : undefined;
  return {
    kind: "runtime",
    key: `bundle ${tool}`,
    fix: `Update ${tool}, or take a newer base image: ${row.package.name} is its own copy, which your application does not use.`,
    describe: () => ({ title, ...commandOf(command) }),
  };
}

/** The standard library of Go is in every binary; what a language brings itself changes with the language. */
function goPlan({ row }: Draft): Plan {
  const words = (version: string | undefined) =>
    `Build the Go binaries again with Go ${version ?? "of a newer version"}${version === undefined ? "" : " or newer"}`;
  return {
    ...{ kind: "runtime", key: "runtime Go", fix: `${words(row.fixedVersion)}.` },
    describe: (group) => ({ title: words(versionOf(group)) }),
  };
}

function rubyPlan({ row }: Draft): Plan {
  const title = "Take a newer Ruby, which brings newer gems of its own";
  const fix = `${title}: ${row.package.name} ${row.fixedVersion ?? "of a newer version"} has the fix.`;
  return { kind: "runtime", key: "runtime Ruby", fix, describe: () => ({ title }) };
}

/** A program that was not installed as a package: an interpreter, a server. */
function programPlan({ row }: Draft): Plan {
  const { name } = row.package;
  const words = (version: string | undefined) =>
    version === undefined ? `Take a newer ${name}` : `Take ${name} ${version} or newer`;
  return {
    ...{ kind: "runtime", key: `runtime ${name}`, fix: `${words(row.fixedVersion)}.` },
    describe: (group) => ({ title: words(versionOf(group)) }),
  };
}

/** Nobody says whether a fresh base has it; only its maker can change it, or a line of one's own over it. */
function basePlan({ row, head }: Draft, around: Surroundings): Plan {
  const { base } = around.origins;
  const name = base.name !== undefined && isPlainWord(base.name) ? base.name.split("@", 1)[0] : undefined;
  const title = name === undefined ? "Take a fresh or newer base image" : `Take a fresh ${name}, or a newer base image`;
  const own = languageUpgrade(head.type, head.name, row.fixedVersion ?? "");
  const command = base.name?.includes("@") ? undefined : buildCommand("--pull", givenPath(around));
  const at = base.at && givenPath(around) !== undefined ? { at: base.at } : {};
  return {
    kind: "base",
    key: "base",
    fix: `${title}: ${row.package.name} comes with it, and ${row.fixedVersion ?? "a newer version"} has the fix${own === undefined ? "" : `; \`${own}\` replaces it meanwhile`}.`,
    describe: () => ({ title, ...commandOf(command), ...at }),
  };
}

/** The release gets no updates any more: the only thing left to do. */
export function retiredPlan(support: SystemSupport, around: Surroundings): Plan {
  const ended = support.date === undefined ? "has ended" : `ended on ${support.date}`;
  const title = `Move to a supported release: support of ${support.title} ${ended}`;
  const { at } = around.origins.base;
  return {
    ...{ kind: "base", key: "retired", fix: `${title}.` },
    describe: () => ({ title, ...(at && givenPath(around) !== undefined ? { at } : {}) }),
  };
}

function behind(command: string | undefined): string {
  return command === undefined ? "" : `: \`${command}\``;
}

function commandOf(command: string | undefined): { command?: string } {
  return command === undefined ? {} : { command };
}
