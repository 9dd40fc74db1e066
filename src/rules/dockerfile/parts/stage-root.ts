import { baseOsFamily, type OsFamily } from "../../../bases/os-family.ts";
import { type BaseUser, baseUser } from "../../../bases/users.ts";
import { derivedStore } from "../../../dockerfile/derived.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import { stageShell } from "../../../dockerfile/shell-kind.ts";
import { type ImageReference, parseReference } from "../../../image/reference.ts";

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

const roots = derivedStore<Stage, StageRoot>();

export function stageRoot(stage: Stage): StageRoot {
  const bottom = stage.chain.at(-1) ?? stage;
  return roots.of(bottom, readRoot);
}

/** True for Windows images, and where SHELL names a Windows shell. */
export function isWindowsStage(stage: Stage): boolean {
  const root = stageRoot(stage);
  if (root.base?.os === "windows" || (!root.base && rootFamily(root) === "windows")) return true;
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
      return { stage, kind: "image", name, ...imageFacts(name), assumed };
    }
    case "unknown":
      return { ...none, kind: "unknown", name: stage.base.text };
    case "stage":
      return { ...none, kind: "unknown", name: "" };
  }
}

/** Looked up once a name and run: a handful of names make up most of all FROM lines. */
const images = new Map<string, Pick<StageRoot, "reference" | "base">>();
const mostImages = 1_000;

function imageFacts(name: string): Pick<StageRoot, "reference" | "base"> {
  const known = images.get(name);
  if (known) return known;
  const reference = parseReference(name);
  const facts = { reference, base: reference && baseUser(reference) };
  if (images.size >= mostImages) images.clear();
  images.set(name, facts);
  return facts;
}

const families = derivedStore<ImageReference, OsFamily>();

/** The family of a root's operating system. */
export function rootFamily({ reference, kind }: StageRoot): OsFamily {
  if (!reference) return kind === "scratch" ? "scratch" : "unknown";
  return families.of(reference, baseOsFamily);
}
