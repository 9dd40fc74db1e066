/** What the commands of a build are seen to do: install, build, read the repository. Scripts they call are not looked into. */
import type { Command } from "../dockerfile/command.ts";
import { operandsOf, toolName } from "../dockerfile/command-queries.ts";
import { commandsOf } from "../dockerfile/commands.ts";
import type { Dockerfile, Stage } from "../dockerfile/dockerfile.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import type { Ecosystem } from "./ecosystems.ts";

/** A RUN with the commands that could be read; `isRead` is false where its shell is another one. */
export interface PlannedRun {
  readonly stage: Stage;
  readonly run: Instruction;
  readonly commands: readonly Command[];
  readonly isRead: boolean;
}

/** Every RUN of every stage, also of those that are not built by default: an ignore file counts for all of them. */
export function allRuns(dockerfile: Dockerfile): readonly PlannedRun[] {
  return dockerfile.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => {
      const run = instruction.trigger ?? instruction;
      if (run.name !== "run") return [];
      const list = commandsOf(stage, run);
      return [{ stage, run, commands: list.commands, isRead: list.skipped === undefined && list.errors.length === 0 }];
    }),
  );
}

/** True when the command brings the packages that a manifest lists, so that those of the host are not needed. */
export function installsPackages(command: Command, ecosystem: Ecosystem): boolean {
  const tool = toolName(command);
  const verb = operandsOf(command)[0]?.value ?? "";
  switch (ecosystem) {
    case "node":
      if (tool === "yarn") return verb === "" || verb === "install" || verb === "workspaces";
      return /^(?:npm|pnpm|bun)$/.test(tool) && /^(?:ci|i|in|ins|install|clean-install|ic)$/.test(verb);
    case "python":
      if (tool === "python") return /(?:^|\s)-m\s+(?:pip|poetry|pipenv|uv)\s/.test(textOf(command));
      if (tool === "uv") return verb === "sync" || verb === "pip";
      return /^(?:pip|pipenv|poetry|pdm|conda|mamba)$/.test(tool) && /^(?:install|sync|env)$/.test(verb);
    case "ruby":
      return /^bundler?$/.test(tool) && (verb === "" || verb === "install");
    case "php":
      return /^composer(?:\.phar)?$/.test(tool) && (verb === "install" || verb === "update");
    case "elixir":
      return tool === "mix" && verb === "deps.get";
    default:
      return buildsOutput(command, ecosystem);
  }
}

/** True when the command makes the build output of the ecosystem anew. */
export function buildsOutput(command: Command, ecosystem: Ecosystem): boolean {
  const tool = toolName(command);
  const verb = operandsOf(command)[0]?.value ?? "";
  switch (ecosystem) {
    case "node":
      if (/^(?:npm|yarn|pnpm|bun)$/.test(tool))
        return /(?:^|\s)[\w:-]*(?:build|generate|compile|bundle)/.test(textOf(command));
      return /^(?:next|nuxt|vite|ng|webpack|rollup|gatsby|turbo|nx|react-scripts|astro|vue-cli-service|tsc)$/.test(
        tool,
      );
    case "rust":
      return tool === "cargo" && /^(?:build|install|b|test|run|chef)$/.test(verb);
    case "go":
      return tool === "go" && /^(?:build|install|test)$/.test(verb);
    case "java":
      return /^(?:mvnw?|gradlew?|sbt|ant|mill)$/.test(tool);
    case "dotnet":
      return tool === "dotnet" && /^(?:restore|build|publish|test|run)$/.test(verb);
    case "elixir":
      return tool === "mix" && /^(?:compile|release|do)$/.test(verb);
    case "swift":
      return tool === "swift" && verb === "build";
    default:
      return false;
  }
}

/** How a command reads the repository it stands in, as said in a sentence: `git describe`. */
export function readsRepository(command: Command): string | undefined {
  if (toolName(command) === "go" && /-buildvcs=(?:true|1)/.test(textOf(command))) return "go build -buildvcs=true";
  if (toolName(command) !== "git") return undefined;
  const verb = operandsOf(command)[0]?.value ?? "";
  return /^(?:clone|init|config|version|lfs|credential|ls-remote|)$/.test(verb) ? undefined : `git ${verb}`;
}

/** Programs that look at the files they are told of and at nothing else, so at no .git folder. */
const plainPrograms: ReadonlySet<string> = new Set([
  ...["chmod", "chown", "mkdir", "rm", "rmdir", "touch", "ln", "echo", "printf", "true", ":", "set", "cd", "export"],
  ...["useradd", "adduser", "usermod", "groupadd", "addgroup", "passwd", "id", "whoami"],
  ...["apt-get", "apt", "apk", "yum", "dnf", "microdnf", "zypper", "update-ca-certificates", "ldconfig"],
  ...["curl", "wget", "test", "[", "sleep", "dos2unix", "unzip", "sed"],
]);

/** True when no command of the RUN can read version control data: a build tool, a script, an unknown program could. */
export function ignoresRepository({ commands, isRead }: PlannedRun): boolean {
  return isRead && commands.every((command) => plainPrograms.has(toolName(command)) || isListedInstall(command));
}

/** `pip install -r requirements.txt`: only what a list names. A package in the folder itself may ask git for its version. */
function isListedInstall(command: Command): boolean {
  const text = textOf(command);
  return (
    toolName(command) === "pip" &&
    /\sinstall\s/.test(` ${text} `) &&
    /\s-r\s/.test(text) &&
    !/\s\.{1,2}(?:[\s/[]|$)/.test(text)
  );
}

function textOf(command: Command): string {
  return command.args.map(({ pattern }) => pattern).join(" ");
}
