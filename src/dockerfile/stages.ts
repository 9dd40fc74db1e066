/**
 * The stage graph. A tree comes in; stages come out with their base, what they use and are used by, and what is in
 * force at every line. What cannot be resolved is `unknown` with its reason, never a guess.
 * Reference: BuildKit frontend/dockerfile/dockerfile2llb/convert.go.
 */
import type { Source } from "../text/source.ts";
import { findCycles } from "./cycles.ts";
import type { Base, Dockerfile, Scope, Stage, StageUse, Value } from "./dockerfile.ts";
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
import type { DockerfileTree, Flag, Instruction, Word } from "./tree.ts";

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

/** A stage; its uses and reach are filled in once all stages are known. A class for the reason given at ScopeView. */
class ResolvedStage implements Stage {
  readonly index: number;
  readonly name: Word | undefined;
  readonly label: string;
  readonly from: Instruction;
  readonly base: Base;
  readonly baseWord: Word | undefined;
  readonly platform: Flag | undefined;
  readonly escape: "\\" | "`";
  readonly instructions: Instruction[] = [];
  readonly usedBy: StageUse[] = [];
  readonly uses: StageUse[] = [];
  reachesTarget = false;
  inTargetChain = false;
  readonly record: ScopeRecord;
  private readonly build: BuildSettings;
  private known: readonly Stage[] | undefined;

  constructor(from: Instruction, index: number, byName: ReadonlyMap<string, ResolvedStage>, build: BuildSettings) {
    this.index = index;
    this.from = from;
    this.baseWord = from.args[0];
    this.name = from.args[1]?.text.toLowerCase() === "as" ? from.args[2] : undefined;
    this.label = `stage ${this.name?.text ?? index}`;
    this.base = resolveBase(this.baseWord, byName, build);
    this.platform = from.flags.find((flag) => flag.name === "platform");
    this.escape = build.escape;
    this.build = build;
    const parent = this.base.kind === "stage" ? (this.base.stage as ResolvedStage) : undefined;
    this.record = createRecord(this, parent?.record);
    // ONBUILD is kept by the parent and runs first in the child, for one level only.
    for (const { trigger } of parent?.instructions ?? []) if (trigger) record(this.record, trigger, 0, build);
  }

  /** FROM with the triggers it sets off stands at position 0, the others from 1 on; a trigger where its ONBUILD stands. */
  add(instruction: Instruction): void {
    const position = this.instructions.push(instruction);
    record(this.record, instruction, position, this.build);
  }

  /** Instructions of a stage follow its FROM without a gap; 0 for FROM, and for what is not of this stage. */
  private positionOf(instruction: Instruction): number {
    const position = instruction.index - this.from.index;
    const own = this.instructions[position - 1];
    return own && (own === instruction || own.trigger === instruction) ? position : 0;
  }

  get chain(): readonly Stage[] {
    this.known ??= chainOf(this);
    return this.known;
  }

  get end(): Scope {
    return scopeAt(this.record, Number.POSITIVE_INFINITY);
  }

  before(instruction: Instruction): Scope {
    return scopeAt(this.record, this.positionOf(instruction));
  }

  expand(instruction: Instruction, raw: string): Value {
    if (instruction === this.from) return expandGlobal(raw, this.build);
    return expandAt(this.record, this.positionOf(instruction), raw, this.build);
  }
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

function buildStages(instructions: readonly Instruction[], build: BuildSettings): ResolvedStage[] {
  const stages: ResolvedStage[] = [];
  const byName = new Map<string, ResolvedStage>();
  for (const instruction of instructions) {
    const current = stages.at(-1);
    if (instruction.name !== "from") current?.add(instruction);
    else {
      if (current?.name) byName.set(current.name.text.toLowerCase(), current);
      stages.push(new ResolvedStage(instruction, stages.length, byName, build));
    }
  }
  return stages;
}

function resolveBase(word: Word | undefined, byName: ReadonlyMap<string, ResolvedStage>, build: BuildSettings): Base {
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
function connectUses(stages: readonly ResolvedStage[]): void {
  const byName = new Map<string, ResolvedStage>();
  for (const stage of stages) if (stage.name) byName.set(stage.name.text.toLowerCase(), stage);
  const connect = (kind: StageUse["kind"], user: ResolvedStage, used: Stage, instruction: Instruction) => {
    const use: StageUse = { kind, user, used, instruction };
    user.uses.push(use);
    stages[used.index]?.usedBy.push(use);
  };
  for (const stage of stages) {
    if (stage.base.kind === "stage") connect("from", stage, stage.base.stage, stage.from);
    const connectSources = (instruction: Instruction) => {
      if (instruction.flags.length === 0) return;
      for (const { kind, name } of sourcesOf(instruction)) {
        const used = /^\d+$/.test(name) ? stages[Number(name)] : byName.get(name.toLowerCase());
        if (used) connect(kind, stage, used, instruction);
      }
    };
    if (stage.base.kind === "stage")
      for (const { trigger } of stage.base.stage.instructions) if (trigger) connectSources(trigger);
    for (const instruction of stage.instructions) connectSources(instruction);
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

function findTarget(stages: readonly ResolvedStage[], target: string | undefined): ResolvedStage | undefined {
  if (target === undefined) return stages.at(-1);
  const named = stages.filter((stage) => stage.name?.text.toLowerCase() === target.toLowerCase()).at(-1);
  return named ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined);
}

function markReachable(target: ResolvedStage): void {
  for (const stage of target.chain) (stage as ResolvedStage).inTargetChain = true;
  const open: ResolvedStage[] = [target];
  for (let stage = open.pop(); stage; stage = open.pop()) {
    if (stage.reachesTarget) continue;
    stage.reachesTarget = true;
    for (const use of stage.uses) open.push(use.used as ResolvedStage);
  }
}
