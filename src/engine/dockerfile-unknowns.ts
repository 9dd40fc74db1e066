/**
 * What could not be decided about one Dockerfile: what the parser gave up on, circles of stages, bases that nothing
 * resolves, shells we do not read. Each says which habits it leaves open.
 */
import { commandsOf } from "../dockerfile/commands.ts";
import type { Dockerfile, Stage } from "../dockerfile/dockerfile.ts";
import { habits } from "../finding/finding.ts";
import { runtimeUser } from "../rules/dockerfile/parts/runtime-user.ts";
import { nearest } from "../text/nearest.ts";
import type { OpenUnknown } from "./open-unknown.ts";
import { locate } from "./stamp.ts";

/** Everything unknown about a Dockerfile that was read. `stage`: the target that was asked for. */
export function dockerfileUnknowns(dockerfile: Dockerfile, stage: string | undefined): readonly OpenUnknown[] {
  return [
    ...unreadParts(dockerfile),
    ...missingTarget(dockerfile, stage),
    ...circles(dockerfile),
    ...unknownBases(dockerfile),
    ...unknownUser(dockerfile),
    ...skippedShells(dockerfile),
    ...brokenScripts(dockerfile),
  ];
}

function unreadParts({ source, tree, stages }: Dockerfile): readonly OpenUnknown[] {
  if (stages.length === 0)
    return [
      {
        habits,
        unknown: {
          what: `an image in ${source.path}`,
          why: "The file has no FROM, so there is nothing to look at. Is it the file you meant?",
          fatal: true,
          location: locate(source, { start: 0, end: 0 }),
        },
      },
    ];
  return tree.errors
    .filter((error) => error.fatal)
    .map(({ at, message }) => ({
      habits,
      unknown: {
        what: `the rest of ${source.path}`,
        why: `${message}. What follows was not checked; repair this place and run again.`,
        fatal: true,
        location: locate(source, at),
      },
    }));
}

function missingTarget({ source, stages, target }: Dockerfile, stage: string | undefined): readonly OpenUnknown[] {
  if (stage === undefined || target !== undefined || stages.length === 0) return [];
  const close = nearest(
    stage,
    stages.flatMap(({ name }) => name?.text ?? []),
  );
  const next = close === undefined ? "Give the name or the number of one of its stages." : `Did you mean ${close}?`;
  return [
    {
      habits,
      unknown: {
        what: `stage ${stage} of ${source.path}`,
        why: `The file has no such stage, so nobody knows what a build would ship. ${next}`,
        fatal: true,
        location: locate(source, { start: 0, end: 0 }),
      },
    },
  ];
}

function circles({ source, cycles }: Dockerfile): readonly OpenUnknown[] {
  return cycles.flatMap((cycle) => {
    const first = cycle[0];
    if (!first) return [];
    const names = [...cycle, first].map((stage) => stage.label).join(" → ");
    return {
      habits,
      unknown: {
        what: `the stages of ${source.path}`,
        why: `They need each other in a circle: ${names}. No build can make them; take one of these references out.`,
        fatal: true,
        location: locate(source, first.from.span),
      },
    };
  });
}

function unknownBases({ source, stages, target }: Dockerfile): readonly OpenUnknown[] {
  return stages.flatMap((stage) => {
    if (!stage.reachesTarget || stage.base.kind !== "unknown") return [];
    // A USER of the file's own decides whatever the base says.
    const user = stage.inTargetChain && target?.end.user === undefined;
    return {
      habits: user ? ["pinned", "user"] : ["pinned"],
      unknown: {
        what: `base image of ${stage.label}`,
        why: `${sentence(stage.base.why)} Give it with --build-arg, or with build-args in the config, to have it checked.`,
        fatal: false,
        location: locate(source, stage.baseWord?.span ?? stage.from.span),
      },
    };
  });
}

/** Who the container runs as, where neither the file nor the table of base images tells. */
function unknownUser({ source, target }: Dockerfile): readonly OpenUnknown[] {
  if (!target) return [];
  const { root, setting, base } = runtimeUser(target);
  // An unresolved base is unknownBases' to tell; where the table holds it without an answer, it is Windows.
  if (root !== undefined || (!setting && (base.kind === "unknown" || base.base))) return [];
  const why = setting
    ? "The last USER holds a variable whose value is not known. Write the number, or give the value with --build-arg."
    : `${base.name} is not in the table of base images, and the file sets no USER. Set a numeric one, and it is certain.`;
  const at = setting?.by.span ?? base.stage.baseWord?.span ?? base.stage.from.span;
  return [
    {
      habits: ["user"],
      unknown: { what: "the user the container runs as", why, fatal: false, location: locate(source, at) },
    },
  ];
}

/** One for each stage and reason: a Windows file has dozens of RUNs. */
function skippedShells({ source, stages }: Dockerfile): readonly OpenUnknown[] {
  return stages.flatMap((stage) =>
    [...skipsOf(stage)].map(([why, { instruction, count, fatal }]) => ({
      habits: ["secrets", "slim", "build"] as const,
      unknown: {
        what: `${count === 1 ? "a RUN" : `${count} RUNs`} of ${stage.label}`,
        why: sentence(why),
        fatal,
        location: locate(source, instruction.keyword.span),
      },
    })),
  );
}

function skipsOf(stage: Stage) {
  const skips = new Map<string, { instruction: Stage["from"]; count: number; fatal: boolean }>();
  for (const instruction of stage.instructions) {
    if (instruction.name !== "run") continue;
    const { skipped, tooLarge } = commandsOf(stage, instruction);
    if (skipped === undefined) continue;
    const known = skips.get(skipped);
    skips.set(skipped, {
      instruction: known?.instruction ?? instruction,
      count: (known?.count ?? 0) + 1,
      fatal: tooLarge,
    });
  }
  return skips;
}

/** Scripts that a shell would not take, or that are nested beyond reading. The parser's message may quote a secret. */
function brokenScripts({ source, stages }: Dockerfile): readonly OpenUnknown[] {
  return stages.flatMap((stage) =>
    stage.instructions
      .filter(({ name }) => name === "run")
      .flatMap((run) => {
        const [error] = commandsOf(stage, run).errors;
        if (!error) return [];
        const why =
          "A quote or bracket does not close, or they are nested too deeply: what follows was not checked. Repair the script and run again.";
        const what = `the rest of a RUN of ${stage.label}`;
        return [
          {
            habits: ["secrets", "slim", "build"] as const,
            unknown: { what, why, fatal: true, location: locate(source, error.at) },
          },
        ];
      }),
  );
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return start.endsWith(".") ? start : `${start}.`;
}
