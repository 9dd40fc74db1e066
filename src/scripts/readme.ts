import { contiguous } from "../dockerfile/mapped-text.ts";
import { buildText, fromMapped, type TextMap } from "../dockerfile/shell-text.ts";
import type { Source } from "../text/source.ts";
import { placeholder } from "./marks.ts";
import { type FoundSnippets, mayNameEngine, type Snippet } from "./snippet.ts";

/**
 * The commands in the code blocks of a README, one snippet for each line with those it goes on in: blocks quote sessions with
 * output, prompts and things left out, so no block is read as one script. Running text and inline code are left alone.
 */
export function readmeSnippets(source: Source, folder: string | undefined): FoundSnippets {
  const text = fromMapped(contiguous(source.text, 0));
  const snippets: Snippet[] = [];
  const place: Walk = { folder, hasCloned: false };
  for (const line of codeLines(text.text)) {
    const written = text.text.slice(line.start, line.end);
    const isCommand = line.isShell ? mayNameEngine(written) : startsWithEngine(written);
    if (isCommand && (line.isShell || looksTyped(written))) {
      const where = /\bgit clone\b/.test(written) ? undefined : place.folder;
      snippets.push({ text: withoutPrompts(text, line), folder: where });
    }
    if (line.isShell) follow(place, written);
  }
  return { snippets, problems: [] };
}

/** Where the reader of the page stands who types in every line. */
interface Walk {
  folder: string | undefined;
  hasCloned: boolean;
}

/** `cd` after `git clone` leads into this very repository; any other leads somewhere that is not known. */
function follow(place: Walk, line: string): void {
  if (/\bgit clone\b/.test(line)) place.hasCloned = true;
  if (!/(?:^|[\s;&|$#])cd\s/.test(line)) return;
  if (!place.hasCloned) place.folder = undefined;
  place.hasCloned = false;
}

/** A line of a code block with those that a backslash joins to it; the prompt is not in it. */
interface CodeLine {
  readonly start: number;
  readonly end: number;
  /** False in an indented block and in one that says no language: there only lines that start with an engine count. */
  readonly isShell: boolean;
}

const shellLanguages: ReadonlySet<string> = new Set(
  "sh bash zsh shell console terminal session shell-session shellsession sh-session bash-session".split(" "),
);
const openLanguages: ReadonlySet<string> = new Set(["", "text", "txt", "plain", "plaintext", "docker", "none"]);
const fence = /^[ \t>]*(`{3,}|~{3,})[ \t]*(?:\{\.?)?([A-Za-z0-9_+-]*)([^\n`]*)$/;
/** Longest line that may open or close a block. */
const maxFenceLine = 200;

function* codeLines(text: string): Generator<CodeLine> {
  let open: { readonly mark: string; readonly language: string } | undefined;
  for (let start = 0; start < text.length; ) {
    let end = endOfLine(text, start);
    const fenced = end - start <= maxFenceLine ? fence.exec(text.slice(start, end)) : null;
    if (open) {
      const closes = fenced?.[1]?.startsWith(open.mark) && fenced[2] === "" && fenced[3]?.trim() === "";
      if (closes) open = undefined;
      else {
        end = endOfCommand(text, end);
        const isShell = shellLanguages.has(open.language);
        if (isShell || openLanguages.has(open.language)) yield { start: skipPrompt(text, start, end), end, isShell };
      }
    } else if (fenced) open = { mark: fenced[1] ?? "", language: fenced[2]?.toLowerCase() ?? "" };
    else if (/^(?: {4}|\t)/.test(text.slice(start, start + 4))) {
      end = endOfCommand(text, end);
      yield { start: skipPrompt(text, start, end), end, isShell: false };
    }
    start = end + 1;
  }
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}

/** The end of the last line that a backslash joins. */
function endOfCommand(text: string, lineEnd: number): number {
  let end = lineEnd;
  while (text[end - 1] === "\\" && end < text.length) end = endOfLine(text, end + 1);
  return end;
}

/** `$ `, `# `, `user@host:~$ `, `% `. A comment starts with `# ` too: what follows is then no engine. */
const prompt = /^[ \t>]*(?:[A-Za-z0-9_.@:~/[\]-]{0,160}[$#%] +)?/;

function skipPrompt(text: string, start: number, end: number): number {
  const head = text.slice(start, Math.min(end, start + 200));
  const skipped = prompt.exec(head)?.[0].length ?? 0;
  const rest = head.slice(skipped);
  const isComment = /^[ \t>]*#/.test(head) && !startsWithEngine(rest);
  return start + (isComment ? 0 : skipped);
}

const engineFirst = /^(?:[A-Z_][A-Z0-9_]*=[^\s]* +)*(?:sudo +)?(?:docker|podman|nerdctl)(?:-compose)? +\S/;

function startsWithEngine(line: string): boolean {
  return engineFirst.test(line.trimStart());
}

/** Indented prose may start with the word too; commands have the verb behind it, and no sentence's end. */
function looksTyped(line: string): boolean {
  return !/[.:]$/.test(line.trimEnd()) || line.includes(" -");
}

/** `<your token>` stands for what the reader fills in; for a shell it would be a redirect. */
const blank = /<[A-Za-z][^<>\n|&;]{0,80}>/g;

/** Continuation lines of a session start with `> `, lines of a quote with it too. */
function withoutPrompts(text: TextMap, line: CodeLine): TextMap {
  const into = buildText(text);
  for (let start = line.start; start < line.end; ) {
    const end = Math.min(line.end, endOfLine(text.text, start));
    const quoted =
      start === line.start ? 0 : (/^[ \t]*>[ \t]/.exec(text.text.slice(start, start + 40))?.[0].length ?? 0);
    const from = Math.min(end, start + quoted);
    copyWithBlanks(text.text, from, end, into);
    if (end < line.end) into.copy(end, end + 1);
    start = end + 1;
  }
  return into.build();
}

function copyWithBlanks(text: string, start: number, end: number, into: ReturnType<typeof buildText>): void {
  let from = start;
  const line = text.slice(start, end);
  for (const match of line.matchAll(blank)) {
    into.copy(from, start + match.index);
    into.add(placeholder.repeat(match[0].length), start + match.index, start + match.index + match[0].length);
    from = start + match.index + match[0].length;
  }
  into.copy(from, end);
}
