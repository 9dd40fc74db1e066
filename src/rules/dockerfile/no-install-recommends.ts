import { hasFlag } from "../../dockerfile/command-queries.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { flagAfter, whyNoFlag } from "./parts/command-flag-edit.ts";
import { aptOption, headSpan, headText, type PackageCommand, packageCommands } from "./parts/package-managers.ts";
import { baseName, isConfigured, mayHoldFlag, type Setting } from "./parts/package-options.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";

export const noInstallRecommends: Rule<"dockerfile"> = {
  id: "no-install-recommends",
  title: "Recommended packages are installed as well",
  habit: "slim",
  severity: "low",
  confidence: "medium",
  severityReason: "Low: packages come in that nobody asked for, and each can have vulnerabilities of its own.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [
    "hadolint/DL3015",
    "trivy/DS-0029",
    "kics/APT-GET Not Avoiding Additional Packages",
    "semgrep/missing-no-install-recommends",
    "cis/4.3",
  ],
  scope:
    "apt-get install and apt install with packages, in a RUN of the final stage or of a stage it is FROM, that neither switch recommended packages off nor ask for them. Left alone where apt's configuration may do it, and on minideb and balenalib bases, which do.",
  why: "Packages the app does not need make the image bigger and give an attacker more to work with.",
  remedy: "Add --no-install-recommends, and name what is really needed of the rest.",
  whenToIgnore: "The app needs what the packages recommend, and there is too much of it to list.",
  fix: "unsafe",
  bad: [
    {
      title: "all that is recommended",
      dockerfile:
        "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install -y curl \\\n    && rm -rf /var/lib/apt/lists/*\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "only what is named",
      dockerfile:
        "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends curl \\\n    && rm -rf /var/lib/apt/lists/*\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const step of runSteps(dockerfile)) {
      if (!step.stage.inTargetChain) continue;
      for (const found of packageCommands(step.list.commands)) if (takesAll(step, found)) yield problem(step, found);
    }
  },
};

const aptSetting: Setting = {
  text: /::Install-Recommends|APT_CONFIG/i,
  folder: /\/etc\/apt\/?(?:apt\.conf|\s|$)/,
};

function takesAll(step: RunStep, { action, command, manager, packages, verb }: PackageCommand): boolean {
  if (manager !== "apt" || action !== "install" || verb.value !== "install") return false;
  if (packages.length === 0 && !command.wrappers.includes("xargs")) return false;
  if (command.name === "aptitude" || hasFlag(command, "--no-install-recommends", "--install-recommends")) return false;
  if (
    aptOption(command, /install-recommends$/i) !== undefined ||
    mayHoldFlag(step, command, /recommends|^-o|^--option/)
  )
    return false;
  if (/minideb|balenalib/.test(baseName(step))) return false;
  return !isConfigured(step, aptSetting);
}

/** Unsafe: something the app uses may have come in as a recommendation. */
function problem(step: RunStep, found: PackageCommand): Problem {
  const text = {
    at: headSpan(found),
    message: `${headText(found)} brings in every package that ${namesOf(found)} recommend${verbEnding(found)}.`,
  };
  const refusal = whyNoFlag(step, found.command);
  if (refusal) return { ...text, refusal };
  const edits = [flagAfter(found.verb, "--no-install-recommends")];
  return { ...text, fixes: [{ title: "Add --no-install-recommends", safety: "unsafe", edits }] };
}

function namesOf({ packages }: PackageCommand): string {
  const [only] = packages;
  return packages.length === 1 && only?.value !== undefined ? only.value : "these packages";
}

function verbEnding(found: PackageCommand): string {
  return namesOf(found) === "these packages" ? "" : "s";
}
