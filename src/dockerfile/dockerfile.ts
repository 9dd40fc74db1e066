import type { Source } from "../text/source.ts";
import type { DockerfileTree, Flag, Instruction, Word } from "./tree.ts";

/** A parsed Dockerfile with its stages resolved: the facts Dockerfile rules look at. Immutable. */
export interface Dockerfile {
  readonly source: Source;
  readonly tree: DockerfileTree;
  readonly stages: readonly Stage[];
  /** ARG instructions before the first FROM. */
  readonly globalArgs: readonly Instruction[];
  /** The stage a build makes: the last one, or the one asked for; undefined in a file without FROM. */
  readonly target: Stage | undefined;
  /** Circles of stages (COPY --from can look forward), each listed once, in order. */
  readonly cycles: readonly (readonly Stage[])[];
  /** Values given with `--build-arg`. */
  readonly buildArgs: ReadonlyMap<string, string>;
}

export type Base =
  | { readonly kind: "stage"; readonly stage: Stage }
  | { readonly kind: "scratch" }
  /** `name` has its variables expanded; `assumed` tells which ARG defaults that rests on. */
  | { readonly kind: "image"; readonly name: string; readonly assumed: readonly string[] }
  | { readonly kind: "unknown"; readonly text: string; readonly why: string };

export interface Stage {
  readonly index: number;
  /** As written after AS. */
  readonly name: Word | undefined;
  /** `stage build` or `stage 0`, for messages. */
  readonly label: string;
  readonly from: Instruction;
  readonly base: Base;
  /** The base as written: `node:20`, `$BASE`. */
  readonly baseWord: Word | undefined;
  readonly platform: Flag | undefined;
  /** The file's escape character: a backtick hints at Windows. */
  readonly escape: "\\" | "`";
  /** Those after FROM, in order. ONBUILD stands as itself. */
  readonly instructions: readonly Instruction[];
  /** This stage, then the stage it is FROM, and so on down to the external image. */
  readonly chain: readonly Stage[];
  /** Stages that are FROM this one, or copy or mount from it. */
  readonly usedBy: readonly StageUse[];
  /** What this stage takes from others by COPY --from and --mount from=. */
  readonly uses: readonly StageUse[];
  /** True when the target is built from it, by FROM, COPY --from or a mount. */
  readonly reachesTarget: boolean;
  /** True when it is in the target's chain: its ENV, ARG history, USER and files are the image's own. */
  readonly inTargetChain: boolean;
  /** What holds at the end of the stage, inherited settings included. */
  readonly end: Scope;
  /** What holds just before `instruction` (or a trigger of ONBUILD) of this stage runs; for FROM itself, what is inherited. */
  before(instruction: Instruction): Scope;
  /** A raw word of `instruction` as the build expands it there. */
  expand(instruction: Instruction, raw: string): Value;
}

export interface StageUse {
  readonly kind: "from" | "copy" | "mount";
  readonly user: Stage;
  readonly used: Stage;
  readonly instruction: Instruction;
}

/** A text after expansion, or the reason it cannot be known. `assumed`: ARG defaults it rests on. */
export type Value =
  | { readonly known: true; readonly text: string; readonly assumed: readonly string[] }
  | { readonly known: false; readonly why: string };

/** A setting with the instruction that made it and the stage that instruction stands in. */
export interface Setting<T> {
  readonly value: T;
  readonly by: Instruction;
  readonly stage: Stage;
}

/** What is in force at one place of one stage, FROM chain included; the external base image is not. */
export interface Scope {
  readonly env: Bindings;
  /** ARGs usable here. An ARG without default and without --build-arg has an unknown value. */
  readonly args: Bindings;
  readonly user: Setting<Value> | undefined;
  /** Resolved against the one before; unknown when that depends on the base image. */
  readonly workdir: Setting<Value> | undefined;
  readonly shell: Setting<readonly string[]> | undefined;
  readonly entrypoint: Setting<Instruction> | undefined;
  readonly cmd: Setting<Instruction> | undefined;
  readonly healthcheck: Setting<Instruction> | undefined;
  /** All ports exposed so far, as expanded words. */
  readonly exposed: readonly Setting<Value>[];
}

/** Names in force at one place. */
export interface Bindings {
  get(name: string): Setting<Value> | undefined;
  /** Every name in force with its setting; costs a walk over the FROM chain. */
  entries(): ReadonlyMap<string, Setting<Value>>;
}

export type ShellKind = "posix" | "powershell" | "cmd" | "other";
