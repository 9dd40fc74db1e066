import type { Unknown } from "../../finding/finding.ts";
import type { Cataloged, Cataloger } from "../package.ts";

/** Texts of the files beside, by name. */
export type Beside = Readonly<Record<string, string>>;

export function readText(
  cataloger: Cataloger,
  path: string,
  text: string | Uint8Array,
  beside: Beside = {},
): Cataloged[] {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const bytesOf = (name: string) => (Object.hasOwn(beside, name) ? Buffer.from(beside[name] ?? "") : undefined);
  return [...cataloger.read({ path, bytes, mode: 0o644, beside: bytesOf })];
}

/** `name@version`, `:line`, and in words what else is said: `direct`, `transitive`, `dev`, `git`, the way in parentheses. */
export function rowsFrom(cataloger: Cataloger, path: string, text: string, beside?: Beside): string[] {
  return readText(cataloger, path, text, beside).flatMap((one) => {
    if (!("package" in one)) return [];
    const { name, version, details } = one.package;
    const direct = details.direct === "true" ? ["direct"] : details.direct === "false" ? ["transitive"] : [];
    const words = [...direct, ...[details.scope, details.source].filter((word) => word !== undefined)];
    const way = details.through === undefined ? [] : [`(${details.through})`];
    return [[`${name}@${version}:${details.line}`, ...words, ...way].join(" ")];
  });
}

export function troublesFrom(cataloger: Cataloger, path: string, text: string, beside?: Beside): Unknown[] {
  return readText(cataloger, path, text, beside).flatMap((one) => ("unknown" in one ? [one.unknown] : []));
}
