/**
 * Edits inside a RUN: taking words or whole commands out of a script. What comes out leaves a script that still hangs
 * together; undefined where a comment or something else in between stands in the way.
 */
import type { Command, ShellWord } from "../../../dockerfile/command.ts";
import { removeInstruction } from "../../../dockerfile/edits.ts";
import type { DockerfileTree } from "../../../dockerfile/tree.ts";
import type { Edit } from "../../../text/edit.ts";
import type { Source } from "../../../text/source.ts";
import type { RunStep } from "./run-steps.ts";

/** White space and continuation marks. */
const blank = /^(?:[ \t]|\\\r?\n)*$/;

/** Takes words out of a command, each with the blanks and continuation marks before it. */
export function removeWords(source: Source, command: Command, words: readonly ShellWord[]): Edit[] | undefined {
  const edits = [...new Set(words)].map((word) => removeWord(source, command, word));
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

function removeWord({ text }: Source, command: Command, word: ShellWord): Edit | undefined {
  const previous = command.words[command.words.indexOf(word) - 1];
  if (previous && blank.test(text.slice(previous.span.end, word.span.start)))
    return { start: previous.span.end, end: word.span.end, text: "" };
  return removeWithBlanksBehind(text, word.span.start, word.span.end);
}

/** Never up to a line end: a continuation mark left without a line to go on with would swallow the next instruction. */
function removeWithBlanksBehind(text: string, start: number, wordEnd: number): Edit | undefined {
  let end = wordEnd;
  while (text[end] === " " || text[end] === "\t") end += 1;
  return end === wordEnd || /[\r\n\\#]/.test(text[end] ?? "\n") ? undefined : { start, end, text: "" };
}

/** Takes `A=b` in front of a command out. */
export function removeAssignment({ text }: Source, assignment: { readonly span: { start: number; end: number } }) {
  return removeWithBlanksBehind(text, assignment.span.start, assignment.span.end);
}

/** Takes one letter out of `-fsSLk`; the whole word when it is the only one. */
export function removeLetter(source: Source, command: Command, word: ShellWord, letter: string): Edit[] | undefined {
  if (word.raw === `-${letter}`) return removeWords(source, command, [word]);
  const at = word.raw.indexOf(letter, 1);
  const plain = /^-[A-Za-z]/.test(word.raw) && word.span.end - word.span.start === word.raw.length;
  if (!plain || at === -1) return undefined;
  return [{ start: word.span.start + at, end: word.span.start + at + 1, text: "" }];
}

/** Takes a whole command out of its list, or the RUN when there is nothing else in it. */
export function removeCommand(tree: DockerfileTree, step: RunStep, command: Command): Edit[] | undefined {
  const { commands } = step.list;
  if (command.conditional || command.pipe.length > 1 || command.redirects.some(({ operator }) => operator === "<<"))
    return undefined;
  if (commands.length === 1) return removeWholeRun(tree, step);
  const index = commands.indexOf(command);
  const { text } = tree.source;
  const next = commands[index + 1];
  if (next && isNext(text, command, next)) return [{ start: command.span.start, end: next.span.start, text: "" }];
  const previous = commands[index - 1];
  if (!next && previous && !previous.conditional && isNext(text, previous, command))
    return [{ start: previous.span.end, end: command.span.end, text: "" }];
  return undefined;
}

function removeWholeRun(tree: DockerfileTree, { run }: RunStep): Edit[] | undefined {
  const hidesComment = run.lines.some(({ kind }) => kind === "comment");
  return hidesComment || run.lines.length === 0 ? undefined : [removeInstruction(tree, run)];
}

/** True when nothing but `&&`, `;` or a line end stands between two commands. */
function isNext(text: string, first: Command, second: Command): boolean {
  const joined = second.joinedBy === "&&" || second.joinedBy === ";";
  const between = text.slice(first.span.end, second.span.start).replace(/\\\r?\n/g, "");
  return joined && second.pipe.stage === 0 && /^[ \t]*(?:&&|;|\r?\n)?[ \t\r\n]*$/.test(between);
}

/** Why a fix does not reach into this command; undefined when it can. */
export function whyUntouchable(step: RunStep, command: Command): string | undefined {
  if (step.isTrigger) return "It stands in an ONBUILD and runs in other builds: change it by hand.";
  return command.editable ? undefined : "The command stands inside quotes: change it by hand.";
}
