/**
 * RUNs plain enough to be rewritten: one script of commands joined by `&&`. A RUN goes in; its own commands come out, and
 * its script as one line with pieces replaced. Anything with branches, subshells or heredocs is not plain.
 */
import type { Command } from "../../../dockerfile/command.ts";
import { commandsOf } from "../../../dockerfile/commands.ts";
import type { Stage } from "../../../dockerfile/dockerfile.ts";
import type { Instruction } from "../../../dockerfile/tree.ts";
import type { Span } from "../../../text/source.ts";

/** Shell form, one script, every command joined to the next by &&. Commands inside `$( )` do not count. */
export function isPlain(stage: Stage, run: Instruction): boolean {
  if (run.form !== "text" || run.heredocs.length > 0) return false;
  const { commands, skipped, errors } = commandsOf(stage, run);
  if (skipped !== undefined || errors.length > 0) return false;
  const main = mainCommands(stage, run);
  return (
    main.every(({ joinedBy }) => joinedBy === "" || joinedBy === "&&" || joinedBy === "|") &&
    !commands.some((command) => command.conditional && !isNested(command, main))
  );
}

/** The commands of the script itself. */
export function mainCommands(stage: Stage, run: Instruction): Command[] {
  return commandsOf(stage, run).commands.filter(({ conditional }) => !conditional);
}

function isNested(command: Command, main: readonly Command[]): boolean {
  return main.some(({ span }) => command.span.start > span.start && command.span.end <= span.end);
}

/** The one after it, where that only runs if this one went well. */
export function nextCommand(stage: Stage, run: Instruction, command: Command): Command | undefined {
  const main = mainCommands(stage, run);
  const next = main[main.indexOf(command) + 1];
  return next?.joinedBy === "&&" ? next : undefined;
}

/** The script on one line with the rewrites in it; undefined when joining its lines could change it. */
export function rewrittenScript(
  run: Instruction,
  rewrites: readonly { readonly span: Span; readonly text: string }[],
): string | undefined {
  const { body } = run;
  if (hasComment(run) || /["'][^"']*\s{2,}[^"']*["']/.test(body.text)) return undefined;
  let out = body.text;
  for (const { span, text } of [...rewrites].reverse()) {
    const [start, end] = [offsetIn(run, span.start), offsetIn(run, span.end)];
    out = out.slice(0, start) + text + out.slice(end);
  }
  return out.replace(/\s{2,}/g, " ").trim();
}

function offsetIn({ body }: Instruction, place: number): number {
  for (let at = 0; at < body.text.length; at++) if (body.toSource(at) >= place) return at;
  return body.text.length;
}

/** A comment that goes when the instruction does. */
export function hasComment({ lines }: Instruction): boolean {
  return lines.some(({ kind }) => kind === "comment");
}
