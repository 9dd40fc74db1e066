import { joinLicenses, type License, readLicense } from "./license-expression.ts";

/** One entry of `licenses`, as CycloneDX 1.6 wants it: `id` is of the list, `name` is any text, `expression` stands alone. */
export type LicenseEntry =
  | { readonly license: { readonly id: string } | { readonly name: string } }
  | { readonly expression: string };

/**
 * The licences of a component. CycloneDX takes either a list of identifiers and names, or one expression: several of which
 * one is an expression become one expression when all of them can, and names when one of them cannot.
 */
export function cycloneDxLicenses(licenses: readonly string[]): readonly LicenseEntry[] {
  const read = licenses.filter((text) => text.trim() !== "").map(readLicense);
  if (!read.some(({ kind }) => kind === "expression")) return read.map(listed);
  if (read.some(({ kind }) => kind === "name")) return read.map(listed);
  return [{ expression: joinLicenses(read, (name) => name) }];
}

/** What a reader makes of the entries: not always the texts they were made from. */
export function licenseTexts(entries: readonly LicenseEntry[]): readonly string[] {
  return entries.map((entry) => {
    if ("expression" in entry) return entry.expression;
    return "id" in entry.license ? entry.license.id : entry.license.name;
  });
}

function listed(license: License): LicenseEntry {
  if (license.kind === "id") return { license: { id: license.id } };
  return { license: { name: license.kind === "name" ? license.name : license.text } };
}
