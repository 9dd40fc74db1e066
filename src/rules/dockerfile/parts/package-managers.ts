import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { flagValues, hasFlag, operandsOf, readArguments } from "../../../dockerfile/command-queries.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Span } from "../../../text/source.ts";
import { commandHead } from "./command-head.ts";

/** Families of system package managers; `rpm` is yum, dnf and their small relatives. */
export type PackageManager = "apt" | "apk" | "rpm" | "zypper";

/** What a command does to the system's packages. `refresh` only fetches the lists. */
export type PackageAction = "install" | "refresh" | "upgrade" | "remove" | "clean";

/** A command of a package manager, understood. */
export interface PackageCommand {
  readonly command: Command;
  readonly manager: PackageManager;
  readonly action: PackageAction;
  /** The word that names the action: `install`. */
  readonly verb: ShellWord;
  /** What comes after it: package names, dynamic words among them. */
  readonly packages: readonly ShellWord[];
}

const managers: ReadonlyMap<string, PackageManager> = new Map([
  ["apt-get", "apt"],
  ["apt", "apt"],
  ["aptitude", "apt"],
  ["apk", "apk"],
  ["yum", "rpm"],
  ["dnf", "rpm"],
  ["dnf5", "rpm"],
  ["microdnf", "rpm"],
  ["tdnf", "rpm"],
  ["zypper", "zypper"],
]);

const verbs: Readonly<Record<PackageManager, ReadonlyMap<string, PackageAction>>> = {
  apt: table({
    install: "install reinstall build-dep satisfy",
    refresh: "update",
    upgrade: "upgrade dist-upgrade full-upgrade safe-upgrade",
    remove: "remove purge autoremove autopurge",
    clean: "clean autoclean distclean dist-clean",
  }),
  apk: table({ install: "add", refresh: "update", upgrade: "upgrade", remove: "del", clean: "" }),
  rpm: table({
    install: "install reinstall localinstall groupinstall builddep downgrade swap",
    refresh: "makecache check-update",
    upgrade: "update upgrade upgrade-minimal update-minimal distro-sync groupupdate",
    remove: "remove erase autoremove groupremove",
    clean: "clean",
  }),
  zypper: table({
    install: "install in source-install si install-new-recommends inr",
    refresh: "refresh ref",
    upgrade: "update up patch dist-upgrade dup",
    remove: "remove rm",
    clean: "clean cc",
  }),
};

/** `dnf group install X`, `dnf module enable X`. */
const rpmSubjects: ReadonlySet<string> = new Set(["group", "groups", "module"]);

const cache = derivedStore<Command, PackageCommand | undefined>();

/** Undefined for other programs, for verbs that only look, and for a dry run. */
export function packageCommand(command: Command): PackageCommand | undefined {
  const manager = managers.get(command.name);
  if (manager === undefined) return undefined;
  return cache.of(command, () => readCommand(command, manager));
}

/** Those of one list of commands, in order. */
export function packageCommands(commands: readonly Command[]): readonly PackageCommand[] {
  return commands.flatMap((command) => packageCommand(command) ?? []);
}

/** Where to point: `apt-get install`. */
export function headSpan({ command, verb }: PackageCommand): Span {
  return commandHead(command, verb);
}

/** `apt-get install`, for messages. */
export function headText({ command, verb }: PackageCommand): string {
  return `${command.name} ${verb.pattern}`;
}

/** The value of one of apt's `-o Name=value` settings, lower-case; the last one counts. */
export function aptOption(command: Command, name: RegExp): string | undefined {
  const settings = flagValues(command, "-o", "--option").map((setting) => setting.split("="));
  return settings
    .filter(([key]) => name.test(key ?? ""))
    .at(-1)?.[1]
    ?.replace(/["';]/g, "")
    .trim()
    .toLowerCase();
}

/** How often `-q` is given; apt takes two as `-y`. */
export function aptQuietness(command: Command): number {
  let level = 0;
  for (const { name, value } of readArguments(command).flags)
    if (name === "-q" || name === "--quiet") level = value === undefined ? level + 1 : Number(value) || level;
  return level;
}

function readCommand(command: Command, manager: PackageManager): PackageCommand | undefined {
  const operands = operandsOf(command);
  const at = manager === "rpm" && rpmSubjects.has(operands[0]?.value ?? "") ? 1 : 0;
  const verb = operands[at];
  const action = verbs[manager].get(verb?.value ?? "");
  if (!verb || !action || isDryRun(command, manager)) return undefined;
  return { command, manager, action, verb, packages: operands.slice(at + 1) };
}

function isDryRun(command: Command, manager: PackageManager): boolean {
  if (manager === "apt")
    return hasFlag(command, "-s", "--simulate", "--just-print", "--dry-run", "--recon", "--no-act", "--print-uris");
  if (manager === "apk") return hasFlag(command, "-s", "--simulate");
  return hasFlag(command, "--assumeno", "--dry-run", "--help");
}

function table(names: Readonly<Record<PackageAction, string>>): ReadonlyMap<string, PackageAction> {
  const actions = Object.keys(names) as PackageAction[];
  return new Map(actions.flatMap((action) => names[action].split(" ").map((name) => [name, action] as const)));
}
