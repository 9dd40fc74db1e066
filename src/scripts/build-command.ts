import { joinTreePath } from "../files/tree-path.ts";
import type { Located } from "../runtime/container.ts";
import type { BuildArg, ImageBuild } from "../runtime/image-build.ts";
import type { Place } from "../text/source.ts";
import type { Argument } from "./argument.ts";
import { environmentEntry } from "./container-options.ts";
import type { EngineCommand } from "./engine-command.ts";
import { bakeSyntax, buildSyntax, type Option, readOptions } from "./options.ts";

/** A build while it is read. */
export type BuildDraft = { -readonly [Key in keyof ImageBuild]: Draft<ImageBuild[Key]> };
type Draft<T> = T extends readonly (infer Item)[] ? Item[] : T;

/** A build of which nothing is known yet. */
export function emptyBuild(kind: ImageBuild["kind"], label: string, at: Place): BuildDraft {
  return {
    kind,
    label,
    at,
    context: undefined,
    dockerfile: undefined,
    inline: undefined,
    target: undefined,
    args: [],
    namedContexts: [],
    secrets: [],
    ssh: [],
    platforms: [],
    privileged: undefined,
    network: undefined,
    tags: [],
  };
}

/** A build from a command line. `path` is the file's, for the label; `folder` where the command runs, when that is known. */
export function readBuild(command: EngineCommand, path: string, folder: string | undefined): ImageBuild | undefined {
  const label = `${command.label} in ${path}`;
  switch (command.verb) {
    case "build":
      return readBuildCommand(command, label, folder);
    case "compose-build":
      return readArgsOnly(command, label);
    case "bake":
      return readBake(command, label);
    default:
      return undefined;
  }
}

function readBuildCommand(command: EngineCommand, label: string, folder: string | undefined): ImageBuild {
  const { options, rest, hidden } = readOptions(command.args, buildSyntax);
  const draft = emptyBuild("command", label, command.at);
  for (const option of options) applyBuildOption(draft, option);
  const context = rest.find((word) => word.pattern !== "");
  // `docker build $ARGS` may hold the context or another Dockerfile.
  const isSure = context !== undefined && (hidden.length === 0 || context.value !== undefined);
  if (context && isSure) draft.context = contextOf(context, folder);
  draft.dockerfile = dockerfileOf(draft, options, command.at, folder, hidden.length > 0);
  return draft;
}

/** What the context word stands for: a folder, or something that is no folder here. */
function contextOf(word: Argument, folder: string | undefined): ImageBuild["context"] {
  const text = word.path;
  if (text === undefined || text.startsWith("~")) return undefined;
  if (isRemote(text)) return { value: { remote: text }, at: word.at };
  if (folder === undefined && !text.startsWith("/")) return undefined;
  return { value: { path: joinTreePath(folder ?? "/", text) }, at: word.at };
}

/** `-` is standard input; the rest are the addresses that the builder fetches: Git, archives, files over HTTP. */
export function isRemote(context: string): boolean {
  return (
    context === "-" || /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/i.test(context) || /\.git(?:#|$)/.test(context)
  );
}

/** `-f` is relative to where the command runs, and so not to the context; without it, the context's own Dockerfile. */
function dockerfileOf(
  draft: BuildDraft,
  options: readonly Option[],
  at: Place,
  folder: string | undefined,
  isHidden: boolean,
): Located<string> | undefined {
  const option = options.findLast(({ name }) => name === "file");
  const context = draft.context?.value;
  if (!option) {
    if (isHidden || !context || !("path" in context)) return undefined;
    return { value: joinTreePath(context.path, "Dockerfile"), at };
  }
  const text = option.value?.path;
  if (!option.value || text === undefined || text === "-" || text.startsWith("~") || isRemote(text)) return undefined;
  // With a remote context the path lies in what is fetched.
  if (context && "remote" in context && context.remote !== "-") return undefined;
  if (folder === undefined && !text.startsWith("/")) return undefined;
  return { value: joinTreePath(folder ?? "/", text), at: option.value.at };
}

function applyBuildOption(draft: BuildDraft, option: Option): void {
  const { value } = option;
  if (!value) return;
  switch (option.name) {
    case "build-arg":
      addBuildArg(draft, value);
      break;
    case "tag":
      addKnown(draft.tags, value);
      break;
    case "target":
      draft.target = known(value);
      break;
    case "platform":
      for (const platform of splitKnown(value)) draft.platforms.push(platform);
      break;
    case "secret":
      addId(draft.secrets, value);
      break;
    case "ssh":
      addSsh(draft.ssh, value);
      break;
    case "build-context":
      addNamedContext(draft, value);
      break;
    case "network":
      draft.network = known(value);
      break;
    case "allow":
    case "security-opt":
      if (/(?:^|,|=)security\.insecure(?:,|$)/.test(value.value ?? ""))
        draft.privileged = { value: true, at: value.at };
      break;
    default:
  }
}

/** Notes a build argument, `KEY=value` or `KEY`. */
function addBuildArg(draft: BuildDraft, argument: Argument): void {
  const entry = environmentEntry(argument);
  if (!entry) return;
  const { name, nameAt, value, at, literal } = entry;
  const arg: BuildArg = { name, nameAt, value, at, literal };
  draft.args.push(arg);
}

function known(argument: Argument): Located<string> | undefined {
  return argument.value === undefined ? undefined : { value: argument.value, at: argument.at };
}

function addKnown(list: Located<string>[], argument: Argument): void {
  const value = known(argument);
  if (value) list.push(value);
}

/** A list in one word; each part's place is the word's. */
function splitKnown({ value, at }: Argument): Located<string>[] {
  const parts = value?.split(",").filter((part) => part !== "") ?? [];
  return parts.map((part) => ({ value: part, at }));
}

/** The id of `id=token,src=file`: it counts even where the file's path is a variable. */
function addId(list: Located<string>[], { pattern, at }: Argument): void {
  const id = secretId(pattern);
  if (id !== undefined && !id.includes("\u0000")) list.push({ value: id, at });
}

/** The id of a build secret as it is written on a command line and in a Bake file. */
export function secretId(text: string): string | undefined {
  return /(?:^|,)id=([^,]*)/.exec(text)?.[1];
}

function addSsh(list: Located<string>[], { pattern, at }: Argument): void {
  const equals = pattern.indexOf("=");
  const id = equals === -1 ? pattern : pattern.slice(0, equals);
  if (id !== "" && !id.includes("\u0000")) list.push({ value: id, at });
}

function addNamedContext(draft: BuildDraft, argument: Argument): void {
  const equals = argument.pattern.indexOf("=");
  const name = argument.pattern.slice(0, Math.max(equals, 0));
  const address = argument.rest(equals + 1);
  if (name === "" || name.includes("\u0000") || address.path === undefined) return;
  draft.namedContexts.push({ name, address: { value: address.path, at: address.at } });
}

/** `docker compose build --build-arg KEY=value`: what is built stands in the Compose file. */
function readArgsOnly(command: EngineCommand, label: string): ImageBuild | undefined {
  const { options } = readOptions(command.args, buildSyntax);
  const draft = emptyBuild("command", label, command.at);
  for (const option of options) if (option.name === "build-arg") applyBuildOption(draft, option);
  return draft.args.length === 0 ? undefined : draft;
}

/** `docker buildx bake --set TARGET.args.KEY=value`: the rest stands in the Bake file. */
function readBake(command: EngineCommand, label: string): ImageBuild | undefined {
  const { options } = readOptions(command.args, bakeSyntax);
  const draft = emptyBuild("command", label, command.at);
  for (const { name, value } of options) {
    const set = name === "set" && value ? /^[^=]*\.args\.(?=[^=]+=)/.exec(value.pattern) : null;
    if (set && value) addBuildArg(draft, value.rest(set[0].length));
  }
  return draft.args.length === 0 ? undefined : draft;
}
