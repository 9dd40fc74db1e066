/** What a maker says of vulnerabilities in a product (VEX), whichever format it was written in. */

/** The words of the VEX working group; those of CycloneDX are read as these. */
export const vexStatuses = ["not_affected", "affected", "fixed", "under_investigation"] as const;
export type VexStatus = (typeof vexStatuses)[number];

/** Why something is not affected: the five words of "Vulnerability Exploitability eXchange, Status Justifications". */
export const vexJustifications = [
  "component_not_present",
  "vulnerable_code_not_present",
  "vulnerable_code_not_in_execute_path",
  "vulnerable_code_cannot_be_controlled_by_adversary",
  "inline_mitigations_already_exist",
] as const;
export type VexJustification = (typeof vexJustifications)[number];

/** A piece of software, by any of its names. */
export interface VexComponent {
  /** Package addresses, names of images, IRIs; as written. */
  readonly ids: readonly string[];
  /** `sha256:…`, in lower case. */
  readonly digests: readonly string[];
}

/** What a statement is about: the product, or just these parts of it. */
export interface VexProduct extends VexComponent {
  readonly subcomponents: readonly VexComponent[];
}

export interface VexStatement {
  /** The name it goes by, and others. */
  readonly vulnerability: string;
  readonly aliases: readonly string[];
  readonly status: VexStatus;
  /** One of the five words, or one of CycloneDX's own; "" for none. */
  readonly justification: string;
  /** Why it is not affected; "" for nothing said. */
  readonly impact: string;
  /** What to do; "" for nothing said. */
  readonly action: string;
  /** How the status was found; "" for nothing said. */
  readonly notes: string;
  /** RFC 3339 as written; "" where neither the statement nor the document has one. */
  readonly time: string;
  readonly products: readonly VexProduct[];
  /** Where it begins in the file, from 1. */
  readonly line: number;
}

export interface VexDocument {
  readonly format: "openvex" | "cyclonedx";
  /** "" for none. */
  readonly id: string;
  /** "" for none. */
  readonly author: string;
  readonly statements: readonly VexStatement[];
  /** Statements that cannot count, each with a sentence without subject. */
  readonly leftOut: readonly { readonly line: number; readonly text: string; readonly why: string }[];
}

/** True for a status that takes a vulnerability off the list. */
export function isClearing(status: VexStatus): boolean {
  return status === "not_affected" || status === "fixed";
}
