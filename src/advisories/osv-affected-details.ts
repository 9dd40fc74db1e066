/** What publishers say of an affected package outside of the schema's own fields, as far as it counts: flat, and short. */
import { field, fieldAt, listOf, textOf, textsOf } from "../text/json.ts";
import type { Affected } from "./advisory.ts";
import { isPlainText } from "./osv-fields.ts";

/** Characters of a value; a longer one is left out. */
export const longestAffectedDetail = 4_000;
/** Elements of a list that are looked at. */
export const mostDetailElements = 500;

/**
 * - `urgency`: Debian. `priority`, `availability`, `moduleNameRegex` (Livepatch): Ubuntu.
 * - `lastKnown`: GitHub's `last_known_affected_version_range`: `< 2.0`.
 * - `module`: `go-toolset:rhel8`, from Rocky Linux or a purl's `rpmmod`. `repository`: Rocky's repository. `section`: Mageia.
 * - `informational`, `arch`, `os`: RustSec: `unmaintained`; `x86_64 aarch64`.
 * - `imports`: Go: paths of the packages that are affected, by blanks; `goos`, `goarch` where all of them name some.
 * - `customRanges`: Go: versions outside of Go modules: `introduced 0, fixed 3.3.1; introduced 4.0.0`.
 * - `spl`, `severity`: Android: the security patch level; `High`.
 */
export function readAffectedDetails(entry: unknown): Affected["details"] {
  const own = field(entry, "ecosystem_specific");
  const database = field(entry, "database_specific");
  const imports = listOf(field(own, "imports"), mostDetailElements);
  const values: Readonly<Record<string, string | undefined>> = {
    urgency: textOf(field(own, "urgency")),
    priority: textOf(field(own, "ubuntu_priority")) ?? textOf(field(database, "ubuntu_priority")),
    availability: textOf(field(own, "availability")),
    lastKnown: textOf(field(database, "last_known_affected_version_range")),
    module: textOf(field(own, "module")) ?? moduleOfPurl(textOf(fieldAt(entry, "package", "purl"))),
    moduleNameRegex: textOf(field(own, "module_name_regex")),
    repository: repositoryOf(entry),
    section: textOf(field(own, "section")),
    cpe: textOf(field(own, "cpe")) ?? textOf(field(database, "cpe")),
    arch: textOf(field(own, "arch")) ?? joined(field(own, "arch")) ?? joined(fieldAt(own, "affects", "arch")),
    os: joined(fieldAt(own, "affects", "os")),
    informational: textOf(field(database, "informational")),
    imports: joinedTexts(imports.flatMap((each) => textOf(field(each, "path")) ?? [])),
    goos: everyOf(imports, "goos"),
    goarch: everyOf(imports, "goarch"),
    customRanges: customRanges(field(own, "custom_ranges")),
    spl: textOf(field(own, "spl")),
    severity: textOf(field(own, "severity")),
  };
  const kept = Object.entries(values).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && isPlainText(pair[1], longestAffectedDetail),
  );
  return Object.fromEntries(kept);
}

/** `pkg:rpm/redhat/nodejs?arch=src&rpmmod=nodejs:20`. */
function moduleOfPurl(purl: string | undefined): string | undefined {
  const written = purl?.split("#")[0]?.split("?")[1];
  const qualifier = written?.split("&").find((each) => each.startsWith("rpmmod="));
  return qualifier === undefined ? undefined : decoded(qualifier.slice("rpmmod=".length));
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // No UTF-8 behind the percent signs: no name of a module.
    return undefined;
  }
}

function repositoryOf(entry: unknown): string | undefined {
  const ranges = listOf(field(entry, "ranges"), mostDetailElements);
  const names = ranges.flatMap((range) => textOf(fieldAt(range, "database_specific", "yum_repository")) ?? []);
  return names[0];
}

/** All names, where each import has some: the package is affected on no other system. */
function everyOf(imports: readonly unknown[], name: string): string | undefined {
  const lists = imports.map((each) => textsOf(field(each, name), mostDetailElements));
  return lists.length > 0 && lists.every((list) => list.length > 0) ? joinedTexts(lists.flat()) : undefined;
}

function customRanges(value: unknown): string | undefined {
  const ranges = listOf(value, mostDetailElements).map((range) =>
    listOf(field(range, "events"), mostDetailElements)
      .flatMap((event) =>
        ["introduced", "fixed", "last_affected"].flatMap((kind) => {
          const version = textOf(field(event, kind));
          return version === undefined ? [] : [`${kind} ${version}`];
        }),
      )
      .join(", "),
  );
  return ranges.filter((range) => range !== "").join("; ") || undefined;
}

function joined(value: unknown): string | undefined {
  return joinedTexts(textsOf(value, mostDetailElements));
}

function joinedTexts(texts: readonly string[]): string | undefined {
  return texts.length > 0 ? [...new Set(texts)].join(" ") : undefined;
}
