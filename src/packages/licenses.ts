/**
 * Licences as packages name them. Whatever a licence field holds comes in; short names and SPDX expressions come out, as
 * written. Whole licence texts are dropped, and nothing is put in their place: a list without entries means "not told",
 * which is what an SBOM writes as NOASSERTION.
 */

/** Names of one package. */
export const mostLicenses = 64;
/** Characters of a name; what is longer and no SPDX expression is taken for a text. */
export const longestLicense = 200;
/** Characters of an SPDX expression. */
export const longestExpression = 4_096;
/** Lists and objects inside each other. */
const deepestLicense = 4;

/**
 * Names out of any values: texts, `{ type }` and `{ name }` objects (npm, Composer), lists of these. Blanks are tidied,
 * equal names kept once, in the order of their first.
 */
export function licenseNames(values: unknown): string[] {
  const names = new Set<string>();
  collect(values, names, 0);
  return [...names];
}

function collect(value: unknown, into: Set<string>, depth: number): void {
  if (into.size >= mostLicenses || depth > deepestLicense) return;
  if (typeof value === "string") {
    const name = tidyLicense(value);
    if (name !== undefined) into.add(name);
  } else if (Array.isArray(value)) {
    for (const one of value.slice(0, mostLicenses)) collect(one, into, depth + 1);
  } else if (typeof value === "object" && value !== null) {
    const { type, name } = value as { readonly type?: unknown; readonly name?: unknown };
    collect(type ?? name, into, depth + 1);
  }
}

/** One name; undefined for none, for what says that nobody knows, and for texts. */
function tidyLicense(value: string): string | undefined {
  if (value.length > longestExpression * 2) return undefined;
  const lines = value
    .replaceAll("\t", " ")
    .replace(control, "\n")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const text = lines.join(" ").replace(/ {2,}/g, " ");
  if (text === "" || text.length > longestExpression || nothing.has(text.toLowerCase())) return undefined;
  if (isExpression(text)) return text;
  return text.length > longestLicense || lines.length > 1 || text.includes("\uFFFD") ? undefined : text;
}

/** Control characters, line ends among them. */
const control = /\p{Cc}/gu;

/** What tools write when they were told nothing. */
const nothing = new Set(["unknown", "noassertion", "none", "null", "undefined", "n/a", "na", "-", "todo", "license"]);

/** True for `(MIT OR Apache-2.0) AND LicenseRef-x`: identifiers with operators between them. */
function isExpression(text: string): boolean {
  let isOperand = true;
  for (const word of text.split(/[ ()]/)) {
    if (word === "") continue;
    const isOperator = word === "AND" || word === "OR" || word === "WITH" || word === "and" || word === "or";
    if (isOperator === isOperand || !identifier.test(word)) return false;
    isOperand = !isOperand;
  }
  return !isOperand;
}

/** `idstring` of the SPDX specification, Annex D, with `+` and the colon of `DocumentRef-x:LicenseRef-y`. */
const identifier = /^[A-Za-z0-9.:+-]+$/;
