/**
 * Commands that are given a credential in their own words: logins, settings, clones, clients with a password option. A
 * command goes in; out come the places that hold a credential, by the grammar of the tool.
 */
import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { operandsOf, readArguments, toolName } from "../../../dockerfile/command-queries.ts";
import type { Span } from "../../../text/source.ts";

export interface CredentialPlace {
  /** What the command is, for messages: `aws configure set`. */
  readonly by: string;
  readonly word: ShellWord;
  /** The credential itself where it is written out; undefined where variables or commands fill it. */
  readonly value: string | undefined;
  readonly span: Span;
}

/** Options that hold the credential, for a tool and the first operands it needs. */
interface Login {
  readonly tools: RegExp;
  readonly verbs: readonly string[];
  readonly options: readonly string[];
  /** Place of an operand that is the credential, counted from the verb; undefined for none. */
  readonly operand?: number;
}

const logins: readonly Login[] = [
  { tools: /^(?:docker|podman|buildah|skopeo|nerdctl|oras)$/, verbs: ["login"], options: ["-p", "--password"] },
  { tools: /^crane$/, verbs: ["auth login"], options: ["-p", "--password"] },
  { tools: /^helm$/, verbs: ["registry login", "repo add"], options: ["-p", "--password"] },
  { tools: /^az$/, verbs: ["login"], options: ["-p", "--password", "--client-secret"] },
  { tools: /^cargo$/, verbs: ["login"], options: [], operand: 0 },
  { tools: /^vault$/, verbs: ["login"], options: [], operand: 0 },
  { tools: /^(?:huggingface-cli|hf)$/, verbs: ["login", "auth login"], options: ["--token"] },
  { tools: /^doctl$/, verbs: ["auth init"], options: ["-t", "--access-token"] },
  {
    tools: /^(?:jf|jfrog)$/,
    verbs: ["config add", "c add", "rt config"],
    options: ["--password", "--access-token", "--apikey"],
  },
  {
    tools: /^(?:dotnet|nuget)$/,
    verbs: ["nuget add", "nuget update", "sources add", "sources update"],
    options: ["-p", "--password", "-Password"],
  },
  { tools: /^poetry$/, verbs: ["config"], options: [], operand: 2 },
  { tools: /^twine$/, verbs: ["upload"], options: ["-p", "--password"] },
];

/** All tools above and below: most commands are of none. */
const knownTools: ReadonlySet<string> = new Set([
  ...["docker", "podman", "buildah", "skopeo", "nerdctl", "oras", "crane", "helm", "az", "cargo", "vault"],
  ...["huggingface-cli", "hf", "doctl", "jf", "jfrog", "dotnet", "nuget", "poetry", "twine", "aws"],
  ...["npm", "pnpm", "yarn", "git"],
]);
/** Those that take the credential as a setting; none of them is among the logins. */
const settingTools: ReadonlySet<string> = new Set(["aws", "npm", "pnpm", "yarn"]);
const noPlaces: readonly CredentialPlace[] = [];

/** Every credential in a command's words; nearly always none. */
export function credentialPlaces(command: Command): readonly CredentialPlace[] {
  // None of them carries a version in its name.
  const tool = command.name;
  if (!knownTools.has(tool) || operandsOf(command).length === 0) return noPlaces;
  if (tool === "git") return [...addressPlaces(command)];
  return settingTools.has(tool) ? [...settingPlaces(tool, command)] : [...loginPlaces(tool, command)];
}

function* loginPlaces(tool: string, command: Command): Iterable<CredentialPlace> {
  const operands = operandsOf(command);
  for (const { tools, verbs, options, operand } of logins) {
    if (!tools.test(tool)) continue;
    const verb = verbs.find((words) => words.split(" ").every((word, at) => operands[at]?.value === word));
    if (verb === undefined) continue;
    const by = `${tool} ${verb}`;
    for (const option of options) yield* optionPlaces(command, by, option);
    const word = operand === undefined ? undefined : operands[verb.split(" ").length + operand];
    if (word && (tool !== "poetry" || /^http-basic\./.test(operands[1]?.value ?? ""))) yield whole(by, word);
  }
}

/** `--password x`, `--password=x`, `-p x`, `-px`. */
function* optionPlaces(command: Command, by: string, option: string): Iterable<CredentialPlace> {
  for (const [at, word] of command.args.entries()) {
    const { pattern } = word;
    const next = command.args[at + 1];
    if (pattern === option && next) yield whole(by, next);
    else if (pattern.startsWith(`${option}=`)) yield tail(by, word, option.length + 1);
    else if (/^-[a-z]$/.test(option) && pattern.startsWith(option) && pattern.length > 2 && !pattern.startsWith("--"))
      yield tail(by, word, 2);
  }
}

function* settingPlaces(tool: string, command: Command): Iterable<CredentialPlace> {
  const operands = operandsOf(command);
  const [first, second, key, value] = operands;
  if (tool === "aws" && first?.value === "configure" && second?.value === "set") {
    if (/(?:secret_access_key|session_token)$/.test(key?.value ?? "") && value) yield whole("aws configure set", value);
    return;
  }
  if (tool === "aws") return;
  const verb = first?.value === "set" ? 1 : second?.value === "set" && /^c(?:onfig)?$/.test(first?.value ?? "") ? 2 : 0;
  const setting = verb === 0 ? undefined : operands[verb];
  const name = /^[^=]*(?:_authToken|_password|_auth|[nN]pmAuthToken|npmAuthIdent)(=|$)/.exec(setting?.pattern ?? "");
  if (!setting || !name) return;
  const by = `${tool} config set`;
  const next = operands[verb + 1];
  if (name[1] === "=") yield tail(by, setting, name[0].length);
  else if (next) yield whole(by, next);
}

/** `https://user:TOKEN@host`, `https://TOKEN@host`. */
function* addressPlaces(command: Command): Iterable<CredentialPlace> {
  const verb = operandsOf(command)[0]?.value ?? "";
  if (!["clone", "remote", "fetch", "pull", "push", "submodule", "config", "ls-remote"].includes(verb)) return;
  for (const word of readArguments(command).operands) {
    const match = /https?:\/\/(?:([^\s/:@"']*):)?([^\s/@:"']+)@/.exec(word.pattern);
    const credential = match?.[2];
    if (!match || credential === undefined) continue;
    // A user name alone, as in https://git@host, is none.
    if (match[1] === undefined && credential.length < 20 && !credential.includes("\0")) continue;
    yield { by: `git ${verb}`, word, value: credential.includes("\0") ? undefined : credential, span: word.span };
  }
}

function whole(by: string, word: ShellWord): CredentialPlace {
  return { by, word, value: word.value, span: word.span };
}

function tail(by: string, word: ShellWord, from: number): CredentialPlace {
  const rest = word.pattern.slice(from);
  return { by, word, value: rest.includes("\0") ? undefined : rest, span: word.span };
}

/** The literal text a command writes into a pipe: `echo VALUE | docker login --password-stdin`. */
export function pipedLiteral(commands: readonly Command[], command: Command): CredentialPlace | undefined {
  const { id, stage } = command.pipe;
  const takesInput = command.args.some(({ pattern }) => /^(?:--password-stdin|--with-token)$/.test(pattern));
  if (stage === 0 || !takesInput) return undefined;
  const source = commands.find((each) => each.pipe.id === id && each.pipe.stage === stage - 1);
  const word = source && ["echo", "printf"].includes(source.name) ? operandsOf(source).at(-1) : undefined;
  return (
    word && {
      by: `${toolName(command)} ${operandsOf(command)[0]?.value ?? ""}`.trim(),
      word,
      value: word.value,
      span: word.span,
    }
  );
}
