/**
 * The stage graph. A tree comes in; stages come out with their base, what they use and are used by, and what is in
 * force at every line. What cannot be resolved is `unknown` with its reason, never a guess.
 * Reference: BuildKit frontend/dockerfile/dockerfile2llb/convert.go.
 */
import type { Source } from "../text/source.ts";
import { findCycles } from "./cycles.ts";
import type { Base, Dockerfile, Stage, StageUse, Value } from "./dockerfile.ts";
import { parseMounts } from "./mounts.ts";
import { parseDockerfile } from "./parse.ts";
import {
  type BuildSettings,
  createRecord,
  expandAt,
  expandGlobal,
  globalArgValue,
  record,
  type ScopeRecord,
  scopeAt,
} from "./scope.ts";
import type { DockerfileTree, Instruction, Word } from "./tree.ts";

export interface ResolveOptions {
  readonly buildArgs?: ReadonlyMap<string, string>;
  /** Name or number of the stage to build; the last one when absent. */
  readonly target?: string;
}

/** Parses a Dockerfile and resolves its stages. Never throws. */
export function resolveDockerfile(source: Source, options: ResolveOptions = {}): Dockerfile {
  const tree = parseDockerfile(source);
  const buildArgs = options.buildArgs ?? new Map<string, string>();
  const firstFrom = tree.instructions.findIndex((instruction) => instruction.name === "from");
  const head = firstFrom === -1 ? tree.instructions : tree.instructions.slice(0, firstFrom);
  const globalArgs = head.filter((instruction) => instruction.name === "arg");
  const build = { buildArgs, escape: tree.escape, globals: globalValues(globalArgs, buildArgs, tree) };
  const stages = buildStages(firstFrom === -1 ? [] : tree.instructions.slice(firstFrom), build);
  connectUses(stages);
  const target = findTarget(stages, options.target);
  if (target) markReachable(target);
  return { source, tree, stages, globalArgs, target, cycles: findCycles(stages), buildArgs };
}

/** A stage while it is being put together. */
interface OpenStage extends Stage {
  readonly instructions: Instruction[];
  readonly usedBy: StageUse[];
  readonly uses: StageUse[];
  reachesTarget: boolean;
  inTargetChain: boolean;
}

function globalValues(
  args: readonly Instruction[],
  buildArgs: ReadonlyMap<string, string>,
  tree: DockerfileTree,
): ReadonlyMap<string, Value> {
  const globals = new Map<string, Value>();
  const build: BuildSettings = { buildArgs, escape: tree.escape, globals };
  for (const arg of args)
    for (const { key, value } of arg.pairs) globals.set(key.text, globalArgValue(key.text, value?.text, build));
  return globals;
}

function buildStages(instructions: readonly Instruction[], build: BuildSettings): OpenStage[] {
  const stages: OpenStage[] = [];
  const byName = new Map<string, OpenStage>();
  const records = new Map<Stage, ScopeRecord>();
  let current: OpenStage | undefined;
  for (const instruction of instructions) {
    if (instruction.name === "from") {
      if (current) byName.set(current.name?.text.toLowerCase() ?? "", current);
      current = openStage(instruction, stages.length, byName, records, build);
      stages.push(current);
      continue;
    }
    const target = current && records.get(current);
    if (!current || !target) continue;
    current.instructions.push(instruction);
    record(target, instruction, current.instructions.length, build);
  }
  return stages;
}

function openStage(
  from: Instruction,
  index: number,
  byName: ReadonlyMap<string, OpenStage>,
  records: Map<Stage, ScopeRecord>,
  build: BuildSettings,
): OpenStage {
  const baseWord = from.args[0];
  const name = from.args[1]?.text.toLowerCase() === "as" ? from.args[2] : undefined;
  const base = resolveBase(baseWord, byName, build);
  const parent = base.kind === "stage" ? base.stage : undefined;
  const positions = new Map<Instruction, number>();
  const instructions: Instruction[] = [];
  // Position 0 is FROM with the triggers it sets off; instruction i stands at position i + 1.
  let counted = 0;
  const positionOf = (instruction: Instruction): number => {
    for (; counted < instructions.length; counted++) {
      const next = instructions[counted];
      if (next) positions.set(next, counted + 1);
      if (next?.trigger) positions.set(next.trigger, counted + 1);
    }
    return positions.get(instruction) ?? 0;
  };
  const stage: OpenStage = {
    index,
    name,
    label: `stage ${name?.text ?? index}`,
    from,
    base,
    baseWord,
    escape: build.escape,
    platform: from.flags.find((flag) => flag.name === "platform"),
    instructions,
    get chain() {
      return chainOf(stage);
    },
    usedBy: [],
    uses: [],
    reachesTarget: false,
    inTargetChain: false,
    get end() {
      return scopeAt(scopes, Number.POSITIVE_INFINITY);
    },
    before: (instruction) => scopeAt(scopes, instruction === from ? 0 : positionOf(instruction)),
    expand: (instruction, raw) =>
      instruction === from ? expandGlobal(raw, build) : expandAt(scopes, positionOf(instruction), raw, build),
  };
  const scopes = createRecord(stage, parent && records.get(parent));
  records.set(stage, scopes);
  // ONBUILD is kept by the parent and runs first in the child, for one level only.
  for (const { trigger } of parent?.instructions ?? []) if (trigger) record(scopes, trigger, 0, build);
  return stage;
}

function resolveBase(word: Word | undefined, byName: ReadonlyMap<string, OpenStage>, build: BuildSettings): Base {
  if (!word) return { kind: "unknown", text: "", why: "FROM names no image" };
  const value = expandGlobal(word.text, build);
  if (!value.known) return { kind: "unknown", text: word.text, why: value.why };
  if (value.text === "") return { kind: "unknown", text: word.text, why: "it expands to nothing" };
  const stage = byName.get(value.text.toLowerCase());
  if (stage) return { kind: "stage", stage };
  if (value.text === "scratch") return { kind: "scratch" };
  return { kind: "image", name: value.text, assumed: value.assumed };
}

function chainOf(stage: Stage): Stage[] {
  const chain = [stage];
  for (let at = stage.base; at.kind === "stage"; at = at.stage.base) chain.push(at.stage);
  return chain;
}

/** COPY --from and mounts can look forward, so they are tied once all stages are known. */
function connectUses(stages: readonly OpenStage[]): void {
  const byName = new Map<string, OpenStage>();
  for (const stage of stages) if (stage.name) byName.set(stage.name.text.toLowerCase(), stage);
  const connect = (kind: StageUse["kind"], user: OpenStage, used: Stage, instruction: Instruction) => {
    const use: StageUse = { kind, user, used, instruction };
    user.uses.push(use);
    stages[used.index]?.usedBy.push(use);
  };
  for (const stage of stages) {
    if (stage.base.kind === "stage") connect("from", stage, stage.base.stage, stage.from);
    const triggers =
      stage.base.kind === "stage" ? stage.base.stage.instructions.flatMap((one) => one.trigger ?? []) : [];
    for (const instruction of [...triggers, ...stage.instructions]) {
      for (const { kind, name } of sourcesOf(instruction)) {
        const used = /^\d+$/.test(name) ? stages[Number(name)] : byName.get(name.toLowerCase());
        if (used) connect(kind, stage, used, instruction);
      }
    }
  }
}

function sourcesOf(instruction: Instruction): { readonly kind: "copy" | "mount"; readonly name: string }[] {
  if (instruction.name === "copy" || instruction.name === "add") {
    const from = instruction.flags.find((flag) => flag.name === "from")?.value;
    return from ? [{ kind: "copy", name: from }] : [];
  }
  if (instruction.name !== "run") return [];
  return parseMounts(instruction).flatMap((mount) => (mount.from ? [{ kind: "mount", name: mount.from.text }] : []));
}

function findTarget(stages: readonly OpenStage[], target: string | undefined): OpenStage | undefined {
  if (target === undefined) return stages.at(-1);
  const named = stages.filter((stage) => stage.name?.text.toLowerCase() === target.toLowerCase()).at(-1);
  return named ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined);
}

function markReachable(target: OpenStage): void {
  for (const stage of target.chain) (stage as OpenStage).inTargetChain = true;
  const open: OpenStage[] = [target];
  for (let stage = open.pop(); stage; stage = open.pop()) {
    if (stage.reachesTarget) continue;
    stage.reachesTarget = true;
    for (const use of stage.uses) open.push(use.used as OpenStage);
  }
}
