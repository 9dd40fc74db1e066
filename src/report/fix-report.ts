import picocolors from "picocolors";
import type { AppliedFix, FixedFile } from "../engine/report.ts";
import type { Finding } from "../finding/finding.ts";
import { diffHunks, formatDiffHeader, formatHunk, type Hunk } from "../text/diff.ts";
import { createSource, positionAt, type Source } from "../text/source.ts";
import { plural } from "./actions.ts";
import { maskedLines } from "./masked-lines.ts";
import { maskOf, type ReportOptions } from "./options.ts";
import { oneLine, visible } from "./visible.ts";
import { labelled } from "./wrap.ts";

// In come the results of `fix`; out go the unified diff of `--dry-run` and the closing summary. The diff is what git
// apply and patch take, unless a secret had to be hidden in it or a control character escaped for a terminal: then it
// says that it is for reading only.

/** The rule's own words for what a person has to do, where the caller has them. */
export interface FixReportOptions extends ReportOptions {
  readonly rules?: ReadonlyMap<string, { readonly remedy: string }>;
  /** True when nothing was written: the summary then speaks of what would be done. */
  readonly dryRun?: boolean;
}

/**
 * The unified diff of one file, empty when nothing changed. What each hunk is for stands above the header and after the
 * `@@`: text between two hunks ends the file for git apply, so the reasons cannot stand there.
 */
export function renderDiff(file: FixedFile, options: FixReportOptions = {}): string {
  const { before, changes, applied } = file;
  const hunks = diffHunks(
    before,
    changes.map(({ span, text }) => ({ ...span, text })),
  );
  if (hunks.length === 0) return "";
  const mask = maskOf(options);
  const shown = printableHunks(file, hunks, options);
  const notes = hunks.flatMap((hunk, index) => hunkNotes(file, hunk, hunks.length > 1 ? index + 1 : undefined, mask));
  const headings = hunks.map((hunk) => {
    const fixes = fixesOf(file, hunk)
      .map((by) => applied[by])
      .filter((fix) => fix !== undefined);
    return [...new Set(fixes.map(({ finding, fix }) => `${finding.rule} (${fix.safety})`))].join(", ");
  });
  return [
    ...notes.map((note) => `# ${note}\n`),
    ...shown.warnings.map((warning) => `# ${warning}\n`),
    formatDiffHeader(before.path),
    ...shown.hunks.map((hunk, index) => formatHunk(hunk, headings[index])),
  ].join("");
}

/** What was changed, what was refused and why, what to do now, and what is left to the person. */
export function renderFixSummary(files: readonly FixedFile[], options: FixReportOptions = {}): string {
  const lines = files.flatMap((file) => fileLines(file, options));
  const applied = files.reduce((sum, file) => sum + file.applied.length, 0);
  const refused = files.reduce((sum, file) => sum + file.refused.length, 0);
  const left = files.reduce((sum, file) => sum + file.left.length, 0);
  const verb = options.dryRun ? "would be made" : "made";
  const parts = [
    `${plural(applied, "fix")} ${verb}`,
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(left > 0 ? [`${left} left to you`] : []),
  ];
  const colors = picocolors.createColors(options.color ?? false);
  const next = nextLines(files, options);
  return `${[...lines, colors.bold(`${parts.join(", ")}.`), ...next].join("\n")}\n`;
}

/** `line 3: apt-recommends (safe): Add --no-install-recommends`, one for each fix of the hunk. */
function hunkNotes(file: FixedFile, hunk: Hunk, number: number | undefined, mask: (text: string) => string): string[] {
  const start = number === undefined ? "" : `hunk ${number}, `;
  return fixesOf(file, hunk).flatMap((by) => {
    const applied = file.applied[by];
    return applied ? [`${start}${fixText(file, applied, by, mask)}`] : [];
  });
}

function fixText(file: FixedFile, { finding, fix }: AppliedFix, by: number, mask: (text: string) => string): string {
  const line = lineOf(file, by);
  return `${line === undefined ? "" : `line ${line}: `}${finding.rule} (${fix.safety}): ${oneLine(mask(fix.title))}`;
}

/** Line of the file as read. The finding's own place can be in a text between two passes. */
function lineOf({ before, changes }: FixedFile, by: number): number | undefined {
  const change = changes.find((each) => each.by.includes(by));
  return change ? positionAt(before, change.span.start).line : undefined;
}

/** Indices of the fixes that made a hunk, rising. */
function fixesOf(file: FixedFile, hunk: Hunk): number[] {
  return [...new Set(hunk.edits.flatMap((edit) => file.changes[edit]?.by ?? []))].sort((a, b) => a - b);
}

interface PrintableHunks {
  readonly hunks: readonly Hunk[];
  readonly warnings: readonly string[];
}

function printableHunks(file: FixedFile, hunks: readonly Hunk[], options: FixReportOptions): PrintableHunks {
  const hidden = hideSecrets(file, hunks, maskOf(options));
  const escaped = options.terminal === false ? hidden.hunks : hidden.hunks.map((hunk) => mapLines(hunk, escapeLine));
  const warnings: string[] = [];
  if (hidden.changed)
    warnings.push("The values of secrets are hidden: this diff is for reading, git apply and patch cannot use it.");
  if (differs(escaped, hidden.hunks))
    warnings.push("Control characters are escaped: this diff is for reading, git apply and patch cannot use it.");
  return { hunks: escaped, warnings };
}

function hideSecrets(file: FixedFile, hunks: readonly Hunk[], mask: (text: string) => string) {
  const oldLines = readerOf(file.before, mask);
  const newLines = readerOf(createSource(file.before.path, file.after), mask);
  const masked = hunks.map((hunk) => {
    let [oldLine, newLine] = [Math.max(1, hunk.oldLine), Math.max(1, hunk.newLine)];
    const lines = hunk.lines.map((line) => {
      const text = line.kind === "added" ? newLines(newLine, line.text) : oldLines(oldLine, line.text);
      if (line.kind !== "added") oldLine++;
      if (line.kind !== "removed") newLine++;
      return { ...line, text };
    });
    return { ...hunk, lines };
  });
  return { hunks: masked, changed: differs(masked, hunks) };
}

/** The masked line; the raw one, with its `\r`, where nothing was hidden. */
function readerOf(source: Source, mask: (text: string) => string): (line: number, raw: string) => string {
  const lineAt = maskedLines(source, mask);
  return (line, raw) => {
    const { changed, text } = lineAt(line);
    return changed ? text : raw;
  };
}

/** A `\r` at the end is the line end of the file; a tab is a tab. */
function escapeLine(text: string): string {
  const end = text.endsWith("\r") ? "\r" : "";
  const body = end === "" ? text : text.slice(0, -1);
  return body.split("\t").map(visible).join("\t") + end;
}

function mapLines(hunk: Hunk, change: (text: string) => string): Hunk {
  return { ...hunk, lines: hunk.lines.map((line) => ({ ...line, text: change(line.text) })) };
}

function differs(a: readonly Hunk[], b: readonly Hunk[]): boolean {
  return a.some((hunk, index) => hunk.lines.some((line, at) => line.text !== b[index]?.lines[at]?.text));
}

function fileLines(file: FixedFile, options: FixReportOptions): string[] {
  const { applied, refused, left } = file;
  if (applied.length + refused.length + left.length === 0) return [];
  const mask = maskOf(options);
  const say = (text: string) => oneLine(mask(text));
  const width = Math.max(40, options.width ?? 80);
  const colors = picocolors.createColors(options.color ?? false);
  const section = (title: string, lines: readonly string[]) => (lines.length > 0 ? [`  ${title}`, ...lines] : []);
  const item = (text: string) => labelled("    - ", text, width);
  const place = ({ location, rule }: Finding) => `line ${location.start.line}: ${say(rule)}`;
  return [
    colors.bold(say(file.before.path)),
    ...section(
      options.dryRun ? "Would change" : "Changed",
      applied.flatMap((each, by) => item(fixText(file, each, by, mask))),
    ),
    ...section(
      "Not changed",
      refused.flatMap(({ finding, why }) => item(`${place(finding)}: ${say(why)}`)),
    ),
    ...section("To do now", followUps(applied, mask, width)),
    ...section(
      "Left to you",
      left.flatMap((finding) =>
        item(`${place(finding)}: ${say(options.rules?.get(finding.rule)?.remedy ?? finding.message)}`),
      ),
    ),
    "",
  ];
}

/** Lines ready to paste are not wrapped; sentences are. Each is printed once. */
function followUps(applied: readonly AppliedFix[], mask: (text: string) => string, width: number): string[] {
  const texts = new Set(applied.flatMap(({ fix }) => fix.followUp ?? []));
  return [...texts].flatMap((text) => {
    const lines = mask(text).split("\n");
    if (lines.length === 1 && /^[A-Z].*[.:]$/.test(text)) return labelled("    ", oneLine(lines.join("")), width);
    return lines.map((line) => `      ${escapeLine(line)}`.trimEnd());
  });
}

function nextLines(files: readonly FixedFile[], options: FixReportOptions): string[] {
  if (files.every(({ applied }) => applied.length === 0)) return [];
  if (options.dryRun) return ["Nothing was written. Run the same command without --dry-run to do it."];
  const unsafe = files.some((file) => file.applied.some(({ fix }) => fix.safety === "unsafe"));
  return unsafe ? ["Build the image and test the app: an unsafe fix can change how it runs."] : [];
}
