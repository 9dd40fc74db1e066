import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Dockerfile, Stage } from "../../../dockerfile/dockerfile.ts";
import type { Span } from "../../../text/source.ts";
import { commandHead } from "./command-head.ts";
import { type Compilation, compilationOf } from "./compilation.ts";
import { rootImage } from "./external-images.ts";
import { isDevelopmentImage } from "./image-purpose.ts";
import { nodeInstallOf } from "./node-installs.ts";
import { leavesOutDevDependencies } from "./production-installs.ts";
import { chainCommands, type StageCommand } from "./stage-commands.ts";
import { runsProgram, type StartedCommand, startedCommands, startedPrograms } from "./started-program.ts";
import { carriesToolchain } from "./toolchain-base.ts";

/** Compiling or bundling in the very stage that becomes the image. */
export interface ShippedCompilation extends Compilation {
  readonly at: Span;
  /** `start`: each container compiles anew. */
  readonly when: "build" | "start";
}

const cache = derivedStore<Dockerfile, { readonly found: ShippedCompilation | undefined }>();

/**
 * The first command that compiles in the target's own chain, on a base that is there to build with, in an image that runs
 * a program. Undefined for development images, for those that run the compiler itself, and for node when the development
 * dependencies are thrown out again.
 */
export function shippedCompilation(dockerfile: Dockerfile): ShippedCompilation | undefined {
  const known = cache.get(dockerfile);
  if (known) return known.found;
  const found = findCompilation(dockerfile);
  cache.set(dockerfile, { found });
  return found;
}

function findCompilation(dockerfile: Dockerfile): ShippedCompilation | undefined {
  const { target } = dockerfile;
  if (!target || isDevelopmentImage(dockerfile) || !runsProgram(target)) return undefined;
  const base = rootImage(dockerfile, target)?.reference;
  if (!base) return undefined;
  const started = startedCommands(target);
  const atStart = started.flatMap(compilesAtStart).find((one) => carriesToolchain(base, one.toolchain));
  if (atStart) return atStart;
  if (startsBuildTool(target)) return undefined;
  for (const { command, instruction } of chainCommands(target)) {
    const compilation = command.conditional ? undefined : compilationOf(command);
    if (!compilation || !carriesToolchain(base, compilation.toolchain)) continue;
    if (compilation.toolchain === "node" && prunesAfter(target, command.span)) return undefined;
    return { ...compilation, at: command.editable ? commandHead(command) : instruction.span, when: "build" };
  }
  return undefined;
}

/** `npm prune --omit=dev`, or a second install that leaves them out. */
function prunesAfter(target: Stage, { start }: Span): boolean {
  const later = chainCommands(target).filter(({ command }) => command.span.start > start);
  return later.some((one) => prunes(one));
}

function prunes({ stage, instruction, command }: StageCommand): boolean {
  const isPrune = /^(?:npm|pnpm)$/.test(command.name) && command.args[0]?.value === "prune";
  const install = nodeInstallOf(command) !== undefined;
  return (isPrune || install) && leavesOutDevDependencies(stage, instruction, command);
}

const startVerbs: readonly (readonly [tool: RegExp, verb: RegExp, toolchain: Compilation["toolchain"]])[] = [
  [/^go$/, /^run$/, "go"],
  [/^cargo$/, /^run$/, "rust"],
  [/^mvnw?$/, /^(?:spring-boot:run|jetty:run|exec:java|quarkus:dev|tomcat7:run)$/, "java"],
  [/^gradlew?$/, /^:?(?:[\w-]+:)*(?:bootRun|run)$/, "java"],
  [/^sbt$/, /^run$/, "java"],
  [/^dotnet$/, /^(?:run|watch)$/, "dotnet"],
];

/** All tools above. */
const startTools = /^(?:go|cargo|mvnw?|gradlew?|sbt|dotnet)$/;

function compilesAtStart({ words, program, args, conditional }: StartedCommand): ShippedCompilation[] {
  const known = startTools.test(program) ? startVerbs.find(([tool]) => tool.test(program)) : undefined;
  const verb = known && args.find((arg) => known[1].test(arg));
  const first = words[0];
  if (!known || verb === undefined || !first || conditional || args.includes("--no-build")) return [];
  return [{ what: `${program} ${verb}`, toolchain: known[2], at: first.span, when: "start" }];
}

/** True for an image whose purpose is to build or to test what is mounted into it. */
export function startsBuildTool(target: Stage): boolean {
  return startedPrograms(target).some((program) => buildTools.test(program));
}

const buildTools =
  /^(?:go|cargo|mvnw?|gradlew?|sbt|c?make|ninja|javac|cc|gcc|g\+\+|clang(?:\+\+)?|rustc|dotnet-[\w-]+|swift|golangci-lint)$/;
