import type { ShellWord } from "./command.ts";

/** Where the program stands in a command's words once wrappers such as `sudo` and `env` are looked through. */
export interface Program {
  /** Base name of the program; "" when it is dynamic. */
  readonly name: string;
  /** Outermost first. */
  readonly wrappers: readonly string[];
  /** Index of the program's word. */
  readonly start: number;
  /** Indices of `A=b` words given to `env` or `sudo`. */
  readonly assignments: readonly number[];
  /** Words `from` up to `to` are a script for another shell: `sh -c SCRIPT`, `su -c SCRIPT`, `eval WORD…`. */
  readonly script: Script | undefined;
}

interface Script {
  readonly from: number;
  readonly to: number;
  /** `sh -c`, `su -c`, `eval`. */
  readonly label: string;
  /** Shell options the wrapper's flags switch on. */
  readonly options: readonly string[];
}

interface Wrapper {
  /** Letters of short flags that take a value. */
  readonly short?: string;
  /** Long flags that take their value as the next word. */
  readonly long?: readonly string[];
  /** Words between the flags and the program: the user of `gosu`, the duration of `timeout`. */
  readonly operands?: number;
  readonly assignments?: boolean;
  /** A flag that makes it a program of its own: `command -v`. */
  readonly unless?: RegExp;
}

const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ["sudo", { short: "ugpCDRTUrth", long: ["--user", "--group", "--chdir", "--prompt"], assignments: true }],
  ["doas", { short: "uC" }],
  ["gosu", { operands: 1 }],
  ["su-exec", { operands: 1 }],
  ["setpriv", { long: ["--reuid", "--regid", "--groups", "--inh-caps", "--ambient-caps", "--bounding-set"] }],
  ["runuser", { short: "ugGs", long: ["--user", "--group"] }],
  ["chroot", { operands: 1, long: ["--userspec", "--groups"] }],
  ["env", { short: "uC", long: ["--unset", "--chdir"], assignments: true }],
  ["exec", { short: "a" }],
  ["command", { unless: /^-[a-zA-Z]*[vV]/ }],
  ["builtin", {}],
  ["time", { short: "fo", long: ["--format", "--output"] }],
  ["nice", { short: "n", long: ["--adjustment"] }],
  ["ionice", { short: "cn", long: ["--class", "--classdata"] }],
  ["nohup", {}],
  ["setsid", {}],
  ["stdbuf", { short: "ioe" }],
  ["timeout", { short: "sk", long: ["--signal", "--kill-after"], operands: 1 }],
  ["xargs", { short: "IndLsEaP", long: ["--max-args", "--max-procs", "--delimiter", "--arg-file", "--max-lines"] }],
  ["retry", { short: "tmdsx", long: ["--tries", "--max", "--delay", "--times", "--sleep"] }],
  ["eatmydata", {}],
  ["fakeroot", {}],
  ["chronic", {}],
  ["busybox", { unless: /^-/ }],
  ["tini", { short: "pe" }],
  ["dumb-init", { short: "r", long: ["--rewrite"] }],
  ["catatonit", {}],
]);

/** Shells whose language is read. zsh and ksh differ, but not in what is looked at. */
const posixShells: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "rbash"]);
/** Modules that are programs of their own: `python -m pip` is `pip`. */
const pythonModules: ReadonlySet<string> = new Set(["pip", "pipenv", "poetry", "uv", "virtualenv", "pipx"]);
/** What `findScript` looks for. */
const scriptNames: ReadonlySet<string> = new Set([...posixShells, "eval", "su", "runuser"]);
const pythonName = /^(?:python|pypy)[0-9.]*$/;
const condaNames: ReadonlySet<string> = new Set(["conda", "mamba", "micromamba"]);
const assignmentShape = /^[A-Za-z_][A-Za-z0-9_]*=/;
const setNames: ReadonlyMap<string, string> = new Map([
  ["errexit", "e"],
  ["nounset", "u"],
  ["xtrace", "x"],
]);

/** True for `sh`, `bash` and the like: base names. */
export function isPosixShell(name: string): boolean {
  return posixShells.has(name);
}

/** The base name of a program's word; "" when it is dynamic. `$HOME/bin/pip` is `pip`. */
function programName(word: ShellWord | undefined): string {
  if (!word) return "";
  const slash = word.pattern.lastIndexOf("/");
  const base = slash === -1 ? word.pattern : word.pattern.slice(slash + 1);
  return base.includes("\u0000") ? "" : base;
}

/** Wrappers looked through for one command; the next one then counts as the program. */
export const maxWrappers = 16;

const none: readonly never[] = [];

/** Names that may hand their words to another program. Most commands have none of them, and need no closer look. */
function mayWrap(name: string): boolean {
  if (name === "" || wrappers.has(name) || scriptNames.has(name) || condaNames.has(name)) return true;
  return name.startsWith("py") && pythonName.test(name);
}

/** Looks through wrappers from word `start` on. */
export function findProgram(words: readonly ShellWord[], start = 0): Program {
  const first = programName(words[start]);
  if (!mayWrap(first)) return { name: first, wrappers: none, start, assignments: none, script: undefined };
  const found: string[] = [];
  const assignments: number[] = [];
  let at = start;
  for (;;) {
    const name = programName(words[at]);
    const script = findScript(words, at, name);
    const step = script || found.length >= maxWrappers ? undefined : skipWrapper(words, at, name);
    if (!step) return { name, wrappers: found, start: at, assignments, script };
    found.push(step.label);
    assignments.push(...step.assignments);
    at = step.next;
  }
}

/**
 * Options a shell's flags switch on and off, whether it takes a script (`-c`) or reads stdin (`-s`), and where its flags
 * end: for `bash -eo pipefail -c`, `set -eux`. Login and interactive are no options of the script.
 */
export function readShellFlags(words: readonly (string | undefined)[], start: number) {
  const options: string[] = [];
  const removed: string[] = [];
  let command = false;
  let stdin = false;
  let at = start;
  for (; at < words.length; at++) {
    const word = words[at];
    if (word === undefined || word.length < 2 || (word[0] !== "-" && word[0] !== "+")) break;
    if (word === "--") {
      at++;
      break;
    }
    if (word.startsWith("--")) {
      if (word === "--rcfile" || word === "--init-file") at++;
      continue;
    }
    const into = word[0] === "-" ? options : removed;
    for (const letter of word.slice(1)) {
      if (letter === "c") command = true;
      else if (letter === "s") stdin = true;
      else if (letter === "l" || letter === "i") continue;
      else if (letter === "o" || letter === "O") {
        const name = words[++at];
        if (name !== undefined) into.push(setNames.get(name) ?? name);
      } else into.push(letter);
    }
  }
  return { options, removed, command, stdin, end: Math.min(at, words.length) };
}

function findScript(words: readonly ShellWord[], at: number, name: string): Script | undefined {
  if (name === "eval") return scriptAt(words, at + 1, words.length, "eval", []);
  if (name === "su" || name === "runuser") {
    const flag = words.findIndex((word, index) => index > at && /^(?:-[a-z]*c|--command)$/.test(word.pattern));
    return flag === -1 ? undefined : scriptAt(words, flag + 1, flag + 2, `${name} -c`, []);
  }
  if (!posixShells.has(name)) return undefined;
  const flags = readShellFlags(
    words.map((word) => word.value),
    at + 1,
  );
  return flags.command ? scriptAt(words, flags.end, flags.end + 1, `${name} -c`, flags.options) : undefined;
}

/** A script that is nothing but one expansion cannot be read; then the shell itself is the program. */
function scriptAt(words: readonly ShellWord[], from: number, to: number, label: string, options: readonly string[]) {
  const script = words.slice(from, to);
  if (script.length === 0 || script.every((word) => word.pattern === "\u0000")) return undefined;
  return { from, to: Math.min(to, words.length), label, options };
}

interface Step {
  readonly next: number;
  readonly label: string;
  readonly assignments: readonly number[];
}

function skipWrapper(words: readonly ShellWord[], at: number, name: string): Step | undefined {
  const wrapper = wrappers.get(name);
  if (wrapper) return skipFlags(words, at + 1, name, wrapper);
  if (pythonName.test(name)) return skipPython(words, at, name);
  if (condaNames.has(name) && words[at + 1]?.value === "run")
    return skipFlags(words, at + 2, `${name} run`, { short: "np", long: ["--name", "--prefix", "--cwd"] });
  const word = words[at];
  if (name !== "" || !word || !/^\$\{?SUDO\}?$/i.test(word.raw)) return undefined;
  return at + 1 < words.length ? { next: at + 1, label: word.raw, assignments: [] } : undefined;
}

function skipFlags(words: readonly ShellWord[], start: number, label: string, wrapper: Wrapper): Step | undefined {
  const assignments: number[] = [];
  let at = start;
  for (; at < words.length; at++) {
    const text = words[at]?.pattern ?? "";
    if (text === "--") {
      at++;
      break;
    }
    if (text.startsWith("-") && text.length > 1) {
      if (wrapper.unless?.test(text)) return undefined;
      if (takesNextWord(text, wrapper)) at++;
      continue;
    }
    if (!wrapper.assignments || !assignmentShape.test(text)) break;
    assignments.push(at);
  }
  at += wrapper.operands ?? 0;
  return at < words.length ? { next: at, label, assignments } : undefined;
}

function takesNextWord(flag: string, wrapper: Wrapper): boolean {
  if (flag.startsWith("--")) return wrapper.long?.includes(flag) ?? false;
  for (let at = 1; at < flag.length; at++) if (wrapper.short?.includes(flag[at] ?? "")) return at === flag.length - 1;
  return false;
}

function skipPython(words: readonly ShellWord[], at: number, name: string): Step | undefined {
  for (let next = at + 1; next < words.length; next++) {
    const value = words[next]?.value;
    if (value === undefined || !/^-[A-Za-z]+$/.test(value)) return undefined;
    if (!value.endsWith("m")) continue;
    if (!pythonModules.has(words[next + 1]?.value ?? "")) return undefined;
    return { next: next + 1, label: `${name} -m`, assignments: [] };
  }
  return undefined;
}
