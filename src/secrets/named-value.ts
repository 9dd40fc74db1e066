/**
 * Judges a value that stands under a name: in ENV, ARG or LABEL, in a Compose `environment`, in an image's config, behind `-e`.
 * A name and its value go in; out comes what kind of secret it is, or undefined: stand-ins, references, public keys and values
 * of public names are none.
 */
import type { Confidence } from "../finding/finding.ts";
import { findSecretsInText } from "./detect.ts";
import { classifySecretName } from "./name.ts";
import { classifySecretValue, isCredential } from "./value.ts";

export interface NamedSecret {
  /** `credential`: of a known format, whatever its name. `literal`: any other fixed value of a name that tells. */
  readonly kind: "credential" | "literal";
  readonly confidence: Confidence;
  /** Sentence fragment without the value: "is a GitHub token". */
  readonly why: string;
  /** Id of the detector that knew the format. */
  readonly detector?: string;
  /** What that detector calls it; noun phrase. */
  readonly title?: string;
}

/** Every known format is longer, or an address. */
const shortestCredential = 16;

/** Undefined when the value is nothing to keep secret. */
export function judgeNamedValue(name: string, value: string): NamedSecret | undefined {
  const told = classifySecretName(name).kind;
  const isTold = told === "secret" || told === "maybe";
  if (!isTold && value.length < shortestCredential && !value.includes("://")) return undefined;
  if (!isTold && !isCredential(value, name)) return undefined;
  const { kind, why, detector } = classifySecretValue(value, name);
  if (kind === "credential") {
    const match = findSecretsInText(`${name}=${value}`).find((found) => found.detector === detector);
    return {
      ...{ kind, why, confidence: match?.confidence ?? "medium" },
      ...(detector === undefined ? {} : { detector }),
      ...(match ? { title: match.title } : {}),
    };
  }
  if (kind !== "literal" || !isTold) return undefined;
  return { kind, why, confidence: told === "secret" ? "high" : "medium" };
}
