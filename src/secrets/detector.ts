import type { Confidence } from "../finding/finding.ts";

/**
 * One kind of secret, as data. The scan looks for `starts` in one pass over the text and tries `pattern` only there, so a
 * pattern must be sticky, linear, and bounded: it is met by hostile text.
 */
export interface SecretDetector {
  /** Kebab-case, vendor first: `github-token`. */
  readonly id: string;
  /** Noun phrase, as in "holds a GitHub token". */
  readonly title: string;
  readonly confidence: Confidence;
  /** Literals of at least three characters, in lower case when `pattern` ignores case; one of them begins every match, or stands `offset` behind its beginning. */
  readonly starts: readonly string[];
  /** Flags `y` and `d`, also `i` where case does not matter. The group `value`, or else the whole match, is the secret. */
  readonly pattern: RegExp;
  /** How many characters of every match stand before its `starts`; 0 unless told. */
  readonly offset?: number;
  /** True when a letter, digit, `_` or `-` may stand right before the match. */
  readonly joined?: boolean;
  /** True when `starts` are prefixes that the vendor gives to every such secret: they tell nothing, so masks may show them. */
  readonly publicPrefix?: boolean;
  /** How to revoke what was found, where the provider is known. */
  readonly rotate?: Rotation;
  /** A second look. False drops the match; a confidence replaces the detector's. */
  readonly accept?: (found: Found) => boolean | Confidence;
}

/** How a credential that got out is made worthless. */
export interface Rotation {
  /** Address of the provider's page on it. */
  readonly page?: string;
  /** Sentence or two: what to do. */
  readonly advice: string;
}

/** What a pattern matched, for a detector's second look. */
export interface Found {
  readonly text: string;
  /** Where the secret itself stands. */
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly match: RegExpExecArray;
}
