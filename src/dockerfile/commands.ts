/**
 * The commands of RUN, CMD, ENTRYPOINT and HEALTHCHECK: an instruction comes in, its simple commands come out with
 * words, pipes and places in the source. Bodies of other languages are left alone with a reason, broken shell syntax
 * is an entry in `errors`; nothing throws.
 */

import type { CommandList } from "./command.ts";
import { derivedStore } from "./derived.ts";
import type { ShellKind, Stage } from "./dockerfile.ts";
import { emitExecForm } from "./shell-command.ts";
import { readShell, type StageShell, stageShell } from "./shell-kind.ts";
import type { ExecWord } from "./shell-nested.ts";
import type { Place, Reader } from "./shell-reader.ts";
import { fromMapped, joinTexts, sliceText, spanIn, type TextMap } from "./shell-text.ts";
import { createReader } from "./shell-walk.ts";
import type { Heredoc, Instruction } from "./tree.ts";

/** Longer bodies are left alone. Real ones stay under 50,000 characters. */
export const maxBodyCharacters = 262_144;
/** Bodies with more `<<` are left alone: the time to pair here-documents grows with the square of their number. */
export const maxHereDocuments = 1_000;

const nothing: CommandList = { commands: [], skipped: undefined, tooLarge: false, options: new Set(), errors: [] };
const withCommands: ReadonlySet<string> = new Set(["run", "cmd", "entrypoint", "healthcheck"]);
const lists = derivedStore<Instruction, CommandList>();

/**
 * The commands of one instruction of `stage`; empty for instructions that run none. Pass the trigger of an ONBUILD,
 * not the ONBUILD itself. Read once per instruction: an instruction belongs to one stage.
 */
export function commandsOf(stage: Stage, instruction: Instruction): CommandList {
  if (!withCommands.has(instruction.name)) return nothing;
  return lists.of(instruction, () => readCommands(stage, instruction));
}

/**
 * The commands of a script that stands in no Dockerfile. `instruction` of each is a stand-in: it covers the whole script.
 * A script that a program other than a POSIX shell runs, as its first line says, is skipped.
 */
export function readShellScript(text: TextMap): CommandList {
  const tooMuch = whyTooMuch(text, []);
  if (tooMuch) return { ...nothing, skipped: tooMuch, tooLarge: true };
  const runner = shebang(text.text);
  if (runner && runner.kind !== "posix") return { ...nothing, skipped: `The script is run by ${runner.name}` };
  const reader = createReader(standIn(text));
  return collect(reader, () => reader.readScript(placeOf(text, true)));
}

function standIn(text: TextMap): Instruction {
  const span = spanIn(text, 0, text.text.length);
  return {
    kind: "instruction",
    index: 0,
    name: "run",
    keyword: { text: "", span: { start: span.start, end: span.start } },
    span,
    lines: [],
    flags: [],
    body: { text: text.text, toSource: (offset) => text.startOf(offset) },
    form: "text",
    args: [],
    pairs: [],
    heredocs: [],
    trigger: undefined,
    blankContinuation: false,
  };
}

/** What kind of shell runs the shell form of `instruction`: SHELL in force there, or the base's default. */
export function shellKindOf(stage: Stage, instruction: Instruction): ShellKind {
  return stageShell(stage, instruction).kind;
}

function readCommands(stage: Stage, instruction: Instruction): CommandList {
  const body = bodyOf(instruction);
  if (body === undefined || body.text === "") return nothing;
  const tooMuch = whyTooMuch(body, instruction.heredocs);
  if (tooMuch) return { ...nothing, skipped: tooMuch, tooLarge: true };
  const reader = createReader(instruction);
  if (instruction.form === "json") return collect(reader, () => readExecForm(reader, body));
  const shell = stageShell(stage, instruction);
  const script = scriptOf(instruction, body);
  const runner = script.runner ?? shell;
  if (runner.kind !== "posix") return { ...nothing, skipped: whySkipped(runner, script.runner !== undefined) };
  for (const option of runner.options) reader.options.add(option);
  return collect(reader, () => reader.readScript(placeOf(script.text, true)));
}

/** The one edge where the shell parser's own failures (its stack is not bounded everywhere) become data. */
function collect(reader: Reader, read: () => void): CommandList {
  try {
    read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reader.errors.push({ at: reader.instruction.span, message: "the script is nested too deeply to be read in full" });
  }
  const { commands, options, errors } = reader;
  return { commands: inSourceOrder(commands), skipped: undefined, tooLarge: false, options, errors };
}

/** Here-document bodies stand below the line that is still being read: their commands come later in the source. */
function inSourceOrder(commands: CommandList["commands"]): CommandList["commands"] {
  let last = 0;
  let isSorted = true;
  for (const { span } of commands) {
    if (span.start < last) isSorted = false;
    last = span.start;
  }
  return isSorted ? commands : [...commands].sort((a, b) => a.span.start - b.span.start);
}

/** The arguments; for HEALTHCHECK without its type. */
function bodyOf(instruction: Instruction): TextMap | undefined {
  const body = fromMapped(instruction.body);
  if (instruction.name !== "healthcheck") return body;
  const type = /^\s*cmd(?:\s+|$)/i.exec(body.text);
  return type ? sliceText(body, type[0].length, body.text.length) : undefined;
}

interface Script {
  readonly text: TextMap;
  /** The shebang's program, when there is one. */
  readonly runner: StageShell | undefined;
}

/** As BuildKit puts it together: a lone heredoc is the script, others are handed to the shell with the line. */
function scriptOf(instruction: Instruction, body: TextMap): Script {
  const { heredocs } = instruction;
  const first = heredocs[0];
  if (!first) return { text: body, runner: undefined };
  const bodySpan = spanIn(body, 0, body.text.length);
  if (heredocs.length === 1 && bodySpan.start === first.at.start && bodySpan.end === first.at.end) {
    const text = fromMapped(first.content);
    return { text, runner: shebang(text.text) };
  }
  const parts: (TextMap | string)[] = [body, "\n"];
  for (const heredoc of heredocs) {
    const content = fromMapped(heredoc.content);
    parts.push(content, content.text === "" || content.text.endsWith("\n") ? "" : "\n", `${heredoc.name}\n`);
  }
  return { text: joinTexts(parts.filter((part) => part !== "")), runner: undefined };
}

function shebang(text: string): StageShell | undefined {
  const line = /^#!([^\n]*)/.exec(text)?.[1];
  if (line === undefined) return undefined;
  const words = line.trim().split(/\s+/);
  if (words[0]?.endsWith("/env")) words.shift();
  return readShell(words.filter((word) => word !== "-S"));
}

function whyTooMuch(body: TextMap, heredocs: readonly Heredoc[]): string | undefined {
  let length = 0;
  let opened = 0;
  const count = (text: string) => {
    length += text.length;
    for (let at = text.indexOf("<<"); at !== -1; at = text.indexOf("<<", at + 2)) opened++;
  };
  count(body.text);
  for (const { content } of heredocs) count(content.text);
  if (length > maxBodyCharacters)
    return `The script has ${length} characters; only scripts of up to ${maxBodyCharacters} are read`;
  if (opened > maxHereDocuments)
    return `The script has ${opened} here-documents; only scripts with up to ${maxHereDocuments} are read`;
  return undefined;
}

function whySkipped(shell: StageShell, byShebang: boolean): string {
  const names = { powershell: "PowerShell", cmd: "cmd.exe", posix: "a POSIX shell", other: shell.name };
  const who = names[shell.kind] || "an unnamed program";
  if (byShebang) return `The heredoc is run by ${who}; only POSIX shell scripts are read`;
  if (shell.by === "windows")
    return "The base is a Windows image, whose shell is cmd.exe; only POSIX shell scripts are read";
  return `SHELL is ${who}; only POSIX shell scripts are read`;
}

function placeOf(text: TextMap, editable: boolean): Place {
  return {
    text,
    wrappers: [],
    conditional: false,
    editable,
    redirects: [],
    depth: 0,
    body: true,
    shell: { cwd: undefined },
  };
}

/** The strings of the JSON form. The parser has read them already: HEALTHCHECK's come behind its type. */
function readExecForm(reader: Reader, body: TextMap): void {
  const { name, args } = reader.instruction;
  const words = name === "healthcheck" ? args.slice(1) : args;
  const { text } = body;
  const origins: ExecWord[] = [];
  for (let start = text.indexOf('"'); start !== -1; start = text.indexOf('"', start)) {
    let end = start + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    origins.push({ type: "ExecWord", body, start, end: end + 1 });
    start = end + 1;
  }
  emitExecForm(reader, words, origins, placeOf(body, false));
}
