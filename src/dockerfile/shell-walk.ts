/**
 * Walks the syntax tree of a shell script and lists its simple commands, nested ones included. What comes in is a text
 * that knows its places in the source; what `unbash` refuses becomes an entry in `errors`, and what it could read of
 * the rest is still listed.
 */
import {
  type AndOr,
  forEachChild,
  type ParsedScript,
  type Pipeline,
  type PipelineNode,
  parse,
  type Redirected,
  type Redirection,
  type Statement,
  type SyntaxNode,
} from "unbash";
import type { Redirect, ShellWord } from "./command.ts";
import { emitCommand, readRedirect, visitRedirect } from "./shell-command.ts";
import {
  type Joint,
  maxErrors,
  maxGroupRedirects,
  maxNesting,
  maxVariables,
  type Place,
  type Reader,
} from "./shell-reader.ts";
import { spanIn } from "./shell-text.ts";
import { decodeBackticks } from "./shell-word.ts";
import { readShellFlags } from "./shell-wrappers.ts";
import type { Instruction } from "./tree.ts";

type ListNode = PipelineNode | AndOr;
/** The `$(…)`, `` `…` `` and `<(…)` of words. */
type Substitution = Extract<
  SyntaxNode,
  { type: "CommandExpansion" | "ProcessSubstitution" | "ArithmeticCommandExpansion" }
>;
type Visitor = Reader & { readonly sinks: Set<string>[] };

/** An empty reader for one instruction. */
export function createReader(instruction: Instruction): Reader {
  let pipes = 0;
  const reader: Visitor = {
    instruction,
    commands: [],
    errors: [],
    options: new Set(),
    sinks: [],
    nextPipe: () => pipes++,
    readScript: (place, joint) => walkScript(reader, parse(place.text.text), place, joint),
    visitWord: (node, place, word) => visitWord(reader, node, place, word),
  };
  return reader;
}

function walkScript(reader: Visitor, script: ParsedScript, place: Place, joint?: Joint): void {
  noteErrors(reader, script, place);
  const only = script.commands.length === 1 && script.commands[0]?.command.type === "Command";
  if (place.body) applyLeadingSets(script, reader.options);
  const inner = place.body && !only ? { ...place, body: false } : place;
  walkList(reader, script.commands, inner, only ? joint : undefined);
}

function noteErrors(reader: Reader, script: ParsedScript, place: Place): void {
  const length = place.text.text.length;
  for (const error of script.errors ?? []) {
    const pos = Math.min(error.pos, length);
    noteError(reader, error.message, place, pos, Math.min(pos + 1, length));
  }
}

function noteError(reader: Reader, message: string, place: Place, start: number, end: number): void {
  if (reader.errors.length < maxErrors) reader.errors.push({ at: spanIn(place.text, start, end), message });
}

function walkList(reader: Visitor, statements: readonly Statement[], place: Place, first?: Joint): void {
  let joint: Joint = first ?? { joinedBy: "" };
  for (const statement of statements) {
    const here = statement.background ? { ...place, shell: { ...place.shell } } : place;
    walkNode(reader, statement.command, here, joint);
    joint = { joinedBy: statement.background ? "&" : ";" };
  }
}

function walkNode(reader: Visitor, node: ListNode, place: Place, joint: Joint): void {
  switch (node.type) {
    case "Command":
      emitCommand(reader, node, place, joint);
      break;
    case "AndOr":
      walkAndOr(reader, node, place, joint);
      break;
    case "Pipeline":
      walkPipeline(reader, node, place, joint);
      break;
    case "BraceGroup":
      walkList(reader, node.body.commands, place);
      break;
    case "Subshell":
      walkList(reader, node.body.commands, { ...place, conditional: true, shell: { ...place.shell } });
      break;
    case "Redirected":
      walkRedirected(reader, node, place, joint);
      break;
    default:
      walkBranches(reader, node, place);
  }
}

/** A group's redirects hold for all commands in it. */
function walkRedirected(reader: Visitor, node: Redirected, place: Place, joint: Joint): void {
  for (const redirect of node.redirects) visitRedirect(reader, redirect, place);
  const own = node.redirects.slice(0, maxGroupRedirects).map((redirect) => groupRedirect(redirect, place));
  const redirects = [...own, ...place.redirects].slice(0, maxGroupRedirects);
  walkNode(reader, node.command, { ...place, redirects }, joint);
}

/** The variables in its target are the group's: listed with each command they would count many times. */
function groupRedirect(node: Redirection, place: Place): Redirect {
  const redirect = readRedirect(node, place.text);
  return redirect.target ? { ...redirect, target: { ...redirect.target, variables: [] } } : redirect;
}

/** What stands after `||` may not run; a directory it changes to is not known afterwards. */
function walkAndOr(reader: Visitor, node: AndOr, place: Place, joint: Joint): void {
  let inner = place;
  let index = -1;
  for (const command of node.commands) {
    const operator = index === -1 ? undefined : node.operators[index];
    if (operator === "||" && inner === place) inner = { ...place, conditional: true, shell: { ...place.shell } };
    walkNode(reader, command, inner, operator ? { joinedBy: operator } : joint);
    index += 1;
  }
  if (inner.shell.cwd !== place.shell.cwd) place.shell.cwd = undefined;
}

function walkPipeline(reader: Visitor, node: Pipeline, place: Place, joint: Joint): void {
  const length = node.commands.length;
  const id = length > 1 ? reader.nextPipe() : 0;
  const timedFrom = node.prefixes.find((prefix) => prefix.type === "Time")?.pos;
  node.commands.forEach((command, stage) => {
    walkNode(reader, command, length > 1 ? { ...place, shell: { ...place.shell } } : place, {
      joinedBy: stage === 0 ? joint.joinedBy : "|",
      pipe: length > 1 ? { id, stage, length } : joint.pipe,
      timedFrom: stage === 0 ? timedFrom : undefined,
    });
  });
}

/**
 * if, for, while, case, functions and tests: lists in them are walked, anything else is searched for substitutions.
 * Where a branch changed the directory, it is not known afterwards.
 */
function walkBranches(reader: Visitor, node: SyntaxNode, place: Place): void {
  const inner = { ...place, conditional: true, shell: { ...place.shell } };
  const ownProcess = node.type === "Function" || node.type === "Coproc";
  let moved = false;
  forEachChild(node, (child) => {
    if (child.type === "CompoundList") {
      const isElse = node.type === "If" && child === node.else;
      const branch = isElse ? { ...inner, shell: { ...place.shell } } : inner;
      walkList(reader, child.commands, branch);
      moved ||= branch.shell.cwd !== place.shell.cwd;
    } else if (child.type === "Elif" || child.type === "CaseItem") {
      const branch = { ...inner, shell: { ...place.shell } };
      walkBranches(reader, child, branch);
      moved ||= branch.shell.cwd !== place.shell.cwd;
    } else if (ownProcess && child.type !== "Word") walkNode(reader, child as ListNode, inner, { joinedBy: "" });
    else reader.visitWord(child, inner);
  });
  if (moved && !ownProcess) place.shell.cwd = undefined;
}

interface OpenNode {
  readonly node: SyntaxNode;
  readonly depth: number;
}

/** Words without these hold no substitution and no variable. */
const dynamic = /[$`(]/;

/** The stack is our own: arithmetic nests as deep as its text is long. Expansions are parsed anew on each level. */
function visitWord(reader: Visitor, node: SyntaxNode, place: Place, word: ShellWord | undefined): void {
  if (word && word.variables.length > 0 && place.depth < maxNesting) {
    // A simple word: its variables were found when it was read, and there is nothing else in it.
    addNames(reader, word.variables);
    return;
  }
  if ("text" in node && typeof node.text === "string" && !dynamic.test(node.text)) return;
  const names = new Set<string>();
  reader.sinks.push(names);
  const open: OpenNode[] = [{ node, depth: place.depth }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node: found, depth } = next;
    const name = variableName(found);
    if (name !== undefined && names.size < maxVariables) names.add(name);
    if (isSubstitution(found)) readSubstitution(reader, found, depth === place.depth ? place : { ...place, depth });
    else if (isExpansion(found) && depth >= maxNesting) noteTooDeep(reader, found, place);
    else pushChildren(open, found, isExpansion(found) ? depth + 1 : depth);
  }
  reader.sinks.pop();
  addNames(reader, names);
  if (word && names.size > 0) (word as { variables: readonly string[] }).variables = [...names];
}

/** What a word in a substitution uses, the word around uses too. */
function addNames(reader: Visitor, names: Iterable<string>): void {
  const parent = reader.sinks[reader.sinks.length - 1];
  if (parent) for (const name of names) if (parent.size < maxVariables) parent.add(name);
}

/** Last child first, so that they come off the stack in source order. */
function pushChildren(open: OpenNode[], node: SyntaxNode, depth: number): void {
  const first = open.length;
  forEachChild(node, (child) => open.push({ node: child, depth }));
  for (let low = first, high = open.length - 1; low < high; low++, high--) {
    const swapped = open[low] as OpenNode;
    open[low] = open[high] as OpenNode;
    open[high] = swapped;
  }
}

function isExpansion(node: SyntaxNode): boolean {
  return node.type === "ArithmeticExpansion" || node.type === "ParameterExpansion";
}

function noteTooDeep(reader: Reader, node: SyntaxNode, place: Place): void {
  const message = `expansions are nested deeper than ${maxNesting}; what is inside was not read`;
  noteError(reader, message, place, node.pos, node.end);
}

function isSubstitution(node: SyntaxNode): node is Substitution {
  return (
    node.type === "CommandExpansion" ||
    node.type === "ProcessSubstitution" ||
    node.type === "ArithmeticCommandExpansion"
  );
}

/** Positional and special parameters have no name. */
function variableName(node: SyntaxNode): string | undefined {
  const name =
    node.type === "SimpleExpansion"
      ? node.text.slice(1)
      : node.type === "ParameterExpansion"
        ? node.parameter
        : node.type === "ArithmeticWord"
          ? node.value
          : "";
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : undefined;
}

function readSubstitution(reader: Visitor, node: Substitution, place: Place): void {
  if (place.depth >= maxNesting) {
    noteTooDeep(reader, node, place);
    return;
  }
  const { script } = node;
  if (!script) return;
  const decoded =
    script.source !== undefined && node.type === "CommandExpansion"
      ? decodeBackticks(node, script.source, place.text)
      : undefined;
  walkScript(reader, script, {
    ...place,
    text: decoded ?? place.text,
    editable: place.editable && decoded === undefined,
    conditional: true,
    redirects: [],
    depth: place.depth + 1,
    body: false,
    shell: { ...place.shell },
  });
}

/** Applies the `set` commands a script starts with. */
function applyLeadingSets(script: ParsedScript, options: Set<string>): void {
  for (const { command } of script.commands) {
    const chain = command.type === "AndOr" ? command.commands : [command];
    for (const [index, node] of chain.entries()) {
      if (node.type !== "Command" || node.name?.text !== "set") return;
      if (command.type === "AndOr" && index > 0 && command.operators[index - 1] === "||") return;
      const flags = readShellFlags(
        node.args.map((arg) => arg.text),
        0,
      );
      for (const option of flags.options) options.add(option);
      for (const option of flags.removed) options.delete(option);
    }
  }
}
