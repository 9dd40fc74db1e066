/**
 * Toolchains that say their version in a small text file of their own: a Java runtime's `release`, and Go's `VERSION`. Takes
 * files of these names; others of the same name, which do not have the form, tell nothing.
 *
 * Formats: JDK's `make/ReleaseFile.gmk`; `go help version` and GOROOT/VERSION.
 */
import type { Cataloger } from "./package.ts";

/** Neither file is longer: a Java runtime lists its modules in it. A longer one of that name is something else, and no Unknown. */
export const mostReleaseFileBytes = 64 * 1024;
const isSomethingElse = {
  searches: [{ mark: Buffer.from("JAVA_RUNTIME_VERSION="), before: 0, after: 0 }],
  *readPieces() {},
} satisfies Partial<Cataloger>;

export const jvmRelease: Cataloger = {
  id: "jvm-release",
  version: 1,
  // Beside `bin`: many other things are called so.
  selects: { names: ["release"] },
  mostBytes: mostReleaseFileBytes,
  ...isSomethingElse,
  *read({ path, bytes }) {
    const fields = shellFields(new TextDecoder().decode(bytes));
    const version = fields.get("JAVA_VERSION");
    if (version === undefined || !/^\d[\w.+-]{0,63}$/.test(version)) return;
    const details: Record<string, string> = {};
    for (const [field, key] of jvmFields) {
      const value = fields.get(field);
      if (value) details[key] = value;
    }
    const arch = fields.get("OS_ARCH");
    const name = nameOf(fields);
    yield { package: { type: "binary", name, version, ...(arch && { arch }), licenses: [], path, details } };
  },
};

const jvmFields = [
  ["IMPLEMENTOR", "implementor"],
  ["IMPLEMENTOR_VERSION", "implementorVersion"],
  ["JAVA_RUNTIME_VERSION", "runtimeVersion"],
  ["JAVA_VERSION_DATE", "versionDate"],
  ["SEMANTIC_VERSION", "semanticVersion"],
  ["FULL_VERSION", "fullVersion"],
  ["IMAGE_TYPE", "imageType"],
  ["BUILD_TYPE", "buildType"],
  ["JVM_VARIANT", "variant"],
  ["GRAALVM_VERSION", "graalvmVersion"],
] as const;

/** Oracle's own builds are another product than OpenJDK, with advisories of its own. */
function nameOf(fields: ReadonlyMap<string, string>): string {
  if (fields.has("GRAALVM_VERSION")) return "graalvm";
  return fields.get("BUILD_TYPE") === "commercial" ? "oracle-jdk" : "openjdk";
}

/** `NAME="value"` or `NAME=value`, one a line. */
function shellFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const found = /^([A-Z][A-Z_]{1,40})="?([\x20\x21\x23-\x7e]{0,256})"?$/.exec(line);
    if (found?.[1] && found[2] !== undefined && !fields.has(found[1])) fields.set(found[1], found[2]);
  }
  return fields;
}

export const goToolchain: Cataloger = {
  id: "go-toolchain",
  version: 1,
  selects: { names: ["VERSION"], where: (path) => /(?:^|\/)go(?:-?\d[\w.]*)?\/VERSION$/.test(path) },
  mostBytes: mostReleaseFileBytes,
  ...isSomethingElse,
  *read({ path, bytes }) {
    const [first = ""] = new TextDecoder().decode(bytes.subarray(0, 256)).split(/\r?\n/, 1);
    const version = /^go(\d+(?:\.\d+){1,2}(?:(?:beta|rc)\d+)?)(?:[ -]|$)/.exec(first)?.[1];
    if (version === undefined) return;
    yield {
      package: {
        type: "binary",
        name: "go",
        version,
        licenses: [],
        path,
        details: { goVersion: first.slice(0, 64).replace(/[^\x20-\x7e]/g, "?") },
      },
    };
  },
};
