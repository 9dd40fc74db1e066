import { derivedStore } from "./derived.ts";
import type { ShellKind, Stage } from "./dockerfile.ts";
import { isPosixShell, readShellFlags } from "./shell-wrappers.ts";
import type { Instruction } from "./tree.ts";

/** What runs the shell form at one place. */
export interface StageShell {
  readonly kind: ShellKind;
  /** Base name of the program, as in "SHELL is pwsh". */
  readonly name: string;
  /** How that is known: `SHELL`, or the Windows base image. */
  readonly by: "SHELL" | "default" | "windows";
  /** Options its flags switch on: `pipefail` of `["bash", "-o", "pipefail", "-c"]`. */
  readonly options: readonly string[];
}

const defaultShell: StageShell = { kind: "posix", name: "sh", by: "default", options: [] };
const windowsShell: StageShell = { kind: "cmd", name: "cmd", by: "windows", options: [] };
const windowsImage = /windows\/|servercore|nanoserver|[-/]windows(?::|$)/i;
/** Scripts that hand their argument to bash, known by name: the micromamba images set this one. */
const shellScripts: ReadonlySet<string> = new Set(["_dockerfile_shell.sh"]);

/** The shell that runs `instruction` of `stage` when it is in shell form. */
export function stageShell(stage: Stage, instruction: Instruction): StageShell {
  const setting = stage.before(instruction).shell;
  if (setting) return readShell(setting.value);
  return isWindows(stage) ? windowsShell : defaultShell;
}

/** Reads the words of a SHELL instruction: `["bash", "-c"]`, `["conda", "run", "-n", "x", "/bin/bash", "-c"]`. */
export function readShell(words: readonly string[]): StageShell {
  const names = words.map(baseName);
  const at = names.findIndex((name) => isPosixShell(name) || shellScripts.has(name));
  if (at >= 0)
    return { kind: "posix", name: names[at] ?? "sh", by: "SHELL", options: readShellFlags(words, at + 1).options };
  const name = names[0] ?? "";
  if (name === "powershell" || name === "pwsh") return { kind: "powershell", name, by: "SHELL", options: [] };
  return { kind: name === "cmd" ? "cmd" : "other", name, by: "SHELL", options: [] };
}

const windowsStages = derivedStore<Stage, boolean>();

function isWindows(stage: Stage): boolean {
  const known = windowsStages.get(stage);
  if (known !== undefined) return known;
  const first = stage.chain.at(-1) ?? stage;
  const { base } = first;
  const name = base.kind === "image" ? base.name : base.kind === "unknown" ? base.text : "";
  const windows =
    windowsImage.test(name) ||
    (first.platform?.value?.toLowerCase().startsWith("windows") ?? false) ||
    stage.escape === "`";
  windowsStages.set(stage, windows);
  return windows;
}

function baseName(word: string): string {
  const name = word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1).toLowerCase();
  return name.endsWith(".exe") ? name.slice(0, -4) : name;
}
