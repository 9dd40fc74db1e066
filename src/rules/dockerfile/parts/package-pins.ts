/** Which of the packages a command installs are not held to a version. Words of which a part is unknown are passed over. */
import type { Command } from "../../../dockerfile/command.ts";
import {
  hasFlag,
  operandsOf,
  packageOperands,
  runs,
  subcommand,
  toolName,
} from "../../../dockerfile/command-queries.ts";
import { packageCommand } from "./package-managers.ts";

/** A way of installing: what it applies to, and what a held package looks like there. */
interface Installer {
  matches(command: Command): boolean;
  readonly packages: (command: Command) => readonly string[];
  isHeld(name: string): boolean;
}

/** Files and addresses: their name is their version, or there is none. */
const file = /^(?:\.{0,2}\/|~|\.$)|:\/\/|\.(?:deb|rpm|apk|whl|tgz|gem|zip)$|\.tar\.\w+$|^file:|^git[+@]/;

const installers: readonly Installer[] = [
  system("apt", (name) => name.includes("=") || /[-^]$/.test(name)),
  system("apk", (name) => /[=<>~]/.test(name) || /^[.!@]/.test(name)),
  system("rpm", (name) => /-\d[\w.]*\.\w/.test(name) || /[=<>@*]/.test(name)),
  system("zypper", (name) => /[=<>]/.test(name) || name.includes(":")),
  {
    matches: (command) =>
      runs(command, ["pip"], ["install"]) && !hasFlag(command, "-c", "--constraint", "--require-hashes"),
    packages: ownOperands,
    isHeld: (name) => /[=~]=|<|\s@\s|^\w[\w.-]*@/.test(name),
  },
  {
    matches: (command) => runs(command, ["npm", "pnpm"], ["install", "i", "add"]) || addsWithYarn(command),
    packages: (command) => ownOperands(command).slice(subcommand(command) === "global" ? 1 : 0),
    isHeld: (name) => /.@(?!latest$|next$|\*)/.test(name) || /^[\w-]+\/[\w.-]+/.test(name),
  },
  {
    matches: (command) => runs(command, ["gem"], ["install"]) && !hasFlag(command, "-v", "--version", "-g", "--file"),
    packages: ownOperands,
    isHeld: (name) => /.:\d/.test(name),
  },
  {
    matches: (command) => runs(command, ["go"], ["install", "get"]),
    packages: ownOperands,
    isHeld: (name) => !/@(?:latest|upgrade|master|main|HEAD)$/.test(name),
  },
];

/** The names of the packages that are not held, in order; empty for other commands. */
export function unpinnedPackages(command: Command): readonly string[] {
  if (command.args.length === 0) return [];
  const installer = installers.find((one) => one.matches(command));
  if (!installer) return [];
  return installer
    .packages(command)
    .filter((name) => name !== "" && !name.includes("\u0000") && !file.test(name) && !installer.isHeld(name));
}

function system(wanted: string, isHeld: (name: string) => boolean): Installer {
  return {
    matches: (command) => {
      const read = packageCommand(command);
      return read?.manager === wanted && read.action === "install" && !/^build-?dep$/.test(read.verb.pattern);
    },
    packages: (command) => packageCommand(command)?.packages.map(({ pattern }) => pattern) ?? [],
    isHeld,
  };
}

function ownOperands(command: Command): readonly string[] {
  return packageOperands(command).map(({ pattern }) => pattern);
}

function addsWithYarn(command: Command): boolean {
  if (toolName(command) !== "yarn") return false;
  const [first, second] = operandsOf(command);
  return first?.value === "add" || (first?.value === "global" && second?.value === "add");
}
