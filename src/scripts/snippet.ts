import type { TextMap } from "../dockerfile/shell-text.ts";
import type { ScriptProblem } from "./script-facts.ts";

/**
 * Shell text found in a file: a whole script, a recipe's line, a `run:` of a workflow. Parts that another language fills
 * in before a shell sees them stand in it as marks (marks.ts).
 */
export interface Snippet {
  readonly text: TextMap;
  /** Where it runs; undefined when that is not known. */
  readonly folder: string | undefined;
}

/** What a file's reader hands over. */
export interface FoundSnippets {
  readonly snippets: readonly Snippet[];
  readonly problems: readonly ScriptProblem[];
}

/** Snippets read in one file; those after are left out, and said. Real files have less than a hundred with a container command. */
export const maxSnippets = 2_000;

/** Characters of all snippets of one file together. Continuation lines and variables may make them longer than the file. */
export const maxSnippetCharacters = 524_288;

/** Longer files are not read. */
export const maxScriptCharacters = 1_048_576;

const engines = /docker|podman|nerdctl/i;

/** False when nothing in the text can be a command of a container engine: most files, and they are not parsed at all. */
export function mayNameEngine(text: string): boolean {
  return engines.test(text);
}

const enginesInText = /docker|podman|nerdctl/gi;
const verbs = /\b(?:run|create|build|exec|bake|update|buildx [bf])\b/;
const assignment = /^[ \t]*(?:export |local |readonly |declare |typeset )?[A-Za-z_][A-Za-z0-9_]*=/;

/**
 * False when no line of the text names an engine and what is looked for, and none sets a variable to an engine: shell scripts
 * and CI files that only install, log in or pull. Parsing costs a hundred times more than this.
 */
export function mayRunEngine(text: string): boolean {
  enginesInText.lastIndex = 0;
  for (let found = enginesInText.exec(text); found; found = enginesInText.exec(text)) {
    const start = text.lastIndexOf("\n", found.index) + 1;
    const end = endOfJoinedLine(text, found.index);
    const line = text.slice(start, end);
    if (!/^[ \t]*#/.test(line) && (verbs.test(text.slice(found.index, end)) || assignment.test(line))) return true;
    enginesInText.lastIndex = end;
  }
  return false;
}

function endOfJoinedLine(text: string, from: number): number {
  let end = text.indexOf("\n", from);
  while (end > 0 && /\\\r?$/.test(text.slice(Math.max(0, end - 2), end))) end = text.indexOf("\n", end + 1);
  return end === -1 ? text.length : end;
}
