/**
 * What Alpine's security database says that OSV's form of it loses: vulnerabilities that never affected a package, written as
 * fixed in version 0. The JSON of one repository of one release comes in, statuses by release and origin go out. Ids are taken
 * out of what people write around them: several in one text, remarks in brackets, `CVE_` for `CVE-`.
 */
import { field, jsonValue, listOf, pairsOf, textOf } from "../../text/json.ts";
import { jsonExcess } from "../../text/json-size.ts";
import type { PackageStatuses } from "./package-statuses.ts";

/** Bytes of one file: under two megabytes in 2026. */
export const mostSecdbBytes = 32 * 1024 * 1024;
/** Packages of one file; versions of one package. */
export const mostSecdbEntries = 100_000;
/** Texts of one version. */
export const mostSecdbIds = 10_000;
const limits = { depth: 16, values: 3_000_000 };

/** The repositories of a release. */
export const secdbRepositories = ["main", "community"] as const;

/** `release`: `v3.19`, `edge`. `why` is a clause. */
export function readAlpineSecdb(
  text: string,
  release: string,
): { readonly packages: readonly PackageStatuses[]; readonly leftOut: number } | { readonly why: string } {
  if (jsonExcess(text, limits)) return { why: "it is nested deeper or has more values than any such file" };
  const listed = field(jsonValue(text), "packages");
  if (!Array.isArray(listed)) return { why: "it is no JSON with a list `packages`" };
  const packages: PackageStatuses[] = [];
  let leftOut = Math.max(0, listed.length - mostSecdbEntries);
  for (const each of listOf(listed, mostSecdbEntries)) {
    const name = textOf(field(field(each, "pkg"), "name")) ?? "";
    if (name === "" || name.length > 200) {
      leftOut += 1;
      continue;
    }
    const ids = neverAffected(field(field(each, "pkg"), "secfixes"));
    const statuses = ids.map((id) => ({ id, state: "not-affected" as const }));
    if (statuses.length > 0) packages.push({ ecosystem: `Alpine:${release}`, name, statuses });
  }
  return { packages, leftOut };
}

/** An id that some version fixes as well did affect the package. */
function neverAffected(secfixes: unknown): readonly string[] {
  const never = new Set<string>();
  const fixed = new Set<string>();
  for (const [version, texts] of pairsOf(secfixes, mostSecdbEntries)) {
    const into = version === "0" ? never : fixed;
    for (const each of listOf(texts, mostSecdbIds)) for (const id of idsIn(textOf(each) ?? "")) into.add(id);
  }
  return [...never].filter((id) => !fixed.has(id));
}

/** The ids in a text, in the form that other databases use. */
export function idsIn(text: string): readonly string[] {
  const found = text.slice(0, 1_000).matchAll(/\bCVE[-_ ]?(\d{4})[-_](\d{4,19})\b|\bGHSA((?:-[a-z0-9]{4}){3})\b/gi);
  return Array.from(found, ([, year, number, ghsa]) =>
    ghsa === undefined ? `CVE-${year}-${number}` : `GHSA${ghsa.toLowerCase()}`,
  );
}
