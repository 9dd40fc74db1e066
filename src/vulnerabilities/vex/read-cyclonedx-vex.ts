/**
 * VEX in CycloneDX 1.4 to 1.6: `vulnerabilities[].analysis` about `affects[].ref`, which is the name of a component in the same
 * document, a BOM-Link into it or into another, or a package address. What the document itself is about (`metadata.component`)
 * is the product where it is an image. A vulnerability without analysis is no statement.
 */
import { formatPurl, parsePurl } from "../../packages/purl.ts";
import { field, fieldAt, listOf, textOf } from "../../text/json.ts";
import { mostVexAliases, mostVexProducts, toldDigest, toldId, toldText } from "./told.ts";
import type { VexComponent, VexDocument, VexProduct, VexStatement, VexStatus } from "./vex-document.ts";

/** Components of one document, those inside of others too. */
export const mostVexComponents = 200_000;

/** Of our own documents: the word of the five that CycloneDX has no equal for. */
export const justificationProperty = "seaworthy:vex:justification";

/** "impactAnalysisState" of the schema. */
const statuses: ReadonlyMap<string, VexStatus> = new Map([
  ["not_affected", "not_affected"],
  ["false_positive", "not_affected"],
  ["resolved", "fixed"],
  ["resolved_with_pedigree", "fixed"],
  ["exploitable", "affected"],
  ["in_triage", "under_investigation"],
]);

export function readCycloneDxVex(document: unknown, lineOf: (index: number) => number): VexDocument {
  const subject = field(fieldAt(document, "metadata"), "component");
  const around: Around = {
    serial: textOf(field(document, "serialNumber"))?.toLowerCase(),
    subject,
    subjectRef: toldId(field(subject, "bom-ref")),
    isImage: isImage(subject),
    components: componentsOf(document),
    time: toldText(fieldAt(document, "metadata", "timestamp")),
  };
  const statements: VexStatement[] = [];
  const leftOut: { line: number; text: string; why: string }[] = [];
  for (const [index, each] of listOf(field(document, "vulnerabilities"), Number.POSITIVE_INFINITY).entries()) {
    const line = lineOf(index);
    const read = readOne(each, around, line);
    if ("why" in read) leftOut.push({ line, ...read });
    else statements.push(read);
  }
  return { ...{ format: "cyclonedx", id: around.serial ?? "", author: authorOf(document) }, statements, leftOut };
}

interface Around {
  readonly serial: string | undefined;
  readonly subject: unknown;
  readonly subjectRef: string | undefined;
  readonly isImage: boolean;
  readonly components: ReadonlyMap<string, unknown>;
  readonly time: string;
}

function readOne(value: unknown, around: Around, line: number): VexStatement | { text: string; why: string } {
  const vulnerability = toldId(field(value, "id"));
  if (vulnerability === undefined) return { text: "a vulnerability", why: "has no id" };
  const analysis = field(value, "analysis");
  const state = textOf(field(analysis, "state")) ?? "";
  const status = statuses.get(state);
  if (!status) return { text: vulnerability, why: "has no analysis with a state that says whether it applies" };
  const products = listOf(field(value, "affects"), mostVexProducts).flatMap((each) => productsOf(each, around));
  if (products.length === 0)
    return { text: `${state} ${vulnerability}`, why: "affects nothing that has a package address or is an image" };
  const aliases = listOf(field(value, "references"), mostVexAliases).flatMap((each) => toldId(field(each, "id")) ?? []);
  const detail = toldText(field(analysis, "detail"));
  const isClear = status === "not_affected";
  return {
    ...{ vulnerability, aliases: [...new Set(aliases)], status, products, line },
    justification: justificationOf(value, analysis, state),
    impact: isClear ? detail : "",
    notes: isClear ? "" : detail,
    action: toldText(field(value, "recommendation")),
    time: toldText(field(analysis, "lastUpdated")) || toldText(field(analysis, "firstIssued")) || around.time,
  };
}

function justificationOf(value: unknown, analysis: unknown, state: string): string {
  const own = listOf(field(value, "properties"), 100).find((each) => field(each, "name") === justificationProperty);
  return (
    toldText(field(own, "value")) ||
    toldText(field(analysis, "justification")) ||
    (state === "false_positive" ? state : "")
  );
}

function productsOf(affected: unknown, around: Around): readonly VexProduct[] {
  const ref = toldId(field(affected, "ref"));
  const found = ref === undefined ? undefined : resolve(ref, around);
  if (!found) return [];
  if (found.isSubject) return [{ ...found.component, subcomponents: [] }];
  const component = ofVersions(found.component, field(affected, "versions"));
  if (!component) return [];
  const [image] = around.isImage && found.isOurs ? componentOf(around.subject) : [];
  return [image ? { ...image, subcomponents: [component] } : { ...component, subcomponents: [] }];
}

interface Resolved {
  readonly component: VexComponent;
  readonly isSubject: boolean;
  /** It stands in this document, so it is part of what the document is about. */
  readonly isOurs: boolean;
}

function resolve(ref: string, around: Around): Resolved | undefined {
  const link = /^(urn:cdx:[0-9a-f-]{36})\/\d{1,9}#(.+)$/is.exec(ref);
  const fragment = link ? decoded(link[2] ?? "") : ref;
  // A link names the document by its serial number: `urn:cdx:` there, `urn:uuid:` in the document.
  const isOurs = !link || link[1]?.toLowerCase().slice("urn:cdx:".length) === around.serial?.slice("urn:uuid:".length);
  if (isOurs && around.subjectRef !== undefined && fragment === around.subjectRef) {
    const [component] = componentOf(around.subject);
    return component && { component, isSubject: true, isOurs };
  }
  if (isOurs && around.components.has(fragment)) {
    const [component] = componentOf(around.components.get(fragment));
    return component && { component, isSubject: false, isOurs };
  }
  const purl = plainPurl(fragment);
  return purl === undefined ? undefined : { component: { ids: [purl], digests: [] }, isSubject: false, isOurs: !link };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // No percent-encoding then: as written.
    return text;
  }
}

/** A package address without `package-id`, by which lists tell packages of one address apart. Undefined for what is none. */
function plainPurl(text: string): string | undefined {
  const purl = parsePurl(text);
  if (!purl) return undefined;
  const { "package-id": _, ...qualifiers } = purl.qualifiers;
  return formatPurl({ ...purl, qualifiers });
}

/**
 * The component in just these versions: each exact one makes an address. Undefined where a range stands among them, as nobody
 * says here how versions are ordered, and where there is no address to put a version on.
 */
function ofVersions(component: VexComponent, versions: unknown): VexComponent | undefined {
  const given = listOf(versions, mostVexProducts);
  if (given.length === 0) return component;
  const exact = given.flatMap((each) => toldId(field(each, "version")) ?? []);
  if (exact.length !== given.length) return undefined;
  const purls = component.ids.flatMap((id) => parsePurl(id) ?? []);
  const ids = purls.flatMap((purl) =>
    exact
      .filter((version) => purl.version === "" || purl.version === version)
      .map((version) => formatPurl({ ...purl, version })),
  );
  return ids.length > 0 ? { ids, digests: [] } : undefined;
}

/** Only what has an address, a digest or, for images, a name is something that can be found again. */
function componentOf(value: unknown): readonly VexComponent[] {
  const purl = toldId(field(value, "purl"));
  const digests = listOf(field(value, "hashes"), 20).flatMap(
    (each) => toldDigest(textOf(field(each, "alg")) ?? "", field(each, "content")) ?? [],
  );
  const ids = [...(purl === undefined ? [] : [plainPurl(purl) ?? purl]), ...(isImage(value) ? imageNames(value) : [])];
  return ids.length + digests.length > 0 ? [{ ids, digests }] : [];
}

/** `name`, or `name@sha256:…` where the version is a digest. */
function imageNames(value: unknown): readonly string[] {
  const name = toldId(field(value, "name"));
  const version = toldId(field(value, "version"));
  if (name === undefined) return [];
  return version === undefined ? [name] : /^sha\d{3}:/.test(version) ? [version] : [`${name}:${version}`];
}

function isImage(component: unknown): boolean {
  const purl = textOf(field(component, "purl")) ?? "";
  return field(component, "type") === "container" || /^pkg:(?:oci|docker)\//i.test(purl);
}

/** By `bom-ref`, components inside of others too. */
function componentsOf(document: unknown): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const queue: unknown[] = [...listOf(field(document, "components"), mostVexComponents)];
  for (let at = 0; at < queue.length && at < mostVexComponents; at++) {
    const ref = toldId(field(queue[at], "bom-ref"));
    if (ref !== undefined) found.set(ref, queue[at]);
    for (const inner of listOf(field(queue[at], "components"), mostVexComponents)) queue.push(inner);
  }
  return found;
}

function authorOf(document: unknown): string {
  const metadata = field(document, "metadata");
  const [author] = listOf(field(metadata, "authors"), 1);
  const organisation = field(metadata, "supplier") ?? field(metadata, "manufacturer") ?? field(metadata, "manufacture");
  return toldText(field(author, "name")) || toldText(field(author, "email")) || toldText(field(organisation, "name"));
}
