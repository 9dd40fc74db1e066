/**
 * What package managers leave in the layer of a RUN: one entry per tool, with the way to keep it out. Silent where a
 * mount, a command of the same RUN or a setting may keep it out already.
 */

import { hasFlag } from "../../../dockerfile/command-queries.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import { appLeftovers } from "./app-cache-leftovers.ts";
import { empties, isMounted } from "./cleanup.ts";
import { flagAfter, whyNoCleanUp, whyNoFlag } from "./command-flag-edit.ts";
import { needsApkIndex, needsAptLists } from "./later-installs.ts";
import type { Cure, Leftover } from "./leftover.ts";
import { aptOption, headSpan, type PackageCommand, packageCommands } from "./package-managers.ts";
import { baseName } from "./package-options.ts";
import type { RunStep } from "./run-steps.ts";

/** Everything a step leaves behind, one entry per tool. `stages` are those of the file. */
export function leftoversOf(step: RunStep, stages: readonly Stage[]): readonly Leftover[] {
  const commands = packageCommands(step.list.commands);
  const found = [apt(step, commands, stages), apk(step, commands, stages), rpm(step, commands), zypper(step, commands)];
  return [...found.filter((one) => one !== undefined), ...appLeftovers(step)];
}

/** The lists come with `update`. A RUN that only updates is update-alone's. */
function apt(step: RunStep, commands: readonly PackageCommand[], stages: readonly Stage[]): Leftover | undefined {
  const own = commands.filter(({ manager }) => manager === "apt");
  const update = own.find(({ action }) => action === "refresh");
  if (!update || aptOption(update.command, /^dir::/i) !== undefined) return undefined;
  const from = own.filter(({ action }) => action === "refresh").at(-1)?.command.span.end ?? 0;
  if (!own.some(({ action }) => action === "install" || action === "upgrade")) return undefined;
  if (own.some(({ verb }) => verb.value === "distclean" || verb.value === "dist-clean")) return undefined;
  if (isMounted(step.run, "/var/lib/apt/lists") || empties(step, from, "/var/lib/apt/lists")) return undefined;
  return {
    at: headSpan(update),
    by: `${update.command.name} update`,
    what: "the package lists in /var/lib/apt/lists",
    cure: aptCure(step, update, stages),
  };
}

function aptCure(step: RunStep, update: PackageCommand, stages: readonly Stage[]): Cure {
  const why = whyNoCleanUp(update.command);
  if (why) return { refusal: why };
  const need = needsAptLists(step, stages);
  if (need.kind === "yes")
    return { refusal: `${need.who} needs these lists and does not update them itself: give it its own update first.` };
  return { append: "rm -rf /var/lib/apt/lists/*", safety: need.kind === "maybe" ? "unsafe" : "safe" };
}

function apk(step: RunStep, commands: readonly PackageCommand[], stages: readonly Stage[]): Leftover | undefined {
  const own = commands.filter(({ manager, action }) => manager === "apk" && action !== "remove");
  const leaving = own.filter(
    ({ command }) => !hasFlag(command, "--no-cache", "--root", "-p", "--cache-dir", "--no-network"),
  );
  const [first] = leaving;
  if (!first || !own.some(({ action }) => action !== "refresh")) return undefined;
  const folders = ["/var/cache/apk", "/etc/apk/cache"];
  if (folders.some((folder) => isMounted(step.run, folder) || empties(step, first.command.span.start, folder)))
    return undefined;
  return {
    at: headSpan(first),
    by: `apk ${first.verb.pattern}`,
    what: "the package index in /var/cache/apk",
    cure: apkCure(step, leaving, stages),
  };
}

/** Alpine before 3.3. */
const withoutNoCache = /alpine[^:]{0,64}:v?(?:2|3\.[0-2])(?![0-9])/;

/** A later `apk add` that relies on this index goes first: once it has the flag too, this one follows. */
function apkCure(step: RunStep, leaving: readonly PackageCommand[], stages: readonly Stage[]): Cure {
  const why = leaving.map(({ command }) => whyNoFlag(step, command)).find((reason) => reason !== undefined);
  if (why) return { refusal: why };
  if (withoutNoCache.test(baseName(step)))
    return { refusal: "This Alpine is too old to know --no-cache: remove /var/cache/apk/* in the same RUN." };
  const update = leaving.some(
    ({ action, command }) => action === "refresh" || hasFlag(command, "-U", "--update", "--update-cache"),
  );
  if (update && needsApkIndex(step, stages))
    return { refusal: "A later apk add installs from this index: give that one --no-cache first." };
  return { edits: leaving.map(({ verb }) => flagAfter(verb, "--no-cache")), safety: "safe" };
}

function rpm(step: RunStep, commands: readonly PackageCommand[]): Leftover | undefined {
  const own = commands.filter(({ manager }) => manager === "rpm");
  const first = own.find(({ action }) => action === "install" || action === "upgrade" || action === "refresh");
  if (!first || own.some(({ action }) => action === "clean")) return undefined;
  if (own.some(({ command }) => hasFlag(command, "--installroot", "--cacheonly", "-C"))) return undefined;
  const folders = ["/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/tdnf"];
  const from = first.command.span.start;
  if (folders.some((folder) => isMounted(step.run, folder) || empties(step, from, folder))) return undefined;
  const why = whyNoCleanUp(first.command);
  const { name } = first.command;
  return {
    at: headSpan(first),
    by: `${name} ${first.verb.pattern}`,
    what: "repository metadata and packages in /var/cache",
    cure: why ? { refusal: why } : { append: `${name} clean all`, safety: "safe" },
  };
}

function zypper(step: RunStep, commands: readonly PackageCommand[]): Leftover | undefined {
  const own = commands.filter(({ manager }) => manager === "zypper");
  const first = own.find(({ action }) => action === "install" || action === "upgrade");
  if (!first || own.some(({ action, command }) => action === "clean" || hasFlag(command, "--root", "-R")))
    return undefined;
  if (isMounted(step.run, "/var/cache/zypp") || empties(step, first.command.span.start, "/var/cache/zypp"))
    return undefined;
  const why = whyNoCleanUp(first.command);
  return {
    at: headSpan(first),
    by: `zypper ${first.verb.pattern}`,
    what: "repository metadata and packages in /var/cache/zypp",
    cure: why ? { refusal: why } : { append: "zypper clean --all", safety: "safe" },
  };
}
