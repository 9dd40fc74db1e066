import type { Command } from "../../dockerfile/command.ts";
import type { Dockerfile } from "../../dockerfile/dockerfile.ts";
import type { Problem, Related } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { isMounted } from "./parts/cleanup.ts";
import { headSpan, type PackageCommand, packageCommand, packageCommands } from "./parts/package-managers.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";

export const updateAlone: Rule<"dockerfile"> = {
  id: "update-alone",
  title: "Package lists are fetched in a layer of their own",
  habit: "fresh",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium where a later RUN installs from the lists: it gets old packages, or fails. Low where nothing does, and for apk, which looks for a newer index itself: there the lists are only weight.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: ["trivy/DS-0017", "dockle/CIS-DI-0007", "kics/Update Instruction Alone", "checkov/CKV_DOCKER_5", "cis/4.7"],
  scope:
    "A RUN with apt-get update, apt update or apk update, and neither an install nor an upgrade nor anything else that could install: a script, a pipe into a shell, an unknown program. Left alone where the lists lie in a mount.",
  why: "The build cache keeps these lists for months: a later install then brings in packages with holes that are long repaired, or asks for versions that are gone.",
  remedy: "Update and install in one RUN (apk: apk add --no-cache needs no update).",
  whenToIgnore: "The builds never use a cache.",
  bad: [
    {
      title: "update in one layer, install in the next",
      dockerfile:
        "FROM debian:13-slim\nRUN apt-get update\nRUN apt-get install -y --no-install-recommends curl\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "both in one",
      dockerfile:
        "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends curl \\\n    && rm -rf /var/lib/apt/lists/*\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const step of runSteps(dockerfile)) {
      const update = loneUpdate(step);
      if (update) yield problem(dockerfile, step, update);
    }
  },
};

/** Programs that surely install nothing. Anything else might. */
const harmless: ReadonlySet<string> = new Set([
  ...["", "set", "export", "echo", "printf", "true", ":", "cd", "mkdir", "rm", "cp", "mv", "ln", "cat", "tee", "touch"],
  ...[
    "chmod",
    "chown",
    "sed",
    "grep",
    "awk",
    "sleep",
    "test",
    "[",
    "apt-key",
    "gpg",
    "curl",
    "wget",
    "find",
    "ls",
    "date",
  ],
  ...["apt-config", "locale-gen", "update-ca-certificates", "sort", "head", "cut", "tr", "dpkg-reconfigure"],
]);

function loneUpdate({ run, list }: RunStep): PackageCommand | undefined {
  const found = packageCommands(list.commands);
  const update = found.find(({ action, manager }) => action === "refresh" && (manager === "apt" || manager === "apk"));
  if (!update || list.errors.length > 0 || !list.commands.every(installsNothing)) return undefined;
  return isMounted(run, update.manager === "apt" ? "/var/lib/apt/lists" : "/var/cache/apk") ? undefined : update;
}

/** A program whose name is a variable is no harmless one: it has words. */
function installsNothing(command: Command): boolean {
  const read = packageCommand(command);
  if (read) return read.action === "refresh" || read.action === "clean";
  return harmless.has(command.name) && (command.name !== "" || command.words.length === 0);
}

function problem(dockerfile: Dockerfile, step: RunStep, update: PackageCommand): Problem {
  const { name } = update.command;
  const later = laterInstall(dockerfile, step, update);
  if (!later)
    return {
      at: headSpan(update),
      severity: "low",
      message: `${name} update stands alone and nothing installs from its lists: they only make the image bigger.`,
    };
  if (update.manager === "apk")
    return {
      at: headSpan(update),
      severity: "low",
      message: "apk update stands in a layer of its own and its index stays there: apk add --no-cache fetches its own.",
    };
  const related: Related[] = [{ at: headSpan(later), message: "This installs from lists as old as the cached layer." }];
  return {
    at: headSpan(update),
    message: `${name} update stands in a layer of its own: once that is cached, a later install uses old lists.`,
    related,
  };
}

/** The first install or upgrade after the step, in its stage or in one that is FROM it, up to the next update. */
function laterInstall(dockerfile: Dockerfile, step: RunStep, update: PackageCommand): PackageCommand | undefined {
  const steps = runSteps(dockerfile);
  for (const later of steps.slice(steps.indexOf(step) + 1)) {
    if (!later.stage.chain.includes(step.stage)) continue;
    const own = packageCommands(later.list.commands).filter(({ manager }) => manager === update.manager);
    const install = own.find(({ action }) => action === "install" || action === "upgrade");
    const refreshes = own.some(({ action }) => action === "refresh");
    if (install && !refreshes) return install;
    if (refreshes && later.stage === step.stage) return undefined;
  }
  return undefined;
}
