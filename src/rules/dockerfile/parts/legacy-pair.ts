/**
 * `ENV KEY value with blanks` as `KEY="value with blanks"`. The rewritten line is parsed and expanded again and must
 * give the very same name and value; where that cannot be shown, the reason comes out instead of edits.
 */
import { parseDockerfileText } from "../../../dockerfile/parse.ts";
import type { DockerfileTree, Instruction, Pair } from "../../../dockerfile/tree.ts";
import { expandWords } from "../../../dockerfile/words.ts";
import type { Edit } from "../../../text/edit.ts";

/** `KEY = value`: the value really begins with the equals sign. */
export function startsWithEquals(pair: Pair): boolean {
  return pair.separator === " " && (pair.value?.text.startsWith("=") ?? false);
}

/** The edits that put the equals sign in, and quotes where they are needed; or one sentence why not. */
export function withEqualsSign(tree: DockerfileTree, instruction: Instruction, pair: Pair): readonly Edit[] | string {
  const { value, key } = pair;
  if (!value) return "The pair has no value.";
  const quotes = ["", '"'].find((quote) => meansTheSame(tree, key.text, value.text, quote));
  if (quotes === undefined) return "The value mixes quotes or escapes with blanks: quoting it could change it.";
  const gap = { start: key.span.end, end: value.span.start };
  if (instruction.lines.some((line) => line.kind === "comment" && line.start >= gap.start && line.start < gap.end))
    return "A comment stands between name and value and would be lost.";
  const before = { ...gap, text: `=${quotes}` };
  return quotes === "" ? [before] : [before, { start: value.span.end, end: value.span.end, text: quotes }];
}

function meansTheSame(tree: DockerfileTree, key: string, value: string, quote: string): boolean {
  const written = `${quote}${value}${quote}`;
  const head = tree.escape === "`" ? "# escape=`\n" : "";
  const pairs = parseDockerfileText(`${head}ENV ${key}=${written}\n`).instructions[0]?.pairs ?? [];
  const [pair] = pairs;
  if (pairs.length !== 1 || pair?.key.text !== key || pair.value?.text !== written) return false;
  return lookups.every((lookup) => {
    const before = expandWords(value, lookup, tree.escape);
    const after = expandWords(written, lookup, tree.escape);
    return before.kind === "text" && after.kind === "text" && before.text === after.text;
  });
}

/** Variables unset, empty, and with a value that quoting would show. */
const lookups: readonly ((name: string) => string | undefined)[] = [
  () => undefined,
  () => "",
  (name) => `a "${name}" \\b`,
];
