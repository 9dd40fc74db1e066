/**
 * An image and the findings on it go in; out comes how it was built, as a Dockerfile that a person reads: each step with the
 * layer it made, its size, its day and what was found in it. Narrow terminals get the facts as comments above each step, wide
 * ones as columns before it. Every text of the image is masked and made visible.
 */

import picocolors from "picocolors";
import type { Report } from "../../engine/report.ts";
import type { Finding } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { agoWords, daysBetween } from "../../text/days.ts";
import { countText, readableBytes, readableCount } from "../../text/quantities.ts";
import { maskOf, type ReportOptions } from "../options.ts";
import { type Terminal, terminalOf } from "../pretty-terminal.ts";
import { columnsOf, visibleLines } from "../visible.ts";
import { labelled, longestText, wrap } from "../wrap.ts";
import { type HistoryStep, historySteps } from "./history-steps.ts";
import { shortDigest } from "./image-lines.ts";

/** From here on there is room for columns. */
const wideTerminal = 100;
/** Lines of one step without -v; a heredoc can have hundreds. */
const mostStepLines = 12;
/** Findings of one step without -v. */
const mostFindings = 3;

/** The history for a person, with a final line end. Of `report` only what it says of its image is looked at. */
export function renderHistory(report: Report, options: ReportOptions): string {
  const { image } = report;
  if (!image) return "";
  const masked = { mask: report.mask, ...options };
  const terminal = terminalOf(report, masked, picocolors.createColors(options.color ?? false));
  const steps = historySteps(report, image);
  const isWide = terminal.width >= wideTerminal;
  const render = isWide ? wideStep : narrowStep;
  const lines = [
    ...headLines(terminal, image),
    "",
    ...(isWide ? [columnHeads(terminal)] : []),
    ...steps.flatMap((step, index) => [...(index > 0 && !isWide ? [""] : []), ...render(terminal, step)]),
    ...(steps.length === 0 ? ["The image does not say how it was built."] : []),
    ...unknownLines(terminal),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

function headLines({ paint, say, width }: Terminal, image: ImageFacts): string[] {
  const { layers, name, digest, id, platform } = image;
  const bytes = layers.reduce((sum, layer) => sum + layer.bytes, 0);
  const days = daysBetween(image.config.created, image.today);
  const named = digest === undefined ? id : digest;
  const parts = [
    ...(named === undefined ? [] : [`${digest === undefined ? "id" : "digest"} ${shortDigest(named)}`]),
    ...(platform === undefined ? [] : [platform]),
    ...(days === undefined ? [] : [`built ${agoWords(days)}`]),
    `${countText(layers.length, "layer")}, ${readableBytes(bytes)}`,
  ];
  return labelled("# ", say(`${name}: ${parts.join(", ")}`), width)
    .map(asComment)
    .map(paint.bold);
}

/** Facts as comments, then the step: the whole is a Dockerfile still. */
function narrowStep(terminal: Terminal, step: HistoryStep): string[] {
  const { paint, width } = terminal;
  const facts = [
    step.layer === undefined ? "no layer" : `layer ${step.layer + 1}: ${readableBytes(step.bytes)}`,
    ...(step.files > 0 ? [countText(step.files, "file")] : []),
    ...(step.created === undefined ? [] : [step.created]),
    ...(step.dockerfile ? [`${step.dockerfile.path}:${step.dockerfile.line}`] : []),
  ].join(", ");
  const isPlain = step.layer === undefined && step.notes.length === 0 && step.findings.length === 0;
  return [
    ...(isPlain ? [] : labelled("# ", terminal.say(facts), width).map(asComment).map(paint.dim)),
    ...noteLines(terminal, step).flatMap(({ text, colour }) =>
      labelled("#   ", text, width).map(asComment).map(colour),
    ),
    ...stepLines(terminal, step, width),
  ];
}

/** Lines that were broken stay comments. */
function asComment(line: string): string {
  return line.startsWith("#") ? line : `#${line.slice(1)}`;
}

const columns = { layer: 5, size: 9, files: 9, created: 12 } as const;
const indent = columns.layer + columns.size + columns.files + columns.created + 2;

function columnHeads({ paint }: Terminal): string {
  return paint.bold(row("Layer", "Size", "Files", "Day", "Step"));
}

function row(layer: string, size: string, files: string, created: string, step: string): string {
  const numbers = layer.padStart(columns.layer) + size.padStart(columns.size) + files.padStart(columns.files);
  return `${numbers}  ${created.padEnd(columns.created)}${step}`;
}

function wideStep(terminal: Terminal, step: HistoryStep): string[] {
  const { paint, width, say } = terminal;
  const made = step.layer !== undefined;
  const cells = [
    made ? String((step.layer ?? 0) + 1) : "-",
    made ? readableBytes(step.bytes) : "",
    made && step.files > 0 ? readableCount(step.files) : "",
    step.created ?? "",
  ] as const;
  const room = width - indent;
  const [first = "", ...rest] = stepLines(terminal, step, room);
  const line = step.dockerfile ? [`${step.dockerfile.path}:${step.dockerfile.line}`] : [];
  const blank = " ".repeat(indent);
  return [
    paint.dim(row(...cells, "")) + first,
    ...rest.map((text) => blank + text),
    ...line.flatMap((text) => labelled("# ", say(text), room).map((each) => blank + paint.dim(asComment(each)))),
    ...noteLines(terminal, step).flatMap(({ text, colour }) =>
      labelled("# ", text, room).map((each) => blank + colour(asComment(each))),
    ),
  ];
}

/** The instruction, line by line, broken where the terminal ends. */
function stepLines({ options, paint }: Terminal, { text }: HistoryStep, width: number): string[] {
  const mask = maskOf(options);
  const lines = visibleLines(mask(text));
  const shown = options.verbose || lines.length <= mostStepLines ? lines : lines.slice(0, mostStepLines - 1);
  const hidden = lines.length - shown.length;
  const isHeredoc = (lines[0] ?? "").includes("<<");
  return [
    ...shown.flatMap((line, index) =>
      brokenLine(line, width, { paint: index === 0 ? paint.bold : (each) => each, isShell: index === 0 || !isHeredoc }),
    ),
    ...(hidden > 0 ? [paint.dim(`# ${countText(hidden, "more line")}: see all with -v`)] : []),
  ];
}

/** A line that is too long goes on behind a backslash, as in a Dockerfile; a comment and the body of a heredoc do not. */
function brokenLine(
  line: string,
  width: number,
  { paint, isShell }: { paint: (text: string) => string; isShell: boolean },
): string[] {
  const lead = /^ */.exec(line)?.[0].slice(0, 12) ?? "";
  const body = line.trimStart().slice(0, longestText);
  const room = Math.max(20, width - lead.length - 4);
  // A word that does not fit is cut, and no backslash makes it whole again.
  const isContinued = isShell && !body.startsWith("#") && body.split(" ").every((word) => columnsOf(word) <= room - 2);
  const goesOn = isContinued && body.endsWith("\\");
  const whole = wrap(body, room);
  if (!isContinued || whole.length === 1) return whole.map((part, index) => placed(part, index));
  const parts = wrap(goesOn ? body.slice(0, -1).trimEnd() : body, room - 2);
  return parts.map((part, index) => placed(index < parts.length - 1 || goesOn ? `${part} \\` : part, index));

  function placed(part: string, index: number): string {
    return index === 0 ? lead + paint(part) : `${lead}    ${part}`;
  }
}

interface Note {
  readonly text: string;
  readonly colour: (text: string) => string;
}

function noteLines(terminal: Terminal, step: HistoryStep): readonly Note[] {
  const { paint, say, options } = terminal;
  const findings = options.verbose ? step.findings : step.findings.slice(0, mostFindings);
  const rest = step.findings.length - findings.length;
  return [
    ...step.notes.map(({ text, isBad }) => ({ text: say(text), colour: isBad ? paint.medium : paint.dim })),
    ...findings.map((finding: Finding) => ({
      text: say(`${finding.severity.toUpperCase()} ${finding.message} [${finding.rule}]`),
      colour: paint[finding.severity],
    })),
    ...(rest > 0 ? [{ text: `${countText(rest, "more finding")}: see all with -v`, colour: paint.dim }] : []),
  ];
}

/** What was not read may be the layer that one looks for. */
function unknownLines({ report, say, width, paint }: Terminal): string[] {
  const unread = report.unknowns.filter(({ fatal }) => fatal);
  if (unread.length === 0) return [];
  const lines = unread.flatMap(({ what, why }) => labelled("Not read: ", `${say(what)}: ${say(why)}`, width));
  return ["", ...lines.map(paint.bad)];
}
