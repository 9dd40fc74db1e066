/**
 * Statements of VEX documents laid over the vulnerabilities of an image: which are taken off the list and why, and which
 * statements were about nothing that is there. Of several about one package the latest counts; of those of one time the one that
 * takes nothing off the list. A component of several packages is off the list when all of them are.
 */
import { cveIn, isNotice } from "../names.ts";
import type { Vulnerabilities, Vulnerability } from "../vulnerability.ts";
import { isClearing, type VexComponent, type VexDocument, type VexStatement } from "./vex-document.ts";
import {
  canonicalPurl,
  imageMatcher,
  isPackage,
  keysOf,
  type NamedImage,
  type NamedPackage,
  purlKey,
} from "./vex-product.ts";

/** A document and the file it was read from. */
export interface VexFile {
  readonly path: string;
  readonly document: VexDocument;
}

type Excusable = Pick<Vulnerability, "id" | "aliases" | "match" | "package">;
type Suppressed = NonNullable<Vulnerability["suppressed"]>;

/** The statements of a run: `excuse` is called for each vulnerability, `unused` at the end. */
export interface AppliedVex {
  excuse(one: Excusable): Suppressed | undefined;
  /** Statements that were about nothing, and those that cannot count. */
  unused(): Vulnerabilities["unusedIgnores"];
}

/** Statements of one document that are told one by one: a maker's document is about all that they ever shipped. */
export const mostToldStatements = 20;

export function applyVex(files: readonly VexFile[], image: NamedImage): AppliedVex {
  const isImage = imageMatcher(image);
  const prepared = files.flatMap((file) => file.document.statements.map((one) => prepare(one, file)));
  // Worked out for those alone whose vulnerability is there: a maker's document has thousands.
  const targets = new Map<Prepared, Targets>();
  const fits = (one: Prepared, pkg: NamedPackage): boolean => {
    const known = targets.get(one) ?? targetsOf(one.statement, isImage);
    targets.set(one, known);
    const isFit = hasPackage(known, pkg);
    if (isFit) met.add(one);
    return isFit;
  };
  const byName = new Map<string, Prepared[]>();
  for (const one of prepared)
    for (const name of new Set([one.statement.vulnerability, ...one.statement.aliases].map(nameKey))) {
      const known = byName.get(name);
      if (known) known.push(one);
      else byName.set(name, [one]);
    }
  const found = new Set<Prepared>();
  const met = new Set<Prepared>();
  /** Statements that clear a package of a component, another package of which stays on the list. */
  const partial = new Map<Prepared, string>();
  const useful = new Set<Prepared>();
  return {
    excuse(one) {
      const about = aboutOf(one, byName);
      for (const each of about) found.add(each);
      if (about.length === 0) return undefined;
      const answers = packagesOf(one).map((pkg) => ({
        pkg,
        latest: latestOf(about.filter((each) => fits(each, pkg))),
      }));
      const open = answers.find(({ latest }) => !latest || !isClearing(latest.statement.status));
      const clearing = answers.flatMap(({ latest }) => (latest && isClearing(latest.statement.status) ? [latest] : []));
      if (open && !open.latest) for (const each of clearing) partial.set(each, open.pkg.purl.name);
      if (open || !clearing[0]) return undefined;
      for (const each of clearing) useful.add(each);
      return { by: "vex", reason: reasonOf(clearing[0]) };
    },
    unused: () =>
      files.flatMap((file) => {
        const own = prepared.filter((each) => each.file === file);
        const idle = own.flatMap((each) => {
          const why = whyIdle(each, { found, met, partial, useful });
          return why === undefined
            ? []
            : [{ path: file.path, line: each.statement.line, text: titleOf(each.statement), why }];
        });
        const left = file.document.leftOut.map(({ line, text, why }) => ({
          ...{ path: file.path, line, text: `vex: ${text}` },
          why: `it ${why}`,
        }));
        return [...shortened(left, file, "cannot count"), ...shortened(idle, file, "are about nothing in this image")];
      }),
  };
}

interface Prepared {
  readonly statement: VexStatement;
  readonly file: VexFile;
  readonly time: number;
}

function prepare(statement: VexStatement, file: VexFile): Prepared {
  const time = Date.parse(statement.time);
  return { statement, file, time: Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time };
}

/** What a statement is about, as far as that is in the image. */
interface Targets {
  /** The whole image. */
  readonly isOfImage: boolean;
  /** Packages by `purlKey`. */
  readonly packages: ReadonlyMap<string, readonly Purl[]>;
}

type Purl = NamedPackage["purl"];

function targetsOf({ products }: VexStatement, isImage: (product: VexComponent) => boolean): Targets {
  const packages = new Map<string, Purl[]>();
  const add = ({ ids }: VexComponent): void => {
    for (const purl of ids.flatMap((id) => canonicalPurl(id) ?? [])) {
      const known = packages.get(purlKey(purl));
      if (known) known.push(purl);
      else packages.set(purlKey(purl), [purl]);
    }
  };
  let isOfImage = false;
  for (const product of products) {
    const isWhole = product.subcomponents.length === 0;
    if (isImage(product)) {
      if (isWhole) isOfImage = true;
      for (const part of product.subcomponents) add(part);
      // A part of another product is nothing that is known to be in here.
    } else if (isWhole) add(product);
  }
  return { isOfImage, packages };
}

/** Notices are left out: one is about many vulnerabilities. */
function aboutOf(one: Excusable, byName: ReadonlyMap<string, readonly Prepared[]>): readonly Prepared[] {
  const records = one.match.records.filter((id) => !isNotice(id) && (cveIn(id) ?? one.id) === one.id);
  const names = new Set([one.id, ...one.aliases, ...records].map(nameKey));
  return [...new Set([...names].flatMap((name) => byName.get(name) ?? []))];
}

function packagesOf({ package: { members, purl, source } }: Excusable): readonly NamedPackage[] {
  const purls = members.length > 0 ? members.map((member) => member.purl) : [purl];
  const packages = purls.map((each) => canonicalPurl(each));
  // One that has no address cannot be named, so nothing is said of it.
  return packages.map((each) => ({ purl: each ?? nameless, source }));
}

const nameless: Purl = { type: "", namespace: "", name: "", version: "", qualifiers: {}, subpath: "" };

function hasPackage({ isOfImage, packages }: Targets, pkg: NamedPackage): boolean {
  return isOfImage || keysOf(pkg).some((key) => packages.get(key)?.some((told) => isPackage(told, pkg)) ?? false);
}

function latestOf(all: readonly Prepared[]): Prepared | undefined {
  let latest: Prepared | undefined;
  for (const one of all) {
    const isTie = latest !== undefined && one.time === latest.time;
    if (!latest || one.time > latest.time || (isTie && !isClearing(one.statement.status))) latest = one;
  }
  return latest;
}

function reasonOf({ statement, file }: Prepared): string {
  const { status, justification, impact, notes } = statement;
  const why = [justification, impact || notes].filter((part) => part !== "").join(": ");
  const word = status.replaceAll("_", " ");
  return `${word}${why === "" ? "" : `, ${why}`} (says ${file.document.author || "nobody by name"} in ${file.path})`;
}

interface Uses {
  readonly found: ReadonlySet<Prepared>;
  readonly met: ReadonlySet<Prepared>;
  readonly partial: ReadonlyMap<Prepared, string>;
  readonly useful: ReadonlySet<Prepared>;
}

function whyIdle(one: Prepared, { found, met, partial, useful }: Uses): string | undefined {
  const { vulnerability, products } = one.statement;
  if (!found.has(one)) return `no ${vulnerability} was found in this image`;
  if (!met.has(one)) {
    const [id] = products.flatMap(({ ids, digests }) => [...ids, ...digests]);
    const parts = products.some(({ subcomponents }) => subcomponents.length > 0) ? ", or about other parts of it" : "";
    return `it is about another product than this image and its packages (${id ?? "one without a name"})${parts}`;
  }
  const other = partial.get(one);
  if (other === undefined || useful.has(one)) return undefined;
  return `it leaves out ${other === "" ? "a package" : other} of the same component, so the vulnerability still counts`;
}

function titleOf({ status, vulnerability }: VexStatement): string {
  return `vex: ${status} ${vulnerability}`;
}

type Told = Vulnerabilities["unusedIgnores"][number];

function shortened(all: readonly Told[], { path }: VexFile, what: string): readonly Told[] {
  const next = all[mostToldStatements];
  if (!next) return all;
  const rest = all.length - mostToldStatements;
  const why = rest === 1 ? `1 more statement of it ${what}` : `${rest} more statements of it ${what}`;
  return [...all.slice(0, mostToldStatements), { path, line: next.line, text: "vex", why }];
}

/** Ids are compared without case. */
function nameKey(name: string): string {
  return name.toUpperCase();
}
