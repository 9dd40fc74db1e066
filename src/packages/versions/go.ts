/**
 * Versions of Go modules (https://go.dev/ref/mod#versions) and of the standard library. Modules are semantic versions with a `v`
 * in front, which advisories leave out; pseudo-versions are ordered as the prereleases that they are. Go's own releases
 * (`go1.21rc2`) are read as the vulnerability database writes them (`1.21.0-rc.2`). `(devel)`, an empty text and a development
 * version of the toolchain (`devel go1.22-0a1b2c3`) are refused: no number in them can be compared.
 */
import { withoutZeros } from "./digits.ts";
import { compareSemanticVersions, parseSemanticVersion, type SemanticVersion } from "./semver.ts";
import { longestVersion, type VersionScheme } from "./version-scheme.ts";

/** `+incompatible` and `+dirty` are build metadata and make no difference. */
export const goVersions: VersionScheme<SemanticVersion> = {
  id: "go",
  parse: (text) => (text.length > longestVersion ? undefined : (parseModule(text) ?? parseRelease(text))),
  compare: compareSemanticVersions,
};

/** A number that golang.org/x/mod/semver takes. */
const number = String.raw`(?:0|[1-9]\d*)`;
const identifier = String.raw`(?:${number}|\d*[A-Za-z-][\dA-Za-z-]*)`;
const full = new RegExp(
  String.raw`^${number}\.${number}\.${number}(?:-${identifier}(?:\.${identifier})*)?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$`,
);
const short = new RegExp(String.raw`^${number}(?:\.${number})?$`);

/** As golang.org/x/mod/semver: `v1` and `v1.2` are short for `v1.0.0` and `v1.2.0`, and may have no prerelease. */
function parseModule(text: string): SemanticVersion | undefined {
  const version = text.trim().replace(/^v/, "");
  return full.test(version) || short.test(version) ? parseSemanticVersion(version) : undefined;
}

/**
 * `go1.22.5`, `go1.21rc2`, and without `go` what no module can have, `1.21rc2`. What vendors and experiments put behind is no
 * part of the order: `go1.22.5-redhat`, `go1.22.5 X:boringcrypto`, `go1.21.13 (Red Hat 1.21.13-2.el9)`. A date there
 * (`go1.25-20250209-RC00`) tells a build between releases, which has no place among them.
 */
function parseRelease(text: string): SemanticVersion | undefined {
  const found = /^\s*(go)?(\d+(?:\.\d+){0,3})(?:(alpha|beta|rc)(\d+))?(|[\s+-].*)$/s.exec(text);
  if (!found) return undefined;
  const [, go, numbers = "", stage, count = "", rest = ""] = found;
  if (!go && !stage && !/^\s/.test(rest)) return undefined;
  if (/^-\d/.test(rest)) return undefined;
  const prerelease = [
    { text: stage ?? "", numeric: false },
    { text: withoutZeros(count), numeric: true },
  ];
  return { numbers: numbers.split(".").map(withoutZeros), prerelease: stage ? prerelease : [], build: [] };
}
