import type { Assignment as AssignmentNode, HereDoc, Redirection, Word as WordNode } from "unbash";
import type { Command } from "./command.ts";
import { type Joint, type Place, type Reader, scriptDepth } from "./shell-reader.ts";
import { buildText, joinTexts, sliceText, type TextMap } from "./shell-text.ts";
import { decodeWord } from "./shell-word.ts";
import { isPosixShell, type Program, readShellFlags } from "./shell-wrappers.ts";

/** A JSON string of the exec form, `body[start, end)` with its quotes. It is decoded only where it is a script. */
export interface ExecWord {
  readonly type: "ExecWord";
  readonly body: TextMap;
  readonly start: number;
  readonly end: number;
}

/** What a word can be read as a script from. */
export type Origin = WordNode | AssignmentNode | ExecWord;

/** Reads words `script.from` up to `script.to` as the script they are. */
export function readNested(
  reader: Reader,
  origins: readonly Origin[],
  script: NonNullable<Program["script"]>,
  place: Place,
  joint: Joint,
): void {
  const text = scriptText(origins.slice(script.from, script.to), place.text);
  if (place.body) replaceOptions(reader.options, script.options);
  const evaluated = script.label === "eval";
  reader.readScript(
    {
      ...place,
      text,
      wrappers: [...place.wrappers, script.label],
      editable: false,
      depth: place.depth + scriptDepth,
      shell: evaluated ? place.shell : { ...place.shell },
    },
    { joinedBy: joint.joinedBy, pipe: joint.pipe },
  );
}

/** Several words are joined by blanks, as `eval` does. */
function scriptText(origins: readonly Origin[], text: TextMap): TextMap {
  const into = buildText(text);
  const texts: TextMap[] = [];
  for (const origin of origins) {
    if (origin.type === "ExecWord") {
      texts.push(decodeJson(origin));
      continue;
    }
    if (origin !== origins[0]) into.add(" ", origin.pos, origin.pos);
    if (origin.type === "Word") decodeWord(origin, text, into);
    else into.copy(origin.pos, origin.end);
  }
  const [only] = texts;
  if (!only) return into.build();
  return texts.length === 1 ? only : joinTexts(texts.flatMap((one) => [one, " "]));
}

function decodeJson({ body, start, end }: ExecWord): TextMap {
  const into = buildText(body);
  const inner = body.text.slice(start + 1, end - 1);
  const offset = start + 1;
  let from = 0;
  for (let at = inner.indexOf("\\"); at !== -1; at = inner.indexOf("\\", from)) {
    into.copy(offset + from, offset + at);
    from = at + (inner[at + 1] === "u" ? 6 : 2);
    into.add(JSON.parse(`"${inner.slice(at, from)}"`) as string, offset + at, offset + from);
  }
  into.copy(offset + from, end - 1);
  return into.build();
}

/** The here-document or here-string a shell without a script operand reads its commands from. */
export function stdinScript(nodes: readonly Redirection[], command: Command): Redirection | undefined {
  if (nodes.length === 0 || !isPosixShell(command.name)) return undefined;
  const flags = readShellFlags(
    command.words.map((word) => word.value),
    1,
  );
  const operand = command.words[flags.end]?.value;
  const readsStdin = flags.end >= command.words.length || operand === "-" || flags.stdin;
  if (!readsStdin) return undefined;
  return nodes.findLast((node) => (node.type === "HereDoc" || node.type === "HereString") && isStdin(node));
}

function isStdin(node: Redirection): boolean {
  return node.descriptor === undefined || (node.descriptor.type === "FileDescriptor" && node.descriptor.value === 0);
}

/** Lists the commands a shell gets on its standard input. */
export function readStdin(reader: Reader, node: Redirection, command: Command, place: Place): void {
  const text = stdinText(node, place.text);
  if (!text) return;
  const flags = readShellFlags(
    command.words.map((word) => word.value),
    1,
  );
  if (place.body) replaceOptions(reader.options, flags.options);
  reader.readScript({
    ...place,
    text,
    wrappers: [...place.wrappers, command.name],
    editable: place.editable && node.type === "HereDoc",
    depth: place.depth + scriptDepth,
    shell: { ...place.shell },
  });
}

function stdinText(node: HereDoc | Redirection, text: TextMap): TextMap | undefined {
  if (node.type === "HereDoc") return sliceText(text, node.body.pos, node.body.end);
  return node.target && decodeWord(node.target, text).build();
}

function replaceOptions(options: Set<string>, now: readonly string[]): void {
  options.clear();
  for (const option of now) options.add(option);
}
