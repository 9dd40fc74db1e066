/**
 * OpenVEX 0.2.0: statements as the specification has them ("Statement Fields", "Product Data Structure"), and those of the first
 * form, whose vulnerability, products and subcomponents are plain texts. A statement that the specification calls incomplete does
 * not count.
 */
import { field, listOf, pairsOf } from "../../text/json.ts";
import { idInAddress, mostVexAliases, mostVexProducts, toldDigest, toldId, toldText } from "./told.ts";
import {
  type VexComponent,
  type VexDocument,
  type VexProduct,
  type VexStatement,
  type VexStatus,
  vexStatuses,
} from "./vex-document.ts";

export function readOpenVex(document: unknown, lineOf: (index: number) => number): VexDocument {
  const statements: VexStatement[] = [];
  const leftOut: { line: number; text: string; why: string }[] = [];
  const time = toldText(field(document, "timestamp"));
  for (const [index, each] of listOf(field(document, "statements"), Number.POSITIVE_INFINITY).entries()) {
    const line = lineOf(index);
    const read = readStatement(each, time, line);
    if ("why" in read) leftOut.push({ line, ...read });
    else statements.push(read);
  }
  return {
    ...{ format: "openvex", id: toldText(field(document, "@id")), author: toldText(field(document, "author")) },
    ...{ statements, leftOut },
  };
}

type Refused = { readonly text: string; readonly why: string };

function readStatement(value: unknown, documentTime: string, line: number): VexStatement | Refused {
  const names = namesOf(field(value, "vulnerability"));
  const [vulnerability, ...aliases] = names;
  if (vulnerability === undefined) return { text: "a statement", why: "names no vulnerability" };
  const status = statusOf(field(value, "status"));
  if (!status) return { text: vulnerability, why: `has none of the statuses ${vexStatuses.join(", ")}` };
  const text = `${status} ${vulnerability}`;
  const justification = toldText(field(value, "justification"));
  const impact = toldText(field(value, "impact_statement"));
  if (status === "not_affected" && justification === "" && impact === "")
    return { text, why: "says neither by justification nor by impact_statement why it is not affected" };
  const shared = listOf(field(value, "subcomponents"), mostVexProducts).flatMap(componentOf);
  const products = listOf(field(value, "products"), mostVexProducts).flatMap((each) => productOf(each, shared));
  if (products.length === 0) return { text, why: "names no product" };
  return {
    ...{ vulnerability, aliases, status, justification, impact, products, line },
    action: toldText(field(value, "action_statement")),
    notes: toldText(field(value, "status_notes")),
    time: toldText(field(value, "last_updated")) || toldText(field(value, "timestamp")) || documentTime,
  };
}

/** The name first. `@id` is an address, which may end with a name. */
function namesOf(value: unknown): readonly string[] {
  const plain = toldId(value);
  if (plain !== undefined) return [plain];
  const name = toldId(field(value, "name"));
  const id = toldId(field(value, "@id"));
  const aliases = listOf(field(value, "aliases"), mostVexAliases).flatMap((each) => toldId(each) ?? []);
  const inId = id === undefined ? undefined : (idInAddress(id) ?? (/^https?:/.test(id) ? undefined : id));
  return [...new Set([name, inId, ...aliases].flatMap((each) => each ?? []))];
}

function statusOf(value: unknown): VexStatus | undefined {
  return vexStatuses.find((status) => status === value);
}

function productOf(value: unknown, shared: readonly VexComponent[]): readonly VexProduct[] {
  const given = field(value, "subcomponents");
  const own = listOf(given, mostVexProducts).flatMap(componentOf);
  // Parts that cannot be read must not make a statement about a part one about the whole.
  if (Array.isArray(given) && given.length > 0 && own.length === 0) return [];
  return componentOf(value).map((component) => ({ ...component, subcomponents: own.length > 0 ? own : shared }));
}

function componentOf(value: unknown): readonly VexComponent[] {
  const identifiers = field(value, "identifiers");
  const ids = [toldId(value), toldId(field(value, "@id")), toldId(field(identifiers, "purl"))];
  const digests = pairsOf(field(value, "hashes"), 20).flatMap(([name, each]) => toldDigest(name, each) ?? []);
  const known = [...new Set(ids.flatMap((id) => id ?? []))];
  return known.length + digests.length > 0 ? [{ ids: known, digests }] : [];
}
