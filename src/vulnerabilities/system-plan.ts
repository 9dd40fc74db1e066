/**
 * What to do about a package of the operating system that has a fix in its release: build again. Whether a fresh base is what
 * is needed, or one's own RUN line anew, hangs on whose the package is. No tag is ever made up.
 */
import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import type { Draft, Plan, Surroundings } from "./draft.ts";
import { buildCommand, isPlainWord, systemUpgrade } from "./package-commands.ts";

/** `names`: the installed packages to upgrade. */
export function systemPlan(draft: Draft, names: readonly string[], around: Surroundings): Plan {
  const { row } = draft;
  const { source } = around.image;
  if (source === "dir" || source === "sbom") return upgradeInPlace(draft, names, around);
  const pin = row.origin === "yours" ? pinOf(draft, around) : undefined;
  if (pin) return pin;
  const [rebuild, words] = rebuildOf(draft, around);
  const command = systemUpgrade(around.image.os, names);
  const own = command === undefined ? "" : `; until then, \`RUN ${command}\` in the Dockerfile brings it`;
  return { ...rebuild, fix: `${words}: ${row.package.name} ${row.fixedVersion ?? ""} has the fix${own}.` };
}

type Rebuild = Omit<Plan, "fix">;

function rebuildOf({ row }: Draft, around: Surroundings): readonly [Rebuild, string] {
  const { base } = around.origins;
  const path = givenPath(around);
  if (row.origin === "base") {
    const title = baseTitle(base.name);
    const command = buildCommand("--pull", path);
    const isPinned = base.name?.includes("@") === true;
    const at = base.at && around.image.dockerfile?.isGiven ? { at: base.at } : {};
    const describe = () => ({ title, ...(command === undefined || isPinned ? {} : { command }), ...at });
    return [{ kind: isPinned ? "base" : "rebuild", key: "rebuild base", describe }, title];
  }
  const command = buildCommand("--pull --no-cache", path);
  const common = command === undefined ? {} : { command };
  if (row.origin === "yours") {
    const title = "Rebuild without the cache, so that your own lines install today's packages";
    const describe = (group: readonly Draft[]) => ({ title, ...common, ...lineOfAll(group, around) });
    return [{ kind: "rebuild", key: "rebuild yours", describe }, "Rebuild without the cache"];
  }
  const title = "Rebuild on a fresh base, without the cache";
  return [{ kind: "rebuild", key: "rebuild", describe: () => ({ title, ...common }) }, title];
}

/** `Rebuild on a fresh debian:12`; a digest stays what it is until somebody writes another. */
export function baseTitle(name: string | undefined): string {
  if (name === undefined || !isPlainWord(name)) return "Rebuild on a fresh base image";
  const digest = name.indexOf("@");
  return digest === -1 ? `Rebuild on a fresh ${name}` : `Pin the newest digest of ${name.slice(0, digest)}`;
}

/** The Dockerfile's path, where the user gave one: that of an attestation is another machine's. */
export function givenPath({ image }: Surroundings): string | undefined {
  return image.dockerfile?.isGiven ? image.dockerfile.path : undefined;
}

/** The one line that brought all of them; nothing where there are several, or none is known. */
function lineOfAll(group: readonly Draft[], around: Surroundings) {
  const lines = new Set(group.map((draft) => lineOf(draft, around)?.line));
  const [first] = group;
  const at = first && lines.size === 1 ? lineOf(first, around) : undefined;
  return at ? { at } : {};
}

function lineOf({ row }: Draft, { dockerfile, image }: Surroundings) {
  const place = row.locations.find((one) => one.place?.path !== undefined)?.place;
  if (!place || !dockerfile || !image.dockerfile?.isGiven || place.path !== dockerfile.source.path) return undefined;
  return { path: dockerfile.source.path, line: lineAt(dockerfile, place.start) };
}

/** Line from 1. */
export function lineAt({ source: { lineStarts } }: Dockerfile, offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** A line that asks for exactly the installed version brings it again, however often it is built. */
function pinOf(draft: Draft, around: Surroundings): Plan | undefined {
  const { row } = draft;
  const step = row.locations.find(({ step: index }) => index !== undefined)?.step;
  const text = step === undefined ? "" : (around.image.steps[step]?.text ?? "");
  const pinned = row.package.members.find(({ name, version }) => text.includes(` ${name}=${version}`));
  const version = row.fixedVersion;
  if (!pinned || version === undefined) return undefined;
  const title = `Raise the pin of ${pinned.name}: ${version} has the fix`;
  const at = lineOf(draft, around);
  return {
    ...{ kind: "upgrade", key: `pin ${pinned.name}`, fix: `${title}.` },
    describe: () => ({ title, ...(at ? { at: { ...at, text: `${pinned.name}=${version}` } } : {}) }),
  };
}

/** Of a root file system or a list of packages nobody knows how it was built. */
function upgradeInPlace({ row }: Draft, names: readonly string[], { image }: Surroundings): Plan {
  const title = "Upgrade the packages of the system";
  const command = systemUpgrade(image.os, names);
  return {
    kind: "upgrade",
    key: "upgrade system",
    fix: `Upgrade ${row.package.name} to ${row.fixedVersion ?? "a newer version"}${command === undefined ? "" : `: \`${command}\``}.`,
    describe: (group) => {
      const all = group.flatMap((one) => one.row.package.members.map(({ name }) => name));
      const joined = systemUpgrade(image.os, all);
      return joined === undefined ? { title } : { title, command: joined };
    },
  };
}
