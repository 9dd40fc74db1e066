/**
 * Versions of Python packages: PEP 440, as the library `packaging` reads and orders them. What comes out is the parts in the
 * order of their weight. Refused are legacy versions (`2004d`, `1.0-final-x`), which have no order that anyone agrees on.
 */
import { compareDigits, withoutZeros } from "./digits.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

/** Numbers are digits without zeros in front: the empty text is 0. */
export interface Pep440Version {
  readonly epoch: string;
  readonly release: readonly string[];
  /** `dev` stands for a development release of the final one, before all its prereleases; `final` for no prerelease. */
  readonly stage: "dev" | "a" | "b" | "rc" | "final";
  readonly stageNumber: string;
  readonly post: string | undefined;
  readonly dev: string | undefined;
  readonly local: readonly string[] | undefined;
}

/** PyPI. */
export const pep440Versions: VersionScheme<Pep440Version> = { id: "pep440", parse, compare };

/** Without the local version: `1.2` of `1.2+dfsg`. Local versions are a distributor's builds of the public one. */
export function publicPart(version: string): string {
  const plus = version.indexOf("+");
  return plus === -1 ? version : version.slice(0, plus);
}

/** PEP 440, appendix B. */
const pattern = new RegExp(
  [
    /^v?(?:([0-9]+)!)?([0-9]+(?:\.[0-9]+)*)/,
    /(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?([0-9]+)?)?/,
    /(?:-([0-9]+)|[-_.]?(post|rev|r)[-_.]?([0-9]+)?)?/,
    /(?:[-_.]?(dev)[-_.]?([0-9]+)?)?/,
    /(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/,
  ]
    .map((part) => part.source)
    .join(""),
);

function parse(text: string): Pep440Version | undefined {
  if (text.length > longestVersion) return undefined;
  const found = pattern.exec(text.trim().toLowerCase());
  if (!found) return undefined;
  const [, epoch, release = "", stage, stageNumber, shortPost, isPost, postNumber, isDev, devNumber, local] = found;
  const post = shortPost ?? (isPost === undefined ? undefined : (postNumber ?? ""));
  const dev = isDev === undefined ? undefined : withoutZeros(devNumber ?? "");
  return {
    epoch: withoutZeros(epoch ?? ""),
    release: release.split(".").map(withoutZeros),
    stage: stageOf(stage, post === undefined && dev !== undefined),
    stageNumber: withoutZeros(stageNumber ?? ""),
    post: post === undefined ? undefined : withoutZeros(post),
    dev,
    local: local?.split(/[-_.]/),
  };
}

function stageOf(written: string | undefined, isOnlyDev: boolean): Pep440Version["stage"] {
  switch (written) {
    case undefined:
      return isOnlyDev ? "dev" : "final";
    case "a":
    case "alpha":
      return "a";
    case "b":
    case "beta":
      return "b";
    default:
      return "rc";
  }
}

const weights = { dev: 0, a: 1, b: 2, rc: 3, final: 4 } as const;

function compare(a: Pep440Version, b: Pep440Version): number {
  return (
    compareNumbers(a.epoch, b.epoch) ||
    compareReleases(a.release, b.release) ||
    weights[a.stage] - weights[b.stage] ||
    compareNumbers(a.stageNumber, b.stageNumber) ||
    compareOptional(a.post, b.post, -1) ||
    compareOptional(a.dev, b.dev, 1) ||
    compareLocals(a.local, b.local)
  );
}

function compareReleases(a: readonly string[], b: readonly string[]): number {
  const count = Math.max(a.length, b.length);
  for (let index = 0; index < count; index++) {
    const order = compareNumbers(a[index] ?? "", b[index] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

/** `missing` says where a version without the part stands: -1 before those with it, 1 behind. */
function compareOptional(a: string | undefined, b: string | undefined, missing: -1 | 1): number {
  if (a === undefined) return b === undefined ? 0 : missing;
  return b === undefined ? -missing : compareNumbers(a, b);
}

/** No local version comes first; words come before numbers, and what is longer behind what it goes on from. */
function compareLocals(a: readonly string[] | undefined, b: readonly string[] | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const count = Math.min(a.length, b.length);
  for (let index = 0; index < count; index++) {
    const order = compareLocalSegments(a[index] ?? "", b[index] ?? "");
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const onlyDigits = /^[0-9]+$/;

function compareLocalSegments(a: string, b: string): number {
  if (a === b) return 0;
  const isNumberA = onlyDigits.test(a);
  const isNumberB = onlyDigits.test(b);
  if (isNumberA !== isNumberB) return isNumberA ? 1 : -1;
  if (isNumberA) return compareDigits(a, b);
  return a < b ? -1 : 1;
}

function compareNumbers(a: string, b: string): number {
  return a === b ? 0 : compareDigits(a, b);
}
