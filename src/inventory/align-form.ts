/**
 * Brings an instruction of a Dockerfile and a step of an image's history into one form, so that they can be compared.
 * Blanks, flags, quotes, exec and shell form do not count; what hangs on a variable nobody knows, and what was masked,
 * is a gap that fits anything.
 */
import { posix } from "node:path";
import type { Stage, Value } from "../dockerfile/dockerfile.ts";
import type { Instruction, Pair, Word } from "../dockerfile/tree.ts";
import type { ImageStep } from "./image-facts.ts";
import { scriptOf } from "./steps-shell.ts";

/** How well two fit: `likely` where gaps leave room for others. */
export type Fit = "same" | "likely" | "no";

/** A text with gaps: literal pieces in order, a gap between each two. */
export type Pieces = readonly string[];

/** What a step says. */
export interface StepForm {
  readonly name: string;
  readonly text: Pieces;
  /** The destination, where the history tells of the sources only by a checksum. */
  readonly destination: string | undefined;
}

/** What an instruction may look like in a history: one of these. */
export interface InstructionForm {
  readonly name: string;
  readonly texts: readonly Pieces[];
  readonly destinations: readonly Pieces[];
}

/** Ports of a range that are written out, as builders do. */
const longestRange = 1_000;
/** Ports of one instruction that are compared; there are no more but in an image that is made to stop its readers. */
export const mostPorts = 10_000;
/** What stands for a secret in a history: see `maskSecret`. */
const mask = "***";

export function stepForm({ instruction, text }: Pick<ImageStep, "instruction" | "text">): StepForm {
  const body = text.slice(instruction.length).trim();
  const destination = /^(?:--\S+ ){0,8}(?:file|dir|multi|url):… (.+)$/.exec(body)?.[1];
  return { name: instruction, text: collapsed(stepBody(instruction, body)).split(mask), destination };
}

function stepBody(name: string, body: string): string {
  if (name === "run") return runBody(body);
  if (name === "copy" || name === "add") return withoutFlags(body);
  if (name === "healthcheck") {
    const test = withoutFlags(body);
    return test.startsWith("CMD") ? `CMD ${listBody(test.slice(3).trim())}` : test;
  }
  if (name === "arg") return argNames(body);
  if (name === "expose") return sortedPorts(body.split(/\s+/));
  return name === "cmd" || name === "entrypoint" || name === "volume" || name === "shell" ? listBody(body) : body;
}

function runBody(body: string): string {
  const document = /^<<(\w+)\n([\s\S]*)\n\1$/.exec(body)?.[2];
  return document ?? listBody(body.replaceAll("\\\n", " "));
}

function withoutFlags(body: string): string {
  return body.replace(/^(?:--[\w-]+(?:=\S*)?\s+){0,12}/, "");
}

function listBody(body: string): string {
  return body.startsWith("[") ? (wordsOf(body) ?? body) : body;
}

function wordsOf(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? commandLine(value.map(String)) : undefined;
  } catch {
    // No list: shell form that begins with a bracket.
    return undefined;
  }
}

function commandLine(words: readonly string[]): string {
  return scriptOf(words) ?? words.join(" ");
}

/** Values of build arguments are another build's. A value with blanks leaves words without `=`, which may be names too. */
function argNames(body: string): string {
  const names = [...body.matchAll(/(?:^|\s)([A-Za-z_][\w.-]*)=/g)].map(([, name]) => name);
  return names.length > 0 ? names.join(" ") : body;
}

/** An instruction in its stage. */
interface Look {
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** False when an ARG's default counts as not known: a build may have been given another value. */
  readonly trustsDefaults: boolean;
}

/** The instruction as it stands in `stage`. */
export function instructionForm(stage: Stage, instruction: Instruction): InstructionForm {
  const { name } = instruction;
  const look = { stage, instruction, trustsDefaults: true };
  // What holds no variable reads the same both times.
  const looks = instruction.body.text.includes("$") ? [look, { ...look, trustsDefaults: false }] : [look];
  if (name === "copy" || name === "add") {
    const forms = looks.map(copyForm);
    return {
      name,
      texts: forms.flatMap(({ texts }) => texts),
      destinations: forms.flatMap((form) => form.destinations),
    };
  }
  return { name, texts: looks.flatMap(bodies).map(collapsedPieces), destinations: [] };
}

function bodies(look: Look): readonly Pieces[] {
  const { name, body, args, form, pairs } = look.instruction;
  switch (name) {
    case "run":
      return runTexts(look.instruction).map((text) => [text]);
    case "cmd":
    case "entrypoint":
    case "shell":
      return [[form === "json" ? commandLine(textsOf(args)) : body.text]];
    case "healthcheck":
      return [[[args[0]?.text.toUpperCase() ?? "", commandLine(textsOf(args.slice(1)))].join(" ")]];
    case "volume":
      return [joined(args.map((word) => expanded(look, word.text)))];
    case "env":
    case "label":
      // Buildah records them as they are written.
      return [joined(pairs.map((pair) => pairPieces(look, pair))), [body.text]];
    case "arg":
      return [[pairs.map(({ key }) => key.text).join(" ")]];
    case "expose":
      return [portsOf(look)];
    case "workdir":
      return placed(look, expanded(look, body.text));
    default:
      return [name === "user" || name === "stopsignal" ? expanded(look, body.text) : [body.text]];
  }
}

function pairPieces(look: Look, { key, value }: Pair): Pieces {
  return attached(expanded(look, key.text), "=", expanded(look, value?.text ?? ""));
}

/** A lone here-document is the script itself; one that begins with `#!` is a file that is run. */
function runTexts({ body, args, form, heredocs }: Instruction): readonly string[] {
  if (form === "json") return [commandLine(textsOf(args))];
  const [first] = heredocs;
  if (!first) return [body.text];
  if (heredocs.length === 1 && /^\d*<<-?\s*(["']?)[^\s"'<]+\1$/.test(body.text))
    return [first.content.text, ...(first.content.text.startsWith("#!") ? [`/dev/pipes/${first.name}`] : [])];
  return [heredocs.reduce((text, { content, name }) => `${text}\n${content.text}${name}`, body.text)];
}

function copyForm(look: Look): Pick<InstructionForm, "texts" | "destinations"> {
  const { heredocs, args } = look.instruction;
  const words = args.map((word) => {
    const document = heredocs.find(({ at }) => at.start === word.span.start);
    return document ? [`<<${document.name}`] : expanded(look, word.text);
  });
  const destinations = placed(look, words.at(-1) ?? [""]);
  const texts = destinations.map((destination) => joined([...words.slice(0, -1), destination]));
  return { texts: texts.map(collapsedPieces), destinations: destinations.map(collapsedPieces) };
}

/** A path as it is written and as it lies in the image: builders record one or the other. */
function placed({ stage, instruction }: Look, path: Pieces): readonly Pieces[] {
  const [text = ""] = path;
  if (path.length > 1 || text.startsWith("/")) return [path];
  const workdir = stage.before(instruction).workdir?.value;
  const tail = text.replace(/^(?:\.\/)*/, "").replace(/^\.$/, "");
  if (!workdir?.known) return [path, ["", `/${tail}`]];
  const folder = posix.join(workdir.text, ".");
  return [path, [`${folder === "/" ? "" : folder}/${tail}`], ...(tail === "" ? [[folder]] : [])];
}

function portsOf({ stage, instruction, trustsDefaults }: Look): Pieces {
  const words: string[] = [];
  for (const { text } of instruction.args) {
    const value = stage.expand(instruction, text);
    if (!isKnown(value, trustsDefaults)) return ["", ""];
    for (const word of value.text.split(/\s+/)) words.push(word);
  }
  return [sortedPorts(words)];
}

function sortedPorts(words: readonly string[]): string {
  const ports = new Set<string>();
  for (const word of words) {
    if (ports.size > mostPorts) break;
    for (const port of portNumbers(word)) ports.add(port);
  }
  return [...ports].sort().join(" ");
}

/** `8000-8002/UDP` is `8000/udp`, `8001/udp` and `8002/udp`. */
function portNumbers(word: string): readonly string[] {
  if (word === "") return [];
  const [range = "", protocol = "tcp"] = word.slice(word.lastIndexOf(":") + 1).split("/");
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(range) ?? [];
  const count = Number(last) - Number(first) + 1;
  const suffix = protocol === "" || protocol.toLowerCase() === "tcp" ? "" : `/${protocol.toLowerCase()}`;
  if (!(count > 0 && count <= longestRange)) return [`${range}${suffix}`];
  return Array.from({ length: count }, (_, index) => `${Number(first) + index}${suffix}`);
}

function textsOf(words: readonly Word[]): readonly string[] {
  return words.map(({ text }) => text);
}

/** A value, or two empty pieces: a gap. */
function expanded({ stage, instruction, trustsDefaults }: Look, raw: string): Pieces {
  const value = stage.expand(instruction, raw);
  return isKnown(value, trustsDefaults) ? [value.text.replaceAll("\n", "\\n")] : ["", ""];
}

function isKnown(value: Value, trustsDefaults: boolean): value is Extract<Value, { known: true }> {
  return value.known && (trustsDefaults || value.assumed.length === 0);
}

function joined(parts: readonly Pieces[]): Pieces {
  const all: string[] = [];
  for (const [first = "", ...rest] of parts) {
    const before = all.pop();
    all.push(before === undefined ? first : `${before} ${first}`);
    for (const piece of rest) all.push(piece);
  }
  return all.length === 0 ? [""] : all;
}

function attached(left: Pieces, between: string, right: Pieces): Pieces {
  return [...left.slice(0, -1), `${left.at(-1) ?? ""}${between}${right[0] ?? ""}`, ...right.slice(1)];
}

function collapsed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Blanks at the ends of all, not of the pieces inside. */
function collapsedPieces(pieces: Pieces): Pieces {
  return pieces.map((piece, index) => {
    const single = piece.replaceAll("\\\n", " ").replace(/\s+/g, " ");
    const open = index === 0 ? single.trimStart() : single;
    return index === pieces.length - 1 ? open.trimEnd() : open;
  });
}

/** How well an instruction fits a step. */
export function fitOf(step: StepForm, instruction: InstructionForm): Fit {
  if (step.name !== instruction.name) return "no";
  if (step.destination !== undefined) {
    const destination = step.destination;
    return instruction.destinations.some(
      (pieces) =>
        fitsText(pieces, destination) ||
        fitsText(pieces, `${destination}/`) ||
        fitsText(pieces, destination.replace(/\/$/, "")),
    )
      ? "likely"
      : "no";
  }
  let best: Fit = "no";
  for (const pieces of instruction.texts) {
    const fit = fitPieces(step.text, pieces);
    if (fit === "same") return fit;
    if (fit === "likely") best = fit;
  }
  return best;
}

function fitPieces(step: Pieces, instruction: Pieces): Fit {
  if (step.length === 1 && instruction.length === 1) return step[0] === instruction[0] ? "same" : "no";
  if (instruction.length === 1) return fitsText(step, instruction[0] ?? "") ? "likely" : "no";
  if (step.length === 1) return fitsText(instruction, step[0] ?? "") ? "likely" : "no";
  // Gaps on both sides: what stands before the first has to agree as far as both say.
  const [left = "", right = ""] = [step[0], instruction[0]];
  return left !== "" && right !== "" && (left.startsWith(right) || right.startsWith(left)) ? "likely" : "no";
}

/** True when the text is the pieces in order with anything in the gaps. */
export function fitsText(pieces: Pieces, text: string): boolean {
  const first = pieces[0] ?? "";
  if (pieces.length === 1) return first === text;
  const last = pieces.at(-1) ?? "";
  const end = text.length - last.length;
  if (!text.startsWith(first) || !text.endsWith(last) || end < first.length) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
