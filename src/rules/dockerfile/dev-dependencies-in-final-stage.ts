import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Rule } from "../rule.ts";
import { carriedInstalls } from "./parts/carried-installs.ts";
import { commandHead } from "./parts/command-head.ts";
import { debugCommand } from "./parts/debug-commands.ts";
import { devInstallFix } from "./parts/dev-install-fix.ts";
import { type DevInstall, devInstallOf } from "./parts/dev-installs.ts";
import { isDevelopmentImage } from "./parts/image-purpose.ts";
import { nodeInstallOf } from "./parts/node-installs.ts";
import { localProgram, packageScript } from "./parts/package-scripts.ts";
import { leavesOutDevDependencies } from "./parts/production-installs.ts";
import { shippedCompilation } from "./parts/shipped-compilation.ts";
import { chainCommands, type StageCommand } from "./parts/stage-commands.ts";
import { runsProgram, startedCommands } from "./parts/started-program.ts";

export const devDependenciesInFinalStage: Rule<"dockerfile"> = {
  id: "dev-dependencies-in-final-stage",
  title: "Development dependencies go into the final image",
  habit: "slim",
  severity: "low",
  confidence: "medium",
  severityReason: "Low: they are seldom loaded at run time, but they are downloaded, shipped and reported by scanners.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "Installs of npm, yarn, pnpm, bun, composer, bundler, poetry, uv, pdm, pipenv and pip (requirements-dev.txt, .[dev]) in the target's own chain, or in a stage whose packages it copies, that do not leave the development dependencies out by flag, variable or a later prune. Left alone: development images, images that start tests, a build or a development server, and installs whose packages a later RUN builds or tests with.",
  why: "Test tools, bundlers and their own dependencies make the image larger and add vulnerabilities that have nothing to do with your program.",
  remedy: "Leave them out of the install, or build in one stage and install for production in another.",
  whenToIgnore: "The project has no development dependencies, or the program needs them when it runs.",
  fix: "unsafe",
  bad: [
    {
      title: "npm ci without --omit=dev",
      dockerfile:
        'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY src src\nUSER 1000\nCMD ["node", "src/app.js"]\n',
    },
    {
      title: "composer install without --no-dev",
      dockerfile:
        'FROM composer:2.8\nWORKDIR /app\nCOPY composer.json composer.lock ./\nRUN composer install\nUSER 1000\nCMD ["php", "app.php"]\n',
    },
  ],
  good: [
    {
      title: "without them",
      dockerfile:
        'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nUSER 1000\nCMD ["node", "app.js"]\n',
    },
    {
      title: "thrown out again",
      dockerfile:
        'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build && npm prune --omit=dev\nUSER 1000\nCMD ["node", "app.js"]\n',
    },
    {
      title: "only in a builder stage",
      dockerfile:
        'FROM node:24-trixie-slim AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nFROM nginx:1.30-alpine\nCOPY --from=build /app/dist /srv\nUSER 101\nCMD ["nginx"]\n',
    },
  ],
  *check({ dockerfile }) {
    const { target } = dockerfile;
    if (!target || isDevelopmentImage(dockerfile) || !runsProgram(target) || startsForDevelopment(target)) return;
    for (const install of devInstalls(target)) {
      if (install.ecosystem === "node" && needsThem(dockerfile, target)) continue;
      // Without it Rails and Rack start in development and load those very groups.
      if (install.ecosystem === "ruby" && !runsInProduction(target)) continue;
      const message = `${install.what} installs the development dependencies into the final image too.`;
      const at = install.command.editable ? commandHead(install.command) : install.instruction.span;
      yield { at, message, ...devInstallFix(dockerfile, install) };
    }
    yield* carriedProblems(target);
  },
};

function* carriedProblems(target: Stage): Generator<Problem> {
  for (const { copy, at, from, install } of carriedInstalls(target, remaining)) {
    if (install.ecosystem === "node" && startsFromDevDependencies(target)) continue;
    yield {
      at,
      message: `COPY takes the ${install.folder} of ${from.label}, and ${install.what} put the development dependencies in there.`,
      related: [{ at: install.command.span, message: `${install.what} of ${from.label}` }],
      refusal: `${capitalise(from.label)} may need them to build: leave them out there after the build, before the ${copy.keyword.text}.`,
    };
  }
}

/** Installs of the stage's chain whose development dependencies are still there at its end, and that nothing there uses. */
function devInstalls(stage: Stage): readonly DevInstall[] {
  return remaining(stage).filter((install) => !isUsedLater(install, chainCommands(stage)));
}

function remaining(stage: Stage): readonly DevInstall[] {
  const all = chainCommands(stage);
  return all.flatMap((placed, at) => {
    if (placed.command.conditional) return [];
    const install = devInstallOf(placed, all.slice(0, at));
    return install && !all.slice(at + 1).some((later) => removes(later, install)) ? [install] : [];
  });
}

/** `npm prune --omit=dev`, a second install without them, `rm -rf node_modules`. */
function removes(later: StageCommand, install: DevInstall): boolean {
  const { command, stage, instruction } = later;
  const words = command.args.map((word) => word.pattern);
  const { folder } = install;
  if (command.name === "rm") return folder !== undefined && words.some((word) => word.includes(folder));
  if (install.ecosystem === "node") {
    const isPrune = /^(?:npm|pnpm|yarn)$/.test(command.name) && /^(?:prune|dedupe|workspaces)$/.test(words[0] ?? "");
    return (isPrune || nodeInstallOf(command) !== undefined) && leavesOutDevDependencies(stage, instruction, command);
  }
  const tool = install.command.name;
  return command.name === tool && words.some((word) => /^--(?:no-dev|clean|only|without|prod|production)\b/.test(word));
}

/** A later RUN that starts a script or a program of the packages: to build, to test, to generate. */
function isUsedLater(install: DevInstall, all: readonly StageCommand[]): boolean {
  const later = all.slice(all.findIndex((one) => one.command === install.command) + 1);
  return later.some(({ command }) => {
    const args = command.args.map((word) => word.pattern);
    const words = command.words.map((word) => word.pattern);
    if (install.ecosystem === "node")
      return (
        packageScript(command.name, args) !== undefined ||
        localProgram(command.name, args) !== undefined ||
        words.some((word) => word.includes("node_modules/.bin") || /^(?:bower|gulp|grunt|webpack|tsc|ng)$/.test(word))
      );
    if (install.ecosystem === "php") return words.some((word) => word.includes("vendor/bin"));
    if (install.ecosystem === "ruby") return /^(?:rake|rspec|rails)$/.test(command.name) || args[0] === "exec";
    return words.some((word) => /^(?:pytest|tox|mypy|flake8|nox|black|ruff)$/.test(word));
  });
}

function needsThem(dockerfile: Dockerfile, target: Stage): boolean {
  return shippedCompilation(dockerfile)?.toolchain === "node" || startsFromDevDependencies(target);
}

function runsInProduction(target: Stage): boolean {
  return ["RAILS_ENV", "RACK_ENV"].some((name) => {
    const value = target.end.env.get(name)?.value;
    return value?.known && value.text === "production";
  });
}

/** Tests or a development server: the development dependencies are what the image is for. */
function startsForDevelopment(target: Stage): boolean {
  return startedCommands(target).some(
    (started) => debugCommand(started) !== undefined || runsTests(started.words.map((word) => word.pattern)),
  );
}

const testRunners =
  /(?:^|\/)(?:pytest|py\.test|tox|nox|jest|mocha|vitest|karma|cypress|playwright|phpunit|pest|behat|rspec|cucumber|behave)$/;

function runsTests(words: readonly string[]): boolean {
  if (words.some((word) => testRunners.test(word))) return true;
  const [program = "", ...args] = words;
  const isScript = args.some((word, at) => word === "test" && /(?:^|\/)manage\.py$/.test(words[at] ?? ""));
  const isPackage = /(?:^|\/)(?:npm|yarn|pnpm|bun)$/.test(program) && (args[0] === "test" || args[0] === "t");
  return isScript || isPackage || args.some((word, at) => word === "unittest" && words[at] === "-m");
}

/** TypeScript runners and npx take their program from the development dependencies. */
function startsFromDevDependencies(target: Stage): boolean {
  return startedCommands(target).some((started) => {
    const words = started.words.map((word) => word.pattern);
    const runner = words.some((word) =>
      /^(?:npx|bunx|ts-node|ts-node-esm|tsx|babel-node|nodemon|ng|serve|http-server)$/.test(word),
    );
    const script = packageScript(started.program, started.args);
    // `npm build` was a command of npm itself.
    const builds = started.args[0] === "build" && /^(?:npm|yarn|pnpm|bun)$/.test(started.program);
    return runner || builds || (script !== undefined && /test|build|storybook|preview/.test(script));
  });
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
