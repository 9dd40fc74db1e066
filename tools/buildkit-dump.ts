import type { DockerfileTree, Instruction } from "../src/dockerfile/tree.ts";

/** A tree in the notation of BuildKit's parser cases (`result` files): the outside measure of the parser. */
export function dumpTree(tree: DockerfileTree): string {
  return tree.instructions.map((instruction) => `(${dumpInstruction(instruction)})`).join("\n");
}

function dumpInstruction(instruction: Instruction): string {
  let out = instruction.name;
  if (instruction.flags.length > 0) out += ` [${instruction.flags.map((flag) => quote(flag.raw)).join(" ")}]`;
  if (instruction.trigger) return `${out} (${dumpInstruction(instruction.trigger)})`;
  for (const value of valuesOf(instruction)) out += ` ${quote(value)}`;
  return out;
}

function valuesOf(instruction: Instruction): string[] {
  if (instruction.name === "arg")
    return instruction.pairs.map(({ key, value }) => (value ? `${key.text}=${value.text}` : key.text));
  if (instruction.pairs.length > 0)
    return instruction.pairs.flatMap(({ key, value, separator }) => [
      key.text,
      value?.text ?? "",
      separator === "=" ? "=" : "",
    ]);
  return instruction.args.map((word) => word.text);
}

/** Go's strconv.Quote. */
function quote(text: string): string {
  const named: Record<string, string> = {
    "\x07": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
  };
  let out = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === "\\") out += `\\${character}`;
    else if (named[character]) out += named[character];
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (/[\p{Z}\p{C}]/u.test(character) && character !== " ") out += escapeUnicode(code);
    else out += character;
  }
  return `"${out}"`;
}

function escapeUnicode(code: number): string {
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
