/**
 * Ways to switch certificate checks off. In: a command, or a variable with its value; out: what was written there and
 * how to take it out. Only switches whose meaning the tool documents are listed; a dynamic word is none.
 */
import type { Assignment, Command, ShellWord } from "../../../dockerfile/command.ts";
import { operandsOf, readArguments, toolName } from "../../../dockerfile/command-queries.ts";
import { hostOf, readDownload } from "./downloads.ts";
import { readWrittenLine } from "./written-lines.ts";

/** One switch in a command. */
export interface TlsSwitch {
  readonly at: { readonly start: number; readonly end: number };
  /** As people know it: `-k`, `strict-ssl false`. */
  readonly written: string;
  /** Who no longer checks: `curl`. */
  readonly tool: string;
  readonly takeOut: TakeOut;
}

export type TakeOut =
  | { readonly kind: "letter"; readonly word: ShellWord; readonly letter: string }
  | { readonly kind: "words"; readonly words: readonly ShellWord[] }
  | { readonly kind: "assignment"; readonly assignment: Assignment }
  | { readonly kind: "command" };

/** All switches of one command; `next` is the one after it in the script. */
export function tlsSwitches(command: Command, next: Command | undefined): readonly TlsSwitch[] {
  if (!mayHoldSwitch(command)) return none;
  const tool = toolName(command);
  const found = [...flagSwitches(command, tool), ...assignmentSwitches(command)];
  const configured = configSwitch(command, tool) ?? writtenSwitch(command, next);
  if (configured) found.push({ ...configured, at: command.span, takeOut: { kind: "command" } });
  return found;
}

const none: readonly TlsSwitch[] = [];

/** Asked first: most commands are of other tools. Those with a version in their name (`pip3`) are looked at in full. */
function mayHoldSwitch({ name, assignments }: Command): boolean {
  if (assignments.length > 0 || name === "echo" || name === "printf" || name === "export") return true;
  return flagsOf.has(name) || configTools.has(name) || /\d/.test(name);
}

const off = /^(?:false|no|off|0)$/i;
const notEmpty = /./;

/** Variables, upper case, and the values that switch the check off; `tool` is who reads them. */
const variables: ReadonlyMap<string, { readonly tool: string; readonly off: RegExp }> = new Map([
  ["NODE_TLS_REJECT_UNAUTHORIZED", { tool: "Node.js", off: /^0$/ }],
  ["PYTHONHTTPSVERIFY", { tool: "Python", off: /^0$/ }],
  ["PIP_TRUSTED_HOST", { tool: "pip", off: notEmpty }],
  ["UV_INSECURE_HOST", { tool: "uv", off: notEmpty }],
  ["NPM_CONFIG_STRICT_SSL", { tool: "npm", off }],
  ["YARN_STRICT_SSL", { tool: "Yarn", off }],
  ["YARN_ENABLE_STRICT_SSL", { tool: "Yarn", off }],
  // git looks only at whether it is set: `false` and the empty text switch the check off as well (tried with git 2.39).
  ["GIT_SSL_NO_VERIFY", { tool: "git", off: /^/ }],
  ["CONDA_SSL_VERIFY", { tool: "conda", off }],
  ["GOINSECURE", { tool: "go", off: notEmpty }],
  ["PERL_LWP_SSL_VERIFY_HOSTNAME", { tool: "Perl", off: /^0$/ }],
  ["BUNDLE_SSL_VERIFY_MODE", { tool: "bundler", off: /^0$/ }],
]);
const listsHosts: ReadonlySet<string> = new Set(["PIP_TRUSTED_HOST", "UV_INSECURE_HOST"]);

/** Who stops checking when `name` has this value; undefined when nobody does. */
export function whoTrustsAnyone(name: string, value: string): string | undefined {
  const key = /^npm_config_strict_ssl$/i.test(name) ? name.toUpperCase() : name;
  const known = variables.get(key);
  if (!known?.off.test(value)) return undefined;
  if (listsHosts.has(key) && value.split(/[\s,]+/).every(isLoopback)) return undefined;
  return known.tool;
}

/** True for names this file knows: asked first, so that other variables cost nothing. */
export function isTlsVariable(name: string): boolean {
  return variables.has(name) || /^npm_config_strict_ssl$/i.test(name);
}

interface FlagSwitch {
  readonly name: string;
  /** The flag counts only with such a value. */
  readonly value?: RegExp;
}

const rpmFlags: readonly FlagSwitch[] = [{ name: "--setopt", value: /^(?:[^=]*\.)?sslverify=(?:0|false|no)$/i }];
const aptFlags: readonly FlagSwitch[] = ["-o", "--option"].map((name) => ({
  name,
  value: /^Acquire::https(?:::[^=]*)?::Verify-(?:Peer|Host)=(?:false|no|0)$/i,
}));
const strictSsl: readonly FlagSwitch[] = [{ name: "--no-strict-ssl" }, { name: "--strict-ssl", value: off }];

const flagsOf: ReadonlyMap<string, readonly FlagSwitch[]> = new Map([
  ["curl", [{ name: "-k" }, { name: "--insecure" }]],
  ["wget", [{ name: "--no-check-certificate" }]],
  ["aria2c", [{ name: "--check-certificate", value: off }]],
  ["pip", [{ name: "--trusted-host" }]],
  ["uv", [{ name: "--allow-insecure-host" }, { name: "--trusted-host" }]],
  ["npm", strictSsl],
  ["yarn", strictSsl],
  ["pnpm", strictSsl],
  ["conda", [{ name: "-k" }, { name: "--insecure" }]],
  ["mamba", [{ name: "-k" }, { name: "--insecure" }]],
  ["git", [{ name: "-c", value: /^http\.(?:.*\.)?sslverify=(?:false|no|off|0)$/i }]],
  ["go", [{ name: "-insecure" }]],
  ["apt-get", aptFlags],
  ["apt", aptFlags],
  ["yum", rpmFlags],
  ["dnf", rpmFlags],
  ["microdnf", rpmFlags],
  ["tdnf", rpmFlags],
]);

function flagSwitches(command: Command, tool: string): TlsSwitch[] {
  const wanted = flagsOf.get(tool);
  if (!wanted) return [];
  const found = readArguments(command).flags.flatMap((flag): TlsSwitch[] => {
    const known = wanted.find(({ name }) => name === flag.name || name === flag.word.pattern);
    if (!known || (known.value && !known.value.test(flag.value ?? ""))) return [];
    const next = command.args[command.args.indexOf(flag.word) + 1];
    const isHost = known.name === "--trusted-host" || known.name === "--allow-insecure-host";
    const valueWord = flag.valueWord ?? (isHost ? next : undefined);
    const host = isHost ? (flag.value ?? valueWord?.pattern ?? "") : undefined;
    if (host !== undefined && (host === "" || isLoopback(host))) return [];
    const isLetter = known.name.length === 2 && known.value === undefined;
    const words = valueWord ? [flag.word, valueWord] : [flag.word];
    const takeOut: TakeOut = isLetter
      ? { kind: "letter", word: flag.word, letter: known.name.slice(1) }
      : { kind: "words", words };
    const at = { start: flag.word.span.start, end: words.at(-1)?.span.end ?? flag.word.span.end };
    const shown =
      isLetter || flag.value === undefined ? known.name : `${known.name} ${flag.value.replaceAll("\u0000", "…")}`;
    return [{ at, written: shown, tool, takeOut }];
  });
  return found.length === 0 || isOnlyLocal(command) ? [] : found;
}

/** A certificate of this very machine proves nothing, so nothing is lost without it. */
function isOnlyLocal(command: Command): boolean {
  const download = readDownload(command);
  return download?.urls.every((url) => isLoopback(hostOf(url.pattern) ?? "?")) ?? false;
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127\.[\d.]*|0\.0\.0\.0|\[?::1\]?)(?::\d+)?$/i.test(host) || host === "";
}

function assignmentSwitches(command: Command): TlsSwitch[] {
  const found: TlsSwitch[] = [];
  for (const assignment of command.assignments) {
    const tool = isTlsVariable(assignment.name) && whoTrustsAnyone(assignment.name, literal(assignment.value));
    if (!tool) continue;
    const written = `${assignment.name}=${literal(assignment.value)}`;
    found.push({ at: assignment.span, written, tool, takeOut: { kind: "assignment", assignment } });
  }
  if (command.name !== "export") return found;
  for (const word of command.args) {
    const [, name = "", value = ""] = /^(\w+)=(.*)$/s.exec(word.pattern) ?? [];
    const tool = isTlsVariable(name) && whoTrustsAnyone(name, value);
    if (!tool) continue;
    const takeOut: TakeOut = command.args.length === 1 ? { kind: "command" } : { kind: "words", words: [word] };
    found.push({ at: word.span, written: `${name}=${value}`, tool, takeOut });
  }
  return found;
}

/** Of a dynamic value nothing is known; an empty one says so for most variables. */
function literal(word: ShellWord | undefined): string {
  return word?.value ?? "";
}

type Configured = Pick<TlsSwitch, "written" | "tool">;

/** `npm config set strict-ssl false` and its like. */
function configSwitch(command: Command, tool: string): Configured | undefined {
  if (!configTools.has(tool)) return undefined;
  const text = operandsOf(command)
    .map((word) => word.pattern)
    .join(" ");
  if (tool === "git") {
    const key = /^config (?:set )?(http\.(?:\S*\.)?sslverify) (?:false|no|off|0)$/i.exec(text)?.[1];
    return key === undefined ? undefined : { written: `${key} false`, tool };
  }
  if (tool === "pip") return /^config set \S*trusted-host /.test(text) ? { written: "trusted-host", tool } : undefined;
  if (tool === "conda" || tool === "mamba")
    return /^config (?:.* )?ssl_verify (?:false|no|0)$/i.test(text) ? { written: "ssl_verify false", tool } : undefined;
  if (tool === "composer")
    return /^config disable-tls true$/.test(text) ? { written: "disable-tls true", tool } : undefined;
  if (tool === "bundle")
    return /^config (?:set )?ssl_verify_mode 0$/.test(text) ? { written: "ssl_verify_mode 0", tool } : undefined;
  const key = /^(?:config )?set (strict-ssl|enableStrictSsl)[ =](?:false|0)$/.exec(text)?.[1];
  return key === undefined ? undefined : { written: `${key} false`, tool };
}

const configTools: ReadonlySet<string> = new Set([
  ...["npm", "yarn", "pnpm", "git", "pip", "conda", "mamba", "composer", "bundle"],
]);

/** Files a tool reads its settings from, and the line in them. */
const settingsFiles: readonly {
  readonly file: RegExp;
  readonly line: RegExp;
  readonly tool: string;
  readonly written: string;
}[] = [
  { file: /npmrc$/, line: /strict-ssl ?= ?false/i, tool: "npm", written: "strict-ssl=false" },
  {
    file: /yarnrc(?:\.yml)?$/,
    line: /strict-ssl ?"? false|enableStrictSsl: false/i,
    tool: "Yarn",
    written: "strict-ssl false",
  },
  { file: /\.curlrc$/, line: /^(?:-k|-*insecure)(?:\s|\\n|$)/, tool: "curl", written: "insecure" },
  { file: /wgetrc$/, line: /check_certificate ?= ?off/i, tool: "wget", written: "check_certificate=off" },
  { file: /gitconfig$/, line: /sslverify ?= ?false/i, tool: "git", written: "sslVerify=false" },
  { file: /pip\.(?:conf|ini)$/, line: /trusted-host ?=/, tool: "pip", written: "trusted-host" },
  { file: /condarc$/, line: /ssl_verify: ?(?:false|no)/i, tool: "conda", written: "ssl_verify: false" },
  { file: /^\/etc\/apt\//, line: /Verify-Peer"? ?"?=?(?:false|0)/i, tool: "apt", written: "Verify-Peer false" },
  {
    file: /(?:yum|dnf)\.conf$|\.repo$/,
    line: /sslverify ?= ?(?:0|false|no)/i,
    tool: "the package manager",
    written: "sslverify=0",
  },
];

function writtenSwitch(command: Command, next: Command | undefined): Configured | undefined {
  const line = readWrittenLine(command, next);
  return line && settingsFiles.find(({ file, line: setting }) => file.test(line.file) && setting.test(line.text));
}
