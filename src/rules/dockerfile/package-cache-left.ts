import type { Dockerfile } from "../../dockerfile/dockerfile.ts";
import type { Fix, Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { appendCommands } from "./parts/append-command.ts";
import { leftoversOf } from "./parts/cache-leftovers.ts";
import type { Leftover } from "./parts/leftover.ts";
import { type RunStep, runSteps } from "./parts/run-steps.ts";

export const packageCacheLeft: Rule<"dockerfile"> = {
  id: "package-cache-left",
  title: "A package manager leaves its cache in the image",
  habit: "slim",
  severity: "low",
  confidence: "medium",
  severityReason: "Low: the image is bigger than it must be, and works.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [
    ...["DL3009", "DL3032", "DL3040", "DL3036", "DL3019", "DL3042", "DL3060"].map((id) => `hadolint/${id}`),
    ...["DS-0015", "DS-0019", "DS-0027", "DS-0020", "DS-0025"].map((id) => `trivy/${id}`),
    "dockle/DKL-DI-0004",
    "dockle/DKL-DI-0005",
    "kics/Apt Get Install Lists Were Not Deleted",
    "kics/Yum Clean All Missing",
    "kics/Missing Dnf Clean All",
    "kics/Missing Zypper Clean",
    "kics/Apk Add Using Local Cache Path",
    "kics/Pip install Keeping Cached Packages",
    "semgrep/remove-package-lists",
    "semgrep/remove-package-cache",
    "semgrep/missing-yum-clean-all",
    "semgrep/missing-dnf-clean-all",
    "semgrep/missing-zypper-clean",
    "semgrep/missing-apk-no-cache",
    "semgrep/missing-pip-no-cache-dir",
  ],
  scope:
    "A RUN of the final stage, or of a stage it is FROM, that installs with apt, apk, yum, dnf, zypper, pip, npm or yarn and neither clears the tool's lists or cache itself, nor switches the cache off, nor has a mount over it: once a RUN. Yarn 2 and later are left alone, and so are a RUN with a clean-up script of its own and an update without an install, which is update-alone's.",
  why: "Tens of megabytes nobody needs are stored, pulled and scanned with every copy of the image, and a later line cannot take them out again.",
  remedy: "Clean up in the same RUN, or switch the cache off with the tool's own flag.",
  whenToIgnore: "The image is squashed afterwards, or it is a build image in which people go on installing.",
  fix: "both",
  bad: [
    {
      title: "apt's lists stay",
      dockerfile:
        "FROM debian:13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl\nUSER 1000\n",
    },
    { title: "apk's index stays", dockerfile: "FROM alpine:3.22\nRUN apk add curl\nUSER 1000\n" },
    {
      title: "pip's cache stays",
      dockerfile:
        "FROM python:3.13-slim\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "removed in the same RUN",
      dockerfile:
        "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends curl \\\n    && rm -rf /var/lib/apt/lists/*\nUSER 1000\n",
    },
    {
      title: "kept in cache mounts",
      dockerfile:
        "FROM debian:13-slim\nRUN --mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt \\\n    apt-get update && apt-get install -y --no-install-recommends curl\nUSER 1000\n",
    },
    { title: "no cache at all", dockerfile: "FROM alpine:3.22\nRUN apk add --no-cache curl\nUSER 1000\n" },
    {
      title: "a builder stage",
      dockerfile:
        "FROM golang:1.26 AS build\nRUN apt-get update && apt-get install -y make\nFROM scratch\nCOPY --from=build /app /app\n",
    },
  ],
  *check({ dockerfile }) {
    for (const step of runSteps(dockerfile)) {
      if (!step.stage.inTargetChain || step.list.commands.length === 0) continue;
      const leftovers = leftoversOf(step, dockerfile.stages);
      const [first] = leftovers;
      if (first) yield problem(dockerfile, step, first, leftovers);
    }
  },
};

function problem(dockerfile: Dockerfile, step: RunStep, first: Leftover, all: readonly Leftover[]): Problem {
  const others = all.slice(1);
  const also = others.length > 0 ? `, and ${others.map(({ by, what }) => `${by} leaves ${what}`).join(", and ")}` : "";
  return {
    at: first.at,
    message: `${first.by} leaves ${first.what} in this layer${also}.`,
    ...(others.length > 0 ? { related: others.map(({ at, what }) => ({ at, message: `This leaves ${what}.` })) } : {}),
    ...repair(dockerfile, step, all),
  };
}

/** All or nothing: half a fix would leave the finding. */
function repair(dockerfile: Dockerfile, step: RunStep, all: readonly Leftover[]): Pick<Problem, "fixes" | "refusal"> {
  const edits = [];
  const commands: string[] = [];
  let safety: Fix["safety"] = "safe";
  for (const { cure } of all) {
    if ("refusal" in cure) return { refusal: cure.refusal };
    if (cure.safety === "unsafe") safety = "unsafe";
    if ("append" in cure) commands.push(cure.append);
    else edits.push(...cure.edits);
  }
  if (commands.length > 0) {
    const appended = appendCommands(dockerfile.tree, step, commands);
    if ("refusal" in appended) return appended;
    edits.push(appended.edit);
  }
  return { fixes: [{ title: titleOf(edits.length, commands), safety, edits }] };
}

function titleOf(edits: number, commands: readonly string[]): string {
  if (commands.length === 0) return "Switch the cache off";
  const clean = `Run ${commands.join(" and ")} in the same layer`;
  return edits > 1 ? `${clean}, and switch the other caches off` : clean;
}
