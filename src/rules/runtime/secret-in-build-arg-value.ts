import type { Problem, Related } from "../../finding/finding.ts";
import type { LinkedBuild } from "../../project/facts.ts";
import type { BuildArg } from "../../runtime/image-build.ts";
import { classifySecretName } from "../../secrets/name.ts";
import { shippedArgument } from "../dockerfile/parts/argument-history.ts";
import { secretId } from "../dockerfile/parts/secret-mounts.ts";
import { judgeSetting, type LiteralSecret } from "../parts/literal-secret.ts";
import { rotationNotes } from "../parts/rotation-note.ts";
import type { Rule } from "../rule.ts";
import { isOwnPlace } from "./parts/own-place.ts";

export const secretInBuildArgValue: Rule<"builds"> = {
  id: "secret-in-build-arg-value",
  title: "A build is given a secret as an argument",
  habit: "secrets",
  severity: "high",
  confidence: "high",
  severityReason:
    "High where the value itself is written down, critical when it has the format of a working credential. Low where a variable passes it and the Dockerfile's history keeps it: the ARG has a finding of its own.",
  needs: ["builds"],
  since: "0.2.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["kics/Passwords And Secrets"],
  scope:
    "`build.args` of a Compose service, `args` of a Bake target, and `--build-arg` of a command: values that are a credential or a fixed value under the name of a secret, and names of secrets whose value comes from elsewhere where the Dockerfile declares the argument above a RUN of the image. Stand-ins, public keys and front-end variables are left alone.",
  why: "Docker writes the build arguments of every RUN into the image's history, so whoever has the image reads the secret with docker history.",
  remedy:
    "Declare the value as a secret of the build, mount it in the RUN that needs it, and have a new one issued: the histories of git and of the image keep the old one.",
  whenToIgnore: "The value is not secret, or it has lost its use before anyone gets the image.",
  bad: [
    {
      title: "a token written in the Compose file",
      files: {
        Dockerfile: "FROM node:24-slim\nARG NPM_TOKEN\nRUN npm ci\nUSER node\n",
        "compose.yaml":
          "services:\n  web:\n    build:\n      context: .\n      args:\n        NPM_TOKEN: k7-harbour-lamp-29\n",
      },
    },
    {
      title: "a token passed by a variable",
      files: {
        Dockerfile: "FROM node:24-slim\nARG NPM_TOKEN\nRUN npm ci\nUSER node\n",
        "compose.yaml": "services:\n  web:\n    build:\n      context: .\n      args:\n        - NPM_TOKEN\n",
      },
    },
  ],
  good: [
    {
      title: "a secret of the build",
      files: {
        Dockerfile:
          "FROM node:24-slim\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN,required=true npm ci\nUSER node\n",
        "compose.yaml":
          "services:\n  web:\n    build:\n      context: .\n      args:\n        NODE_ENV: production\n      secrets: [npm_token]\nsecrets:\n  npm_token:\n    environment: NPM_TOKEN\n",
      },
    },
    {
      title: "an argument of a stage that is not shipped",
      files: {
        Dockerfile:
          "FROM node:24-slim AS build\nARG NPM_TOKEN\nRUN npm ci\nFROM node:24-slim\nCOPY --from=build /app /app\nUSER node\n",
        "compose.yaml": "services:\n  web:\n    build:\n      context: .\n      args:\n        - NPM_TOKEN\n",
      },
    },
  ],
  *check({ source, builds }) {
    if (!source) return;
    const seen = new Set<number>();
    for (const linked of builds)
      for (const argument of linked.build.args) {
        if (!isOwnPlace(source, argument.nameAt) || seen.has(argument.nameAt.start)) continue;
        const found = judge(linked, argument);
        if (!found) continue;
        seen.add(argument.nameAt.start);
        yield found;
      }
  },
};

function judge(linked: LinkedBuild, argument: BuildArg): Problem | undefined {
  const { name, value, literal } = argument;
  const secret = literal && value !== undefined ? judgeSetting(name, value) : undefined;
  const shipped = linked.dockerfile && shippedArgument(linked.dockerfile, name);
  const related = relatedOf(linked, shipped);
  if (secret) {
    const found = literalProblem(linked, argument, secret, shipped !== undefined);
    return { ...found, related: [...rotationNotes(secret.detector, found.at), ...related] };
  }
  if (literal || !shipped || classifySecretName(name).kind !== "secret") return undefined;
  return {
    at: argument.nameAt,
    severity: "low",
    message: `The ${linked.build.label} passes ${name} as a build argument: docker history shows the value to everyone who has the image.`,
    related,
  };
}

function literalProblem(
  { build }: LinkedBuild,
  { name, nameAt, at }: BuildArg,
  secret: LiteralSecret,
  isShipped: boolean,
): Problem {
  const history = isShipped ? ", and docker history shows it to everyone who has the image" : "";
  return {
    at: { ...at, start: Math.min(nameAt.start, at.start) },
    severity: secret.kind === "token" ? "critical" : "high",
    confidence: secret.confidence,
    message: `Build argument ${name} of the ${build.label} ${secret.why}: it is in this file and its git history${history}.`,
  };
}

function relatedOf({ dockerfile }: LinkedBuild, shipped: ReturnType<typeof shippedArgument>): Related[] {
  if (!dockerfile || !shipped) return [];
  const { path } = dockerfile.source;
  const { key, span } = shipped.pair;
  const how = `RUN --mount=type=secret,id=${secretId(key.text)},env=${key.text}`;
  return [{ at: { ...span, path }, message: `The image's history keeps ${key.text} from here on; ${how} would not.` }];
}
