import { readCopy } from "../../context/copy-instruction.ts";
import { operandsOf } from "../../dockerfile/command-queries.ts";
import type { Dockerfile, Stage } from "../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../dockerfile/tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { Container, ContainerMount, Located } from "../../runtime/container.ts";
import type { Source } from "../../text/source.ts";
import { isDevelopmentImage } from "../dockerfile/parts/image-purpose.ts";
import { lineOf } from "../dockerfile/parts/line-of.ts";
import { nodeInstallOf } from "../dockerfile/parts/node-installs.ts";
import { absolutePath, isWithin, workdirOf } from "../dockerfile/parts/place-paths.ts";
import { chainCommands, type StageCommand } from "../dockerfile/parts/stage-commands.ts";
import type { Rule } from "../rule.ts";
import { isDevelopmentFile } from "./parts/development-file.ts";
import { isOwnPlace } from "./parts/own-place.ts";
import type { PlaceFacts } from "./parts/place-text.ts";
import { settingsText } from "./parts/signs.ts";
import { subjectOf } from "./parts/subject.ts";

export const mountHidesImageFiles: Rule<"compose" | "builds"> = {
  id: "mount-hides-image-files",
  title: "A bind mount hides what the image was built with",
  habit: "runtime",
  severity: "low",
  confidence: "high",
  severityReason:
    "Low where it hides installed packages, which the host's folder need not hold: the program then fails or runs others. Info where it hides what COPY put there: what runs is not what was built and scanned.",
  needs: ["compose", "builds"],
  since: "0.2.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "Bind mounts of a service that is built here, over a folder that its Dockerfile fills with COPY, `npm ci` or `composer install`, unless another mount lies on that folder. Files and services for development (by name, NODE_ENV, a command that watches files) are left alone: there it is meant.",
  why: "The container runs files of the host that nobody built or scanned, and it cannot be moved to another machine.",
  remedy: "Leave the mount to an override file for development, or mount only the folder that has to be shared.",
  whenToIgnore: "The stack is for development only.",
  bad: [
    {
      title: "the project's folder over the installed packages",
      files: {
        Dockerfile: "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\n",
        "compose.yaml": "services:\n  web:\n    build: .\n    volumes:\n      - .:/app\n",
      },
    },
  ],
  good: [
    {
      title: "a folder of its own",
      files: {
        Dockerfile: "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\n",
        "compose.yaml": "services:\n  web:\n    build: .\n    volumes:\n      - ./data:/data\n",
      },
    },
    {
      title: "a file for development",
      files: {
        Dockerfile: "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nUSER node\n",
        "compose.dev.yaml": "services:\n  web:\n    build: .\n    volumes:\n      - .:/app\n",
      },
    },
  ],
  *check({ source, compose, builds, containers }) {
    if (!source || isDevelopmentFile(source, containers ?? [])) return;
    for (const { build, container } of compose.services) {
      const dockerfile = build && builds.find((linked) => linked.build === build)?.dockerfile;
      if (!dockerfile || isDevelopmentImage(dockerfile) || watchesFiles({ source, compose }, container)) continue;
      yield* inService(container, dockerfile, source);
    }
  },
};

/** A start that reloads what changes on the host. */
function watchesFiles(facts: PlaceFacts, container: Container): boolean {
  return /\b(?:nodemon|--reload|--watch|runserver|livereload|air|watchexec)\b|\b(?:run|yarn|pnpm) (?:dev|watch|start:dev)\b|\b(?:flask run|vite|next dev|ng serve)\b/.test(
    settingsText(facts, container),
  );
}

/** A folder of the image, and the instruction that fills it. */
interface Filled {
  readonly path: string;
  readonly by: Instruction;
  /** The command that installs packages there; undefined for a COPY. */
  readonly made: string | undefined;
}

function* inService(container: Container, dockerfile: Dockerfile, source: Source): Iterable<Problem> {
  const binds = container.mounts.filter(({ value, at }) => value.type === "bind" && isOwnPlace(source, at));
  const folders = binds.length === 0 || !dockerfile.target ? [] : filledFolders(dockerfile.target);
  for (const mount of binds) {
    const hidden = folders.filter(
      ({ path }) => isWithin(path, tidy(mount.value.target)) && isBare(container, mount, path),
    );
    const worst = hidden.find(({ made }) => made !== undefined) ?? hidden[0];
    if (worst) yield problem(container, mount, worst, dockerfile);
  }
}

function tidy(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}

/** No other mount brings the folder back: `/app/node_modules` as an anonymous volume on top of `.:/app`. */
function isBare(container: Container, mount: Located<ContainerMount>, path: string): boolean {
  const over = tidy(mount.value.target);
  return !container.mounts.some(({ value }) => {
    const target = tidy(value.target);
    return target !== over && isWithin(target, over) && isWithin(path, target);
  });
}

/** In order of the build; what later instructions take away again is not looked for. */
function filledFolders(target: Stage): readonly Filled[] {
  const copies = target.chain.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => copiedFolder(stage, instruction)),
  );
  return [...copies, ...chainCommands(target).flatMap(installedFolder)];
}

function copiedFolder(stage: Stage, instruction: Instruction): Filled[] {
  if (instruction.name !== "copy" && instruction.name !== "add") return [];
  const destination = readCopy(stage, instruction)?.destination;
  // A single file is mounted over to configure it: that is what mounts are for.
  if (!destination?.isFolder) return [];
  return [{ path: destination.path || "/", by: instruction, made: undefined }];
}

function installedFolder({ stage, instruction, command }: StageCommand): Filled[] {
  if (command.conditional || command.cwd?.includes("$")) return [];
  const isComposer = /^composer(?:\.phar)?$/.test(command.name) && operandsOf(command)[0]?.value === "install";
  const node = isComposer ? undefined : nodeInstallOf(command);
  if (!isComposer && !node) return [];
  const workdir = workdirOf(stage.before(instruction));
  const folder = command.cwd === undefined ? workdir : absolutePath(command.cwd, workdir);
  const path = folder && absolutePath(isComposer ? "vendor" : "node_modules", folder);
  const by = isComposer ? "composer install" : `${node?.manager} ${node?.verb}`.trim();
  return path === undefined || path === "" ? [] : [{ path, by: instruction, made: by }];
}

function problem(
  container: Container,
  { value, at }: Located<ContainerMount>,
  { path, by, made }: Filled,
  dockerfile: Dockerfile,
): Problem {
  const file = dockerfile.source.path;
  const line = lineOf(dockerfile, by);
  const subject = `${subjectOf(container)} mounts ${value.source ?? "a folder of the host"} over ${value.target}`;
  const message = made
    ? `${subject}: that hides ${path}, which ${made} filled when the image was built (line ${line} of ${file}).`
    : `${subject}: the files that line ${line} of ${file} puts there are hidden, and what runs is not what was built.`;
  return {
    at,
    ...(made ? {} : { severity: "info" as const }),
    message,
    related: [{ at: { ...by.span, path: file }, message: `${path} is filled here.` }],
  };
}
