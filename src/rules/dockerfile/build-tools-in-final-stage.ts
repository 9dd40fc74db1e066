import type { Stage } from "../../dockerfile/dockerfile.ts";
import type { Rule } from "../rule.ts";
import { type BuildPackages, buildPackagesOf } from "./parts/build-packages.ts";
import { commandHead } from "./parts/command-head.ts";
import { isDevelopmentImage } from "./parts/image-purpose.ts";
import { shippedCompilation, startsBuildTool } from "./parts/shipped-compilation.ts";
import { chainCommands } from "./parts/stage-commands.ts";
import { runsProgram } from "./parts/started-program.ts";

export const buildToolsInFinalStage: Rule<"dockerfile"> = {
  id: "build-tools-in-final-stage",
  title: "Compilers and header files stay in the final image",
  habit: "slim",
  severity: "low",
  confidence: "medium",
  severityReason: "Low: the program runs, but with packages it needs only once, while it is being built.",
  needs: ["dockerfile"],
  since: "0.1.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "One finding for each file whose target chain installs compilers, build systems or -dev packages with apt, apk, dnf, yum or zypper and does not remove them in the same RUN. Only where the file starts a program; development images and files where missing-multi-stage speaks are left alone, and so is git, which programs call at run time.",
  why: "A compiler makes the image larger, adds packages to patch, and lets whoever gets in build tools on the spot.",
  remedy:
    "Build in a first stage and copy the result, or remove the packages at the end of the same RUN (apk add --virtual, apt-get purge --auto-remove).",
  whenToIgnore: "The program compiles at run time, as notebooks and build servers do.",
  bad: [
    {
      title: "a compiler for one wheel",
      dockerfile:
        'FROM python:3.14-slim-trixie\nRUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev && rm -rf /var/lib/apt/lists/*\nUSER 1000\nCMD ["python", "app.py"]\n',
    },
  ],
  good: [
    {
      title: "removed in the same RUN",
      dockerfile:
        'FROM python:3.14-alpine\nRUN apk add --no-cache --virtual .build gcc musl-dev && pip install --no-cache-dir lxml && apk del .build\nUSER 1000\nCMD ["python", "app.py"]\n',
    },
    {
      title: "in a stage of its own",
      dockerfile:
        'FROM debian:13 AS build\nRUN apt-get update && apt-get install -y --no-install-recommends gcc\nFROM debian:13-slim\nCOPY --from=build /app /app\nUSER 1000\nCMD ["/app"]\n',
    },
  ],
  *check({ dockerfile }) {
    const { target } = dockerfile;
    if (!target || isDevelopmentImage(dockerfile) || !runsProgram(target) || startsBuildTool(target)) return;
    const [first, ...others] = installs(target);
    if (!first || shippedCompilation(dockerfile)) return;
    const count = new Set([first, ...others].flatMap((one) => one.packages)).size;
    const verb = count === 1 ? "stays" : "stay";
    const message = `${listed([first, ...others])} ${verb} in the final image, where a running program seldom needs ${count === 1 ? "it" : "them"}.`;
    const related = others.map((one) => ({ at: placeOf(one), message: `${listed([one])} too` }));
    yield { at: placeOf(first), message, ...(related.length > 0 ? { related } : {}) };
  },
};

function installs(target: Stage): readonly BuildPackages[] {
  const all = chainCommands(target);
  return all.flatMap((placed, at) => {
    if (placed.command.conditional) return [];
    return buildPackagesOf(placed, all.slice(at + 1)) ?? [];
  });
}

function placeOf({ command, instruction }: BuildPackages) {
  return command.editable ? commandHead(command) : instruction.span;
}

const shown = 4;

function listed(found: readonly BuildPackages[]): string {
  const names = [...new Set(found.flatMap((one) => one.packages))];
  if (names.length > shown)
    return `${names.slice(0, shown - 1).join(", ")} and ${names.length - shown + 1} more packages`;
  return names.length === 1 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
