import type { Command } from "../../../dockerfile/command.ts";
import { hasFlag, operandsOf, toolName } from "../../../dockerfile/command-queries.ts";

/** Package managers that read package.json. */
export type NodeManager = "npm" | "yarn" | "pnpm" | "bun";

/** An install of what package.json lists. */
export interface NodeInstall {
  readonly manager: NodeManager;
  /** `ci`, `install`, `i`; "" for a bare `yarn`. */
  readonly verb: string;
}

const npmVerbs: ReadonlySet<string> = new Set(["install", "i", "in", "ins", "isntall"]);
const npmCleanVerbs: ReadonlySet<string> = new Set(["ci", "clean-install", "ic", "install-clean"]);

/** Undefined for every other command: adding one package, installing globally, asking for the version. */
export function nodeInstallOf(command: Command): NodeInstall | undefined {
  const manager = toolName(command);
  if (manager !== "npm" && manager !== "yarn" && manager !== "pnpm" && manager !== "bun") return undefined;
  if (hasFlag(command, "-g", "--global", "--version", "-v", "--help", "-h")) return undefined;
  const words = operandsOf(command);
  const verb = words[0]?.pattern ?? "";
  if (verb === "") return manager === "yarn" ? { manager, verb } : undefined;
  if (manager === "npm" && npmCleanVerbs.has(verb)) return { manager, verb: "ci" };
  const installs =
    verb === "install" || (manager === "npm" && npmVerbs.has(verb)) || (manager !== "yarn" && verb === "i");
  return installs && words.length === 1 ? { manager, verb } : undefined;
}

/** True for every install of the dependencies that package.json lists. */
export function installsDependencies(command: Command): boolean {
  return nodeInstallOf(command) !== undefined;
}
