import type { Rule } from "../rule.ts";
import { headSpan, headText, type PackageCommand, packageCommands } from "./parts/package-managers.ts";
import { runSteps } from "./parts/run-steps.ts";

export const distUpgrade: Rule<"dockerfile"> = {
  id: "dist-upgrade",
  title: "The build upgrades every package of the base image",
  habit: "build",
  severity: "info",
  confidence: "high",
  severityReason: "Info: many teams want this, so as not to wait for the base image to be rebuilt.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: [
    "hadolint/DL3035",
    "trivy/DS-0024",
    "dockle/DKL-DI-0003",
    "kics/Run Using Upgrade Commands",
    "kics/Use of Apk Upgrade",
    "kics/Yum Update Enabled",
    "kics/Run Using dnf Update",
    "kics/Run Using Zypper Update",
    "semgrep/avoid-apt-get-upgrade",
    "semgrep/avoid-apk-upgrade",
    "semgrep/avoid-yum-update",
    "semgrep/avoid-dnf-update",
    "semgrep/avoid-zypper-update",
  ],
  scope:
    "apt-get, apt, apk, yum, dnf, microdnf and zypper with a verb that upgrades (upgrade, dist-upgrade, update, dup and the like) and no package named, in stages the target is built from.",
  why: "What the image holds then depends on the day of the build, and the old files stay in the layers below.",
  remedy: "Build on a newer base image, and upgrade by name what cannot wait.",
  whenToIgnore: "The base image is rebuilt too seldom for you, and you build without cache.",
  bad: [
    {
      title: "everything is upgraded",
      dockerfile:
        "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get upgrade -y \\\n    && rm -rf /var/lib/apt/lists/*\nUSER 1000\n",
    },
    {
      title: "yum's update is an upgrade",
      dockerfile: "FROM almalinux:9\nRUN yum update -y && yum clean all\nUSER 1000\n",
    },
  ],
  good: [
    { title: "one package by name", dockerfile: "FROM alpine:3.22\nRUN apk upgrade --no-cache openssl\nUSER 1000\n" },
  ],
  *check({ dockerfile }) {
    for (const { list } of runSteps(dockerfile))
      for (const found of packageCommands(list.commands))
        if (upgradesAll(found))
          yield {
            at: headSpan(found),
            message: `${headText(found)} changes every package of the base image, differently on each day.`,
          };
  },
};

/** `apt-get dist-upgrade curl` still upgrades all; elsewhere a name limits it. */
function upgradesAll({ action, manager, packages }: PackageCommand): boolean {
  return action === "upgrade" && (manager === "apt" || packages.length === 0);
}
