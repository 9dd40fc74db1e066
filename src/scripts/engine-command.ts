import type { Command } from "../dockerfile/command.ts";
import { type Argument, type ArgumentSource, readArguments } from "./argument.ts";
import { withoutMarks } from "./marks.ts";
import { composeGlobals, engineGlobals, readOptions } from "./options.ts";

/** A command of a container engine that is looked into. */
export interface EngineCommand {
  readonly verb: Verb;
  /** As it is called in messages: `docker run`, `podman build`, `docker compose run`. */
  readonly label: string;
  /** The words of the label, where the command itself is pointed at. */
  readonly at: { readonly start: number; readonly end: number };
  /** What comes after those words. */
  readonly args: readonly Argument[];
}

/** What a command does, whatever engine does it. */
export type Verb =
  | "run"
  | "exec"
  | "service"
  | "pod"
  | "build"
  | "bake"
  | "compose-run"
  | "compose-exec"
  | "compose-build";

/** Finds the engine in a command's words and what it is asked to do; undefined for anything else. */
export function readEngineCommand(command: Command, from: ArgumentSource): EngineCommand | undefined {
  const start = engineIndex(command, from);
  if (start === undefined) return undefined;
  const engine = engineAt(command, start, from);
  if (!engine) return undefined;
  const args = readArguments(command, start + 1, from);
  const first = command.words[start]?.span.start ?? command.span.start;
  if (engine === "docker-compose" || engine === "podman-compose") return readCompose(engine, args, first);
  const { rest } = readOptions(args, engineGlobals(engine));
  const [group, verb] = [rest[0]?.value ?? "", rest[1]?.value ?? ""];
  if (group === "compose") return readCompose(`${engine} compose`, rest.slice(1), first);
  const two = verbs.get(`${group} ${verb}`);
  if (two) return found(two, `${engine} ${group} ${verb}`, first, rest, 2);
  const one = verbs.get(group);
  return one && found(one, `${engine} ${group}`, first, rest, 1);
}

const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ["run", "run"],
  ["create", "run"],
  ["container run", "run"],
  ["container create", "run"],
  ["exec", "exec"],
  ["container exec", "exec"],
  ["service create", "service"],
  ["service update", "service"],
  ["pod create", "pod"],
  ["build", "build"],
  ["image build", "build"],
  ["builder build", "build"],
  ["buildx build", "build"],
  ["buildx b", "build"],
  ["buildx bake", "bake"],
  ["buildx f", "bake"],
]);

const composeVerbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ["run", "compose-run"],
  ["exec", "compose-exec"],
  ["build", "compose-build"],
]);

function readCompose(engine: string, args: readonly Argument[], start: number): EngineCommand | undefined {
  const { rest } = readOptions(args, composeGlobals);
  const verb = composeVerbs.get(rest[0]?.value ?? "");
  return verb && found(verb, `${engine} ${rest[0]?.value}`, start, rest, 1);
}

function found(verb: Verb, label: string, start: number, rest: readonly Argument[], words: number): EngineCommand {
  const last = rest[words - 1];
  return { verb, label, at: { start, end: last?.at.end ?? start }, args: rest.slice(words) };
}

const engineNames: ReadonlySet<string> = new Set(["docker", "podman", "nerdctl", "docker-compose", "podman-compose"]);
/** Programs that run the program named further on in their words. */
const runners: ReadonlySet<string> = new Set([
  "cross-env",
  "env-cmd",
  "dotenv",
  "dotenvx",
  "flock",
  "winpty",
  "ssh",
  "npx",
]);
/** Programs that only print or search their words. */
const printers: ReadonlySet<string> = new Set(["echo", "printf", "git", "grep", "log", "info"]);
/** Words in which a program is looked for behind another one's. */
const maxRunnerWords = 24;

/** The index of the engine's word. */
function engineIndex(command: Command, from: ArgumentSource): number | undefined {
  if (engineAt(command, 0, from)) return 0;
  if (printers.has(command.name)) return undefined;
  // `$SUDO docker`, `$(RUN) docker`: what stands before it is filled in later, or not at all.
  const isRunner = runners.has(command.name) || withoutMarks(command.words[0]?.pattern ?? "") === "\u0000";
  const most = Math.min(command.words.length, maxRunnerWords);
  for (let at = 1; at < most; at++) {
    if (!engineNames.has(command.words[at]?.value ?? "")) continue;
    return isRunner || command.words[at - 1]?.value === "--" ? at : undefined;
  }
  return undefined;
}

/** `docker` for `docker`, `/usr/bin/docker`, `$DOCKER`, and `$ENGINE` where the file sets it to one. */
function engineAt(command: Command, index: number, { variables }: ArgumentSource): string | undefined {
  const word = command.words[index];
  if (!word) return undefined;
  const name = index === 0 ? command.name.replace(/\.exe$/, "") : (word.value ?? "");
  if (engineNames.has(name)) return name;
  if (name !== "" || index !== 0) return undefined;
  const variable = /^"?\$\{?([A-Za-z_][A-Za-z0-9_]*)(?:\[@\])?\}?"?$/.exec(word.raw)?.[1];
  if (variable === undefined) return undefined;
  return engineOfTexts(variables.writtenFor(variable)) ?? engineByName(variable);
}

/** The engine that a variable's values name: `docker`, `${DOCKER:-podman}`, `$(command -v docker)`. */
export function engineOfTexts(texts: readonly string[]): string | undefined {
  for (const text of texts) {
    const engine = /(?:^|[^A-Za-z0-9_.])(docker-compose|podman-compose|docker|podman|nerdctl)(?![A-Za-z0-9_-])/.exec(
      text,
    );
    if (engine) return engine[1];
  }
  return undefined;
}

/** `$DOCKER` and `$PODMAN_CMD` say what they are. */
export function engineByName(variable: string): string | undefined {
  return /^(docker|podman|nerdctl)(?:_?(?:bin|cmd|command|exe|exec|cli))?$/i.exec(variable)?.[1]?.toLowerCase();
}
