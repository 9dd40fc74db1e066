/**
 * Tokens that vendors made to be recognised: a fixed mark, then a known number of known characters. One row each, from
 * the vendors' own documentation. Formats without a telling mark have no row: they would match ordinary text.
 */
import type { Confidence } from "../../finding/finding.ts";
import type { SecretDetector } from "../detector.ts";
import { isFilledIn } from "../shape.ts";

/** One kind of token as data. */
export interface TokenRow {
  readonly id: string;
  readonly title: string;
  /** The marks, separated by blanks; one of them stands in every such token, case as written. */
  readonly marks: string;
  /** Source of a regular expression for what follows the mark. Bounded. */
  readonly rest: string;
  /** What stands before the mark, when that is not where the token begins: always `length` characters of `of`. */
  readonly before?: { readonly length: number; readonly of: string };
  /** Address of the provider's page on revoking. */
  readonly page: string;
  /** What to do there, when it is more than revoking it and making a new one. */
  readonly advice?: string;
  /** High unless told. */
  readonly confidence?: Confidence;
  /** A second look at the whole token. False drops it, a confidence replaces the row's. */
  readonly check?: (token: string) => boolean | Confidence;
}

const revoke = "Revoke it in the provider's settings and issue a new one.";

/** The row as a detector, with the bounds every token shares. */
export function tokenDetector(row: TokenRow): SecretDetector {
  const { id, title, rest, before, page, advice = revoke, confidence = "high", check } = row;
  const starts = row.marks.split(" ");
  const marks = starts.map((start) => start.replace(/[.$+/]/g, "\\$&")).join("|");
  const head = before ? `(?<![A-Za-z0-9+/])[${before.of}]{${before.length}}` : boundary(rest);
  return {
    id,
    title,
    confidence,
    starts,
    pattern: new RegExp(`${head}(?:${marks})(?<body>${rest})(?![A-Za-z0-9])`, "dy"),
    ...(before ? { offset: before.length, joined: true } : { publicPrefix: true }),
    rotate: { page, advice },
    accept: ({ match }) => {
      const token = match[0];
      if (!looksMade(before ? token : (match.groups?.body ?? ""))) return false;
      return check?.(token) ?? true;
    },
  };
}

/**
 * A token does not begin behind `+`, `/` or `.` where these may be part of it: otherwise a text of nothing but beginnings
 * would be read again from each of them.
 */
function boundary(rest: string): string {
  const inner = ["+", "/", "."].filter((character) => rest.replaceAll("\\.", "").includes(character));
  return inner.length > 0 ? `(?<![${inner.join("")}])` : "";
}

/** Longer random parts all hold a digit; what holds none is a word. */
const longestWord = 24;

function looksMade(body: string): boolean {
  const isMade = body.length > longestWord ? /[0-9]/.test(body) : /[0-9A-Z]/.test(body);
  return isMade && !isFilledIn(body);
}
