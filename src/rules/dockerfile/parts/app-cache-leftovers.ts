import type { Command } from "../../../dockerfile/command.ts";
import { hasFlag, operandsOf, runs, subcommand, toolName } from "../../../dockerfile/command-queries.ts";
import { hasMountAt, removesNamed } from "./cleanup.ts";
import { flagAfter, whyNoCleanUp, whyNoFlag } from "./command-flag-edit.ts";
import { commandHead } from "./command-head.ts";
import type { Cure, Leftover } from "./leftover.ts";
import { packageCommands } from "./package-managers.ts";
import { baseName, isConfigured, type Setting } from "./package-options.ts";
import type { RunStep } from "./run-steps.ts";

/** The download caches of pip, npm and yarn. */
export function appLeftovers(step: RunStep): readonly Leftover[] {
  const { commands } = step.list;
  if (!commands.some(({ name }) => /^(?:pip|npm|yarn)/.test(name))) return [];
  return [pip(step), npm(step), yarn(step)].filter((one) => one !== undefined);
}

const pipFolders = /pip|\.cache\/?$|^\/root\/?$/;
const pipSetting: Setting = {
  text: /PIP_NO_CACHE_DIR|PIP_CACHE_DIR|XDG_CACHE_HOME|pip3? config|pip\.conf/,
  folder: /pip\.conf|\.config\/pip/,
};

/** Their pip is older than 6: no cache yet, and no flag either. */
const oldPip =
  /ubuntu[^:]{0,64}:(?:1[0-4]\.|precise|trusty|utopic)|debian[^:]{0,64}:(?:7|wheezy)(?![0-9])|centos[^:]{0,64}:(?:centos)?6(?![0-9])/;

/** PIP_NO_CACHE_DIR switches the cache off with any value, 0 and false included: pip keeps that for old files. */
function pip(step: RunStep): Leftover | undefined {
  const leaving = step.list.commands.filter(leavesPipCache);
  const [first] = leaving;
  if (!first || hasMountAt(step.run, pipFolders) || oldPip.test(baseName(step))) return undefined;
  if (removesNamed(step, /\.cache(?:\/|$)|\bpip\b/) || clears(step, "pip", "cache")) return undefined;
  if (isConfigured(step, pipSetting)) return undefined;
  const verbs = leaving.map((command) => operandsOf(command)[0]);
  const why = leaving.map((command) => whyNoFlag(step, command)).find((reason) => reason !== undefined);
  const edits = verbs.flatMap((verb) => (verb ? [flagAfter(verb, "--no-cache-dir")] : []));
  const cure: Cure = why ? { refusal: why } : { edits, safety: "safe" };
  return { at: commandHead(first), by: `${first.name} ${subcommand(first)}`, what: "pip's download cache", cure };
}

function leavesPipCache(command: Command): boolean {
  if (!runs(command, ["pip"], ["install", "download", "wheel"])) return false;
  if (hasFlag(command, "--cache-dir", "--no-index", "--dry-run", "--help")) return false;
  return !command.args.some((word) => word.pattern.startsWith("--no-cache"));
}

const npmFolders = /npm|\.cache\/?$|^\/root\/?$/;
const npmSetting: Setting = { text: /npm_config_cache|npm config set cache/i };

function npm(step: RunStep): Leftover | undefined {
  const first = step.list.commands.find(
    (command) =>
      runs(command, ["npm"], ["ci", "install", "i", "add", "clean-install", "install-clean"]) &&
      !hasFlag(command, "--cache", "--offline", "--dry-run", "--no-cache"),
  );
  if (!first || hasMountAt(step.run, npmFolders) || clears(step, "npm", "cache")) return undefined;
  if (removesNamed(step, /\.npm(?:\/|$)|_cacache|npm-cache/) || isConfigured(step, npmSetting)) return undefined;
  return {
    at: commandHead(first),
    by: `npm ${subcommand(first)}`,
    what: "npm's download cache",
    cure: appending(step, first, "npm cache clean --force", "safe"),
  };
}

const yarnFolders = /yarn|\.cache\/?$|^\/root\/?$/;
/** Yarn 2 and later may run the app out of its cache. */
const laterYarnText =
  /\.yarn(?:\/|\s|$)|\.yarnrc\.yml|\.pnp|berry|corepack|--immutable|workspaces focus|set version|YARN_CACHE_FOLDER|cache-folder/;
const laterYarn: Setting = { text: laterYarnText, folder: laterYarnText };

function yarn(step: RunStep): Leftover | undefined {
  const first = step.list.commands.find(
    (command) =>
      toolName(command) === "yarn" &&
      !hasFlag(command, "--cache-folder", "--offline", "--help", "--version", "-v") &&
      (subcommand(command) === undefined
        ? operandsOf(command).length === 0
        : /^(?:install|add|global)$/.test(subcommand(command) ?? "")),
  );
  if (!first || hasMountAt(step.run, yarnFolders) || clears(step, "yarn", "cache")) return undefined;
  if (removesNamed(step, /\.cache(?:\/|$)|yarn/) || isConfigured(step, laterYarn)) return undefined;
  return {
    at: commandHead(first),
    by: first.args.length === 0 ? "yarn" : `yarn ${subcommand(first) ?? ""}`.trim(),
    what: "yarn's download cache",
    cure: appending(step, first, "yarn cache clean", "unsafe"),
  };
}

/** Not where the RUN takes the tool away again before its end. */
function appending(step: RunStep, command: Command, append: string, safety: "safe" | "unsafe"): Cure {
  const refusal = whyNoCleanUp(command);
  if (refusal) return { refusal };
  const removed = packageCommands(step.list.commands).filter(({ action }) => action === "remove");
  const gone = removed.some(({ packages }) =>
    packages.some(({ pattern }) => /node|npm|yarn|^[.\0]|dep/.test(pattern) && !/dev$/.test(pattern)),
  );
  return gone ? { refusal: "The RUN may remove the tool again before it ends: clean up by hand." } : { append, safety };
}

/** `npm cache clean`, `yarn cache clean`, `pip cache purge`. */
function clears(step: RunStep, tool: string, verb: string): boolean {
  return step.list.commands.some((command) => runs(command, [tool], [verb]));
}
