/** The order of an ecosystem's versions, with what was parsed kept: one text stands in hundreds of advisories. */
import { versionScheme } from "../packages/versions/schemes.ts";
import type { VersionSchemeId } from "../packages/versions/version-scheme.ts";

/** Texts whose parsed form is kept, for one order. */
export const mostParsedVersions = 50_000;

/** Parses and compares; nothing throws. */
export interface Order {
  readonly scheme: VersionSchemeId;
  /** Undefined for what is no version. */
  parse(text: string): unknown;
  /** Of two that `parse` gave. */
  compare(a: unknown, b: unknown): number;
}

/** Gives the orders of one run. `plain` leaves rpm's epoch out of everything: for packages whose own is not known. */
export function orders(): (scheme: VersionSchemeId, plain?: boolean) => Order {
  const known = new Map<string, Order>();
  return (id, plain = false) => {
    const key = `${id}${plain}`;
    const order = known.get(key) ?? orderOf(id, plain);
    known.set(key, order);
    return order;
  };
}

function orderOf(id: VersionSchemeId, plain: boolean): Order {
  const scheme = versionScheme(id);
  const parsed = new Map<string, unknown>();
  const parse = (text: string): unknown => {
    const before = parsed.get(text);
    if (before !== undefined || parsed.has(text)) return before;
    if (parsed.size >= mostParsedVersions) parsed.clear();
    const found = scheme.parse(plain ? text.replace(/^\d+:/, "") : text);
    parsed.set(text, found);
    return found;
  };
  return { scheme: id, parse, compare: (a, b) => scheme.compare(a, b) };
}
