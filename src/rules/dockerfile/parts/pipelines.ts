import type { Command, Redirect } from "../../../dockerfile/command.ts";
import { toolName } from "../../../dockerfile/command-queries.ts";
import { readDownload } from "./downloads.ts";
import type { RunStep } from "./run-steps.ts";

/** The commands of one pipe, in order. Never empty. */
export type Pipeline = readonly Command[];

/** Pipes on the top level of a RUN where the failure of a command in front would go unnoticed. */
export function unguardedPipelines({ list }: RunStep): readonly Pipeline[] {
  const { commands, options } = list;
  if (options.has("pipefail") || commands.some(setsPipefail)) return [];
  const pipes = new Map<number, Command[]>();
  for (const command of commands) {
    if (command.pipe.length < 2 || command.conditional) continue;
    const known = pipes.get(command.pipe.id);
    if (known) known.push(command);
    else pipes.set(command.pipe.id, [command]);
  }
  return [...pipes.values()].filter((pipe) => isWhole(pipe) && mayFailUnnoticed(pipe) && !isGuarded(pipe, commands));
}

function setsPipefail(command: Command): boolean {
  return command.name === "set" && command.args.some((word) => word.pattern === "pipefail");
}

/** Groups and loops in a pipe are not among its commands: of such a pipe nothing is said. */
function isWhole(pipe: Pipeline): boolean {
  return pipe.every((command, index) => command.pipe.stage === index) && pipe.length === pipe[0]?.pipe.length;
}

const hardlyFails: ReadonlySet<string> = new Set([
  "echo",
  "printf",
  "cat",
  "yes",
  "true",
  ":",
  "seq",
  "env",
  "printenv",
]);
/** Programs that pass on what they get; without an input they end well. */
const filters: ReadonlySet<string> = new Set([
  "sed",
  "tr",
  "sort",
  "uniq",
  "tee",
  "tac",
  "rev",
  "fold",
  "column",
  "pv",
]);
/** Fail by themselves when nothing, or half of it, comes in: tried with the GNU tools and with busybox. */
const refusesEmpty: ReadonlySet<string> = new Set([
  ...["tar", "bsdtar", "gunzip", "zcat", "bunzip2", "bzcat", "gpg", "gpg2", "apt-key", "rpmkeys"],
]);
/** Hand on what they unpack: when nothing comes in, nothing useful goes out. */
const decompressors: ReadonlySet<string> = new Set([
  ...["gzip", "bzip2", "xz", "unxz", "xzcat", "pigz", "zstd", "lz4", "base64", "rpm2cpio"],
]);

function mayFailUnnoticed(pipe: Pipeline): boolean {
  const producers = pipe.slice(0, -1);
  const last = pipe.at(-1);
  // On a script or a static program ldd ends with an error, which says nothing about the build.
  if (pipe[0]?.name === "ldd" || onlyPrints(pipe)) return false;
  if (!last || last.name === "true" || last.name === ":") return false;
  const risky = producers.filter((command) => !hardlyFails.has(command.name) && !filters.has(command.name));
  if (risky.length === 0) return false;
  if (isCheck(last)) return false;
  const areDownloads = risky.every(
    (command) => readDownload(command) || refusesEmpty.has(command.name) || decompressors.has(command.name),
  );
  return !(areDownloads && refuses(last));
}

/** `apk info | sort | sed … >&2`: a list for the log of the build, which nothing depends on. */
function onlyPrints(pipe: Pipeline): boolean {
  const [producer, ...others] = pipe;
  if (!producer || !listsOnly(producer)) return false;
  return others.every((command) => printers.has(command.name) && command.redirects.every(goesToLog));
}

/** Pass on what they get, and write no file but by a redirect. */
const printers: ReadonlySet<string> = new Set([
  ...["sed", "tr", "sort", "uniq", "tac", "rev", "fold", "column", "cut", "head", "tail", "nl", "cat"],
]);

function goesToLog({ operator, target }: Redirect): boolean {
  const place = target?.pattern ?? "";
  if (/^[12]?>&$/.test(operator)) return /^[12]$/.test(place);
  return /^[12&]?>{1,2}$/.test(operator) && /^(?:&[12]|\/dev\/(?:stdout|stderr|null))$/.test(place);
}

const listVerbs: ReadonlyMap<string, RegExp> = new Map([
  ["apk", /^(?:info|list|version|stats)$/],
  ["apt", /^list$/],
  ["pip", /^(?:list|freeze|show)$/],
  ["gem", /^list$/],
  ["npm", /^(?:ls|list)$/],
  ["dpkg", /^(?:-l|--list)$/],
  ["rpm", /^-qa$/],
]);

/** Lists what is installed. */
function listsOnly(command: Command): boolean {
  if (command.redirects.length > 0) return false;
  return listVerbs.get(toolName(command))?.test(command.args[0]?.pattern ?? "") ?? false;
}

/** `locale -a | grep en_US`, `… | sha256sum -c`: where nothing comes in, nothing is found, and the RUN fails. */
function isCheck(command: Command): boolean {
  if (checksSums(command)) return true;
  const isGrep = /^[ef]?grep$/.test(command.name);
  return isGrep && !command.args.some(({ pattern }) => /^(?:-[a-zA-Z]*[vcL]|--invert-match|--count)/.test(pattern));
}

/** True for programs that fail when nothing, or a web page, comes in. */
export function refuses(command: Command): boolean {
  if (checksSums(command)) return true;
  const words = command.args.map((word) => word.pattern);
  if (decompressors.has(command.name)) return words.some((word) => /^-[a-z]*d|^--decompress$/.test(word));
  return refusesEmpty.has(toolName(command));
}

/** `a | b || c`, and `a | b &`. */
function isGuarded(pipe: Pipeline, commands: readonly Command[]): boolean {
  const end = pipe.at(-1)?.span.end ?? 0;
  const next = commands.find((command) => command.span.start >= end && command.joinedBy !== "|");
  return next?.joinedBy === "||" || next?.joinedBy === "&";
}

function checksSums(command: Command): boolean {
  const isSum = /^(?:sha\d*|md5|b2)sum$|^shasum$/.test(command.name);
  return isSum && command.args.some(({ pattern }) => /^(?:--check|--strict|-[a-z]*c[a-z]*)$/.test(pattern));
}
