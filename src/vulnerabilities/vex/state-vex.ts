/**
 * What a scan says of an image, as statements: what the project has excused with a reason is not affected, what has a fix is
 * affected, the rest is under investigation. No justification is made up: one stands here only where the reason names it.
 */
import { compareTexts } from "../../text/compare.ts";
import type { Vulnerability } from "../vulnerability.ts";
import { type VexComponent, type VexJustification, type VexStatement, vexJustifications } from "./vex-document.ts";

/** A statement before it has a place in a file. */
export type StatedVex = Omit<VexStatement, "line">;

export interface VexOccasion {
  /** Undefined where the image has no name: the statements are about the packages then, wherever they are. */
  readonly product: VexComponent | undefined;
  /** RFC 3339. */
  readonly time: string;
  /** True for the text of an excuse that nobody wrote a reason into: that something is excused does not say why. */
  readonly isReasonless: (reason: string) => boolean;
}

/** One for each vulnerability and component, by name. */
export function stateVex(found: readonly Vulnerability[], occasion: VexOccasion): readonly StatedVex[] {
  const stated = found.map((one) => stateOne(one, occasion));
  return stated.sort(
    (a, b) => compareTexts(a.vulnerability, b.vulnerability) || compareTexts(textOf(a.products), textOf(b.products)),
  );
}

function stateOne(one: Vulnerability, { product, time, isReasonless }: VexOccasion): StatedVex {
  const { id, aliases, suppressed, fix, isUnimportant } = one;
  const purls = one.package.members.length > 0 ? one.package.members.map(({ purl }) => purl) : [one.package.purl];
  const parts = purls.map((purl): VexComponent => ({ ids: [purl], digests: [] }));
  const products = product
    ? [{ ...product, subcomponents: parts }]
    : parts.map((part) => ({ ...part, subcomponents: [] }));
  const shared = { vulnerability: id, aliases, products, time };
  if (suppressed?.by === "config" && !isReasonless(suppressed.reason)) {
    const justification = justificationIn(suppressed.reason) ?? "";
    return { ...shared, status: "not_affected", justification, impact: suppressed.reason, action: "", notes: "" };
  }
  const notes = isUnimportant ? "The distribution calls it unimportant." : "";
  const open = { ...shared, justification: "", impact: "", notes };
  if (one.state === "fixed" && fix !== undefined) return { ...open, status: "affected", action: fix };
  return { ...open, status: "under_investigation", action: "" };
}

/** The one of the five words that the text holds; undefined for none and for several. */
export function justificationIn(reason: string): VexJustification | undefined {
  const words = new Set(reason.match(/[a-z]+(?:_[a-z]+)+/g));
  const [first, second] = vexJustifications.filter((each) => words.has(each));
  return second === undefined ? first : undefined;
}

function textOf(products: StatedVex["products"]): string {
  return products.flatMap(({ ids, subcomponents }) => [...ids, ...subcomponents.flatMap((part) => part.ids)]).join(" ");
}
