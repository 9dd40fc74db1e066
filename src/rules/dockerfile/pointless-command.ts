import type { Command } from "../../dockerfile/command.ts";
import { parseMounts } from "../../dockerfile/mounts.ts";
import type { Rule } from "../rule.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";

/** What each can do in a build: nothing that lasts. */
const reasons: ReadonlyMap<string, string> = new Map([
  ...["vim", "vi", "nano", "emacs", "less", "more"].map((name) => [name, "waits for somebody at a keyboard"] as const),
  ...["top", "htop", "free", "ps", "ifconfig", "netstat"].map((name) => [name, "looks at the build machine"] as const),
  ...["shutdown", "reboot", "halt", "poweroff"].map(
    (name) => [name, "stops a machine, and there is none here"] as const,
  ),
  ...["mount", "umount"].map((name) => [name, "changes mounts, which a build may not and which do not last"] as const),
  ["service", "starts a service that ends with this line"],
  ["ssh", "logs in to another machine"],
]);
const serviceWords: ReadonlySet<string> = new Set(["start", "restart", "reload"]);

export const pointlessCommand: Rule<"dockerfile"> = {
  id: "pointless-command",
  title: "A command makes no sense in a build",
  habit: "build",
  severity: "info",
  confidence: "medium",
  severityReason: "Info: usually a leftover of trying things out.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: ["hadolint/DL3001", "kics/Run Utilities And POSIX Commands", "semgrep/nonsensical-command"],
  scope:
    "RUN commands that edit by hand (vim, nano), look at the machine (top, ps, free, ifconfig), stop it (shutdown), mount, log in elsewhere (ssh, without an SSH mount), or start a service as the RUN's last command, in stages the target is built from.",
  why: "Nothing of it is in the image afterwards: services do not keep running, and there is no machine to look at.",
  remedy: "Remove it; start services in the container's own command.",
  whenToIgnore: "A script of the build needs the tool for a moment.",
  bad: [
    {
      title: "a service started in the build",
      dockerfile: "FROM node:24.19-trixie-slim\nRUN service cron start\nUSER 1000\n",
    },
    { title: "looking around", dockerfile: "FROM node:24.19-trixie-slim\nRUN free -m\nUSER 1000\n" },
  ],
  good: [
    {
      title: "a service used in the same line",
      dockerfile: "FROM node:24.19-trixie-slim\nRUN service cron start && run-parts /etc/cron.daily\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const step of runSteps(dockerfile))
      for (const command of step.list.commands) {
        const reason = reasons.get(command.name);
        if (reason === undefined || !isPointless(step, command)) continue;
        const program = command.words[0]?.span ?? command.span;
        yield { at: program, message: `${command.name} in a RUN ${reason}: nothing of it is in the image.` };
      }
  },
};

function isPointless({ list, run }: RunStep, command: Command): boolean {
  if (command.args.some((word) => word.pattern === "--version" || word.pattern === "--help")) return false;
  if (command.name === "service")
    return list.commands.at(-1) === command && serviceWords.has(command.args[1]?.value ?? "");
  if (command.name === "ssh")
    return !parseMounts(run).some(({ type }) => type === "ssh") && command.args[0]?.value !== "-V";
  if (/^(?:less|more|ps|mount)$/.test(command.name)) return command.pipe.length === 1 && !command.conditional;
  return !command.args.some((word) => /^(?:-[a-z]*[ce]s?|--?(?:batch|eval|script).*|\+.*)$/.test(word.pattern));
}
