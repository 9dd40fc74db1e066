import { contiguous } from "../dockerfile/mapped-text.ts";
import { fromMapped } from "../dockerfile/shell-text.ts";
import type { Source } from "../text/source.ts";
import { decodeJsonString, jsonMember, readJson } from "./json.ts";
import { type FoundSnippets, mayNameEngine, type Snippet } from "./snippet.ts";

/** The scripts of a package.json; npm runs each one beside the file. */
export function packageScripts(source: Source, folder: string | undefined): FoundSnippets {
  const { root } = readJson(source.text);
  const scripts = jsonMember(root, "scripts");
  if (scripts?.kind !== "object") return { snippets: [], problems: [] };
  const text = fromMapped(contiguous(source.text, 0));
  const snippets: Snippet[] = [];
  for (const { value } of scripts.entries)
    if (value.kind === "string" && mayNameEngine(value.text))
      snippets.push({ text: decodeJsonString(text, value.at), folder });
  // Bad syntax here is npm's to report; what was read before it counts.
  return { snippets, problems: [] };
}
