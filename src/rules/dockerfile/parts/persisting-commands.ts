/**
 * Commands that write a secret they are given to disk. A command and the RUN's carriers go in; out comes whose secret it
 * writes, and where to. Only what the command's own words, pipes and redirects show; what a program does on its own with
 * a variable is not guessed.
 */
import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { findFlag, hasFlag, operandsOf, toolName } from "../../../dockerfile/command-queries.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { Carrier, Carriers } from "./secret-carriers.ts";
import { pathOf } from "./written-paths.ts";

export interface Persisted {
  readonly carrier: Carrier;
  /** What does it: `npm config set`. */
  readonly by: string;
  /** As pathOf; undefined when it is not known. */
  readonly path: string | undefined;
  /** The path for messages. */
  readonly shown: string;
  readonly kind: "setting" | "login" | "file" | "copy" | "clone" | "install";
}

/** A tool that keeps what it is given in a settings file of its own. */
interface Keeper {
  readonly tools: readonly string[];
  /** The operands must begin with one of these. */
  readonly verbs: readonly (readonly string[])[];
  readonly path: string;
  readonly kind: "setting" | "login";
}

const keepers: readonly Keeper[] = [
  keeper("npm pnpm", ["config set", "set", "c set", "login", "adduser"], "~/.npmrc"),
  keeper("yarn", ["config set", "npm login"], "~/.yarnrc.yml"),
  keeper("pip", ["config set"], "~/.config/pip/pip.conf"),
  keeper("poetry", ["config"], "~/.config/pypoetry/auth.toml"),
  keeper("composer", ["config"], "~/.composer/auth.json"),
  keeper("bundle", ["config"], "~/.bundle/config"),
  keeper(
    "dotnet nuget",
    ["nuget add", "nuget update", "sources add", "sources update", "setapikey"],
    "~/.nuget/NuGet/NuGet.Config",
  ),
  keeper("gem", ["sources"], "~/.gemrc"),
  keeper("conda mamba", ["config"], "~/.condarc"),
  keeper("git", ["config"], "~/.gitconfig"),
  keeper("go", ["env"], "~/.config/go/env"),
  keeper("cargo", ["login"], "~/.cargo/credentials.toml", "login"),
  keeper("aws", ["configure set"], "~/.aws/credentials"),
  keeper("gcloud", ["auth activate-service-account", "auth login"], "~/.config/gcloud", "login"),
  keeper("az", ["login"], "~/.azure", "login"),
  keeper("docker podman buildah skopeo crane nerdctl", ["login", "auth login"], "~/.docker/config.json", "login"),
  keeper("helm", ["registry login", "repo add"], "~/.config/helm", "login"),
  keeper("gh", ["auth login"], "~/.config/gh/hosts.yml", "login"),
  keeper("terraform", ["login"], "~/.terraform.d/credentials.tfrc.json", "login"),
  keeper("huggingface-cli hf", ["login", "auth login"], "~/.cache/huggingface/token", "login"),
  keeper("vault", ["login"], "~/.vault-token", "login"),
  keeper("doctl", ["auth init"], "~/.config/doctl/config.yaml", "login"),
  keeper("jf jfrog", ["config add", "c add", "rt config"], "~/.jfrog", "login"),
  keeper("mc", ["alias set", "config host"], "~/.mc/config.json", "login"),
];

/** Programs whose output is, or holds, what they are given. */
const copiers: ReadonlySet<string> = new Set(
  "echo printf cat tee sed awk envsubst tr base64 head tail cut grep xargs jq env printenv set export yq".split(" "),
);

/** Undefined when the command writes no secret. `piped` is what comes in through the pipe, `document` a heredoc's text. */
export function persistedBy(
  stage: Stage,
  command: Command,
  carriers: Carriers,
  piped: Carrier | undefined,
): Persisted | undefined {
  const carrier = carriers.inWords(command.args) ?? piped ?? fromInput(command, carriers);
  return (
    (carrier && keptByTool(stage, command, carrier)) ??
    copied(stage, command, carriers) ??
    (carrier && cloned(stage, command, carrier)) ??
    redirected(stage, command, carriers, carrier) ??
    (carrier && writtenAsOperand(stage, command, carrier))
  );
}

/** What a command of a pipe hands on: its own words' secret, or what came in when it copies. */
export function handedOn(command: Command, carriers: Carriers, piped: Carrier | undefined): Carrier | undefined {
  if (!copiers.has(toolName(command))) return undefined;
  return carriers.inWords(command.args) ?? fromInput(command, carriers) ?? piped;
}

function keptByTool(stage: Stage, command: Command, carrier: Carrier): Persisted | undefined {
  const tool = toolName(command);
  const operands = operandsOf(command);
  const keeper = keepers.find(
    ({ tools, verbs }) =>
      tools.includes(tool) && verbs.some((verb) => verb.every((word, at) => operands[at]?.value === word)),
  );
  const verb = keeper?.verbs.find((words) => words.every((word, at) => operands[at]?.value === word));
  if (!keeper || !verb || (tool === "git" && hasFlag(command, "--unset", "--unset-all", "--get", "--remove-section")))
    return undefined;
  if (tool === "go" && !hasFlag(command, "-w")) return undefined;
  const { path, shown } = settingsPath(stage, command, tool, keeper.path);
  return { carrier, by: [tool, ...verb].join(" "), path, shown, kind: keeper.kind };
}

function settingsPath(
  stage: Stage,
  command: Command,
  tool: string,
  usual: string,
): { path: string | undefined; shown: string } {
  const own = (word: ShellWord) => ({ path: pathOf(stage, command, word), shown: word.value ?? usual });
  if (tool === "npm" || tool === "pnpm") {
    const file =
      command.assignments.find(({ name }) => /^npm_config_userconfig$/i.test(name))?.value ??
      findFlag(command, "--userconfig")?.valueWord;
    if (file) return file.raw.startsWith("--") ? { path: undefined, shown: "an .npmrc" } : own(file);
    if (findFlag(command, "--location")?.value === "project")
      return { path: undefined, shown: ".npmrc of the project" };
    if (hasFlag(command, "-g", "--global")) return { path: undefined, shown: "the global npmrc" };
  }
  if (tool === "git" && hasFlag(command, "--system")) return { path: "/etc/gitconfig", shown: "/etc/gitconfig" };
  if (tool === "git" && hasFlag(command, "-f", "--file")) return { path: undefined, shown: "a git configuration file" };
  if (tool === "git" && !hasFlag(command, "--global")) return { path: undefined, shown: ".git/config" };
  if (tool === "pip" && hasFlag(command, "--global")) return { path: "/etc/pip.conf", shown: "/etc/pip.conf" };
  return { path: usual, shown: usual };
}

/** `cp FILE place`, with a mounted secret as FILE. */
function copied(stage: Stage, command: Command, carriers: Carriers): Persisted | undefined {
  const tool = toolName(command);
  if (!["cp", "mv", "install", "rsync"].includes(tool)) return undefined;
  const operands = operandsOf(command);
  const target = operands.at(-1);
  const source = operands.slice(0, -1).find((word) => carriers.files.has(word.value ?? ""));
  const carrier = source && carriers.files.get(source.value ?? "");
  if (!carrier || !target) return undefined;
  const path = pathOf(stage, command, target);
  return { carrier, by: tool, path, shown: target.value ?? "another file", kind: "copy" };
}

/** git writes the address it clones from into `.git/config`; npm and yarn into lock files. */
function cloned(stage: Stage, command: Command, carrier: Carrier): Persisted | undefined {
  const tool = toolName(command);
  const operands = operandsOf(command);
  const verb = operands[0]?.value ?? "";
  const address = operands.find(
    ({ pattern }) => /^(?:git\+)?https?:\/\//.test(pattern) && /\0[^/]{0,200}@/.test(pattern),
  );
  if (!address) return undefined;
  if (tool === "git" && verb === "clone") {
    const folder = operands[operands.indexOf(address) + 1];
    const name = /([^/]{1,200}?)(?:\.git)?\/?$/.exec(address.pattern)?.[1] ?? "";
    const path = folder ? pathOf(stage, command, folder) : command.cwd === undefined ? name : undefined;
    const where = folder?.value ?? (name.includes("\0") ? "the clone" : name);
    return {
      carrier,
      by: "git clone",
      path: path && `${path}/.git/config`,
      shown: `${where}/.git/config`,
      kind: "clone",
    };
  }
  if (tool === "git" && ["remote", "submodule"].includes(verb))
    return { carrier, by: `git ${verb}`, path: undefined, shown: ".git/config", kind: "clone" };
  if (["npm", "pnpm", "yarn"].includes(tool) && ["install", "i", "add"].includes(verb))
    return { carrier, by: `${tool} ${verb}`, path: undefined, shown: "the lock file", kind: "install" };
  return undefined;
}

function redirected(
  stage: Stage,
  command: Command,
  carriers: Carriers,
  carrier: Carrier | undefined,
): Persisted | undefined {
  const tool = toolName(command);
  if (!copiers.has(tool) && tool !== "") return undefined;
  const out = command.redirects.find(({ operator, target }) => /^(?:1|&)?>{1,2}\|?$/.test(operator) && isFile(target));
  if (!out?.target) return undefined;
  const written = carrier ?? inDocument(command, carriers) ?? fromEnvironment(command, carriers);
  if (!written) return undefined;
  const path = pathOf(stage, command, out.target);
  return {
    carrier: written,
    by: tool || "the redirect",
    path,
    shown: out.target.value ?? out.target.raw,
    kind: "file",
  };
}

/** `tee FILE`, `sed -i … FILE`. */
function writtenAsOperand(stage: Stage, command: Command, carrier: Carrier): Persisted | undefined {
  const tool = toolName(command);
  const writes =
    tool === "tee" ||
    (tool === "sed" && command.args.some(({ pattern }) => /^(?:-[a-zA-Z]*i|--in-place)/.test(pattern)));
  const target = operandsOf(command).filter(isFile).at(-1);
  if (!writes || !target) return undefined;
  const path = pathOf(stage, command, target);
  return { carrier, by: tool === "sed" ? "sed -i" : tool, path, shown: target.value ?? target.raw, kind: "file" };
}

function isFile(word: ShellWord | undefined): boolean {
  return word !== undefined && !/^\/dev\/|^&?\d*$|^-$/.test(word.value ?? word.raw);
}

/** `< FILE` of a mounted secret. */
function fromInput(command: Command, carriers: Carriers): Carrier | undefined {
  const input = command.redirects.find(({ operator }) => operator === "<" || operator === "<<<");
  return carriers.inWord(input?.target);
}

/** Variables in the heredoc a command reads, where the shell expands them. */
function inDocument(command: Command, carriers: Carriers): Carrier | undefined {
  const redirect = command.redirects.find(({ operator }) => operator.startsWith("<<") && operator !== "<<<");
  const name = redirect?.target?.raw;
  if (name === undefined || /["'\\]/.test(name)) return undefined;
  const own = command.instruction.heredocs.find((heredoc) => heredoc.name === name);
  const text = own
    ? own.content.text
    : command.instruction.heredocs.map((heredoc) => documentIn(heredoc.content.text, name)).join("");
  return carriers.inText(text);
}

/** The lines between `<<NAME` and NAME in a script. */
function documentIn(script: string, name: string): string {
  const lines = script.split("\n");
  const start = lines.findIndex((line) => line.includes("<<") && line.includes(name));
  const end = lines.findIndex((line, at) => at > start && line.trim() === name);
  return start === -1 ? "" : lines.slice(start + 1, end === -1 ? undefined : end).join("\n");
}

/** `env > FILE` writes what a mount put into a variable. */
function fromEnvironment(command: Command, carriers: Carriers): Carrier | undefined {
  const tool = toolName(command);
  if (!["env", "printenv", "set", "export"].includes(tool)) return undefined;
  return operandsOf(command).length === 0 ? [...carriers.variables.values()][0] : undefined;
}

function keeper(tools: string, verbs: readonly string[], path: string, kind: Keeper["kind"] = "setting"): Keeper {
  return { tools: tools.split(" "), verbs: verbs.map((verb) => verb.split(" ")), path, kind };
}
