/**
 * Where pip meets a Python that the operating system keeps for itself (PEP 668). Source of the releases: the
 * EXTERNALLY-MANAGED file came with Debian 12, Ubuntu 23.04 and Alpine 3.19.
 */
import { baseOsFamily } from "../../../bases/os-family.ts";
import { distributionSupport, proposeTag, rebuiltTagsDate } from "../../../bases/tags.ts";
import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { hasFlag, runs, toolName } from "../../../dockerfile/command-queries.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import { parseReference } from "../../../image/reference.ts";
import { packageCommand } from "./package-managers.ts";
import { chainCommands } from "./stage-commands.ts";

/** A `pip install` that will be refused. */
export interface SystemPip {
  readonly command: Command;
  readonly run: Instruction;
  /** `Ubuntu 26.04`. */
  readonly release: string;
  /** The word of the install command that brings pip. */
  readonly pipPackage: ShellWord;
}

/** By family: the first release that refuses, and the package that brings pip. */
const families: Readonly<Record<string, { readonly from: string; readonly title: string; readonly pip: string }>> = {
  debian: { from: "12", title: "Debian", pip: "python3-pip" },
  ubuntu: { from: "23.04", title: "Ubuntu", pip: "python3-pip" },
  alpine: { from: "3.19", title: "Alpine", pip: "py3-pip" },
};

/** Images that bring another Python than the system's. */
const ownPython = /python|pypy|conda|mamba|jupyter|airflow|pytorch|tensorflow|sagemaker|uv(?:$|[:/@-])/i;

/** The first `pip install` of the stage that is refused; undefined where that is not certain. */
export function managedPython(stage: Stage): SystemPip | undefined {
  const root = stage.chain.at(-1)?.base;
  if (root?.kind !== "image" || ownPython.test(root.name)) return undefined;
  const commands = chainCommands(stage);
  const index = commands.findIndex(({ stage: in_, command }) => in_ === stage && installsIntoSystem(command));
  const found = commands[index];
  if (!found) return undefined;
  const release = refusingRelease(root.name);
  if (!release) return undefined;
  const before = commands.slice(0, index).map(({ command }) => command);
  const pipPackage = before.map((command) => pipPackageOf(command, release.pip)).find((word) => word !== undefined);
  if (!pipPackage || before.some(changesPython) || isConfigured(stage, found.instruction)) return undefined;
  return { command: found.command, run: found.instruction, release: release.title, pipPackage };
}

/** The image a Python program can start from today; never a tag the table does not hold. */
export function pythonImage(): string | undefined {
  const reference = parseReference("python:slim");
  const proposal = reference && proposeTag(reference);
  return proposal && `python:${proposal.tag}`;
}

function refusingRelease(image: string): { readonly title: string; readonly pip: string } | undefined {
  const reference = parseReference(image);
  const family = reference && families[baseOsFamily(reference)];
  const release = reference && distributionSupport(reference, rebuiltTagsDate)?.release;
  if (!family || !release || !isAtLeast(release, family.from)) return undefined;
  return { title: `${family.title} ${release}`, pip: family.pip };
}

/** By number of each part: 3.9 is before 3.19. */
function isAtLeast(release: string, from: string): boolean {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = from.split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** The pip found through PATH or in /usr/bin: that of the system, unless something put another one first. */
function installsIntoSystem(command: Command): boolean {
  if (!command.name.startsWith("pip") || !runs(command, ["pip"], ["install"])) return false;
  const program = command.words[0]?.value ?? "";
  if (program.includes("/") && !program.startsWith("/usr/bin/")) return false;
  if (command.assignments.some(({ name }) => name === "PATH" || name.startsWith("PIP_"))) return false;
  return !hasFlag(command, "--break-system-packages", "--target", "-t", "--prefix", "--root", "--dry-run", "--python");
}

function pipPackageOf(command: Command, name: string): ShellWord | undefined {
  const installed = packageCommand(command);
  return installed?.action === "install" ? installed.packages.find(({ value }) => value === name) : undefined;
}

/** Commands after which pip may be another one, or be allowed. */
function changesPython(command: Command): boolean {
  if (["activate", "conda", "mamba", "pyenv", "uv", "virtualenv"].includes(toolName(command))) return true;
  if ([".", "source", "export", "update-alternatives", "alternatives"].includes(command.name)) return true;
  const text = command.words.map(({ raw }) => raw).join(" ");
  return /EXTERNALLY-MANAGED|break-system-packages|get-pip|ensurepip|pip\.conf|make (?:alt)?install|deadsnakes/.test(
    text,
  );
}

/** Settings in force that choose another Python or allow it, also those in files that are copied in. */
function isConfigured(stage: Stage, run: Instruction): boolean {
  const scope = stage.before(run);
  const names = ["PATH", "VIRTUAL_ENV", "PIP_BREAK_SYSTEM_PACKAGES", "PIP_CONFIG_FILE", "PIP_TARGET", "PIP_PREFIX"];
  if (names.some((name) => scope.env.get(name) ?? scope.args.get(name))) return true;
  const copies = stage.chain.flatMap(({ instructions }) =>
    instructions.filter(({ name }) => name === "copy" || name === "add"),
  );
  return copies.some(({ body }) => /pip\.conf|\.config\/pip|\/etc\/?\s*$/.test(body.text));
}
