/**
 * Where a variable is named. Texts of instructions go in; claims come out. A mention is the whole name, wherever it
 * stands: programs read variables without a `$` too (`printenv NAME`, `process.env.NAME`).
 */
import type { Instruction } from "../../../dockerfile/tree.ts";

const reference = /\$\{?([A-Za-z_]\w*)/g;

/** Names after `$` and `${`, in order. Text in single quotes is not expanded by the build, but rarely holds any. */
export function variablesIn(raw: string): string[] {
  if (raw.startsWith("'")) return [];
  return [...raw.matchAll(reference)].flatMap((match) => match[1] ?? []);
}

/** True when the text holds the name as a whole word. */
export function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1))
    if (!isNamePart(text[at - 1]) && !isNamePart(text[at + name.length])) return true;
  return false;
}

/** True when the instruction's own text or one of its heredocs mentions the name. */
export function instructionMentions(instruction: Instruction, name: string): boolean {
  return (
    mentions(instruction.body.text, name) ||
    instruction.heredocs.some(({ content }) => mentions(content.text, name)) ||
    instruction.flags.some(({ value }) => value !== undefined && variablesIn(value).includes(name))
  );
}

/** True when the build itself expands the variable in this instruction: `$NAME` anywhere but in commands. */
export function expands(instruction: Instruction, name: string): boolean {
  if (["run", "cmd", "entrypoint", "healthcheck", "shell"].includes(instruction.name))
    return instruction.flags.some(({ value }) => value !== undefined && variablesIn(value).includes(name));
  return (
    variablesIn(instruction.body.text).includes(name) ||
    instruction.flags.some(({ value }) => value !== undefined && variablesIn(value).includes(name)) ||
    instruction.heredocs.some(({ expand, content }) => expand && variablesIn(content.text).includes(name))
  );
}

function isNamePart(character: string | undefined): boolean {
  return character !== undefined && /\w/.test(character);
}
