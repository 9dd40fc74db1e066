import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import { insertBefore } from "../../dockerfile/edits.ts";
import { isPlatformArg } from "../../dockerfile/scope.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { builderNames, cannotComeFromBase, mayComeFromBase } from "./parts/base-environment.ts";
import { expandedWords, neededVariables, variableSpan } from "./parts/needed-variables.ts";
import { difference, isOneSlip } from "./parts/slip.ts";

export const undefinedVar: Rule<"dockerfile"> = {
  id: "undefined-var",
  title: "A variable is used that nothing sets",
  habit: "build",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the build goes on with an empty value, and what is wrong shows later, in another place.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["buildkit/UndefinedVar"],
  scope:
    "A variable in ENV, ARG, COPY, ADD, LABEL, USER, WORKDIR, EXPOSE, VOLUME or STOPSIGNAL that has no value there, where the base image cannot hold it: FROM scratch or one of the plain official images (debian, alpine, node, …); a platform argument or an ARG above FROM that the stage does not declare again; an ARG that only comes further down; a name one slip away from a declared one. RUN and CMD are the shell's, and names a base may set (PATH, JAVA_HOME, the base's own version) are left alone. Once a stage and name.",
  why: "The build puts an empty text in its place without a word, so paths, versions and users come out wrong.",
  remedy: "Declare it with ARG or ENV above its first use in the same stage.",
  whenToIgnore: "The base image does set it.",
  fix: "unsafe",
  bad: [
    {
      title: "an ARG above FROM, not declared again",
      dockerfile: "ARG RELEASE=1\nFROM debian:13-slim\nENV APP_RELEASE=$RELEASE\nUSER 1000\n",
    },
    { title: "a platform argument", dockerfile: "FROM debian:13-slim\nENV ARCH=$TARGETARCH\nUSER 1000\n" },
    {
      title: "a slip of the pen",
      dockerfile: "FROM debian:13-slim\nARG RELEASE=1\nENV APP_RELEASE=$RELAESE\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "declared again",
      dockerfile: "ARG RELEASE=1\nFROM debian:13-slim\nARG RELEASE\nENV APP_RELEASE=$RELEASE\nUSER 1000\n",
    },
    {
      title: "set by the base image, perhaps",
      dockerfile: "FROM registry.example.com/base:1.4\nENV A=$SOMETHING\nUSER 1000\n",
    },
    { title: "the base image's path", dockerfile: "FROM debian:13-slim\nENV PATH=/app/bin:$PATH\nUSER 1000\n" },
  ],
  *check({ dockerfile }) {
    if (!dockerfile.source.text.includes("$")) return;
    const globals = new Set(dockerfile.globalArgs.flatMap((arg) => arg.pairs.map(({ key }) => key.text)));
    for (const stage of dockerfile.stages) yield* inStage(dockerfile, stage, globals);
  },
};

function* inStage(dockerfile: Dockerfile, stage: Stage, globals: ReadonlySet<string>): Generator<Problem> {
  const seen = new Set<string>();
  for (const instruction of stage.instructions) {
    for (const word of expandedWords(instruction)) {
      for (const name of neededVariables(word.text, dockerfile.tree.escape)) {
        if (seen.has(name) || isSet(stage, instruction, name)) continue;
        const cause = causeOf(stage, instruction, name, globals);
        if (!cause) continue;
        seen.add(name);
        const fix = cause.declares
          ? {
              title: `Declare ${name} in this stage`,
              edits: [insertBefore(dockerfile.tree, instruction, `ARG ${name}`)],
            }
          : undefined;
        yield {
          at: variableSpan(dockerfile.source, word.span, name),
          message: `$${name} is empty here: ${cause.message}`,
          ...(cause.sure ? {} : { confidence: "medium" as const }),
          ...(fix ? { fixes: [{ ...fix, safety: "unsafe" as const }] } : {}),
          ...(fix ? {} : { refusal: "Which value was meant is not for a tool to say." }),
        };
      }
    }
  }
}

function isSet(stage: Stage, instruction: Instruction, name: string): boolean {
  // Set by this very ENV: a value that is added to, or the business of env-self-reference.
  if (instruction.name === "env" && instruction.pairs.some(({ key }) => key.text === name)) return true;
  const scope = stage.before(instruction);
  return builderNames.has(name) || scope.env.get(name) !== undefined || scope.args.get(name) !== undefined;
}

interface Cause {
  readonly message: string;
  readonly sure: boolean;
  /** An ARG line in the stage gives it its value. */
  readonly declares: boolean;
}

function causeOf(
  stage: Stage,
  instruction: Instruction,
  name: string,
  globals: ReadonlySet<string>,
): Cause | undefined {
  if (isPlatformArg(name)) {
    const message = `the builder gives it only to stages that declare it with ARG ${name}.`;
    return { message, sure: true, declares: true };
  }
  const sure = cannotComeFromBase(name, stage);
  const root = stage.chain.at(-1)?.base;
  if (!sure && mayComeFromBase(name, root?.kind === "image" ? root.name : "")) return undefined;
  if (globals.has(name)) {
    const message = `the ARG above FROM holds for FROM lines only, unless the stage says ARG ${name} again.`;
    return { message, sure, declares: true };
  }
  if (declaredLater(stage, instruction, name))
    return { message: "its ARG stands further down.", sure, declares: false };
  const near = slipOf(name, stage, instruction);
  if (near !== undefined) return { message: `did you mean $${near}?`, sure, declares: false };
  return sure && !isOwnDefault(instruction, name)
    ? { message: "neither the file nor the base image sets it.", sure, declares: false }
    : undefined;
}

/** `ARG NAME=$NAME` says no more than `ARG NAME`, and a build argument of that name does arrive. */
function isOwnDefault(instruction: Instruction, name: string): boolean {
  return instruction.name === "arg" && instruction.pairs.some(({ key }) => key.text === name);
}

function declaredLater(stage: Stage, instruction: Instruction, name: string): boolean {
  const below = stage.instructions.slice(stage.instructions.indexOf(instruction) + 1);
  return below.some((one) => one.name === "arg" && one.pairs.some(({ key }) => key.text === name));
}

/** The declared name one slip away. Digits, joints and plurals are no slip: V1 is not V2, HTTP_PORT not HTTPS_PORT. */
function slipOf(name: string, stage: Stage, instruction: Instruction): string | undefined {
  if (name.length < 5) return undefined;
  const scope = stage.before(instruction);
  const declared = [...scope.env.entries().keys(), ...scope.args.entries().keys()];
  return declared.find((one) => {
    if (one.toLowerCase() === name.toLowerCase()) return true;
    const { restA, restB } = difference(name, one);
    return isOneSlip(name, one) && !/[\d_]|^s$/i.test(restA + restB);
  });
}
