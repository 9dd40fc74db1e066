/**
 * Bundler: `Gemfile.lock`, `gems.locked` (bundler.io/guides, "Gemfile.lock"; there is no specification). Bytes come in, packages
 * come out; gems of a path are passed over. `DEPENDENCIES` is what the Gemfile names; its groups stand in no lockfile.
 */
import type { Cataloged, CatalogedFile, Cataloger } from "../package.ts";
import { decodeRecord } from "../record-text.ts";
import { mostLockfileBytes } from "./located.ts";
import { lockedPackages } from "./locked.ts";
import { unreadLockfile } from "./lockfile.ts";

export const gemfileLock: Cataloger = {
  id: "gemfile-lock",
  version: 1,
  selects: { names: ["Gemfile.lock", "gems.locked"] },
  mostBytes: mostLockfileBytes,
  read: readGemfileLock,
};

interface Gem {
  readonly name: string;
  readonly version: string;
  readonly line: number;
  readonly section: string;
  readonly needs: string[];
}

function* readGemfileLock(file: CatalogedFile): Iterable<Cataloged> {
  const { gems, named, sections } = parse(decodeRecord(file.bytes));
  if (!sections.has("GEM") && !sections.has("DEPENDENCIES"))
    return yield unreadLockfile(file.path, "It has no list of gems.");
  const entries = gems.map(({ name, version, line, section, needs }) => ({
    ...{ key: name, name, version, line, needs, isLocal: section === "PATH" },
    details: { source: section === "GIT" ? "git" : undefined },
  }));
  const roots = { production: named, development: [], isWhole: sections.has("DEPENDENCIES") };
  yield* lockedPackages(file.path, "gem", entries, roots);
}

function parse(text: string) {
  const gems: Gem[] = [];
  const named: string[] = [];
  const sections = new Set<string>();
  let section = "";
  let isSpecs = false;
  for (const [index, line] of text.split("\n").entries()) {
    const trimmed = line.trim();
    if (trimmed === "") continue;
    const indent = line.length - line.trimStart().length;
    if (indent === 0) {
      section = trimmed;
      sections.add(trimmed);
      isSpecs = false;
    } else if (section === "DEPENDENCIES") named.push(nameIn(trimmed).replace(/!$/, ""));
    else if (indent === 2) isSpecs = trimmed === "specs:";
    else if (isSpecs && indent === 4) {
      const version = /\(([^)\s]{1,300})\)$/.exec(trimmed)?.[1] ?? "";
      gems.push({ name: nameIn(trimmed), version: withoutPlatform(version), line: index + 1, section, needs: [] });
    } else if (isSpecs && indent === 6) gems.at(-1)?.needs.push(nameIn(trimmed));
  }
  return { gems, named, sections };
}

function nameIn(text: string): string {
  const end = text.indexOf(" ");
  return end === -1 ? text : text.slice(0, end);
}

/** `1.15.0-x86_64-linux`: a version of RubyGems has no dash. */
function withoutPlatform(version: string): string {
  const dash = version.indexOf("-");
  return dash === -1 ? version : version.slice(0, dash);
}
