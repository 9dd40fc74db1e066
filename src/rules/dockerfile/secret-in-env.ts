import { derivedStore } from "../../dockerfile/derived.ts";
import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem, Related, Severity } from "../../finding/finding.ts";
import { rotationNotes } from "../parts/rotation-note.ts";
import type { Rule } from "../rule.ts";
import { judgeKept, type PairSecret, severityOf } from "./parts/pair-secrets.ts";
import { buildTimeFollowUp, rotationFollowUp, runTimeFollowUp } from "./parts/secret-follow-up.ts";
import { type Declaration, type Lifted, liftSecrets } from "./parts/secret-lift.ts";
import { buildSecretNames } from "./parts/secret-mounts.ts";

export const secretInEnv: Rule<"dockerfile"> = {
  id: "secret-in-env",
  title: "A secret is kept in ENV or LABEL",
  habit: "secrets",
  severity: "high",
  confidence: "high",
  severityReason:
    "High where the image ships the value; critical when it has the format of a working credential. Medium for such a credential and low for other values in a stage that does not become the image: there only the file, its history and the build cache hold them.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "hadolint/DL3064",
    "buildkit/SecretsUsedInArgOrEnv",
    "trivy/DS-0031",
    "dockle/CIS-DI-0010",
    "kics/Secrets Stored In Dockerfile",
    "cis/4.10",
  ],
  scope:
    "ENV and LABEL pairs that hold a credential of a known format under any name, a fixed value under the name of a secret, or the value of a build argument that is one. Empty values, stand-ins such as `changeme`, paths, references, names such as `*_FILE`, public keys and front-end variables are left alone.",
  why: "Everyone who can pull the image reads the value with docker inspect or docker history, and every process in the container inherits it.",
  remedy:
    "Take the value out of the file, pass it when the container runs, and have a new one issued: the histories of git and of the image keep the old one.",
  whenToIgnore: "The value is a documented default that every installation replaces and that opens nothing by itself.",
  fix: "unsafe",
  bad: [
    {
      title: "a password for run time",
      dockerfile: "FROM node:24-slim\nWORKDIR /app\nENV DB_PASSWORD=admin123\nUSER node\n",
    },
    {
      title: "a build argument written into the environment",
      dockerfile: "FROM node:24-slim\nWORKDIR /app\nARG API_TOKEN\nENV API_TOKEN=$API_TOKEN\nUSER node\n",
    },
  ],
  good: [
    {
      title: "the name of the file that will hold it",
      dockerfile: "FROM node:24-slim\nENV DB_PASSWORD_FILE=/run/secrets/db_password\nUSER node\n",
    },
    {
      title: "names that only sound like secrets",
      dockerfile:
        "FROM python:3.14-slim\nENV TOKENIZERS_PARALLELISM=false NEXT_PUBLIC_API_KEY=abc libcrypto3=3.1.4\nENV GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305\n",
    },
    { title: "a variable without a value", dockerfile: 'FROM node:24-slim\nENV DB_PASSWORD=""\nUSER node\n' },
  ],
  *check({ dockerfile }) {
    const kept = keptSecrets(dockerfile);
    if (kept.length === 0) return;
    const plans = planFixes(dockerfile, kept);
    for (const each of kept) yield problem(dockerfile, each, kept, plans);
  },
};

/** A secret that ENV or LABEL keeps, and how bad that is. */
export interface KeptSecret extends Declaration {
  readonly stage: Stage;
  /** The instruction that holds the pair: `instruction`, or the ONBUILD whose trigger that is. */
  readonly holder: Instruction;
  readonly secret: PairSecret;
  readonly severity: Severity;
}

const cache = derivedStore<Dockerfile, readonly KeptSecret[]>();

/** All that ENV and LABEL keep, in order. */
export function keptSecrets(dockerfile: Dockerfile): readonly KeptSecret[] {
  return cache.of(dockerfile, () =>
    dockerfile.stages.flatMap((stage) => stage.instructions.flatMap((holder) => keptBy(stage, holder))),
  );
}

function keptBy(stage: Stage, holder: Instruction): KeptSecret[] {
  const instruction = holder.trigger ?? holder;
  if (instruction.name !== "env" && instruction.name !== "label") return [];
  return instruction.pairs.flatMap((pair) => {
    const secret = judgeKept(stage, instruction, pair);
    const severity = secret && severityOf(secret, stage);
    return secret && severity ? [{ stage, holder, instruction, pair, secret, severity }] : [];
  });
}

/** One plan for each instruction: its secrets go together, or one edit would be in the other's way. */
function planFixes(dockerfile: Dockerfile, kept: readonly KeptSecret[]): ReadonlyMap<Instruction, Lifted> {
  const plans = new Map<Instruction, Lifted>();
  for (const { holder } of kept) {
    if (plans.has(holder)) continue;
    const together = kept.filter((each) => each.holder === holder);
    plans.set(
      holder,
      holder.trigger
        ? { refusal: "It is a trigger: only those who build on this image know where the value comes from." }
        : liftSecrets(dockerfile, [...together, ...together.flatMap((each) => sourceOf(each))]),
    );
  }
  return plans;
}

/** The build argument a passed value comes from goes too. */
function sourceOf({ secret }: KeptSecret): Declaration[] {
  if (!secret.source) return [];
  const { name, setting } = secret.source;
  return setting.by.pairs.filter(({ key }) => key.text === name).map((pair) => ({ instruction: setting.by, pair }));
}

function problem(
  dockerfile: Dockerfile,
  kept: KeptSecret,
  all: readonly KeptSecret[],
  plans: ReadonlyMap<Instruction, Lifted>,
): Problem {
  const plan = plans.get(kept.holder) ?? { refusal: "" };
  const found = {
    at: kept.pair.span,
    message: messageOf(kept),
    severity: kept.severity,
    confidence: kept.secret.confidence,
    related: relatedOf(kept),
  };
  if ("refusal" in plan) return { ...found, refusal: plan.refusal };
  const names = all.filter(({ holder }) => holder === kept.holder).map(({ pair }) => pair.key.text);
  const fixable = all.filter(({ holder }) => !("refusal" in (plans.get(holder) ?? { refusal: "" })));
  const title = `Take ${names.join(", ")} out of ${kept.instruction.name.toUpperCase()}`;
  const followUp = followUpOf(dockerfile, kept, fixable, plans);
  return { ...found, fixes: [{ title, safety: "unsafe", edits: plan.edits, followUp }] };
}

function messageOf({ stage, holder, instruction, pair, secret }: KeptSecret): string {
  const keyword = `${holder.trigger ? "ONBUILD " : ""}${instruction.name.toUpperCase()}`;
  const subject = `${keyword} ${pair.key.text}`;
  if (!stage.inTargetChain)
    return `${subject} in ${stage.label} ${secret.why}: it is not in the image, but in this file, its git history and the build cache.`;
  const command = instruction.name === "label" ? "docker inspect" : "docker inspect or docker history";
  return `${subject} ${secret.why}: the image carries it, and ${command} shows it to everyone who has the image.`;
}

function relatedOf({ pair, secret }: KeptSecret): readonly Related[] {
  if (!secret.source) return rotationNotes(secret.detector, pair.span);
  const { name, setting } = secret.source;
  return [{ at: setting.by.span, message: `Build argument ${name} is declared here.` }];
}

function followUpOf(
  dockerfile: Dockerfile,
  { stage, instruction }: KeptSecret,
  fixable: readonly KeptSecret[],
  plans: ReadonlyMap<Instruction, Lifted>,
): readonly string[] {
  if (instruction.name === "label") return rotationFollowUp;
  const atRunTime = fixable.filter((each) => each.stage.inTargetChain && each.instruction.name === "env");
  const mounted = [...plans.values()].flatMap((plan) => ("mounted" in plan ? plan.mounted : []));
  const building = buildSecretNames(dockerfile, mounted);
  return [
    ...(stage.inTargetChain ? runTimeFollowUp([...new Set(atRunTime.map(({ pair }) => pair.key.text))]) : []),
    ...(mounted.length > 0 ? buildTimeFollowUp(building) : []),
    ...(stage.inTargetChain ? [] : rotationFollowUp),
  ];
}
