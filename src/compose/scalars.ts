import type { Located } from "../runtime/container.ts";
import type { Place } from "../text/source.ts";
import { interpolate } from "./interpolate.ts";
import type { YamlNode, YamlScalar } from "./yaml-tree.ts";

/**
 * The value of one scalar as the engine gets it: variables put in, numbers written as Compose's YAML parser writes them.
 */

/** A scalar with its variables resolved. */
export interface ReadScalar extends Located<string | undefined> {
  readonly literal: boolean;
  readonly fallback: string | undefined;
  /** The variable without value, when there is no value. */
  readonly missing: string | undefined;
  /** Place of a `$` that starts no variable. */
  readonly invalidAt: Place | undefined;
}

/** Undefined for a list or a map. */
export function readScalar(node: YamlNode): ReadScalar | undefined {
  if (node.kind !== "scalar") return undefined;
  return { ...readText(node, numberText(node)), at: node.at };
}

/** As `readScalar`, but digits stay as they are written: for ports. */
export function readWritten(node: YamlScalar): ReadScalar {
  return { ...readText(node, node.text), at: node.at };
}

/** Part of a scalar, for `NAME=value` in lists; without a place. */
export function readText(node: YamlScalar, text: string): Omit<ReadScalar, "at"> {
  const { invalidAt, ...read } = interpolate(text, node.file.variables);
  return { ...read, invalidAt: invalidAt === undefined ? undefined : node.at };
}

/** `true`, and what Compose takes for it: `yes`, `on`, `y`, `1`, quoted or not. Undefined for anything else. */
export function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  if (["true", "t", "1", "yes", "y", "on"].includes(lower)) return true;
  if (["false", "f", "0", "no", "n", "off"].includes(lower)) return false;
  return undefined;
}

/** What PyYAML and other readers of YAML 1.1 take an unquoted scalar for, where Compose takes it for a text. */
export function olderReading(node: YamlScalar): string | undefined {
  if (node.style !== "plain" || node.text.length > longestNumber) return undefined;
  if (/^[-+]?[1-9][0-9]*(?::[0-5]?[0-9])+$/.test(node.text)) return String(sexagesimal(node.text));
  if (/^(?:y|yes|on)$/i.test(node.text)) return "true";
  if (/^(?:n|no|off)$/i.test(node.text)) return "false";
  return undefined;
}

const longestNumber = 30;

function sexagesimal(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  return (
    sign *
    text
      .replace(/^[-+]/, "")
      .split(":")
      .reduce((sum, part) => sum * 60 + Number(part), 0)
  );
}

/** Go's YAML parser makes numbers of plain scalars and writes them anew: `0644` becomes `420`, `3.10` becomes `3.1`. */
function numberText(node: YamlScalar): string {
  const { text } = node;
  if (node.style !== "plain" || text.length > longestNumber || !/^[-+]?[0-9.]/.test(text)) return text;
  const digits = text.replaceAll("_", "");
  const integer = integerOf(digits);
  if (integer !== undefined) return String(integer);
  if (!/^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)$/.test(digits)) return text;
  const written = String(Number(digits));
  return written.includes("e") ? text : written;
}

function integerOf(digits: string): bigint | undefined {
  const match = /^([-+]?)(0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|0[0-7]*|[1-9][0-9]*)$/.exec(digits);
  if (!match) return undefined;
  const [, sign = "", written = "0"] = match;
  const value = BigInt(/^0[0-7]+$/.test(written) ? `0o${written.slice(1)}` : written);
  return sign === "-" ? -value : value;
}
