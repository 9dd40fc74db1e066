import { commandsOf } from "../../dockerfile/commands.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem, Severity } from "../../finding/finding.ts";
import { classifySecretName } from "../../secrets/name.ts";
import { judgeLiteral } from "../parts/literal-secret.ts";
import type { Rule } from "../rule.ts";
import { type CredentialPlace, credentialPlaces, pipedLiteral } from "./parts/credential-commands.ts";
import { severityOf } from "./parts/pair-secrets.ts";

export const secretCommand: Rule<"dockerfile"> = {
  id: "secret-command",
  title: "A command is given a credential without a secret mount",
  habit: "secrets",
  severity: "high",
  confidence: "high",
  severityReason:
    "High where a credential is written out in a RUN of the image, critical with the format of a working one; medium where a build argument fills it in. In other stages the history does not ship: medium for a working credential, low or info for the rest.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["trivy/DS-0031", "cis/4.10"],
  scope:
    "Logins and settings in RUN that take a credential as a word: docker, podman, helm and az login, aws configure set, npm config set with a token, git addresses with a token, cargo, vault and huggingface-cli login, and their like. The credential is written out, or comes from ENV or ARG under a name that does not tell. Words filled from a secret mount or from a variable of the shell are left alone; variables with the name of a secret are reported where they are set.",
  why: "The words of a RUN are stored in the image's history, and most of these commands also save the credential to a file in the layer.",
  remedy: "Mount the credential with --mount=type=secret and let the command read it from there.",
  whenToIgnore: "The credential is a public one that anybody may use, such as a read-only demo account.",
  bad: [
    {
      title: "a password on the command line",
      dockerfile: "FROM alpine:3.22\nRUN helm registry login -u ci -p hunter22 registry.example.com\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "the password comes from a mount",
      dockerfile:
        "FROM alpine:3.22\nRUN --mount=type=secret,id=p,required=true --mount=type=tmpfs,target=/root/.config/helm helm registry login -u ci --password-stdin registry.example.com < /run/secrets/p && helm pull oci://registry.example.com/chart\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages)
      for (const run of stage.instructions) {
        if (run.name !== "run") continue;
        const { commands } = commandsOf(stage, run);
        for (const command of commands) {
          const piped = command.pipe.stage > 0 ? pipedLiteral(commands, command) : undefined;
          for (const place of piped ? [piped] : credentialPlaces(command)) yield* problems(stage, run, place);
        }
      }
  },
};

function* problems(stage: Stage, run: Instruction, place: CredentialPlace): Iterable<Problem> {
  if (place.value !== undefined) {
    const secret = judgeLiteral("PASSWORD", place.value);
    const severity = secret && severityOf(secret, stage);
    if (!severity) return;
    const where = stage.inTargetChain
      ? "docker history shows it to everyone who has the image"
      : "it stays in this file and the build cache";
    yield { at: place.span, severity, message: `${place.by} is given a credential in plain text: ${where}.` };
    return;
  }
  const name = place.word.variables.find((variable) => comesFromFile(stage, run, variable));
  if (name === undefined || !stage.reachesTarget) return;
  const severity: Severity = stage.inTargetChain ? "medium" : "info";
  yield {
    at: place.span,
    severity,
    message: `${place.by} takes its credential from ${name}, which ENV or ARG sets: docker history shows the value.`,
  };
}

/** Set by ENV or ARG, under a name that the rules for those do not report. */
function comesFromFile(stage: Stage, run: Instruction, name: string): boolean {
  const scope = stage.before(run);
  const setting = scope.env.get(name) ?? scope.args.get(name);
  return setting !== undefined && classifySecretName(name).kind !== "secret";
}
