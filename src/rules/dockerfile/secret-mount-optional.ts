import { commandsOf } from "../../dockerfile/commands.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import { insertAt } from "../../dockerfile/edits.ts";
import { type Mount, parseMounts } from "../../dockerfile/mounts.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { goesOnWithout, scriptOf } from "./parts/optional-secret.ts";
import { secretFile } from "./parts/secret-carriers.ts";
import { mentions } from "./parts/variable-mentions.ts";

export const secretMountOptional: Rule<"dockerfile"> = {
  id: "secret-mount-optional",
  title: "A build without the secret goes on as if nothing were missing",
  habit: "secrets",
  severity: "low",
  confidence: "high",
  severityReason:
    "Low: nothing leaks, but the image can be built from the wrong sources or in part. Info for ssh, where the connection fails by itself.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "RUN mounts of type secret or ssh without required=true. Left alone where required=false is written, and where the script tests for the file or the variable itself.",
  why: "Without required=true a missing secret is no error: the step runs with an empty value and may fetch public packages instead of yours.",
  remedy: "Add required=true to the mount.",
  whenToIgnore: "The step is meant to work without the secret, for instance for contributors who have none.",
  fix: "both",
  bad: [
    {
      title: "an installation with a token",
      dockerfile:
        'FROM node:24-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN --mount=type=secret,id=npm_token NPM_TOKEN="$(cat /run/secrets/npm_token)" npm ci\nUSER node\n',
    },
  ],
  good: [
    {
      title: "a secret that must be there",
      dockerfile:
        "FROM node:24-slim\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc,required=true npm ci\nUSER node\n",
    },
    {
      title: "a script that asks first",
      dockerfile:
        'FROM node:24-slim\nRUN --mount=type=secret,id=t if [ -f /run/secrets/t ]; then ./private "$(cat /run/secrets/t)"; fi\nUSER node\n',
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const run of stage.instructions) {
        if (run.name !== "run") continue;
        for (const mount of parseMounts(run))
          if (isOptional(mount) && !goesOnWithout(stage, run, mount)) yield problem(stage, run, mount);
      }
    }
  },
};

function isOptional({ type, fields }: Mount): boolean {
  return (type === "secret" || type === "ssh") && !fields.some(({ key }) => key === "required");
}

function problem(stage: Stage, run: Instruction, mount: Mount): Problem {
  const name = mount.id ?? mount.target ?? (mount.type === "ssh" ? "default" : "");
  const found = {
    at: mount.flag.span,
    ...(mount.type === "ssh" ? ({ severity: "info" } as const) : {}),
    message: `The ${mount.type} mount ${name} may be missing: the build then runs this step with nothing in its place.`,
  };
  const { raw, span } = mount.flag;
  if (/["'\\]/.test(raw) || raw.length !== span.end - span.start)
    return { ...found, refusal: "The mount is written with quotes or escapes." };
  // Whatever image comes out is the same; only builds that lack the secret stop. Where the script reads the secret, such
  // a build was broken already. Where a tool may look for the file by itself, it may have worked without.
  const safety = isRead(stage, run, mount) ? "safe" : "unsafe";
  return { ...found, fixes: [{ title: "Add required=true", safety, edits: [insertAt(span.end, ",required=true")] }] };
}

/** True when the script names the file or the variable. */
function isRead(stage: Stage, run: Instruction, mount: Mount): boolean {
  if (mount.type !== "secret" || commandsOf(stage, run).skipped !== undefined) return false;
  const script = scriptOf(run);
  const file = secretFile(mount);
  return (file !== undefined && script.includes(file)) || (mount.env !== undefined && mentions(script, mount.env));
}
