/**
 * Appends commands to the end of a RUN, in the style its lines have. It refuses wherever the end of the script is not
 * a plain command that always runs: the appended one might then never run, or hide a failure.
 */
import type { Command } from "../../../dockerfile/command.ts";
import { insertAt } from "../../../dockerfile/edits.ts";
import type { DockerfileTree, Heredoc, Instruction } from "../../../dockerfile/tree.ts";
import type { Edit } from "../../../text/edit.ts";
import { whyUntouchable } from "./command-edits.ts";
import type { RunStep } from "./run-steps.ts";

/** After these nothing runs any more. */
const endings: ReadonlySet<string> = new Set(["exit", "exec", "return"]);

const deepestIndent = 8;

/** The edit, or why there is none. */
export type Appended = { readonly edit: Edit } | { readonly refusal: string };

/** Adds `texts` behind the last command of the step. */
export function appendCommands(tree: DockerfileTree, step: RunStep, texts: readonly string[]): Appended {
  const { run, list } = step;
  if (run.form === "json") return { refusal: "The RUN is in exec form and has no script to add a command to." };
  const last = lastCommand(list.commands);
  const end = scriptEnd(run);
  if (!last || end === undefined || list.errors.length > 0)
    return { refusal: "Where this script ends cannot be told for sure: add the command by hand." };
  const untouchable = whyUntouchable(step, last);
  if (untouchable) return { refusal: untouchable };
  const rest = tree.source.text.slice(last.span.end, end);
  if (last.conditional || !/^[\s;]*$/.test(rest) || endings.has(last.name) || last.wrappers.includes("exec"))
    return { refusal: "The script does not end with a plain command that always runs: add the command by hand." };
  const joint = jointOf(tree, step, last);
  return { edit: insertAt(last.span.end, texts.map((text) => joint + text).join("")) };
}

/** The last that is not part of another: substitutions and `find -exec` stand inside their command. */
function lastCommand(commands: readonly Command[]): Command | undefined {
  let last: Command | undefined;
  for (const command of commands) if (!last || command.span.end > last.span.end) last = command;
  return last;
}

/** Undefined where here-documents hang on the line. */
function scriptEnd(run: Instruction): number | undefined {
  const heredoc = wholeScript(run);
  if (heredoc) return heredoc.body.end;
  return run.heredocs.length > 0 ? undefined : run.body.toSource(run.body.text.length);
}

/** The heredoc that is the whole script of a RUN. */
function wholeScript({ heredocs, body }: Instruction): Heredoc | undefined {
  const [first] = heredocs;
  const isAlone = first?.at.start === body.toSource(0) && first.at.end === body.toSource(body.text.length);
  return heredocs.length === 1 && isAlone ? first : undefined;
}

/** What goes before each appended command. */
function jointOf(tree: DockerfileTree, { run, list }: RunStep, last: Command): string {
  const stops = list.options.has("e");
  if (run.heredocs.length > 0) {
    const reads = last.redirects.some(({ operator }) => operator.includes("<<"));
    return stops && !reads ? eolOf(run) + indentOf(lineAt(tree, last.span.start)) : " && ";
  }
  const lines = run.lines.filter(({ kind }) => kind === "code");
  const sign = stops && last.joinedBy === ";" ? ";" : "&&";
  const second = lines[1];
  if (!second) return sign === ";" ? "; " : " && ";
  const goOn = ` ${tree.escape}${eolOf(run)}`;
  const leading = lines.find(({ text }) => /^[ \t]*&&/.test(text));
  const trailing = lines.findIndex(({ text }) => endsWith(text, sign, tree.escape));
  if (sign === "&&" && leading && trailing === -1) return `${goOn}${indentOf(leading.text)}&& `;
  const next = trailing === -1 ? undefined : lines[trailing + 1];
  if (next) return `${sign === ";" ? ";" : " &&"}${goOn}${indentOf(next.text)}`;
  if (sign === ";") return `;${goOn}${listIndent(second.text)}`;
  return `${goOn}${leading ? indentOf(leading.text) : listIndent(second.text)}&& `;
}

function endsWith(text: string, sign: string, mark: string): boolean {
  const code = text.trimEnd();
  return code.endsWith(mark) && code.slice(0, -1).trimEnd().endsWith(sign);
}

function eolOf(run: Instruction): string {
  return run.lines[0]?.eol || "\n";
}

function indentOf(text: string): string {
  return /^[ \t]*/.exec(text)?.[0] ?? "";
}

/** The indent of a list below the command; deep ones only line the list up with what stands above it. */
function listIndent(text: string): string {
  const indent = indentOf(text);
  return indent.length > deepestIndent ? "    " : indent;
}

/** From the start of the line to `offset`. */
function lineAt(tree: DockerfileTree, offset: number): string {
  return tree.source.text.slice(tree.source.text.lastIndexOf("\n", offset - 1) + 1, offset);
}
