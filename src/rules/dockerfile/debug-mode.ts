import type { Command } from "../../dockerfile/command.ts";
import { hasFlag } from "../../dockerfile/command-queries.ts";
import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import { replaceSpan } from "../../dockerfile/edits.ts";
import type { Pair } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import { sliceSpan } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { commandHead } from "./parts/command-head.ts";
import { type DebugCommand, debugCommand } from "./parts/debug-commands.ts";
import { type DebugSetting, debugSetting, debugVariables } from "./parts/debug-settings.ts";
import { isDevelopmentImage } from "./parts/image-purpose.ts";
import { installsDependencies } from "./parts/node-installs.ts";
import { packageCommand } from "./parts/package-managers.ts";
import { removeArgument } from "./parts/remove-argument.ts";
import { chainCommands } from "./parts/stage-commands.ts";
import { runsProgram, type StartedCommand, startedCommands } from "./parts/started-program.ts";

export const debugMode: Rule<"dockerfile"> = {
  id: "debug-mode",
  title: "The image starts in a debug or development mode",
  habit: "build",
  severity: "medium",
  confidence: "medium",
  severityReason:
    "High where the mode lets a visitor run code (debug ports, Flask's debugger), medium where error pages show code and settings, low for development servers and file watchers.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "The target's own settings at its end: variables such as FLASK_DEBUG, APP_DEBUG, NODE_ENV=development and debug options of Java and Node; debug flags, development servers and file watchers in ENTRYPOINT and CMD; Xdebug enabled by a RUN of its chain. Files and last stages named dev, test or debug are left alone, and so is what a condition guards or an ARG's default decides.",
  why: "Debug modes show code and settings to visitors, and some let them run commands in your container.",
  remedy:
    "Start the program as it is meant for production, and switch debugging on with docker run -e while you need it.",
  whenToIgnore: "The image is for development only; name its file Dockerfile.dev or its stage dev.",
  fix: "unsafe",
  bad: [
    {
      title: "Flask's debugger",
      dockerfile: 'FROM python:3.14-slim-trixie\nENV FLASK_DEBUG=1\nUSER 1000\nCMD ["gunicorn", "app:app"]\n',
    },
    {
      title: "reloading on every change",
      dockerfile: 'FROM python:3.14-slim-trixie\nUSER 1000\nCMD ["uvicorn", "app:app", "--reload"]\n',
    },
  ],
  good: [
    {
      title: "production",
      dockerfile: 'FROM node:24-alpine\nENV NODE_ENV=production\nUSER 1000\nCMD ["node", "app.js"]\n',
    },
    {
      title: "only in a builder stage",
      dockerfile:
        "FROM node:24-alpine AS build\nENV NODE_ENV=development\nFROM scratch\nCOPY --from=build /a /a\nUSER 1000\n",
    },
    { title: "a development image", dockerfile: 'FROM node:24-alpine AS dev\nUSER 1000\nCMD ["npm", "run", "dev"]\n' },
  ],
  *check({ dockerfile }) {
    const { target } = dockerfile;
    if (!target || isDevelopmentImage(dockerfile)) return;
    const started = startedCommands(target);
    // `CMD ["bash"]`: a place to work in.
    if (started.length > 0 && !runsProgram(target)) return;
    yield* settingProblems(dockerfile, target, started);
    for (const command of started) {
      const found = command.conditional ? undefined : debugCommand(command);
      if (!found) continue;
      yield commandProblem(dockerfile, command, found);
      break;
    }
    // Names of packages and extensions are seldom put together from parts.
    if (dockerfile.source.text.includes("xdebug")) yield* xdebugProblems(target);
  },
};

const watched: ReadonlySet<string> = new Set([...debugVariables, "DEBUG"]);

/** Those of the watched variables that some ENV of the chain sets: nearly always none. */
function debugNamesIn({ chain }: Stage): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { instructions } of chain)
    for (const { name, pairs } of instructions)
      if (name === "env") for (const { key } of pairs) if (watched.has(key.text)) found.add(key.text);
  return found;
}

function* settingProblems(
  dockerfile: Dockerfile,
  target: Stage,
  started: readonly StartedCommand[],
): Generator<Problem> {
  const set = debugNamesIn(target);
  if (set.size === 0) return;
  const overridden = new Set(started.flatMap((one) => one.assignments.map((assignment) => assignment.name)));
  const { env } = target.end;
  for (const name of watched) {
    if (!set.has(name)) continue;
    const found = env.get(name);
    if (!found) continue;
    const { value, by } = found;
    // An ARG's default is what a build for production replaces.
    if (!value.known || value.assumed.length > 0 || overridden.has(name)) continue;
    const setting = debugSetting(name, value.text) ?? djangoDebug(name, value.text, target, started);
    const pair = by.pairs.findLast((one) => one.key.text === name);
    if (!setting || !pair) continue;
    const shown = value.text.length > 40 ? `${name}` : `${name}=${value.text}`;
    yield {
      at: pair.span,
      message: `${shown} ${setting.effect}.`,
      severity: setting.severity,
      confidence: "high",
      ...settingFix(dockerfile, target, pair, setting, value.text),
    };
  }
}

/** `DEBUG` means something else to nearly every program; with Django it is the switch of nearly every settings file. */
function djangoDebug(
  name: string,
  value: string,
  target: Stage,
  started: readonly StartedCommand[],
): DebugSetting | undefined {
  if (name !== "DEBUG" || debugSetting("DJANGO_DEBUG", value) === undefined) return undefined;
  const words = [
    ...started.flatMap((one) => one.words.map((word) => word.pattern)),
    ...chainCommands(target).flatMap(({ command }) => command.words.map((word) => word.pattern)),
  ];
  return words.some((word) => /manage\.py$|\.wsgi(?::|$)/.test(word)) ? debugSetting("DJANGO_DEBUG", value) : undefined;
}

function settingFix(
  dockerfile: Dockerfile,
  target: Stage,
  pair: Pair,
  { production }: DebugSetting,
  value: string,
): Pick<Problem, "fixes" | "refusal"> {
  if (!production) return { refusal: "What production needs in its place depends on the application." };
  const written = pair.value && sliceSpan(dockerfile.source, pair.value.span);
  if (!pair.value || (written !== value && written !== `"${value}"` && written !== `'${value}'`))
    return { refusal: "The value comes from a variable: change it where it is set." };
  const later = chainCommands(target).some(({ command }) => installsDependencies(command));
  if (pair.key.text === "NODE_ENV" && later)
    return { refusal: "With NODE_ENV=production the install in this file would leave out what a build may need." };
  const inset = written === value ? 0 : 1;
  const span = { start: pair.value.span.start + inset, end: pair.value.span.end - inset };
  const text = production(value);
  return {
    fixes: [{ title: `Set ${pair.key.text} to ${text}`, safety: "unsafe", edits: [replaceSpan(span, text)] }],
  };
}

function commandProblem({ tree }: Dockerfile, { instruction }: StartedCommand, found: DebugCommand): Problem {
  const { message, severity, removable } = found;
  const at = found.at.span;
  if (!removable)
    return { at, message, severity, refusal: "The file does not say how the program starts in production." };
  const edit = removeArgument(tree, instruction, removable.span);
  if (!edit)
    return { at, message, severity, refusal: "The flag does not stand alone in the line: take it out by hand." };
  const title = `Take out ${removable.value ?? removable.raw}`;
  return { at, message, severity, fixes: [{ title, safety: "unsafe", edits: [edit] }] };
}

function* xdebugProblems(target: Stage): Generator<Problem> {
  const enabled = chainCommands(target).find(({ command }) => !command.conditional && enablesXdebug(command));
  if (!enabled) return;
  const { command, instruction } = enabled;
  yield {
    at: command.editable ? commandHead(command) : instruction.span,
    message: "Xdebug is enabled in the final image: it slows PHP down and opens it to a debugger.",
    refusal: "Whether a separate development stage needs it, the file does not say.",
  };
}

/** `pecl install` alone does not: PHP has to be told to load it. */
function enablesXdebug(command: Command): boolean {
  if (command.name === "docker-php-ext-enable" || command.name === "install-php-extensions")
    return command.args.some((word) => /^xdebug(?:-|$)/.test(word.pattern));
  const install = packageCommand(command);
  if (install?.action !== "install" || hasFlag(command, "--virtual", "-t")) return false;
  return install.packages.some((word) => /^php[0-9.]*-xdebug$|-pecl-xdebug$/.test(word.pattern));
}
