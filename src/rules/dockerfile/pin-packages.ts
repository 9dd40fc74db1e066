import type { Rule } from "../rule.ts";
import { commandHead } from "./parts/command-head.ts";
import { unpinnedPackages } from "./parts/package-pins.ts";
import { runSteps } from "./parts/run-steps.ts";

/** Names that a message lists before it counts the rest. */
const namesShown = 3;

export const pinPackages: Rule<"dockerfile"> = {
  id: "pin-packages",
  title: "Packages are installed without a version",
  habit: "pinned",
  severity: "info",
  confidence: "medium",
  severityReason: "Info: distributions drop old versions within weeks, so that pins of system packages break builds.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: [],
  aliases: [
    ...["DL3008", "DL3018", "DL3033", "DL3041", "DL3037", "DL3013", "DL3016", "DL3028", "DL3062"].map(
      (id) => `hadolint/${id}`,
    ),
    "kics/Apt Get Install Pin Version Not Defined",
    "kics/Unpinned Package Version in Apk Add",
    "kics/Yum install Without Version",
    "kics/Missing Version Specification In dnf install",
    "kics/Zypper Install Without Version",
    "kics/Unpinned Package Version in Pip Install",
    "kics/NPM Install Command Without Pinned Version",
    "kics/Gem Install Without Version",
    "cis/4.11",
  ],
  scope:
    "Install commands of apt, apk, yum, dnf, zypper, pip, npm, pnpm, yarn, gem and go that name a package without a version, once a command, in stages the target is built from. Files, addresses, lists (-r, -c, lockfiles) and names that hang on a variable are left alone.",
  why: "Two builds of the same file can hold different software, and a bad release of one package reaches you unasked.",
  remedy:
    "Name versions where the registry keeps old ones (pip, npm, gem, go); for system packages pin the base image instead.",
  whenToIgnore: "System packages of a distribution that only gets fixes: newer is better there.",
  bad: [
    {
      title: "a Python package of any version",
      dockerfile: "FROM python:3.13-slim\nRUN pip install --no-cache-dir flask\nUSER 1000\n",
    },
    { title: "a system package", dockerfile: "FROM alpine:3.22\nRUN apk add --no-cache curl\nUSER 1000\n" },
  ],
  good: [
    {
      title: "a version",
      dockerfile: "FROM python:3.13-slim\nRUN pip install --no-cache-dir flask==3.1.2\nUSER 1000\n",
    },
    {
      title: "a list of requirements",
      dockerfile:
        "FROM python:3.13-slim\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install --no-cache-dir -r requirements.txt\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const { list } of runSteps(dockerfile))
      for (const command of list.commands) {
        const names = unpinnedPackages(command);
        if (names.length > 0) yield { at: commandHead(command), message: messageOf(names) };
      }
  },
};

function messageOf(names: readonly string[]): string {
  const more = names.length - namesShown;
  const shown = names.slice(0, namesShown).join(", ");
  const all = more > 0 ? `${shown} and ${more} more` : shown;
  return `${all} ${names.length === 1 ? "is" : "are"} installed in whatever version is newest on the day of the build.`;
}
