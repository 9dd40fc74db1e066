import { flagValues, hasFlag } from "../../dockerfile/command-queries.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { flagAfter, whyNoFlag } from "./parts/command-flag-edit.ts";
import { stopsBuild } from "./parts/exit-status.ts";
import {
  aptOption,
  aptQuietness,
  headSpan,
  headText,
  type PackageCommand,
  type PackageManager,
  packageCommands,
} from "./parts/package-managers.ts";
import { baseName, isConfigured, mayHoldFlag, type Setting } from "./parts/package-options.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";

export const noninteractiveFlag: Rule<"dockerfile"> = {
  id: "noninteractive-flag",
  title: "A package manager asks a question nobody answers",
  habit: "build",
  severity: "medium",
  confidence: "medium",
  severityReason:
    "Medium: as soon as there is something to confirm, the build stops with an error. Low for autoremove, which seldom finds anything.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    ...["DL3014", "DL3030", "DL3038", "DL3034"].map((id) => `hadolint/${id}`),
    "trivy/DS-0021",
    "kics/APT-GET Missing '-y' To Avoid Manual Input",
    "kics/Yum Install Allows Manual Input",
    "kics/Missing Flag From Dnf Install",
    "kics/Missing Zypper Non-interactive Switch",
    "semgrep/missing-assume-yes-switch",
    "semgrep/missing-yum-assume-yes-switch",
    "semgrep/missing-dnf-assume-yes-switch",
    "semgrep/missing-zypper-no-confirm-switch",
  ],
  scope:
    "apt-get, apt, yum, dnf, tdnf, microdnf and zypper that install, upgrade or remove in a RUN without a flag that says yes (-y, -qq for apt, -n for zypper, and their long forms). Left alone where something is piped into the command, where a variable may hold the flag, where the tool's configuration is written or copied earlier, and microdnf on UBI 8, which never asks.",
  why: "A build has nobody to press Y: the package manager gives up, and the build stops as soon as a dependency has to come along.",
  remedy: "Add -y (zypper: --non-interactive).",
  whenToIgnore: "The base image configures the tool to say yes.",
  fix: "both",
  bad: [
    {
      title: "apt-get without -y",
      dockerfile:
        "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install --no-install-recommends curl \\\n    && rm -rf /var/lib/apt/lists/*\nUSER 1000\n",
    },
    {
      title: "zypper without --non-interactive",
      dockerfile: "FROM opensuse/leap:15.6\nRUN zypper install curl && zypper clean --all\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "-y among other flags",
      dockerfile:
        "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install -yq --no-install-recommends curl \\\n    && rm -rf /var/lib/apt/lists/*\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const step of runSteps(dockerfile))
      for (const found of packageCommands(step.list.commands)) if (asks(step, found)) yield problem(step, found);
  },
};

function asks(step: RunStep, found: PackageCommand): boolean {
  const { action, command, manager, packages } = found;
  const hasWork = packages.length > 0 || command.wrappers.includes("xargs") || hasFlag(command, "-f", "--fix-broken");
  if (action === "install" && !hasWork) return false;
  if (action === "refresh" || action === "clean" || manager === "apk") return false;
  if (saysYes(found) || hasAnswer(found) || mayHoldFlag(step, command, yesFlag)) return false;
  if (command.name === "microdnf" && /ubi8|ubi7/.test(baseName(step))) return false;
  const setting = settings[manager];
  return setting === undefined || !isConfigured(step, setting);
}

/** A word of a variable's value that says yes, or may. */
const yesFlag = /^(?:-[a-z]*[yno]|-[a-z]*q[a-z]*q|--(?:yes|assume|no-confirm|non-interactive|option|setopt|quiet))/i;

/** There is seldom anything left to remove. */
const rarelyAsks = /^auto(?:remove|purge)$/;

const settings: Readonly<Partial<Record<PackageManager, Setting>>> = {
  apt: { text: /Assume-Yes|APT_CONFIG/i, folder: /\/etc\/apt\/?(?:apt\.conf|\s|$)/ },
  rpm: { text: /assumeyes/i, folder: /\/etc\/(?:yum|dnf)(?:\.conf|\/dnf\.conf|\/?$)/ },
  zypper: { text: /ZYPP_/, folder: /\/etc\/zypp/ },
};

function saysYes({ command, manager }: PackageCommand): boolean {
  switch (manager) {
    case "apt":
      return (
        hasFlag(command, "-y", "--yes", "--assume-yes", "--assume-no", "--force-yes", "--trivial-only") ||
        aptQuietness(command) >= 2 ||
        aptOption(command, /assume-yes$/i) !== undefined
      );
    case "zypper":
      return hasFlag(
        command,
        "-n",
        "--non-interactive",
        "-y",
        "--no-confirm",
        "--non-interactive-include-reboot-patches",
      );
    default:
      return (
        hasFlag(command, "-y", "--assumeyes", "--yes") ||
        flagValues(command, "--setopt").some((setting) => /assumeyes|defaultyes/.test(setting))
      );
  }
}

/** `yes | apt-get install`, `apt-get install < answers`. Under xargs the pipe holds packages. */
function hasAnswer({ command }: PackageCommand): boolean {
  if (command.redirects.some(({ operator }) => operator.startsWith("<") || operator.startsWith("0<"))) return true;
  return command.pipe.stage > 0 && !command.wrappers.includes("xargs");
}

function problem(step: RunStep, found: PackageCommand): Problem {
  const { command, manager, verb } = found;
  const flag = manager === "zypper" ? "--non-interactive" : "-y";
  const text = {
    at: headSpan(found),
    message: `${headText(found)} may ask for confirmation, and nobody answers in a build: without ${flag} it stops there.`,
    ...(rarelyAsks.test(verb.pattern) ? { severity: "low" as const } : {}),
  };
  const refusal = whyNoFlag(step, command);
  const after = manager === "zypper" ? command.words[0] : verb;
  if (refusal || !after) return { ...text, refusal: refusal ?? "The command's words cannot be told apart." };
  // Where a failure is passed over, the packages that were missing so far would come in.
  const safety = stopsBuild(step.list, command) ? "safe" : "unsafe";
  return { ...text, fixes: [{ title: `Add ${flag}`, safety, edits: [flagAfter(after, flag)] }] };
}
