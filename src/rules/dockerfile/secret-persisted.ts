import type { Command } from "../../dockerfile/command.ts";
import { operandsOf, toolName } from "../../dockerfile/command-queries.ts";
import { commandsOf } from "../../dockerfile/commands.ts";
import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem, Severity } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { lineOf } from "./parts/line-of.ts";
import { handedOn, type Persisted, persistedBy } from "./parts/persisting-commands.ts";
import { type Carrier, carriersOf, mayCarry } from "./parts/secret-carriers.ts";
import { type PersistingCommand, persistedFix } from "./parts/secret-persisted-fix.ts";
import { isMountedAway, isWithin, removes } from "./parts/written-paths.ts";

export const secretPersisted: Rule<"dockerfile"> = {
  id: "secret-persisted",
  title: "A build secret is written into a layer",
  habit: "secrets",
  severity: "high",
  confidence: "high",
  severityReason:
    "High where the layer is part of the image, or its file is copied into it; low in a stage of which only other files are copied. Medium where the secret is in the image's ENV anyway. Low, with less confidence, where the file is removed again but npm's own log of the command line stays.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Commands of a RUN that write a secret to disk: settings and logins (npm config set, pip config set, git config, docker login, …), redirects, tee, cp, clones from an address with a token in it. The secret comes from a secret mount, or from ENV or ARG with the name of a secret. Files in a tmpfs or cache mount, and files removed in the same RUN, are left alone.",
  why: "The mount itself leaves nothing behind, but this command copies the secret into a file of the image, and everyone who pulls it can read that file.",
  remedy: "Give the secret to the command that needs it, by a variable or a file that exists only during that RUN.",
  whenToIgnore: "The value is not secret any more when the RUN ends, such as a token that was revoked in it.",
  fix: "unsafe",
  bad: [
    {
      title: "npm config set under a secret mount",
      dockerfile:
        "FROM node:24-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN --mount=type=secret,id=npm_token,required=true npm config set //npm.example.com/:_authToken=$(cat /run/secrets/npm_token)\nRUN npm ci --omit=dev\nUSER node\n",
    },
  ],
  good: [
    {
      title: "the settings file lives in memory",
      dockerfile:
        'FROM node:24-slim\nWORKDIR /app\nRUN --mount=type=secret,id=npm_token,required=true --mount=type=tmpfs,target=/dev/shm echo "//npm.example.com/:_authToken=$(cat /run/secrets/npm_token)" >> /dev/shm/npmrc && export NPM_CONFIG_GLOBALCONFIG=/dev/shm/npmrc && npm ci\nUSER node\n',
    },
    {
      title: "the settings file itself is the secret",
      dockerfile:
        "FROM node:24-slim\nWORKDIR /app\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc,required=true npm ci\nUSER node\n",
    },
    {
      title: "written, used and removed in one RUN",
      dockerfile:
        'FROM node:24-slim\nWORKDIR /app\nRUN --mount=type=secret,id=t,required=true echo "//npm.example.com/:_authToken=$(cat /run/secrets/t)" > .npmrc && npm ci && rm .npmrc\nUSER node\n',
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      for (const run of stage.instructions)
        if (run.name === "run" && mayCarry(dockerfile, run)) yield* problemsOf(dockerfile, stage, run);
    }
  },
};

function* problemsOf(dockerfile: Dockerfile, stage: Stage, run: Instruction): Iterable<Problem> {
  const found = persistingCommands(stage, run);
  if (found.length === 0) return;
  const { commands } = commandsOf(stage, run);
  const kept: PersistingCommand[] = [];
  for (const each of found) {
    const { command, persisted } = each;
    const at = commands.indexOf(command);
    // A trap is set before, and runs at the end.
    const after = commands.filter((other, index) => index > at || other.name === "trap");
    const isGone = after.some((later) => removes(stage, later, persisted.path) || undoes(later, command, persisted));
    if (isGone) yield* logProblem(stage, run, command, persisted);
    else kept.push(each);
  }
  if (kept.length === 0) return;
  const fix = persistedFix(dockerfile, stage, run, kept);
  for (const each of kept) yield { ...problem(dockerfile, stage, run, each), ...fix };
}

/** What the RUN writes outside mounts that go away, removed again or not. */
function persistingCommands(stage: Stage, run: Instruction): PersistingCommand[] {
  const { commands } = commandsOf(stage, run);
  if (commands.length === 0) return [];
  const carriers = carriersOf(stage, run);
  const pipes = new Map<number, Carrier | undefined>();
  return commands.flatMap((command) => {
    const { id, stage: place, length } = command.pipe;
    const piped = place > 0 ? pipes.get(id) : undefined;
    if (length > 1) pipes.set(id, handedOn(command, carriers, piped));
    const persisted = persistedBy(stage, command, carriers, piped);
    if (!persisted || (persisted.path !== undefined && isMountedAway(run, persisted.path))) return [];
    return [{ command, persisted }];
  });
}

function problem(
  dockerfile: Dockerfile,
  stage: Stage,
  run: Instruction,
  { command, persisted }: PersistingCommand,
): Problem {
  const { path, by, carrier, shown } = persisted;
  const later = removedLater(stage, run, path);
  const place = stage.inTargetChain ? "the image" : `the layer of ${stage.label}`;
  const end = later ? `: the rm on line ${lineOf(dockerfile, later)} comes too late, the layer keeps it` : "";
  return {
    at: command.span,
    message: `${by} writes the secret ${carrier.name} into ${shown}, which stays in ${place}${end}.`,
    severity: carrier.kind === "env" && stage.inTargetChain ? "medium" : severityIn(dockerfile, stage, path),
    related: relatedOf(persisted),
  };
}

function relatedOf({ carrier: { mount } }: Persisted) {
  return mount ? [{ at: mount.flag.span, message: "The secret comes from this mount." }] : [];
}

/** `npm config delete`, `docker logout`, `git config --unset`: the same tool takes its setting back. */
function undoes(later: Command, command: Command, { kind }: Persisted): boolean {
  if (toolName(later) !== toolName(command)) {
    return kind === "clone" && toolName(later) === "git" && operandsOf(later)[0]?.value === "remote";
  }
  const words = later.args.map(({ pattern }) => pattern);
  if (words.some((word) => /^(?:logout|--unset(?:-all)?|--remove-section|unset)$/.test(word))) return true;
  if (kind === "setting" && words.some((word) => /^(?:delete|rm)$/.test(word))) return true;
  return kind === "clone" && words[0] === "remote";
}

/**
 * npm writes its command line into ~/.npm/_logs (seen with npm 11: only values that look like npm's own tokens are
 * blanked), so a token given to `npm config set` outlives the settings file.
 */
function* logProblem(stage: Stage, run: Instruction, command: Command, persisted: Persisted): Iterable<Problem> {
  if (persisted.by !== "npm config set" && persisted.by !== "npm set") return;
  if (!stage.inTargetChain || isMountedAway(run, "~/.npm/_logs")) return;
  const { commands } = commandsOf(stage, run);
  if (commands.some((each) => removes(stage, each, "~/.npm/_logs/debug.log"))) return;
  if (
    commands.some(({ assignments }) =>
      assignments.some(({ name }) => /^npm_config_(?:logs_max|logs_dir|cache)$/i.test(name)),
    )
  )
    return;
  yield {
    at: command.span,
    message: `The settings file is removed again, but npm logs its command line, with the secret ${persisted.carrier.name} in it, in ~/.npm/_logs, which stays in the image.`,
    severity: "low",
    confidence: "medium",
    related: relatedOf(persisted),
    refusal: "The file is removed already: write it with echo or printf instead, which leave no log.",
  };
}

function severityIn(dockerfile: Dockerfile, stage: Stage, path: string | undefined): Severity {
  if (stage.inTargetChain) return "high";
  const chain = dockerfile.target?.chain ?? [];
  const isCopied = stage.usedBy.some(({ kind, user, instruction }) => {
    if (kind !== "copy" || !chain.includes(user) || path === undefined) return false;
    return instruction.args
      .slice(0, -1)
      .some(({ text }) => isWithin(path, text.replace(/^\/root(?=\/|$)/, "~")) || text === "/");
  });
  return isCopied ? "high" : "low";
}

function removedLater(stage: Stage, run: Instruction, path: string | undefined) {
  if (path === undefined) return undefined;
  const later = stage.instructions.slice(stage.instructions.indexOf(run) + 1);
  return later.find(
    (each) => each.name === "run" && commandsOf(stage, each).commands.some((command) => removes(stage, command, path)),
  );
}
