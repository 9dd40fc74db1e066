import type { SecretFinding } from "../secret-finding.ts";

/** A finding before its line is known. */
export type Judged = Omit<SecretFinding, "line">;
