import type { Span } from "../text/source.ts";
import { type Argument, maxWords } from "./argument.ts";

/**
 * The options of container engines as their flag library (pflag) reads them: bundles of letters, `--flag value`,
 * `--flag=value`, `--`. Only flags without a value are listed, every other takes one: most do, and new ones appear each year.
 */
export interface OptionSyntax {
  /** Long flags without a value; letters of short ones. */
  readonly switches: ReadonlySet<string>;
  readonly switchLetters: string;
  /** Letters that stand for a long name which is looked at, as in `e` for `env`. */
  readonly letters: Readonly<Record<string, string>>;
  /** False where the first other word ends the options: what follows is another program's. */
  readonly interspersed: boolean;
}

/** One option as it is written. */
export interface Option {
  /** The long name. */
  readonly name: string;
  readonly value: Argument | undefined;
  /** Flag and value. */
  readonly at: Span;
  /** The flag alone. */
  readonly flagAt: Span;
}

/** The words behind a command, sorted. */
export interface OptionList {
  readonly options: readonly Option[];
  /** Words that are no options, in order. */
  readonly rest: readonly Argument[];
  /** Words that may be options or none: `$OPTS`, `"${ARGS[@]}"`. */
  readonly hidden: readonly Argument[];
}

/** Reads the words behind a command. */
export function readOptions(words: readonly Argument[], syntax: OptionSyntax): OptionList {
  const options: Option[] = [];
  const rest: Argument[] = [];
  const hidden: Argument[] = [];
  const most = Math.min(words.length, maxWords);
  for (let at = 0; at < most; at++) {
    const word = words[at];
    if (!word) break;
    const { pattern } = word;
    if (pattern === "--") {
      rest.push(...words.slice(at + 1, most));
      break;
    }
    if (pattern.startsWith("--")) {
      const option = readLong(word, words[at + 1], syntax);
      if (!option) hidden.push(word);
      else options.push(option);
      if (option?.value && option.value === words[at + 1]) at += 1;
    } else if (pattern.startsWith("-") && pattern.length > 1) {
      const usesNext = readShort(word, words[at + 1], syntax, options);
      if (usesNext) at += 1;
    } else if (pattern === "\u0000" && mayBeOptions(word)) hidden.push(word);
    else if (syntax.interspersed) rest.push(word);
    else {
      rest.push(...words.slice(at, most));
      break;
    }
  }
  return { options, rest, hidden };
}

function readLong(word: Argument, next: Argument | undefined, syntax: OptionSyntax): Option | undefined {
  const { pattern } = word;
  const equals = pattern.indexOf("=");
  const name = pattern.slice(2, equals === -1 ? undefined : equals);
  if (name.includes("\u0000")) return undefined;
  if (equals !== -1) {
    const value = word.rest(equals + 1);
    return { name, value, at: word.at, flagAt: word.at };
  }
  if (syntax.switches.has(name) || !next) return { name, value: undefined, at: word.at, flagAt: word.at };
  return { name, value: next, at: { start: word.at.start, end: next.at.end }, flagAt: word.at };
}

/** Reads a bundle such as `-itp80:80`. True when its last letter takes the next word. */
function readShort(word: Argument, next: Argument | undefined, syntax: OptionSyntax, into: Option[]): boolean {
  const { pattern } = word;
  for (let at = 1; at < pattern.length; at++) {
    const letter = pattern[at] ?? "";
    const name = syntax.letters[letter] ?? letter;
    const isLast = at === pattern.length - 1;
    if (syntax.switchLetters.includes(letter)) {
      const hasValue = pattern[at + 1] === "=";
      into.push({ name, value: hasValue ? word.rest(at + 2) : undefined, at: word.at, flagAt: word.at });
      if (hasValue) return false;
      continue;
    }
    if (!isLast) {
      const value = word.rest(pattern[at + 1] === "=" ? at + 2 : at + 1);
      into.push({ name, value, at: word.at, flagAt: word.at });
      return false;
    }
    if (!next) return false;
    into.push({ name, value: next, at: { start: word.at.start, end: next.at.end }, flagAt: word.at });
    return true;
  }
  return false;
}

const imageLike = /IMAGE|IMG|TAG|REPO|REGISTRY|CONTAINER|NAME/i;
const optionLike =
  /OPT|ARG|FLAG|PARAM|EXTRA|ENV|VOL|MOUNT|PORT|NET|GPU|LABEL|TTY|INTERACTIVE|USER|LIMIT|DETACH|COMMON/i;

/** A variable alone can hold anything; its name tells, and where it does not, it is taken for the image. */
function mayBeOptions({ written, holdsOptions }: Argument): boolean {
  if (holdsOptions) return true;
  if (/^"?\$(?:@|\*|\{@\})"?$|\[[@*]\]/.test(written)) return true;
  if (written.startsWith("$(") && !/^\$\([A-Za-z0-9_.-]+\)$/.test(written)) return false;
  return optionLike.test(written) && !imageLike.test(written);
}

function syntax(
  interspersed: boolean,
  switchLetters: string,
  letters: Readonly<Record<string, string>>,
  switches: string,
): OptionSyntax {
  return { switches: new Set(switches.split(" ")), switchLetters, letters, interspersed };
}

const runSwitches =
  "detach disable-content-trust help init interactive no-healthcheck oom-kill-disable privileged publish-all quiet " +
  "read-only rm sig-proxy tty use-api-socket env-host http-proxy no-hostname no-hosts passwd read-only-tmpfs replace " +
  "rmi rootfs tls-verify unsetenv-all no-resolve-image with-registry-auth force rollback";
const runLetters = { e: "env", v: "volume", p: "publish", u: "user", m: "memory", P: "publish-all" };

/** `docker run`, `docker create`, `docker service create`, `podman pod create`. `-h` takes the host's name. */
export const runSyntax = syntax(false, "ditPq", runLetters, runSwitches);

/** `docker exec`. */
export const execSyntax = syntax(
  false,
  "dit",
  { e: "env", u: "user" },
  "detach interactive privileged tty help latest no-session",
);

/** `docker compose run`. */
export const composeRunSyntax = syntax(
  false,
  "diqPT",
  { e: "env", v: "volume", p: "publish", u: "user", P: "publish-all" },
  "build detach interactive no-deps no-TTY no-tty quiet quiet-build quiet-pull remove-orphans rm service-ports tty " +
    "use-aliases dry-run help privileged",
);

/** `docker build`, `docker buildx build`, `podman build`, `buildah bud`. */
export const buildSyntax = syntax(
  true,
  "qD",
  { f: "file", t: "tag" },
  "all-platforms check compress debug disable-compression disable-content-trust force-rm help http-proxy inherit-annotations " +
    "inherit-labels layers load no-cache no-hostname no-hosts no-rm omit-history parallel print pull push quiet rm " +
    "skip-unused-stages squash squash-all stdin stream tls-verify with-dependencies with-builder",
);

/** `docker buildx bake`. */
export const bakeSyntax = syntax(true, "D", { f: "file" }, "check debug help load no-cache print pull push");

/** What stands between the engine and its command: `docker -H tcp://… --context x`. */
export function engineGlobals(engine: string): OptionSyntax {
  return engine === "podman" ? podmanGlobals : dockerGlobals;
}

const dockerGlobals = syntax(false, "Dv", {}, "debug tls tlsverify version help debug-full insecure-registry");
const podmanGlobals = syntax(false, "rv", {}, "remote help version syslog noout transient-store");

/** What stands between `compose` and its command: `-f compose.yaml -p x`. */
export const composeGlobals = syntax(
  false,
  "v",
  {},
  "all-resources compatibility dry-run verbose version help tls tlsverify skip-hostname-check no-ansi",
);
