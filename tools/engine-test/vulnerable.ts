/**
 * Images with old packages, made by the package managers themselves, and the vulnerabilities that have to be found in them: all
 * of them, and no others. The advisories are those of a copy of the OSV bucket beside the checkout; without it nothing is
 * claimed, and that is said.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Ground } from "./ground.ts";
import { type ScanDocument, scan, seaworthy } from "./seaworthy.ts";
import type { Claims } from "./tests.ts";
import { vulnerableDebian } from "./vulnerable-debian.ts";
import {
  vulnerableGems,
  vulnerableGo,
  vulnerableJars,
  vulnerableNpm,
  vulnerablePython,
} from "./vulnerable-languages.ts";

/** An image of the engine, and what has to be found in it. */
export interface VulnerableImage {
  readonly tag: string;
  readonly expected: readonly Row[];
  /** Components whose vulnerabilities depend on this machine: not compared. */
  readonly apart?: readonly string[];
  /** What has to be said of packages that cannot be looked up. */
  readonly says?: readonly RegExp[];
}

export interface Row {
  /** CVE, or the record's own id where it has none. */
  readonly id: string;
  /** Of a system's package its source. */
  readonly component: string;
  /** Undefined where there is no fix. */
  readonly fixed: string | undefined;
}

/** `"1.2.3: CVE-1 CVE-2"` for fixed versions, `"-: CVE-3"` for those without a fix. */
export function rowsOf(component: string, lines: readonly string[]): readonly Row[] {
  return lines.flatMap((line) => {
    const at = line.lastIndexOf(": ");
    const fixed = line.slice(0, at);
    const ids = line.slice(at + 2).split(" ");
    return ids.map((id) => ({ id, component, fixed: fixed === "-" ? undefined : fixed }));
  });
}

const makers: Readonly<Record<string, (ground: Ground) => VulnerableImage | string>> = {
  debian: vulnerableDebian,
  npm: vulnerableNpm,
  python: vulnerablePython,
  gem: vulnerableGems,
  jar: vulnerableJars,
  go: vulnerableGo,
};

const bucket = join(import.meta.dirname, "../../../shared/data/osv");

export function vulnerableTests(ground: Ground, claims: Claims): void {
  if (!existsSync(bucket)) {
    console.log("skipped: vulnerabilities of real images: there is no copy of the bucket beside the checkout");
    return;
  }
  const env = { SEAWORTHY_DB: join(ground.folder, "advisories"), SEAWORTHY_ADVISORIES: bucket };
  const updated = seaworthy(ground, ["db", "update", "--source", bucket], { env });
  claims.claim("db update reads the whole bucket", updated.status === 0, () => updated.stderr);
  console.log(
    "image      vulnerability         component                                fixed in                 result",
  );
  for (const [name, make] of Object.entries(makers)) {
    try {
      const made = make(ground);
      if (typeof made === "string") claims.skip(`vulnerabilities of ${name}`, made);
      else compare(name, made, scan(ground, `docker:${made.tag}`, ["--offline", "--no-cache"], { env }), claims);
    } catch (error) {
      claims.claim(`vulnerabilities of ${name}`, false, () => (error instanceof Error ? error.message : String(error)));
    }
  }
}

function compare(
  name: string,
  { expected, apart = [], says = [] }: VulnerableImage,
  document: ScanDocument,
  claims: Claims,
): void {
  const all = rowsFound(document);
  const found = all.filter(({ component }) => !apart.includes(component));
  const keyOf = ({ id, component, fixed = "-" }: Row) => `${id} ${component} ${fixed}`;
  const wanted = new Set(expected.map(keyOf));
  const seen = new Set(found.map(keyOf));
  const rows = [
    ...expected.map((row) => ({ row, result: seen.has(keyOf(row)) ? "found" : "MISSING" })),
    ...found.filter((row) => !wanted.has(keyOf(row))).map((row) => ({ row, result: "EXTRA" })),
  ];
  for (const { row, result } of rows) {
    const { id, component, fixed = "-" } = row;
    console.log(`${name.padEnd(10)} ${id.padEnd(21)} ${component.padEnd(40)} ${fixed.padEnd(24)} ${result}`);
    claims.claim(`${name}: ${keyOf(row)}`, result === "found", () => result);
  }
  const twice = found.length - seen.size;
  claims.claim(`${name}: each vulnerability of a component is one row`, twice === 0, () => `${twice} more`);
  const unknowns = document.unknowns.map(({ what, why }) => `${what}: ${why}`).join("\n");
  for (const words of says) claims.claim(`${name}: says ${words}`, words.test(unknowns), () => unknowns);
  const others = all.length - found.length;
  const more = others > 0 ? `, and ${others} of ${apart.join(", ")}, which differ by machine` : "";
  const count = (result: string) => rows.filter((one) => one.result === result).length;
  console.log(`${name}: ${count("found")} found, ${count("MISSING")} missing, ${count("EXTRA")} extra${more}`);
}

function rowsFound({ vulnerabilities = [] }: ScanDocument): readonly Row[] {
  return vulnerabilities.map(({ id, package: one, fixedVersion }) => ({
    ...{ id, component: one.source?.name ?? one.name },
    fixed: fixedVersion ?? undefined,
  }));
}
