/**
 * Judges what ENV, ARG and LABEL hold. A pair and its stage go in; out comes what kind of secret it is, or undefined:
 * names alone, stand-ins, references to files and public values are none. Values never leave this file.
 */
import type { Setting, Stage, Value } from "../../../dockerfile/dockerfile.ts";
import type { Instruction, Pair } from "../../../dockerfile/tree.ts";
import type { Confidence, Severity } from "../../../finding/finding.ts";
import { classifySecretName } from "../../../secrets/name.ts";
import { judgeLiteral } from "../../parts/literal-secret.ts";
import { variablesIn } from "./variable-mentions.ts";

/**
 * `token`: a credential of a known format. `literal`: a fixed value that serves as a secret. `passed`: filled from a build
 * argument that holds a secret.
 */
export interface PairSecret {
  readonly kind: "token" | "literal" | "passed";
  readonly confidence: Confidence;
  /** Sentence fragment without the value: "holds a GitHub token". */
  readonly why: string;
  /** Id of the detector that knew the format. */
  readonly detector?: string;
  /** The build argument a passed value comes from. */
  readonly source?: { readonly name: string; readonly setting: Setting<Value> };
}

/** What ENV or LABEL keeps in the image. `stage` is where `instruction` stands. */
export function judgeKept(stage: Stage, instruction: Instruction, pair: Pair): PairSecret | undefined {
  const raw = pair.value?.text ?? "";
  if (raw === "") return undefined;
  const name = pair.key.text;
  if (!raw.includes("$")) return judgeLiteral(name, raw);
  const isPublic = classifySecretName(name).kind === "public";
  const passed = isPublic ? undefined : judgePassed(stage, instruction, name, raw);
  if (passed) return passed;
  const direct = judgeLiteral(name, raw);
  if (direct) return direct;
  if (copiesSecret(stage, instruction, raw)) return undefined;
  const expanded = stage.expand(instruction, raw);
  return expanded.known ? judgeLiteral(name, expanded.text) : undefined;
}

/** The default of an ARG. */
export function judgeDefault(pair: Pair): PairSecret | undefined {
  const raw = pair.value?.text ?? "";
  return raw === "" ? undefined : judgeLiteral(pair.key.text, raw);
}

/**
 * How bad a kept secret is. In the target's chain it ships with the image; elsewhere it stays in the file, its history
 * and the build cache. Undefined: not worth a word.
 */
export function severityOf(secret: PairSecret, stage: Stage): Severity | undefined {
  if (stage.inTargetChain) return secret.kind === "token" ? "critical" : "high";
  if (secret.kind === "token") return stage.reachesTarget ? "medium" : "low";
  if (!stage.reachesTarget) return undefined;
  return secret.kind === "literal" ? "low" : "info";
}

function judgePassed(stage: Stage, instruction: Instruction, name: string, raw: string): PairSecret | undefined {
  const scope = stage.before(instruction);
  const isWhole = /^["']?\$\{?\w+\}?["']?$/.test(raw);
  for (const variable of variablesIn(raw)) {
    const setting = scope.env.get(variable) ? undefined : scope.args.get(variable);
    if (!setting || (setting.value.known && holdsNoSecret(variable, setting.value.text))) continue;
    const isSecret =
      classifySecretName(variable).kind === "secret" || (isWhole && classifySecretName(name).kind === "secret");
    if (!isSecret) continue;
    return {
      kind: "passed",
      confidence: "high",
      why: `takes the value of build argument ${variable}`,
      source: { name: variable, setting },
    };
  }
  return undefined;
}

/** A default that is none: what is built with it keeps nothing secret, and nothing says that another is passed. */
function holdsNoSecret(name: string, text: string): boolean {
  return text !== "" && judgeLiteral(name, text) === undefined;
}

/** The value is that of a variable that is itself reported where it is set. */
function copiesSecret(stage: Stage, instruction: Instruction, raw: string): boolean {
  const scope = stage.before(instruction);
  return variablesIn(raw).some((name) => scope.env.get(name) && classifySecretName(name).kind === "secret");
}
