/**
 * Variables in the values of a Compose file: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`,
 * `${NAME?message}`, `${NAME:+text}`, `${NAME+text}`, `$$`, one inside another. In come a text and the values that are
 * known; out goes the text as the container gets it, or the name of the variable that nobody has a value for.
 */

/** Expressions inside each other; Compose's own files have two. */
export const deepestExpression = 20;

/** What became of a text. */
export interface Interpolated {
  /** undefined when a variable without value and default is in it. */
  readonly value: string | undefined;
  /** True when no variable was in it: the value stands in the file. */
  readonly literal: boolean;
  /** The default, when the whole text is one `${NAME:-default}` or `${NAME-default}`. */
  readonly fallback: string | undefined;
  /** The first variable without value, when `value` is undefined. */
  readonly missing: string | undefined;
  /** Offset of a `$` that starts no variable; Compose refuses the file. The `$` stands for itself here. */
  readonly invalidAt: number | undefined;
}

/** Reads a text as Compose does. Linear in its length. */
export function interpolate(text: string, variables: ReadonlyMap<string, string>): Interpolated {
  if (!text.includes("$"))
    return { value: text, literal: true, fallback: undefined, missing: undefined, invalidAt: undefined };
  const reading: Reading = { text, variables, used: 0, missing: undefined, invalidAt: undefined };
  const { value } = substitute(reading, 0, 0);
  const known = reading.missing === undefined;
  return {
    value: known ? value : undefined,
    literal: reading.used === 0,
    fallback: wholeDefault(text, variables),
    missing: reading.missing,
    invalidAt: reading.invalidAt,
  };
}

interface Reading {
  readonly text: string;
  readonly variables: ReadonlyMap<string, string>;
  used: number;
  missing: string | undefined;
  invalidAt: number | undefined;
}

/** From `at` to the end, or to the `}` that closes the expression around it. */
function substitute(reading: Reading, at: number, depth: number): { readonly value: string; readonly end: number } {
  const { text } = reading;
  let value = "";
  let from = at;
  let next = at;
  while (next < text.length && !(depth > 0 && text[next] === "}")) {
    if (text[next] !== "$") {
      next++;
      continue;
    }
    const part = expression(reading, next, depth);
    value += text.slice(from, next) + part.value;
    next = part.end;
    from = next;
  }
  return { value: value + text.slice(from, next), end: next };
}

/** What starts at a `$`. */
function expression(reading: Reading, at: number, depth: number): { readonly value: string; readonly end: number } {
  const { text } = reading;
  if (text[at + 1] === "$") return { value: "$", end: at + 2 };
  const isBraced = text[at + 1] === "{";
  const name = nameAt(text, isBraced ? at + 2 : at + 1);
  if (name === "") return invalid(reading, at);
  if (!isBraced) return { value: lookUp(reading, name), end: at + 1 + name.length };
  const behind = at + 2 + name.length;
  if (text[behind] === "}") return { value: lookUp(reading, name), end: behind + 1 };
  const operator = /^:?[-?+]/.exec(text.slice(behind, behind + 2))?.[0];
  if (operator === undefined || depth >= deepestExpression) return invalid(reading, at);
  return withOperator(reading, { at, name, operator, operand: behind + operator.length, depth });
}

interface Expression {
  readonly at: number;
  readonly name: string;
  readonly operator: string;
  /** Where the default, message or text begins. */
  readonly operand: number;
  readonly depth: number;
}

function withOperator(reading: Reading, { at, name, operator, operand, depth }: Expression) {
  const before = reading.missing;
  const body = substitute(reading, operand, depth + 1);
  // Never closed: the rest is text, for the expressions around it too, so that nothing is read twice.
  if (body.end >= reading.text.length) {
    reading.invalidAt ??= at;
    return { value: reading.text.slice(at), end: reading.text.length };
  }
  const end = body.end + 1;
  const bodyMissing = reading.missing;
  reading.missing = before;
  reading.used++;
  const known = reading.variables.get(name);
  const isSet = known !== undefined && (known !== "" || !operator.startsWith(":"));
  switch (operator.at(-1)) {
    case "-":
      if (!isSet) reading.missing = bodyMissing;
      return { value: isSet ? (known ?? "") : body.value, end };
    case "+":
      if (known === undefined) reading.missing ??= name;
      else if (isSet) reading.missing = bodyMissing;
      return { value: isSet ? body.value : "", end };
    default:
      if (!isSet) reading.missing ??= name;
      return { value: known ?? "", end };
  }
}

function lookUp(reading: Reading, name: string): string {
  reading.used++;
  const value = reading.variables.get(name);
  if (value === undefined) reading.missing ??= name;
  return value ?? "";
}

function invalid(reading: Reading, at: number) {
  reading.invalidAt ??= at;
  return { value: "$", end: at + 1 };
}

function nameAt(text: string, at: number): string {
  let end = at;
  while (end < text.length && (end === at ? /[A-Za-z_]/ : /[A-Za-z0-9_]/).test(text[end] ?? "")) end++;
  return text.slice(at, end);
}

/** The default of a text that is one expression with a default and nothing else. */
function wholeDefault(text: string, variables: ReadonlyMap<string, string>): string | undefined {
  const head = /^\$\{[A-Za-z_][A-Za-z0-9_]*:?-/.exec(text)?.[0];
  if (head === undefined) return undefined;
  const reading: Reading = { text, variables, used: 0, missing: undefined, invalidAt: undefined };
  const body = substitute(reading, head.length, 1);
  if (body.end !== text.length - 1 || reading.missing !== undefined || reading.invalidAt !== undefined)
    return undefined;
  return body.value;
}
