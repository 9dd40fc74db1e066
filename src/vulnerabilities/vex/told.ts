/** What both readers of VEX share: texts and digests of a length that somebody could have meant. */
import { textOf } from "../../text/json.ts";

/** Characters of a text that is kept; what is longer is cut. */
export const longestVexText = 2_000;
/** Characters of an identifier: longer ones are none. */
export const longestVexId = 8_192;
/** Other names of one vulnerability. */
export const mostVexAliases = 200;
/** Products of one statement, and parts of one product. */
export const mostVexProducts = 10_000;

/** "" for what is no text. */
export function toldText(value: unknown): string {
  const text = (textOf(value) ?? "").trim();
  return text.length > longestVexText ? `${text.slice(0, longestVexText)}…` : text;
}

/** Undefined for what is no text, empty, or longer than any identifier. */
export function toldId(value: unknown): string | undefined {
  const text = (textOf(value) ?? "").trim();
  return text === "" || text.length > longestVexId ? undefined : text;
}

/** `sha256:…` of an algorithm's name in any spelling; undefined for others than SHA-2 and for what is no digest. */
export function toldDigest(algorithm: string, value: unknown): string | undefined {
  const hex = (textOf(value) ?? "").toLowerCase();
  const length = digestLengths.get(algorithm.toLowerCase().replaceAll(/[-_]/g, ""));
  return length !== undefined && hex.length === length.digits && /^[0-9a-f]+$/.test(hex)
    ? `${length.name}:${hex}`
    : undefined;
}

const digestLengths: ReadonlyMap<string, { readonly name: string; readonly digits: number }> = new Map(
  [256, 384, 512].map((bits) => [`sha${bits}`, { name: `sha${bits}`, digits: bits / 4 }]),
);

/** A vulnerability's name out of an address that ends with it: `https://nvd.nist.gov/vuln/detail/CVE-2024-1`. */
export function idInAddress(address: string): string | undefined {
  if (!/^https?:\/\//.test(address)) return undefined;
  const last = address.slice(address.lastIndexOf("/") + 1);
  return /^[A-Za-z][\w.:-]{2,80}$/.test(last) && /\d/.test(last) ? last : undefined;
}
