/** Which vulnerabilities are shown. Only that: what is filtered away still counts for the habit, the totals and the status. */
import type { Vulnerability, VulnerabilitySeverity } from "./vulnerability.ts";

/** What was asked to be shown; everything that is absent hides nothing. */
export interface VulnerabilityFilter {
  /** `--severity`; `unknown` is shown with every choice, as nobody said that it is mild. */
  readonly severities?: readonly VulnerabilitySeverity[];
  /** `--fixed-only`: only those with a fix that everybody can have. */
  readonly isFixedOnly?: boolean;
  /** `--yours`: only those that the Dockerfile adds. */
  readonly isYoursOnly?: boolean;
  /** `--kev`: only those known to be exploited. */
  readonly isExploitedOnly?: boolean;
  /** `--epss`: only those at least this likely to be exploited, 0 to 1. */
  readonly leastLikelihood?: number;
  /** `--package`: names of packages, any of them; members and source packages count too. */
  readonly packages?: readonly string[];
}

/**
 * True where nothing is asked for that this one is not. Suppressed and unimportant ones pass: how they are shown is the
 * format's business.
 */
export function isShown(one: Vulnerability, filter: VulnerabilityFilter): boolean {
  const { severities, isFixedOnly, isYoursOnly, isExploitedOnly, leastLikelihood, packages } = filter;
  if (severities && one.severity !== "unknown" && !severities.includes(one.severity)) return false;
  if (isFixedOnly && !hasFreeFix(one)) return false;
  if (isYoursOnly && one.origin !== "yours") return false;
  if (isExploitedOnly && one.kev === undefined) return false;
  if (leastLikelihood !== undefined && (one.epss?.score ?? -1) < leastLikelihood) return false;
  return packages === undefined || packages.length === 0 || packages.some((name) => isOf(one, name));
}

/** There is a version with the fix, and nobody has to pay for it. */
export function hasFreeFix({ state, fixNeeds }: Pick<Vulnerability, "state" | "fixNeeds">): boolean {
  return state === "fixed" && fixNeeds === undefined;
}

/** True where `name` is what a person may call the component: its name, its source, a member, or its address without version. */
export function isOf({ package: one }: Pick<Vulnerability, "package">, name: string): boolean {
  if (one.name === name || one.source?.name === name) return true;
  if (one.members.some((member) => member.name === name)) return true;
  if (!name.startsWith("pkg:")) return false;
  const wanted = barePurl(name);
  return barePurl(one.purl) === wanted || one.members.some((member) => barePurl(member.purl) === wanted);
}

/** A package's address without version, qualifiers and path: `pkg:npm/%40scope/name`. */
export function barePurl(purl: string): string {
  const end = purl.search(/[?#]/);
  const address = end === -1 ? purl : purl.slice(0, end);
  const at = address.lastIndexOf("@");
  // A scope is written `%40`; an `@` in front of the last `/` is no version.
  return at > address.lastIndexOf("/") ? address.slice(0, at) : address;
}
