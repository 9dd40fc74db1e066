/**
 * Maven: `pom.xml` (maven.apache.org/pom). It is no lockfile: out come the dependencies it names itself with a version that stands in
 * the file, by itself or as a property; that others have one from elsewhere, and what all of them need, is said.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { decodeRecord } from "../record-text.ts";
import { type Locked, lockedPackages } from "./locked.ts";
import { leftOpen, namesInWords, unreadLockfile } from "./lockfile.ts";
import { readXmlTags, type XmlTag } from "./xml-tags.ts";

export const mostPomFileBytes = 4 * 1024 * 1024;

export const mavenPom: Cataloger = {
  id: "maven-pom",
  version: 1,
  selects: { names: ["pom.xml"] },
  mostBytes: mostPomFileBytes,
  read: readPom,
};

interface Dependency {
  readonly line: number;
  readonly fields: Map<string, string>;
}

function* readPom({ path, bytes }: CatalogedFile): Iterable<Cataloged> {
  const pom = parse(readXmlTags(decodeRecord(bytes)));
  if (!pom) return yield unreadLockfile(path, "It is no project of Maven.");
  const { dependencies, properties } = pom;
  const entries = dependencies.map((dependency) => entryOf(dependency, properties));
  yield* lockedPackages(
    path,
    "java-archive",
    entries.filter(({ version }) => version !== undefined),
  );
  const open = entries.filter(({ version, isLocal }) => version === undefined && !isLocal).map(({ key }) => key);
  const next = "Write an SBOM of the build (cyclonedx-maven-plugin) and scan that, or scan the image.";
  if (open.length > 0)
    yield leftOpen(
      `${open.length === 1 ? "dependency" : `${open.length} dependencies`} of ${path} without a version of its own (${namesInWords(open)})`,
      `A parent or another file says the version. ${next}`,
    );
  if (entries.length > 0)
    yield leftOpen(`what the dependencies of ${path} need in turn`, `No file of Maven lists that. ${next}`);
}

/** Dependencies of the project itself: those of profiles, plugins and `dependencyManagement` are others. */
function parse(tags: readonly XmlTag[]) {
  const dependencies: Dependency[] = [];
  const properties = new Map<string, string>();
  const stack: string[] = [];
  let isProject = false;
  for (const { name, kind, text, line } of tags) {
    if (kind === "close") {
      // What was left open in between ends with it.
      const open = stack.lastIndexOf(name);
      if (open !== -1) stack.length = open;
      continue;
    }
    if (kind === "empty" || stack.length >= deepestPom) continue;
    stack.push(name);
    isProject ||= stack.length === 1 && name === "project";
    const [, section, item, field] = stack;
    if (stack.length === 3 && section === "properties") properties.set(name, text);
    if (section !== "dependencies" || item !== "dependency") continue;
    if (stack.length === 3) dependencies.push({ line, fields: new Map() });
    else if (stack.length === 4 && field !== undefined) dependencies.at(-1)?.fields.set(field, text);
  }
  return isProject ? { dependencies, properties } : undefined;
}

const deepestPom = 50;

function entryOf({ line, fields }: Dependency, properties: ReadonlyMap<string, string>): Locked {
  const value = (field: string) => literal(fields.get(field) ?? "", properties);
  const name = `${value("groupId") ?? ""}:${value("artifactId") ?? ""}`;
  const version = value("version");
  const scope = value("scope");
  return {
    ...{
      key: name,
      name,
      line,
      isDirect: true,
      isDev: scope === "test",
      isLocal: scope === "system" || scope === "import",
    },
    // A range is no version.
    version: version === undefined || /[[\](),]/.test(version) || version === "" ? undefined : version,
  };
}

/** With properties of the file filled in, one inside another; undefined where one stands elsewhere. */
function literal(text: string, properties: ReadonlyMap<string, string>): string | undefined {
  let filled = text;
  for (let round = 0; round < 5 && filled.includes("${"); round++)
    filled = filled
      .replace(/\$\{([^{}]{1,200})\}/g, (whole, name: string) => properties.get(name) ?? whole)
      .slice(0, 1_000);
  return filled.includes("${") ? undefined : filled;
}
