/**
 * Orders of versions, one file a scheme. The text of a version goes in, its parsed form comes out or undefined for what is no
 * version of the scheme; two parsed forms go in, their order comes out. Nothing here throws, and all of it is linear.
 */

export const versionSchemeIds = [
  ...(["dpkg", "apk", "rpm"] as const),
  ...(["semver", "semver-build", "go", "pep440", "gem", "maven", "nuget", "composer", "cran", "pvp"] as const),
] as const;
export type VersionSchemeId = (typeof versionSchemeIds)[number];

/** Longer texts are no version of any scheme. */
export const longestVersion = 1024;

export interface VersionScheme<Parsed = unknown> {
  readonly id: VersionSchemeId;
  /** Undefined for what cannot be ordered: the caller says so, and never takes it for "not affected". */
  parse(text: string): Parsed | undefined;
  /** Negative, 0 or positive. A total preorder over everything that `parse` gives. */
  compare(a: Parsed, b: Parsed): number;
}
