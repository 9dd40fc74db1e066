import type { Stage } from "../../dockerfile/dockerfile.ts";
import { type Mount, parseMounts } from "../../dockerfile/mounts.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { LinkedBuild } from "../../project/facts.ts";
import { goesOnWithout } from "../dockerfile/parts/optional-secret.ts";
import type { Rule } from "../rule.ts";
import { isOwnPlace } from "./parts/own-place.ts";

export const secretMountUnfed: Rule<"builds"> = {
  id: "secret-mount-unfed",
  title: "A build does not hand over a secret that its Dockerfile mounts",
  habit: "secrets",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium with required=true, where the build fails. Low without it: the step runs with nothing in the secret's place, and what it makes may be wrong.",
  needs: ["builds"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Builds of a Compose service, a Bake target or a command whose Dockerfile has `RUN --mount=type=secret` with an id that the build gives no secret for. Mounts with required=false, scripts that test for the secret first, and stages that the build does not need are left alone.",
  why: "The step either stops the build or goes on without its credential, and then fetches public packages in place of yours or skips the work.",
  remedy: "List the id under build.secrets and at the top level of the Compose file, or pass --secret to the command.",
  whenToIgnore: "This build is meant to go without the secret.",
  bad: [
    {
      title: "a Compose build without the secret",
      files: {
        Dockerfile: "FROM node:24-slim\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN,required=true npm ci\n",
        "compose.yaml": "services:\n  web:\n    build: .\n",
      },
    },
  ],
  good: [
    {
      title: "the same id in both files",
      files: {
        Dockerfile: "FROM node:24-slim\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN,required=true npm ci\n",
        "compose.yaml":
          "services:\n  web:\n    build:\n      context: .\n      secrets: [npm_token]\nsecrets:\n  npm_token:\n    environment: NPM_TOKEN\n",
      },
    },
    {
      title: "a step that asks first",
      files: {
        Dockerfile:
          'FROM node:24-slim\nRUN --mount=type=secret,id=t if [ -f /run/secrets/t ]; then ./private "$(cat /run/secrets/t)"; fi\n',
        "compose.yaml": "services:\n  web:\n    build: .\n",
      },
    },
  ],
  *check({ source, builds }) {
    for (const linked of builds) {
      if (source && !isOwnPlace(source, linked.build.at)) continue;
      for (const unfed of unfedMounts(linked)) yield problem(linked, unfed);
    }
  },
};

interface SecretMount {
  readonly id: string;
  readonly mount: Mount;
}

/** The first mount of each id that this build leaves empty. */
function unfedMounts({ build, dockerfile }: LinkedBuild): readonly SecretMount[] {
  const given = new Set(build.secrets.map(({ value }) => value));
  const found = new Map<string, SecretMount>();
  for (const stage of dockerfile?.stages ?? []) {
    if (!stage.reachesTarget) continue;
    for (const run of stage.instructions) {
      if (run.name !== "run") continue;
      for (const mount of parseMounts(run)) {
        const id = idOf(mount);
        if (id === undefined || given.has(id) || found.has(id) || !isNeeded(stage, run, mount)) continue;
        found.set(id, { id, mount });
      }
    }
  }
  return [...found.values()];
}

/** Without an id it is the last part of the target. Undefined where a variable hides it. */
function idOf({ type, id, target }: Mount): string | undefined {
  if (type !== "secret") return undefined;
  const name = id ?? target?.slice(target.lastIndexOf("/") + 1);
  return name === undefined || name === "" || name.includes("$") ? undefined : name;
}

/** True when the step says that it cannot do without, or does not say that it can: no required=false, no test in its script. */
function isNeeded(stage: Stage, run: Instruction, mount: Mount): boolean {
  if (mount.required) return true;
  const isLeftOpen = mount.fields.some(({ key }) => key === "required");
  return !isLeftOpen && !goesOnWithout(stage, run, mount);
}

function problem({ build, dockerfile }: LinkedBuild, { id, mount }: SecretMount): Problem {
  const path = dockerfile?.source.path ?? "";
  const effect = mount.required ? "the build fails" : "the step runs with nothing in its place";
  return {
    at: build.at,
    ...(mount.required ? {} : { severity: "low" as const }),
    message: `The ${build.label} gives its build no secret ${id}, which ${path} mounts: ${effect}.`,
    related: [{ at: { ...mount.flag.span, path }, message: `Secret ${id} is mounted here.` }],
  };
}
