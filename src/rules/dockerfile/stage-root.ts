import { baseOsFamily } from "../../bases/os-family.ts";
import { type BaseUser, baseUser } from "../../bases/users.ts";
import type { Stage } from "../../dockerfile/dockerfile.ts";
import { stageShell } from "../../dockerfile/shell-kind.ts";
import { type ImageReference, parseReference } from "../../image/reference.ts";

/** What a stage stands on once the stages it is FROM are walked through. */
export interface StageRoot {
  /** The stage whose FROM names it. */
  readonly stage: Stage;
  readonly kind: "scratch" | "image" | "unknown";
  /** For messages: `node:24`, `scratch`, `$BASE`. */
  readonly name: string;
  readonly reference: ImageReference | undefined;
  /** Its row in the table of base images; undefined when it has none. */
  readonly base: BaseUser | undefined;
  /** ARGs whose defaults the name rests on. */
  readonly assumed: readonly string[];
}

const roots = new WeakMap<Stage, StageRoot>();

export function stageRoot(stage: Stage): StageRoot {
  const bottom = stage.chain.at(-1) ?? stage;
  const known = roots.get(bottom);
  if (known) return known;
  const root = readRoot(bottom);
  roots.set(bottom, root);
  return root;
}

/** True for Windows images, and where SHELL names a Windows shell. */
export function isWindowsStage(stage: Stage): boolean {
  const { base, reference } = stageRoot(stage);
  if (base?.os === "windows" || (reference && !base && baseOsFamily(reference) === "windows")) return true;
  const { kind } = stageShell(stage, stage.from);
  return kind === "cmd" || kind === "powershell";
}

function readRoot(stage: Stage): StageRoot {
  const none = { stage, reference: undefined, base: undefined, assumed: [] };
  switch (stage.base.kind) {
    case "scratch": {
      const reference = parseReference("scratch");
      return { ...none, kind: "scratch", name: "scratch", base: reference && baseUser(reference) };
    }
    case "image": {
      const { name, assumed } = stage.base;
      const reference = parseReference(name);
      return { stage, kind: "image", name, reference, base: reference && baseUser(reference), assumed };
    }
    case "unknown":
      return { ...none, kind: "unknown", name: stage.base.text };
    case "stage":
      return { ...none, kind: "unknown", name: "" };
  }
}
