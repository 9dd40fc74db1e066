/**
 * Licences as the world writes them go in; SPDX identifiers and expressions come out (SPDX 2.3, annex D). What is neither is
 * a name and is left as it is: a guess at what "BSD-ish" means helps nobody.
 */
import { spdxExceptionIds, spdxLicenseIds } from "./spdx-ids.generated.ts";

/** What a licence text is. */
export type License =
  | { readonly kind: "id"; readonly id: string }
  /** `references`: the `LicenseRef-…` in it. */
  | { readonly kind: "expression"; readonly text: string; readonly references: readonly string[] }
  | { readonly kind: "name"; readonly name: string };

/** Longer texts are names: no expression of a real package comes near. */
export const longestExpression = 2_000;
/** Parentheses inside of each other. */
export const deepestExpression = 30;

/** Reads one licence. Identifiers and operators come out as SPDX writes them. */
export function readLicense(text: string): License {
  const trimmed = text.trim();
  const id = licenseId(trimmed);
  if (id !== undefined) return { kind: "id", id };
  const name: License = { kind: "name", name: trimmed };
  if (trimmed.length > longestExpression) return name;
  const tokens = trimmed.match(/[()]|[^\s()]+/g) ?? [];
  const reader: Reader = { tokens, at: 0, references: [] };
  const read = readAlternatives(reader, 0);
  if (read === undefined || reader.at < tokens.length) return name;
  return { kind: "expression", text: read, references: reader.references };
}

/** All of them together, as one expression; names become what `reference` makes of them. "" for none. */
export function joinLicenses(licenses: readonly License[], reference: (name: string) => string): string {
  const parts = licenses.map((license) => {
    if (license.kind === "id") return license.id;
    if (license.kind === "name") return reference(license.name);
    return licenses.length > 1 && / (?:AND|OR) /.test(license.text) ? `(${license.text})` : license.text;
  });
  return [...new Set(parts)].join(" AND ");
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  readonly references: string[];
}

function readAlternatives(reader: Reader, depth: number): string | undefined {
  return readChain(reader, "OR", () => readChain(reader, "AND", () => readTerm(reader, depth)));
}

function readChain(reader: Reader, operator: string, read: () => string | undefined): string | undefined {
  const parts: string[] = [];
  for (;;) {
    const part = read();
    if (part === undefined) return undefined;
    parts.push(part);
    if (reader.tokens[reader.at]?.toUpperCase() !== operator) return parts.join(` ${operator} `);
    reader.at += 1;
  }
}

function readTerm(reader: Reader, depth: number): string | undefined {
  const token = reader.tokens[reader.at];
  if (token === undefined) return undefined;
  reader.at += 1;
  if (token === "(") {
    const inner = depth < deepestExpression ? readAlternatives(reader, depth + 1) : undefined;
    if (inner === undefined || reader.tokens[reader.at] !== ")") return undefined;
    reader.at += 1;
    return `(${inner})`;
  }
  const license = simpleLicense(token, reader);
  if (license === undefined || reader.tokens[reader.at]?.toUpperCase() !== "WITH") return license;
  const exception = known().exceptions.get((reader.tokens[reader.at + 1] ?? "").toLowerCase());
  reader.at += 2;
  return exception === undefined ? undefined : `${license} WITH ${exception}`;
}

function simpleLicense(token: string, reader: Reader): string | undefined {
  if (/^LicenseRef-[A-Za-z0-9.-]+$/.test(token)) {
    reader.references.push(token);
    return token;
  }
  const exact = licenseId(token);
  if (exact !== undefined || !token.endsWith("+")) return exact;
  const id = licenseId(token.slice(0, -1));
  return id === undefined ? undefined : `${id}+`;
}

/** The identifier as the list writes it. */
function licenseId(text: string): string | undefined {
  return known().licenses.get(text.toLowerCase());
}

interface Known {
  readonly licenses: ReadonlyMap<string, string>;
  readonly exceptions: ReadonlyMap<string, string>;
}

let table: Known | undefined;

function known(): Known {
  const byLowerCase = (ids: string) => new Map(ids.split(" ").map((id) => [id.toLowerCase(), id]));
  table ??= { licenses: byLowerCase(spdxLicenseIds), exceptions: byLowerCase(spdxExceptionIds) };
  return table;
}
