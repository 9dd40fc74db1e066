/**
 * Mix: `mix.lock`, a map of Elixir with a line for each package (hexdocs.pm/mix, "mix deps"). Its bytes come in, packages of Hex
 * come out; those of git and of paths are passed over. `mix.exs` beside is a program: what it names in the usual form is direct.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { decodeRecord } from "../record-text.ts";
import { mostLockfileBytes } from "./located.ts";
import { type Locked, type LockedRoots, lockedPackages } from "./locked.ts";
import { unreadLockfile } from "./lockfile.ts";

/** Longer lines are not read: no package needs that many others. */
export const longestMixLine = 100_000;
/** Bytes of `mix.exs` that are looked at. */
export const mostMixExsBytes = 256 * 1024;

export const mixLock: Cataloger = {
  id: "mix-lock",
  version: 1,
  selects: { names: ["mix.lock"] },
  mostBytes: mostLockfileBytes,
  read: readMixLock,
};

function* readMixLock(file: CatalogedFile): Iterable<Cataloged> {
  const text = decodeRecord(file.bytes);
  if (!text.trimStart().startsWith("%{")) return yield unreadLockfile(file.path, "It is no lockfile of Mix.");
  const lines = text.split("\n");
  const entries = lines.flatMap((line, index) => entryOf(line, index + 1) ?? []);
  yield* lockedPackages(file.path, "hex", entries, rootsOf(file.beside?.("mix.exs")));
}

/** `  "plug": {:hex, :plug, "1.14.0", "…", [:mix], [{:mime, "~> 1.0", [hex: :mime, …]}], "hexpm", "…"},` */
function entryOf(line: string, number: number): Locked | undefined {
  if (line.length > longestMixLine) return { key: `\0${number}`, name: undefined, version: undefined, line: number };
  const found = /^\s*"([^"]{1,200})":\s*\{:hex,\s*:"?([A-Za-z0-9_@.-]{1,200})"?,\s*"([^"]{1,300})"/.exec(line);
  if (!found) return undefined;
  const needs = [...line.matchAll(/\{:"?([A-Za-z0-9_]{1,200})"?, "[^"]{0,300}", \[/g)].map((match) => match[1] ?? "");
  return { key: found[1] ?? "", name: found[2], version: found[3], line: number, needs };
}

/** `{:plug, "~> 1.0"}`, `{:credo, "~> 1.0", only: [:dev, :test]}`. */
function rootsOf(bytes: Uint8Array | undefined): LockedRoots | undefined {
  if (!bytes) return undefined;
  const production: string[] = [];
  const development: string[] = [];
  for (const line of decodeRecord(bytes.subarray(0, mostMixExsBytes)).split("\n"))
    for (const part of line.slice(0, 2_000).split("{:").slice(1)) {
      const name = /^([a-z0-9_]{1,200}),\s*(?:"|[a-z_]+:)/.exec(part)?.[1];
      if (name === undefined) continue;
      const only = /\bonly:\s*(\[[^\]]{0,200}\]|:[a-z]{1,50})/.exec(part)?.[1];
      (only !== undefined && !only.includes(":prod") ? development : production).push(name);
    }
  return production.length + development.length > 0 ? { production, development, isWhole: false } : undefined;
}
