import type { Command as CommandNode, Redirection } from "unbash";
import type { Span } from "../text/source.ts";
import type { Assignment, Command, Redirect, ShellWord } from "./command.ts";
import { type Origin, readNested, readStdin, stdinScript } from "./shell-nested.ts";
import { type Joint, maxGroupRedirects, maxNesting, type Place, type Reader, scriptDepth } from "./shell-reader.ts";
import { spanIn, type TextMap } from "./shell-text.ts";
import { isStatic, literalWord, readAssignmentValue, readAssignmentWord, readWord } from "./shell-word.ts";
import { findProgram, type Program } from "./shell-wrappers.ts";
import type { Word } from "./tree.ts";

/** A simple command taken apart, wrappers not yet looked through. `origins` goes with `words`. */
interface Parts {
  readonly words: readonly ShellWord[];
  readonly origins: readonly Origin[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  readonly nodes: readonly Redirection[];
  readonly span: Span;
}

const noRedirects: readonly Redirect[] = [];
const noAssignments: readonly Assignment[] = [];
const noNodes: readonly Redirection[] = [];
const noWords: readonly ShellWord[] = [];

/** Lists a simple command, or the commands of the script it hands to a shell. */
export function emitCommand(reader: Reader, node: CommandNode, place: Place, joint: Joint): void {
  const { text } = place;
  const words: ShellWord[] = [];
  const origins: Origin[] = [];
  if (node.name) {
    words.push(readWord(node.name, text));
    origins.push(node.name);
  }
  // One walk in place of `node.args` and `node.redirects`, which would each make a list for every command.
  let nodes = noNodes as Redirection[];
  for (const item of node.prefix) {
    if (item.type === "Assignment") continue;
    if (nodes === noNodes) nodes = [];
    nodes.push(item);
  }
  for (const item of node.suffix) {
    if (item.type === "Word") words.push(readWord(item, text));
    else if (item.type === "Assignment") words.push(readAssignmentWord(item, text));
    else {
      if (nodes === noNodes) nodes = [];
      nodes.push(item);
      continue;
    }
    origins.push(item);
  }
  const assignments = node.prefix.length === 0 ? noAssignments : readAssignments(reader, node, place);
  const redirects = nodes.length === 0 ? noRedirects : nodes.map((redirect) => readRedirect(redirect, text));
  const span = spanIn(text, joint.timedFrom ?? node.pos, node.end);
  emitProgram(reader, { words, origins, assignments, redirects, nodes, span }, place, joint);
}

function readAssignments(reader: Reader, node: CommandNode, place: Place): Assignment[] {
  const assignments: Assignment[] = [];
  for (const child of node.prefix) {
    if (child.type !== "Assignment") continue;
    const value = readAssignmentValue(child.value, place.text);
    // `A[$i]=b` uses more than its value does; any other is searched through its value.
    if (child.index) reader.visitWord(child, place, value);
    else if (!isStatic(value)) reader.visitWord(child.value, place, value);
    assignments.push({ name: child.name, value, span: spanIn(place.text, child.pos, child.end) });
  }
  return assignments;
}

/** Lists the command of an exec form: its words go to the program as they are. `origins` goes with them. */
export function emitExecForm(reader: Reader, args: readonly Word[], origins: readonly Origin[], place: Place): void {
  const words = args.map(({ text, span }) => literalWord(text, text, span));
  const first = words[0];
  const last = words[words.length - 1];
  if (!first || !last) return;
  const span = { start: first.span.start, end: last.span.end };
  const parts = { words, origins, assignments: noAssignments, redirects: noRedirects, nodes: [], span };
  emitProgram(reader, parts, place, { joinedBy: "" });
}

/** A redirect as a fact; for here-documents the target is the delimiter. */
export function readRedirect(node: Redirection, text: TextMap): Redirect {
  const descriptor = node.descriptor;
  const prefix = descriptor ? text.text.slice(descriptor.pos, descriptor.end) : "";
  return {
    operator: prefix + node.operator,
    target: redirectTarget(node, text),
    span: spanIn(text, node.pos, node.end),
  };
}

function redirectTarget(node: Redirection, text: TextMap): ShellWord | undefined {
  if (node.type !== "HereDoc") return node.target && readWord(node.target, text);
  const { delimiter } = node;
  return delimiter && literalWord(delimiter.text, delimiter.value, spanIn(text, delimiter.pos, delimiter.end));
}

function emitProgram(reader: Reader, parts: Parts, place: Place, joint: Joint): void {
  const program = findProgram(parts.words);
  const timed = joint.timedFrom === undefined ? place.wrappers : [...place.wrappers, "time"];
  const wrappers = program.wrappers.length === 0 ? timed : [...timed, ...program.wrappers];
  const inner = wrappers === place.wrappers ? place : { ...place, wrappers };
  const redirects = withGroupRedirects(parts.redirects, place.redirects);
  if (program.script && place.depth + scriptDepth <= maxNesting) {
    visitUnits(reader, parts, program, place, undefined);
    readNested(reader, parts.origins, program.script, { ...inner, redirects }, joint);
    return;
  }
  const listed = redirects === parts.redirects ? parts : { ...parts, redirects };
  const command = pushCommand(reader, listed, program, inner, joint);
  const stdin = place.depth + scriptDepth <= maxNesting ? stdinScript(parts.nodes, command) : undefined;
  visitUnits(reader, parts, program, place, stdin);
  if (command.name === "cd" || command.name === "pushd") changeDirectory(command, place);
  if (command.name === "find") emitFindActions(reader, listed, program.start, inner, joint);
  if (stdin) readStdin(reader, stdin, command, inner);
}

function pushCommand(reader: Reader, parts: Parts, program: Program, place: Place, joint: Joint): Command {
  const words = program.start === 0 ? parts.words : parts.words.slice(program.start);
  const given =
    program.assignments.length === 0
      ? noAssignments
      : program.assignments.flatMap((index) => wordAssignment(parts.words[index]));
  const command: Command = {
    name: program.name,
    words,
    args: words.length > 1 ? words.slice(1) : noWords,
    assignments: given.length === 0 ? parts.assignments : [...parts.assignments, ...given],
    redirects: parts.redirects,
    span: parts.span,
    wrappers: place.wrappers,
    pipe: joint.pipe ?? { id: reader.nextPipe(), stage: 0, length: 1 },
    joinedBy: joint.joinedBy,
    conditional: place.conditional,
    cwd: place.shell.cwd,
    instruction: reader.instruction,
    editable: place.editable,
  };
  reader.commands.push(command);
  return command;
}

/** Own redirects first, then those of the groups around, up to a limit. */
function withGroupRedirects(own: readonly Redirect[], groups: readonly Redirect[]): readonly Redirect[] {
  if (groups.length === 0) return own;
  return [...own, ...groups.slice(0, maxGroupRedirects)];
}

/** Lists the substitutions of all words but those read as a script, which list their own. */
function visitUnits(
  reader: Reader,
  parts: Parts,
  program: Program,
  place: Place,
  stdin: Redirection | undefined,
): void {
  const { words, origins, nodes } = parts;
  const script = program.script;
  // By index: `entries()` would make an array for each word of each command.
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (!word || isStatic(word)) continue;
    const origin = origins[index];
    if (origin && origin.type !== "ExecWord" && !(script && index >= script.from && index < script.to))
      reader.visitWord(origin, place, word);
  }
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index];
    if (node && node !== stdin) visitRedirect(reader, node, place, parts.redirects[index]?.target);
  }
}

/** Lists the substitutions in a redirect's target, and in the body of a here-document that is expanded. */
export function visitRedirect(reader: Reader, node: Redirection, place: Place, target?: ShellWord): void {
  if (node.type === "HereDoc") reader.visitWord(node.body, place);
  else if (node.target) reader.visitWord(node.target, place, target);
}

/** `cd DIR`: what follows in this shell runs there. In a pipeline it would only move a subshell: the caller copies. */
function changeDirectory(command: Command, place: Place): void {
  const target = command.args.find((arg) => !/^-[LPe@n]+$/.test(arg.pattern));
  if (target === undefined || target.pattern === "-") {
    place.shell.cwd = target ? undefined : "~";
    return;
  }
  const to = target.value ?? target.raw.replace(/^"(.*)"$/s, "$1");
  const from = place.shell.cwd;
  const relative = !/^[/$~]/.test(to);
  place.shell.cwd = relative && from !== undefined ? `${from.replace(/\/$/, "")}/${to}` : to;
}

/** `find … -exec COMMAND {} \;`: the command is listed too. */
function emitFindActions(reader: Reader, parts: Parts, start: number, place: Place, joint: Joint): void {
  const { words } = parts;
  for (let at = start; at < words.length; at++) {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(words[at]?.pattern ?? "")) continue;
    let end = at + 1;
    while (end < words.length && words[end]?.value !== ";" && words[end]?.value !== "+") end++;
    emitAction(reader, parts, at + 1, end, place, joint);
    at = end;
  }
}

/** Substitutions in its words were listed with `find` itself. */
function emitAction(reader: Reader, find: Parts, from: number, to: number, place: Place, joint: Joint): void {
  const words = find.words.slice(from, to);
  const origins = find.origins.slice(from, to);
  const first = words[0];
  const last = words[words.length - 1];
  if (!first || !last) return;
  const program = findProgram(words);
  const wrappers = [...place.wrappers, "find -exec", ...program.wrappers];
  const inner = { ...place, wrappers, body: false };
  if (program.script && place.depth + scriptDepth <= maxNesting) {
    readNested(reader, origins, program.script, { ...inner, redirects: find.redirects }, { joinedBy: "" });
    return;
  }
  const span = { start: first.span.start, end: last.span.end };
  pushCommand(reader, { ...find, words, origins, assignments: noAssignments, span }, program, inner, joint);
}

/** `A=b` as a word of `env` or `sudo`. Where quotes start before the `=`, the value points at the whole word. */
function wordAssignment(word: ShellWord | undefined): Assignment[] {
  if (!word) return [];
  const equals = word.pattern.indexOf("=");
  const name = word.pattern.slice(0, equals);
  const apart = word.raw.startsWith(`${name}=`) && word.span.end - word.span.start === word.raw.length;
  const value: ShellWord = {
    raw: apart ? word.raw.slice(equals + 1) : word.raw,
    value: word.value?.slice(equals + 1),
    pattern: word.pattern.slice(equals + 1),
    variables: word.variables,
    span: apart ? { start: word.span.start + equals + 1, end: word.span.end } : word.span,
  };
  return [{ name, value, span: word.span }];
}
