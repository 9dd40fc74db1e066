/**
 * Installed Ruby gems: `specifications/*.gemspec` and, for those that Ruby brings along, `specifications/default/*.gemspec`.
 * These are Ruby programs, mostly written by RubyGems itself; they are read as text, never run: the `# stub:` line that
 * RubyGems goes by, then assignments of plain strings, then the file's name. Gems that Bundler fetched from Git keep their
 * author's gemspec, whose values are computed: they are not looked at.
 */
import { folderOf, lastPart } from "./install-place.ts";
import { licenseNames, mostLicenses } from "./licenses.ts";
import type { Cataloged, CatalogedFile, Cataloger } from "./package.ts";
import { decodeRecord, recordDetails, recordName, recordVersion, unreadPackage } from "./record-text.ts";

/** Bytes of a gemspec; it may list every file of the gem. */
export const mostGemspecBytes = 4 * 1024 * 1024;
/** Lines of a gemspec that are looked at. */
export const mostGemspecLines = 5_000;
/** Characters of a line that are looked at. */
export const longestGemspecLine = 4_096;

export const rubyGems: Cataloger = {
  id: "ruby-gems",
  version: 1,
  selects: { endings: [".gemspec"], where: isSpecification },
  mostBytes: mostGemspecBytes,
  read: readGemspec,
};

/** What one way of looking tells of a gem. */
interface GemFacts {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
}

function* readGemspec({ path, bytes }: CatalogedFile): Iterable<Cataloged> {
  const text = decodeRecord(bytes);
  const assigned = readAssignments(text);
  const ways: readonly GemFacts[] = [readStub(text), assigned, readFileName(lastPart(path))];
  const name = ways.map((way) => recordName(way.name)).find((one) => one !== undefined);
  const version = ways.map((way) => gemVersion(way.version)).find((one) => one !== undefined);
  if (name === undefined || version === undefined) {
    const missing = name === undefined ? "name" : "version";
    return yield unreadPackage(path, `Its ${missing} is computed, and the name of the file does not tell it.`);
  }
  const platform = ways.map((way) => way.platform).find((one) => one !== undefined);
  const details = recordDetails({
    default: isDefault(path) ? "true" : undefined,
    platform: platform === "ruby" ? undefined : platform,
  });
  yield { package: { type: "gem", name, version, licenses: licenseNames(assigned.licenses), path, details } };
}

/** Folders that RubyGems reads specifications from; `gems/NAME/NAME.gemspec` is only the author's copy. */
export function isSpecification(path: string): boolean {
  return lastPart(folderOf(path)) === "specifications" || isDefault(path);
}

function isDefault(path: string): boolean {
  const folder = folderOf(path);
  return lastPart(folder) === "default" && lastPart(folderOf(folder)) === "specifications";
}

/** `# stub: NAME VERSION PLATFORM REQUIRE_PATHS` within the first lines (Gem::StubSpecification). */
function readStub(text: string): GemFacts {
  const at = text.slice(0, longestGemspecLine).indexOf("# stub: ");
  if (at === -1 || (at > 0 && text[at - 1] !== "\n")) return {};
  const end = text.indexOf("\n", at);
  const [name, version, platform] = text
    .slice(at + "# stub: ".length, end === -1 ? undefined : end)
    .trim()
    .split(" ", 3);
  return { name, version, platform };
}

interface Assignments extends GemFacts {
  readonly licenses: readonly string[];
}

/** The first plain string that is assigned to each attribute; licences may be in a list over several lines. */
function readAssignments(text: string): Assignments {
  const values = new Map<string, string>();
  const licenses: string[] = [];
  let at = 0;
  for (let count = 0; count < mostGemspecLines && at < text.length; count++) {
    const start = at;
    const end = text.indexOf("\n", start);
    at = end === -1 ? text.length : end + 1;
    const line = text.slice(start, Math.min(at, start + longestGemspecLine)).trimEnd();
    const [, attribute = "", value = ""] = assignment.exec(line) ?? [];
    if (attribute.startsWith("license")) {
      const from = start + line.length - value.length;
      const list = value.startsWith("[") ? text.slice(from, from + longestGemspecLine) : value;
      if (licenses.length < mostLicenses) licenses.push(...stringsOf(list));
    } else if (attribute !== "" && !values.has(attribute)) {
      const plain = plainString(value);
      if (plain !== undefined) values.set(attribute, plain);
    }
  }
  return { name: values.get("name"), version: values.get("version"), platform: values.get("platform"), licenses };
}

const assignment = /^\s*[a-z_]\w*\.(name|version|platform|licenses?)\s*=\s*(\S.*)$/;

/** The value of `"x"`, `'x'.freeze`, `Gem::Version.new("x")`, `Gem::Platform.new "x"`; undefined for anything computed. */
function plainString(value: string): string | undefined {
  return literal.exec(value)?.[2];
}

const literal =
  /^(?:Gem::(?:Version|Platform)\.(?:new|create)[ (]\s*)?(["'])([^"'\\#]*)\1(?:\.freeze)?(?:\s*\)(?:\.freeze)?)?\s*(?:#.*)?$/;

/** All plain strings of a list, up to its closing bracket; the one string where there is no list. */
function stringsOf(value: string): readonly string[] {
  if (!value.startsWith("[")) return [plainString(value) ?? ""];
  const close = value.indexOf("]");
  const strings = value.slice(0, close === -1 ? 0 : close).matchAll(/"([^"\\#]*)"|'([^'\\]*)'/g);
  return Array.from(strings, ([, double, single]) => double ?? single ?? "");
}

/** `NAME-VERSION[-PLATFORM].gemspec`. Names may hold `-2`, so what follows a version has to be a platform. */
function readFileName(file: string): GemFacts {
  const stem = file.slice(0, -".gemspec".length).slice(0, longestGemspecLine);
  for (let at = stem.indexOf("-"); at !== -1; at = stem.indexOf("-", at + 1)) {
    const rest = stem.slice(at + 1);
    const hyphen = rest.indexOf("-");
    const version = gemVersion(hyphen === -1 ? rest : rest.slice(0, hyphen));
    const platform = hyphen === -1 ? undefined : rest.slice(hyphen + 1);
    if (at > 0 && version !== undefined && (platform === undefined || platformStart.test(platform)))
      return { name: stem.slice(0, at), version, platform };
  }
  return {};
}

/** What the names of `Gem::Platform` begin with. */
const platformStart =
  /^(?:x86|x64|i[3-6]86|amd64|aarch64|arm|universal|java|jruby|mswin|mingw|powerpc|ppc|s390|riscv|loongarch|mips|sparc|wasm|darwin|linux)/;

/** A version as `Gem::Version` takes it; undefined for anything else. */
function gemVersion(value: string | undefined): string | undefined {
  const version = recordVersion(value);
  return version !== undefined && versionForm.test(version) ? version : undefined;
}

/** `Gem::Version::VERSION_PATTERN`. */
const versionForm = /^[0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
