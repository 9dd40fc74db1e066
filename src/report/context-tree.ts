import picocolors from "picocolors";
import type { ContextFile, EffectiveContext, Transfer } from "../context/effective-context.ts";
import { junkIn } from "../context/junk.ts";
import type { LocatedUnknown } from "../finding/finding.ts";
import { contextSecrets } from "../rules/context/parts/context-secrets.ts";
import { countText, readableBytes, readableCount } from "../text/quantities.ts";
import { positionAt } from "../text/source.ts";
import { type ContextCopy, contextCopies } from "./context-copies.ts";
import { type ContextRow, contextRows, fileRow, type SecretTitle } from "./context-rows.ts";
import { charColumns, columnsOf, oneLine } from "./visible.ts";
import { labelled } from "./wrap.ts";

// In come contexts; out goes what a person reads of them: for each Dockerfile the folder, what the ignore file keeps out, and
// for each line what it ships, secrets and junk first. It fits 80 columns; no path is printed unescaped.

/** How the tree is to look. */
export interface TreeOptions {
  readonly color: boolean;
  readonly width: number;
  /** Every file instead of the largest folders. */
  readonly verbose: boolean;
}

/** Rows of each kind that stand under a line without -v. */
const most = { secret: 10, junk: 5, plain: 5 } as const;
const mostUnknowns = 10;

interface Pen {
  readonly width: number;
  readonly verbose: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** The text for a person, with a final line end. */
export function renderContexts(
  contexts: readonly EffectiveContext[],
  unknowns: readonly LocatedUnknown[],
  options: TreeOptions,
): string {
  const colors = picocolors.createColors(options.color);
  const { width, verbose } = options;
  const pen: Pen = { width, verbose, bold: colors.bold, dim: colors.dim, bad: colors.red };
  const counts = { secrets: 0, junk: 0 };
  const sections = contexts.map((context) => contextLines(context, pen, counts));
  if (contexts.length === 0) sections.push(["There is no Dockerfile whose context could be looked at."]);
  const unknown = unknownLines(unknowns, pen);
  if (unknown.length > 0) sections.push(unknown);
  sections.push(summaryLines(contexts.length, counts, unknowns, pen));
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

interface Counts {
  secrets: number;
  junk: number;
}

function contextLines(context: EffectiveContext, pen: Pen, counts: Counts): string[] {
  const titles = secretTitles(context);
  const copies = contextCopies(context);
  const secrets = new Set<ContextFile>();
  const junk = new Set<ContextFile>();
  const lines = [pen.bold(oneLine(context.dockerfile.source.path)), ...headLines(context, pen)];
  for (const copy of copies) {
    lines.push("", ...copyLines(context, copy, titles, pen));
    for (const file of copy.shipped) {
      if (titles(file) !== undefined) secrets.add(file);
      else if (junkIn(file.path)) junk.add(file);
    }
  }
  counts.secrets += secrets.size;
  counts.junk += junk.size;
  return [...lines, ...restLines(context, copies, titles, pen)];
}

function secretTitles(context: EffectiveContext): SecretTitle {
  const found = new Map<string, string>();
  for (const { file, findings, confidence, isTrial } of contextSecrets(context).secrets)
    if (confidence !== "low" && !isTrial) found.set(file.path, findings[0]?.title ?? "secret");
  return ({ path }) => found.get(path);
}

function headLines({ root, by, ignoreFile, shadowed, files }: EffectiveContext, { width }: Pen): string[] {
  const folder = root === "." ? ". (this folder)" : root;
  const where = by ? `says ${by.label}` : "a guess: nothing here says how it is built";
  const out = `${countText(files.ignored.files, "file")}, ${readableBytes(files.ignored.bytes)}`;
  const unused = shadowed === undefined ? "" : `; ${shadowed} is not used`;
  const keeps = ignoreFile
    ? `${ignoreFile.source.path} keeps out ${out}${unused}`
    : "none, so the whole folder is sent";
  const sent = `${countText(files.sent.files, "file")}, ${readableBytes(files.sent.bytes)}`;
  return [
    ...labelled("  Context:     ", oneLine(`${folder}, ${where}`), width),
    ...labelled("  Ignore file: ", oneLine(keeps), width),
    ...labelled("  Sent:        ", sent, width),
  ];
}

function copyLines(context: EffectiveContext, copy: ContextCopy, titles: SecretTitle, pen: Pen): string[] {
  const label = `  line ${copy.line}  `;
  const [first = "", ...more] = labelled(label, wordsOf(context, copy), pen.width);
  const total = copy.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const amount = `${countText(copy.files.length, "file")}, ${readableBytes(total)}; ${wayOf(context, copy)}`;
  return [
    label + pen.bold(first.slice(label.length)),
    ...more.map(pen.bold),
    ...labelled("    ", amount, pen.width),
    ...copy.transfers.flatMap((transfer) => troubleLines(transfer, pen)),
    ...rowLines(copy.files, titles, pen),
  ];
}

/** The instruction with the sources that are files of the context: what else stands in it could be anything. */
function wordsOf({ dockerfile }: EffectiveContext, { name, instruction, transfers }: ContextCopy): string {
  const { text } = dockerfile.source;
  const sources = transfers.map(({ at }) => text.slice(at.start, at.end));
  const destination = name === "RUN" ? undefined : instruction.args.at(-1)?.text;
  return oneLine([name, ...sources, ...(destination === undefined ? [] : [destination])].join(" "));
}

function wayOf({ dockerfile }: EffectiveContext, { name, stage, files, shipped, way }: ContextCopy): string {
  if (name === "RUN") return "only while the RUN runs";
  if (files.length === 0) return "it takes nothing";
  if (!way) return `not in the image (${oneLine(stage.label)})`;
  const last = way.steps.at(-1);
  const through =
    last && way.steps.length > 1
      ? ` through line ${positionAt(dockerfile.source, last.instruction.span.start).line}`
      : "";
  const part = shipped.length === files.length ? "" : `${readableCount(shipped.length)} of them `;
  return `${part}in the image${through}${way.sure ? "" : ", unless a RUN takes it away before"}`;
}

function troubleLines({ pattern, missing }: Transfer, { width, bad }: Pen): string[] {
  if (!pattern.known) return labelled("    Could not tell: ", `what it takes, for ${oneLine(pattern.why)}`, width);
  if (!missing) return [];
  const what = missing.by ? `the pattern ${missing.by.text} leaves it out` : "there is nothing of that name";
  const text = oneLine(`${pattern.text}: ${what}${missing.fails ? ", so the build fails" : ""}`);
  const lines = labelled("    Missing: ", text, width);
  return missing.fails ? lines.map(bad) : lines;
}

function rowLines(files: readonly ContextFile[], titles: SecretTitle, pen: Pen): string[] {
  if (pen.verbose) {
    const all = files.map((file) => fileRow(file, titles));
    return tableLines(all, nameColumns(all, pen), pen);
  }
  const rows = contextRows(files, titles);
  const columns = nameColumns(rows, pen);
  return (["secret", "junk", "plain"] as const).flatMap((kind) => {
    const mine = rows.filter((row) => row.kind === kind);
    // A rest of one takes as much room as itself.
    const shown = mine.length === most[kind] + 1 ? mine : mine.slice(0, most[kind]);
    return [...tableLines(shown, columns, pen), ...hiddenLines(kind, mine.slice(shown.length), pen)];
  });
}

function hiddenLines(kind: ContextRow["kind"], rows: readonly ContextRow[], pen: Pen): string[] {
  if (rows.length === 0) return [];
  const files = rows.reduce((sum, row) => sum + row.files, 0);
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  const what = { secret: "more with secrets", junk: "more of such junk", plain: "more" }[kind];
  return [
    pen.dim(`    and ${readableCount(rows.length)} ${what}: ${countText(files, "file")}, ${readableBytes(bytes)}`),
  ];
}

const countColumns = 13;
const byteColumns = 7;
const titleColumns = 21;

/** Room for the names: what they need, so that titles get the rest; at most what leaves a title its own. */
function nameColumns(rows: readonly ContextRow[], { width }: Pen): number {
  const most = Math.max(16, width - 4 - countColumns - byteColumns - titleColumns - 3);
  let columns = 16;
  for (const { path } of rows) columns = Math.max(columns, columnsOf(oneLine(path)));
  return Math.min(columns, most);
}

function tableLines(rows: readonly ContextRow[], room: number, pen: Pen): string[] {
  const titleRoom = Math.max(titleColumns, pen.width - 4 - room - countColumns - byteColumns - 4);
  return rows.map(({ kind, path, files, bytes, title }) => {
    const name = fitted(oneLine(path), room);
    const count = path.endsWith("/") ? countText(files, "file") : "";
    const amounts = `${count.padStart(countColumns)} ${readableBytes(bytes).padStart(byteColumns)}`;
    const mark = title === undefined ? "" : `  ${begun(oneLine(title), titleRoom)}`;
    const line = `    ${name}${" ".repeat(room - columnsOf(name))} ${amounts}${mark}`;
    return kind === "plain" ? line : pen.bad(line);
  });
}

/** The beginning of a text that is too long. */
function begun(text: string, room: number): string {
  return columnsOf(text) <= room ? text : `${[...text].slice(0, room - 3).join("")}...`;
}

/** The end of a text that is too long: of a path it says most. */
function fitted(text: string, room: number): string {
  if (columnsOf(text) <= room) return text;
  let kept = "";
  let columns = 3;
  for (const char of [...text].reverse()) {
    columns += charColumns(char);
    if (columns > room) break;
    kept = char + kept;
  }
  return `...${kept}`;
}

/** What is sent and taken by nobody: worth a look when it is secret, and a line in any case. */
function restLines(context: EffectiveContext, copies: readonly ContextCopy[], titles: SecretTitle, pen: Pen): string[] {
  // Where one line takes everything there is nothing to look for.
  if (copies.some(({ files }) => files.length === context.files.sent.files)) return [];
  const taken = new Set(copies.flatMap(({ files }) => files));
  const rest = context.files.all.filter((file) => !file.ignoredBy && !taken.has(file));
  if (rest.length === 0) return [];
  const bytes = rest.reduce((sum, file) => sum + file.bytes, 0);
  const secrets = rest.filter((file) => titles(file) !== undefined);
  const rows = pen.verbose ? rest.map((file) => fileRow(file, titles)) : secrets.map((file) => fileRow(file, titles));
  const shown = pen.verbose ? rows : rows.slice(0, most.secret);
  return [
    "",
    `  Sent, and taken by no line: ${countText(rest.length, "file")}, ${readableBytes(bytes)}`,
    ...tableLines(shown, nameColumns(shown, pen), pen),
    ...hiddenLines("secret", rows.slice(shown.length), pen),
  ];
}

function unknownLines(unknowns: readonly LocatedUnknown[], pen: Pen): string[] {
  const shown = pen.verbose ? unknowns : unknowns.slice(0, mostUnknowns);
  const lines = shown.flatMap(({ what, why, fatal }) => {
    const text = labelled(
      fatal ? "Not looked at: " : "Could not tell: ",
      `${oneLine(what)}: ${oneLine(why)}`,
      pen.width,
    );
    return fatal ? text.map(pen.bad) : text;
  });
  const hidden = unknowns.length - shown.length;
  return hidden > 0 ? [...lines, `${readableCount(hidden)} more: see all with -v.`] : lines;
}

function summaryLines(contexts: number, counts: Counts, unknowns: readonly LocatedUnknown[], pen: Pen): string[] {
  if (contexts === 0) return ["Nothing was looked at."];
  const found = [
    ...(counts.secrets > 0 ? [`${countText(counts.secrets, "file")} with secrets`] : []),
    ...(counts.junk > 0 ? [`${countText(counts.junk, "file")} of junk`] : []),
  ];
  const partly = unknowns.some(({ fatal }) => fatal) ? " Not everything could be looked at." : "";
  if (found.length === 0) return [pen.bold(`No secrets and no junk in what is shipped.${partly}`)];
  return [
    pen.bold(`${found.join(" and ")} ${counts.secrets + counts.junk === 1 ? "comes" : "come"} into an image.${partly}`),
    "Next: `seaworthy check` says what is wrong with that, and what to do.",
  ];
}
