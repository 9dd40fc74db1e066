import type { Stage } from "../../dockerfile/dockerfile.ts";
import { replaceSpan } from "../../dockerfile/edits.ts";
import { type Mount, parseMounts } from "../../dockerfile/mounts.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { readingUid } from "./parts/secret-mounts.ts";

export const secretMountMode: Rule<"dockerfile"> = {
  id: "secret-mount-mode",
  title: "A secret mount is readable by every user of the build step",
  habit: "secrets",
  severity: "low",
  confidence: "high",
  severityReason: "Low: only programs of this one RUN can read it, but those that run as other users should not.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "RUN mounts of type secret or ssh with a mode that lets others read or write. Modes with variables are left alone.",
  why: "An install script that runs as another user on purpose, so that it can do little, can still read the secret.",
  remedy: "Leave mode= out, and say with uid= who may read the file.",
  whenToIgnore: "Several users of the same RUN need the secret.",
  fix: "unsafe",
  bad: [
    {
      title: "a token that all may read",
      dockerfile:
        "FROM node:24-slim\nWORKDIR /app\nRUN --mount=type=secret,id=t,required=true,mode=0444 ./install\nUSER node\n",
    },
  ],
  good: [
    {
      title: "readable by the user who needs it",
      dockerfile:
        "FROM node:24-slim\nUSER 1000\nRUN --mount=type=secret,id=t,required=true,mode=0400,uid=1000 ./install\n",
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const run of stage.instructions) {
        if (run.name !== "run") continue;
        for (const mount of parseMounts(run)) if (isOpen(mount)) yield problem(stage, run, mount);
      }
    }
  },
};

/** Any right for others. */
function isOpen({ type, mode }: Mount): boolean {
  if (type !== "secret" && type !== "ssh") return false;
  return mode !== undefined && /^0?o?[0-7]{3,4}$/.test(mode) && (Number.parseInt(mode.slice(-1), 8) & 0o6) !== 0;
}

function problem(stage: Stage, run: Instruction, mount: Mount): Problem {
  const name = mount.id ?? mount.target ?? mount.type;
  const found = {
    at: mount.flag.span,
    message: `The ${mount.type} mount ${name} has mode ${mount.mode}: every user in this RUN can read it.`,
  };
  const uid = readingUid(stage, run);
  const raw = mount.flag.raw;
  if (/["'\\$]/.test(raw) || raw.length !== mount.flag.span.end - mount.flag.span.start)
    return { ...found, refusal: "The mount is written with quotes or variables." };
  if (uid === undefined && mount.uid === undefined)
    return {
      ...found,
      refusal: "The RUN's user has no number in the file: add uid= with it before the mode is tightened.",
    };
  const owner = mount.uid === undefined && uid !== "0" ? `,uid=${uid}` : "";
  const text = raw.replace(/,mode=[^,]*|mode=[^,]*,/, "") + owner;
  return {
    ...found,
    // A build step that turns to another user could no longer read it: the build would fail, or go on without.
    fixes: [
      { title: "Let only the RUN's own user read it", safety: "unsafe", edits: [replaceSpan(mount.flag.span, text)] },
    ],
  };
}
