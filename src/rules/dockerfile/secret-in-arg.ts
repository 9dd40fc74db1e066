import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction, Pair } from "../../dockerfile/tree.ts";
import type { Confidence, Problem, Severity } from "../../finding/finding.ts";
import { classifySecretName } from "../../secrets/name.ts";
import { rotationNotes } from "../parts/rotation-note.ts";
import type { Rule } from "../rule.ts";
import { declarationsOf, entersHistory } from "./parts/argument-history.ts";
import { lineOf } from "./parts/line-of.ts";
import { judgeDefault, type PairSecret, severityOf } from "./parts/pair-secrets.ts";
import { buildTimeFollowUp, rotationFollowUp } from "./parts/secret-follow-up.ts";
import { type Declaration, type Lifted, liftSecrets } from "./parts/secret-lift.ts";
import { buildSecretNames } from "./parts/secret-mounts.ts";
import { expands, variablesIn } from "./parts/variable-mentions.ts";
import { keptSecrets } from "./secret-in-env.ts";

export const secretInArg: Rule<"dockerfile"> = {
  id: "secret-in-arg",
  title: "A secret is a build argument",
  habit: "secrets",
  severity: "medium",
  confidence: "high",
  severityReason:
    "Medium where a value passed to the build ends in the history of the image: along the FROM chain of the stage that ships. A fixed value in the file is high there, critical with the format of a working credential. In other stages it is info: only the build cache and the provenance can show it; a credential written there is medium.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [
    "hadolint/DL3064",
    "buildkit/SecretsUsedInArgOrEnv",
    "trivy/DS-0031",
    "kics/Secrets Stored In Dockerfile",
    "semgrep/secret-in-build-arg",
    "cis/4.10",
  ],
  scope:
    "ARG with the name of a secret and no default, where a RUN comes after it; and ARG whose default is a credential or a fixed value under the name of a secret. Stand-in defaults, names such as `*_FILE` or `*_PATH`, public keys and front-end variables are left alone. An argument that only fills an ENV is reported there.",
  why: "Docker writes the build arguments of every RUN into the image's history, so whoever has the image reads the secret with docker history.",
  remedy: "Hand the secret to the one RUN that needs it with --mount=type=secret.",
  whenToIgnore:
    "The value is not secret, or it is a short-lived one that has lost its use before anyone gets the image.",
  fix: "unsafe",
  bad: [
    {
      title: "a token for the installation",
      dockerfile:
        "FROM node:24-slim\nWORKDIR /app\nARG NPM_TOKEN\nCOPY package.json package-lock.json .npmrc ./\nRUN npm ci --omit=dev\nUSER node\n",
    },
    {
      title: "a default that is the secret itself",
      dockerfile: "FROM node:24-slim\nWORKDIR /app\nARG DB_PASSWORD=hunter2\nUSER node\n",
    },
  ],
  good: [
    {
      title: "a secret mount",
      dockerfile:
        'FROM node:24-slim\nWORKDIR /app\nRUN --mount=type=secret,id=npm_token,required=true NPM_TOKEN="$(cat /run/secrets/npm_token)" npm ci\nUSER node\n',
    },
    { title: "a switch and a path", dockerfile: "FROM node:24-slim\nARG USE_TOKEN=1\nARG KEY_FILE\nRUN true\n" },
  ],
  *check({ dockerfile }) {
    const found = secretArguments(dockerfile);
    if (found.length === 0) return;
    const plans = new Map(found.map((each) => [each, planFix(dockerfile, each)]));
    const mounted = [...plans.values()].flatMap((plan) => ("mounted" in plan ? plan.mounted : []));
    const names = buildSecretNames(dockerfile, mounted);
    for (const [argument, plan] of plans) yield problem(argument, plan, names);
  },
};

interface SecretArgument extends Declaration {
  /** Undefined for an ARG above the first FROM. */
  readonly stage: Stage | undefined;
  /** What its default is; undefined for one that is only named. */
  readonly secret: PairSecret | undefined;
  readonly severity: Severity;
}

function secretArguments(dockerfile: Dockerfile): SecretArgument[] {
  const found: SecretArgument[] = [];
  for (const instruction of dockerfile.globalArgs)
    for (const pair of instruction.pairs) {
      const secret = judgeDefault(pair);
      if (secret)
        found.push({ stage: undefined, instruction, pair, secret, severity: globalSeverity(dockerfile, pair, secret) });
    }
  for (const stage of dockerfile.stages) {
    const names = new Set<string>();
    for (const instruction of stage.instructions) {
      if (instruction.name !== "arg") continue;
      for (const pair of instruction.pairs) {
        const argument = names.has(pair.key.text) ? undefined : judgeArgument(dockerfile, stage, instruction, pair);
        if (!argument) continue;
        names.add(pair.key.text);
        found.push(argument);
      }
    }
  }
  return found;
}

/** Worth what the worst stage makes of it that declares the name again. */
function globalSeverity(dockerfile: Dockerfile, pair: Pair, secret: PairSecret): Severity {
  const takers = dockerfile.stages.filter((stage) =>
    declarationsOf(stage, pair.key.text).some(({ pair: own }) => !own.value),
  );
  const shipped = takers.find(({ inTargetChain }) => inTargetChain);
  return (shipped && severityOf(secret, shipped)) ?? (secret.kind === "token" ? "medium" : "low");
}

function judgeArgument(
  dockerfile: Dockerfile,
  stage: Stage,
  instruction: Instruction,
  pair: Pair,
): SecretArgument | undefined {
  const secret = judgeDefault(pair);
  const declared = { stage, instruction, pair, secret };
  if (secret) {
    const severity = severityOf(secret, stage);
    return severity && { ...declared, severity };
  }
  const isEmpty = pair.value === undefined || /^(?:""|'')?$/.test(pair.value.text);
  if (!isEmpty || !stage.reachesTarget || classifySecretName(pair.key.text).kind !== "secret") return undefined;
  if (!entersHistory(dockerfile, stage, instruction) || isReportedElsewhere(dockerfile, instruction, pair))
    return undefined;
  return { ...declared, severity: stage.inTargetChain ? "medium" : "info" };
}

/** An ENV that keeps the value, or the global ARG whose default it takes, has the finding. */
function isReportedElsewhere(dockerfile: Dockerfile, instruction: Instruction, pair: Pair): boolean {
  const name = pair.key.text;
  const isKept = keptSecrets(dockerfile).some(
    ({ secret }) => secret.source?.name === name && secret.source.setting.by === instruction,
  );
  if (isKept || feedsFrontEnd(dockerfile, name)) return true;
  if (pair.value) return false;
  const above = dockerfile.globalArgs.flatMap(({ pairs }) => pairs).filter(({ key }) => key.text === name);
  return above.some((global) => global.value !== undefined && global.value.text !== "");
}

/** Copied into a variable that the bundler puts into what browsers download: no secret, whatever its name. */
function feedsFrontEnd({ stages }: Dockerfile, name: string): boolean {
  return stages.some(({ instructions }) =>
    instructions.some(
      (each) =>
        each.name === "env" &&
        each.pairs.some(
          ({ key, value }) =>
            classifySecretName(key.text).kind === "public" && variablesIn(value?.text ?? "").includes(name),
        ),
    ),
  );
}

function planFix(dockerfile: Dockerfile, { stage, pair }: SecretArgument): Lifted {
  const name = pair.key.text;
  const user = dockerfile.stages.find(({ from }) => expands(from, name));
  if (user) return { refusal: `The FROM on line ${lineOf(dockerfile, user.from)} needs the value of ${name}.` };
  const global = dockerfile.globalArgs
    .flatMap((instruction) => instruction.pairs.map((each) => ({ instruction, pair: each })))
    .filter((each) => each.pair.key.text === name);
  const stages = stage ? [stage] : dockerfile.stages;
  const own = stages.flatMap((each) => declarationsOf(each, name));
  const others = stage
    ? dockerfile.stages.filter((each) => each !== stage && declarationsOf(each, name).length > 0)
    : [];
  return liftSecrets(dockerfile, [...own, ...(others.length === 0 ? global : [])]);
}

function problem(argument: SecretArgument, plan: Lifted, buildNames: readonly string[]): Problem {
  const name = argument.pair.key.text;
  const confidence: Confidence = argument.secret?.confidence ?? "high";
  const related = rotationNotes(argument.secret?.detector, argument.pair.span);
  const found = {
    at: argument.pair.span,
    message: messageOf(argument),
    severity: argument.severity,
    confidence,
    ...(related.length > 0 ? { related } : {}),
  };
  if ("refusal" in plan) return { ...found, refusal: plan.refusal };
  const isMounted = plan.mounted.length > 0;
  const title = isMounted ? `Hand ${name} to the RUN that uses it as a secret` : `Take ${name} out of the file`;
  const followUp = [...(isMounted ? buildTimeFollowUp(buildNames) : []), ...(argument.secret ? rotationFollowUp : [])];
  if (!argument.secret && !isMounted)
    return {
      ...found,
      refusal: `No RUN names ${name}: a program may read it unseen, so add the secret mount to the RUN that needs it by hand.`,
    };
  return { ...found, fixes: [{ title, safety: "unsafe", edits: plan.edits, followUp }] };
}

function messageOf({ stage, pair, secret }: SecretArgument): string {
  const name = pair.key.text;
  const place = stage ? ` in ${stage.label}` : " above the first FROM";
  if (secret && stage?.inTargetChain)
    return `The default of ARG ${name} ${secret.why}: docker history shows it to everyone who has the image.`;
  if (secret)
    return `The default of ARG ${name}${place} ${secret.why}: it stays in this file, its git history and the build cache.`;
  if (stage?.inTargetChain)
    return `ARG ${name} takes a secret: docker history shows the value passed with --build-arg to everyone who has the image.`;
  return `ARG ${name}${place} takes a secret: the value passed with --build-arg is not in the image, but the build cache and the provenance can hold it.`;
}
