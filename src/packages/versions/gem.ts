/**
 * Versions of gems, as Gem::Version of RubyGems orders them. What comes out is segments, numbers and words, without zeros at
 * the end of either half; a word makes a prerelease. A platform behind the version (`1.15.4-x86_64-linux`, as lockfiles and
 * file names have it) is taken off here: Gem::Version alone would take `-arm64-darwin` for a prerelease.
 */
import { compareDigits, isDigit, isLetter, withoutZeros } from "./digits.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

/** Digits without zeros in front, so that zero is the empty text, and words. */
export type GemVersion = readonly string[];

/** RubyGems. */
export const gemVersions: VersionScheme<GemVersion> = { id: "gem", parse, compare };

/** Gem::Version::ANCHORED_VERSION_PATTERN; a text of nothing is not taken for version 0. */
const pattern = /^[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

const processors =
  "aarch64|arm64|arm|armv[5-8][a-z]*|i[3-6]86|ia64|loongarch64|mips[a-z0-9]*|powerpc[a-z0-9]*|ppc[a-z0-9]*|riscv(?:32|64)|s390x?|sparc[a-z0-9]*|universal|wasm32|x64|x86|x86_64";
const systems =
  "aix|android|cygwin|darwin|dalvik|dotnet|freebsd|hpux|java|jruby|linux|macruby|mingw|mswin|netbsd(?:elf)?|openbsd|solaris|wasi";

/** As Gem::Platform reads them: a processor and a system, with or without its release, or a virtual machine or Windows alone. */
const platform = new RegExp(
  `-(?:java|jruby|dalvik|dotnet|macruby|mswin[0-9]*|mingw[0-9]*|(?:${processors})-(?:${systems})-?[0-9.]*(?:-[a-z0-9]+)*)$`,
);

/** A version without the platform that stands behind it: `1.15.4` of `1.15.4-x86_64-linux`, and others as they are. */
export function withoutPlatform(version: string): string {
  if (version.length > longestVersion || !version.includes("-")) return version;
  return version.replace(platform, "");
}

function parse(text: string): GemVersion | undefined {
  if (text.length > longestVersion) return undefined;
  const version = withoutPlatform(text.trim());
  return pattern.test(version) ? canonical(version) : undefined;
}

/** Segments without the zeros at the end, and without those before the first word. */
function canonical(version: string): GemVersion {
  const segments: string[] = [];
  let hasWord = false;
  for (let at = 0; at < version.length; ) {
    const code = version.charCodeAt(at);
    if (code === 0x2e) {
      at++;
      continue;
    }
    const end = segmentEnd(version, at);
    const isWord = end === at || isLetter(code);
    if (isWord && !hasWord) dropZeros(segments);
    hasWord ||= isWord;
    // A hyphen stands for `.pre.`.
    segments.push(end === at ? "pre" : isWord ? version.slice(at, end) : withoutZeros(version.slice(at, end)));
    at = Math.max(end, at + 1);
  }
  dropZeros(segments);
  return segments;
}

function segmentEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  const belongs = isDigit(first) ? isDigit : isLetter;
  let end = start;
  while (belongs(text.charCodeAt(end))) end++;
  return end;
}

function dropZeros(segments: string[]): void {
  while (segments.at(-1) === "") segments.pop();
}

function compare(a: GemVersion, b: GemVersion): number {
  const count = Math.max(a.length, b.length);
  for (let index = 0; index < count; index++) {
    const order = compareSegments(a[index] ?? "", b[index] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

/** Words come before numbers. */
function compareSegments(a: string, b: string): number {
  if (a === b) return 0;
  const isWordA = isLetter(a.charCodeAt(0));
  const isWordB = isLetter(b.charCodeAt(0));
  if (isWordA !== isWordB) return isWordA ? -1 : 1;
  if (!isWordA) return compareDigits(a, b);
  return a < b ? -1 : 1;
}
