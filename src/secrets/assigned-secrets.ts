/**
 * `…PASSWORD=value` wherever it stands: in a script, a heredoc, a comment, a build's history. A text goes in, the values that no
 * output may show come out. It looks wider than rules do: masking a harmless value costs little.
 */
import type { Span } from "../text/source.ts";
import { judgeNamedValue } from "./named-value.ts";

/** A name with a value behind `=`. The span is of the value as written, its quotes included. */
export interface Assignment extends Span {
  /** With the dashes of an option: `--password`. */
  readonly name: string;
  readonly value: string;
}

/** The name's beginning is looked up backwards. */
const assignment =
  /(?:pass|pwd|pw|psw|secret|token|key|cred|auth|jwt|salt|cookie|dsn|ur[il]|conn)[A-Za-z0-9_.-]{0,60}=("[^"\n]{1,400}"|'[^'\n]{1,400}'|[^\s"'`;&|()<>]{1,400})/gi;

/** Characters of a name before the part that tells. */
const longestBeginning = 60;

/** Every assignment to a name that may be of a secret, in order. */
export function assignmentsIn(text: string): Assignment[] {
  return [...text.matchAll(assignment)].flatMap((match) => {
    let start = match.index;
    while (start > 0 && match.index - start < longestBeginning && /[A-Za-z0-9_.-]/.test(text[start - 1] ?? ""))
      start -= 1;
    const value = match[1] ?? "";
    // `$(cat …)` and `$TOKEN` are no values; what they stand for is not in the file.
    if (/^["']?\$/.test(value)) return [];
    const end = match.index + match[0].length;
    return [{ name: text.slice(start, end - value.length - 1), value, start: end - value.length, end }];
  });
}

/** The values of those assignments that are secrets. */
export function assignedSecrets(text: string): string[] {
  return assignmentsIn(text).flatMap(({ name, value }) => secretParts(name, value));
}

/** The value, with and without its quotes, when the name or the value itself says that it is a secret. */
export function secretParts(name: string, written: string): string[] {
  const value = unquoted(written);
  return judgeNamedValue(name, value) ? [written, value] : [];
}

/** Without the quotes around it. */
export function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, "$2");
}
