import type { Located } from "../runtime/container.ts";
import { blanked, createSource, type Source } from "../text/source.ts";

/**
 * The `dockerfile_inline` of a Compose file as a source of its own, in which every character stands where it stands in the
 * Compose file: all else is blank. So each place in it is a place in the Compose file. Only literal blocks (`|`) can be
 * shown like this; undefined for text in quotes or folded, and where a heredoc's end would stand indented.
 */
export function inlineDockerfile(compose: Source, { at, value }: Located<string>): Source | undefined {
  const written = compose.text.slice(at.start, at.end);
  const head = /^\|[-+0-9]{0,2}[^\n]*\n/.exec(written)?.[0];
  if (head === undefined || value.includes("<<")) return undefined;
  return createSource(compose.path, blanked(compose.text, { start: at.start + head.length, end: at.end }));
}
