/**
 * What to write instead of a command that keeps a secret. A command goes in; out comes text that does the same for the
 * commands after it in the same RUN and leaves nothing on disk, with the tools that make use of it; undefined where no
 * such text is known for certain.
 */
import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { operandsOf, readArguments, toolName } from "../../../dockerfile/command-queries.ts";
import type { Span } from "../../../text/source.ts";
import type { Persisted } from "./persisting-commands.ts";

export interface Rewrite {
  readonly span: Span;
  readonly text: string;
  /** Tools that read what the text sets. */
  readonly readers: RegExp;
  /** True when the text writes to /dev/shm, which then has to be a tmpfs mount. */
  readonly inMemory: boolean;
  readonly title: string;
}

/**
 * Shared memory: the one directory that every builder gives with the rights of /tmp, so other users than root can write
 * there too. A tmpfs on a new directory is root's alone from the second RUN on (seen with BuildKit and runc).
 */
export const memoryMount = "--mount=type=tmpfs,target=/dev/shm";
const npmFile = "/dev/shm/npmrc";

/**
 * npm's global settings file, not the user's: scopes and registries in ~/.npmrc stay in force. echo, not `npm config set`:
 * npm logs its command line. Seen to work with npm 6, 8, 10 and 11.
 */
const useNpmFile = `export NPM_CONFIG_GLOBALCONFIG=${npmFile}`;
const npmReaders = /^(?:npm|npx)$/;

export function rewriteOf(command: Command, persisted: Persisted): Rewrite | undefined {
  if (!command.editable || command.conditional || command.pipe.length > 1 || command.wrappers.length > 0)
    return undefined;
  const tool = toolName(command);
  if (tool === "npm" && persisted.kind === "setting") return npmSetting(command);
  if (persisted.kind === "file" && /(?:^|\/)\.npmrc$/.test(persisted.path ?? "")) return npmFileWrite(command);
  const environment =
    command.assignments.length + command.redirects.length === 0 ? variablesFor(tool, command) : undefined;
  if (!environment) return undefined;
  const text = `export ${environment.pairs.map(([name, value]) => `${name}=${value}`).join(" ")}`;
  const title = `Hand it to ${tool} in the environment of the RUN that uses it`;
  return { span: command.span, text, readers: environment.readers, inMemory: false, title };
}

function npmSetting(command: Command): Rewrite | undefined {
  const words = operandsOf(command).filter((word) => !["config", "c", "set"].includes(word.value ?? ""));
  const flags = readArguments(command).flags.filter(
    ({ name }) => !["-g", "--global", "--location", "--quiet"].includes(name),
  );
  const line = words.length === 1 ? quoted(words[0]) : joined(words[0], words[1], "=");
  if (words.length > 2 || flags.length > 0 || command.assignments.length > 0 || command.redirects.length > 0)
    return undefined;
  if (line === undefined || !/(?:_authToken|_auth|_password)=/.test(line)) return undefined;
  return npmRewrite(command.span, `echo ${line} >> ${npmFile} && ${useNpmFile}`);
}

function npmFileWrite(command: Command): Rewrite | undefined {
  const redirect = command.redirects[0];
  const name = toolName(command);
  if (command.redirects.length !== 1 || !redirect || (name !== "echo" && name !== "printf")) return undefined;
  if (redirect.span.end !== command.span.end) return undefined;
  return npmRewrite(redirect.span, `>> ${npmFile} && ${useNpmFile}`);
}

function npmRewrite(span: Span, text: string): Rewrite {
  const title = "Keep the npm setting in memory, for the RUN that installs";
  return { span, text, readers: npmReaders, inMemory: true, title };
}

interface Environment {
  readonly pairs: readonly (readonly [name: string, value: string])[];
  readonly readers: RegExp;
}

/** The variables a tool reads in place of its settings file. */
function variablesFor(tool: string, command: Command): Environment | undefined {
  const words = operandsOf(command);
  const key = words[2]?.value ?? "";
  const value = quoted(words[3]);
  const isSet = words[1]?.value === "set" && words.length === 4 && value !== undefined;
  if (tool === "pip" && isSet && /^(?:global|install)\.(?:extra-)?index-url$/.test(key))
    return { pairs: [[`PIP_${constant(key.slice(key.indexOf(".") + 1))}`, value]], readers: /^(?:pip|pipx)$/ };
  if (tool === "aws" && isSet && /^aws_(?:access_key_id|secret_access_key|session_token)$/.test(key))
    return readArguments(command).flags.length > 0
      ? undefined
      : { pairs: [[key.toUpperCase(), value]], readers: /^(?:aws|s5cmd)$/ };
  if (tool === "yarn" && isSet && key === "npmAuthToken")
    return { pairs: [["YARN_NPM_AUTH_TOKEN", value]], readers: /^(?:yarn|corepack)$/ };
  if (tool === "poetry") return poetryVariables(words);
  if (tool === "git") return gitVariables(command, words);
  return undefined;
}

/** `poetry config http-basic.NAME USER PASSWORD`. */
function poetryVariables(words: readonly ShellWord[]): Environment | undefined {
  const name = /^http-basic\.([\w-]+)$/.exec(words[1]?.value ?? "")?.[1];
  const [user, password] = [quoted(words[2]), quoted(words[3])];
  if (name === undefined || user === undefined || password === undefined || words.length !== 4) return undefined;
  const prefix = `POETRY_HTTP_BASIC_${constant(name)}`;
  return {
    pairs: [
      [`${prefix}_USERNAME`, user],
      [`${prefix}_PASSWORD`, password],
    ],
    readers: /^poetry$/,
  };
}

/** `git config --global url.X.insteadOf Y`. Settings in the environment need git 2.31. */
function gitVariables(command: Command, words: readonly ShellWord[]): Environment | undefined {
  const flags = readArguments(command).flags.map(({ name }) => name);
  const [key, value] = [quoted(words[1]), quoted(words[2])];
  if (flags.join() !== "--global" || words.length !== 3 || key === undefined || value === undefined) return undefined;
  if (!/^"url\..*\.insteadOf"$/i.test(key)) return undefined;
  return {
    pairs: [
      ["GIT_CONFIG_COUNT", "1"],
      ["GIT_CONFIG_KEY_0", key],
      ["GIT_CONFIG_VALUE_0", value],
    ],
    readers: /^(?:git|go|npm|npx|yarn|pnpm|pip|cargo|composer|bundle|poetry|uv)$/,
  };
}

/** The word in double quotes: as it is, or put between them. Undefined where quotes are mixed. */
function quoted(word: ShellWord | undefined): string | undefined {
  const inner = innerText(word);
  return inner === undefined ? undefined : `"${inner}"`;
}

function joined(first: ShellWord | undefined, second: ShellWord | undefined, by: string): string | undefined {
  const [a, b] = [innerText(first), innerText(second)];
  return a === undefined || b === undefined ? undefined : `"${a}${by}${b}"`;
}

/**
 * The word without its double quotes, for one pair around it all. Undefined where other quotes, escapes, patterns, or
 * quotes inside `$( )` are in it.
 */
function innerText(word: ShellWord | undefined): string | undefined {
  if (!word || /['\\\n*?[\]]|\$\([^)]*"/.test(word.raw)) return undefined;
  return word.raw.replaceAll('"', "");
}

function constant(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, "_").toUpperCase();
}
