import { hasFlag } from "../../dockerfile/command-queries.ts";
import type { Dockerfile } from "../../dockerfile/dockerfile.ts";
import { insertAt, replaceSpan } from "../../dockerfile/edits.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { commandHead } from "./parts/command-head.ts";
import { rootImage } from "./parts/external-images.ts";
import { isYarnBerry, type LockfileInstall, lockfileInstalls } from "./parts/lockfile-installs.ts";
import { chainCommands, hasFallback } from "./parts/stage-commands.ts";

export const npmInstallUnlocked: Rule<"dockerfile"> = {
  id: "npm-install-unlocked",
  title: "The lockfile is copied but does not bind the install",
  habit: "build",
  severity: "low",
  confidence: "medium",
  severityReason: "Low: the build works, but two builds of one commit can hold different packages.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "npm install, and yarn, pnpm or bun install without their flag for a frozen lockfile, where an earlier COPY or bind mount names the lockfile (package-lock.json, package*.json, yarn.lock, pnpm-lock.yaml, bun.lock) into the same directory. COPY . . tells nothing and is left alone, as is adding single packages.",
  why: "The install may take newer versions than the ones you tested, a broken or hijacked release among them.",
  remedy: "Use npm ci, or --frozen-lockfile (--immutable with Yarn 2 and later).",
  whenToIgnore: "The lockfile is meant to be renewed in the build.",
  fix: "unsafe",
  bad: [
    {
      title: "npm install beside its lockfile",
      dockerfile:
        'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install --omit=dev\nUSER 1000\nCMD ["node", "app.js"]\n',
    },
    {
      title: "yarn without its flag",
      dockerfile:
        'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn install --production\nUSER 1000\nCMD ["node", "app.js"]\n',
    },
  ],
  good: [
    {
      title: "npm ci",
      dockerfile:
        'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nUSER 1000\nCMD ["node", "app.js"]\n',
    },
    {
      title: "no lockfile named",
      dockerfile:
        "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json ./\nRUN npm install --omit=dev\nUSER 1000\n",
    },
  ],
  *check({ dockerfile }) {
    for (const stage of dockerfile.stages) {
      if (!stage.reachesTarget) continue;
      let last: LockfileInstall | undefined;
      for (const found of lockfileInstalls(stage)) {
        const flag = missingFlag(found);
        if (flag === undefined) continue;
        // `npm install || npm install`: tried again, but one install.
        if (found.command.joinedBy === "||" && last?.instruction === found.instruction) continue;
        last = found;
        yield {
          at: found.command.editable ? commandHead(found.command) : found.instruction.span,
          message: `${nameOf(found)} may install other versions than the lockfile (${found.lockfile.name}) says.`,
          related: [{ at: found.lockfile.at, message: "the lockfile comes in here" }],
          ...repair(dockerfile, found, flag),
        };
      }
    }
  },
};

function nameOf({ install: { manager, verb } }: LockfileInstall): string {
  return verb === "" ? manager : `${manager} ${verb}`;
}

/** What would bind it; `ci` for npm. Undefined when it is bound already, or by choice not. */
function missingFlag(found: LockfileInstall): string | undefined {
  const { command, install } = found;
  if (command.args.some((word) => word.variables.length > 0)) return undefined;
  if (install.manager === "npm")
    return install.verb === "ci" || hasFlag(command, "--no-package-lock", "--package-lock-only") ? undefined : "ci";
  if (hasFlag(command, "--frozen-lockfile", "--immutable", "--no-lockfile", "--pure-lockfile", "--offline"))
    return undefined;
  if (hasFlag(command, "--no-frozen-lockfile", "--no-immutable") || isBoundByEnvironment(found)) return undefined;
  return install.manager === "yarn" && isYarnBerry(found) ? "--immutable" : "--frozen-lockfile";
}

/** With CI set, pnpm and Yarn 2 freeze the lockfile by themselves. */
function isBoundByEnvironment({ stage, instruction, install, command }: LockfileInstall): boolean {
  const { env } = stage.before(instruction);
  const names = install.manager === "bun" ? [] : ["CI", "YARN_ENABLE_IMMUTABLE_INSTALLS"];
  return names.some((name) => env.get(name) !== undefined || command.assignments.some((one) => one.name === name));
}

function repair(dockerfile: Dockerfile, found: LockfileInstall, flag: string): Pick<Problem, "fixes" | "refusal"> {
  const { command, lockfile } = found;
  if (!command.editable) return { refusal: "The command stands inside quotes or JSON: change it by hand." };
  if (command.conditional) return { refusal: "The command runs only under a condition: change it by hand." };
  if (hasFallback(found)) return { refusal: "A fallback behind || runs another install: change both by hand." };
  const word = command.args.find((one) => one.value === found.install.verb) ?? command.words[0];
  if (!word) return {};
  const isOptional = /\*/.test(lockfile.name);
  const followUp = isOptional
    ? [`If ${lockfile.name} matches no lockfile in your project, make one first: the build stops without it.`]
    : [
        "The build now stops where the lockfile and package.json differ: bring them together with an install of your own first.",
      ];
  if (flag !== "ci")
    return {
      fixes: [{ title: `Add ${flag}`, safety: "unsafe", edits: [insertAt(word.span.end, ` ${flag}`)], followUp }],
    };
  const obstacle = ciObstacle(dockerfile, found);
  if (obstacle) return { refusal: obstacle };
  return { fixes: [{ title: "Use npm ci", safety: "unsafe", edits: [replaceSpan(word.span, "ci")], followUp }] };
}

/** npm ci came with npm 5.7 and starts by deleting node_modules. */
function ciObstacle(dockerfile: Dockerfile, found: LockfileInstall): string | undefined {
  const image = rootImage(dockerfile, found.stage)?.reference;
  const major = /^(\d+)/.exec(image?.tag ?? "")?.[1];
  if (image?.familiar === "node" && major !== undefined && Number(major) < 10)
    return "npm ci is not in the npm of this base: move to a supported release first.";
  const earlier = chainCommands(found.stage).filter(({ command }) => command.span.start < found.command.span.start);
  const adds = earlier.some(
    ({ command }) =>
      command.name === "npm" &&
      /^(?:i|install|add)$/.test(command.args[0]?.pattern ?? "") &&
      !hasFlag(command, "-g", "--global") &&
      command !== found.command,
  );
  return adds ? "An npm install before this one fills node_modules, and npm ci would delete it." : undefined;
}
