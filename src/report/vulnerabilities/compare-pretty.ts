/** Two images side by side for a terminal: the verdict first, then what is new, what is gone, and what else changed. */
import picocolors from "picocolors";
import type { Vulnerability } from "../../vulnerabilities/vulnerability.ts";
import { columnsOf, oneLine } from "../visible.ts";
import { labelled, wrap } from "../wrap.ts";
import {
  changeWords,
  type JudgedComparison,
  packageLists,
  packageWordsOf,
  rowsOf,
  severityWords,
  verdict,
} from "./compare-words.ts";
import { fixWords, packageWords } from "./vulnerability-words.ts";

/** How it is to look. */
export interface CompareLook {
  readonly color: boolean;
  readonly width: number;
  /** Everything, not just the first of each list. */
  readonly verbose: boolean;
  /** Hides the values of secrets. */
  readonly mask: (text: string) => string;
}

/** Rows of a list without -v. */
export const mostCompared = 10;

/** For a person, with a final line end. */
export function renderComparison(compared: JudgedComparison, { color, width, verbose, mask }: CompareLook): string {
  const paint = picocolors.createColors(color);
  const say = (text: string) => oneLine(mask(text));
  const { vulnerabilities: all, packages, regressions, unread } = compared;
  const most = verbose ? Number.POSITIVE_INFINITY : mostCompared;
  const cut = (lines: readonly (readonly string[])[], noun: string): string[] => [
    ...lines.slice(0, most).flat(),
    ...(lines.length > most ? [paint.dim(`  and ${lines.length - most} more ${noun}; -v shows all`)] : []),
  ];
  const listOf = (title: string, list: readonly Vulnerability[], colour: (text: string) => string): string[] =>
    list.length === 0
      ? []
      : [
          "",
          colour(`${title}: ${list.length} (${severityWords(list)})`),
          ...cut(
            list.map((one) => itemLines(one, say, width)),
            "vulnerabilities",
          ),
        ];
  const good = regressions.length === 0 && unread.length === 0;
  const lines = [
    ...labelled("old  ", say(compared.old.name), width).map(paint.dim),
    ...labelled("new  ", say(compared.new.name), width).map(paint.dim),
    "",
    ...wrap(say(verdict(compared)), width).map((line) => paint.bold((good ? paint.green : paint.red)(line))),
    ...listOf("New", all.added, paint.red),
    ...listOf("Gone", all.gone, paint.green),
    ...listOf("Excused now, or of no importance", all.excused, paint.dim),
    ...(all.kept.length > 0 ? ["", `Still there: ${all.kept.length} (${severityWords(all.kept)})`] : []),
    ...(verbose ? all.kept.flatMap((one) => itemLines(one, say, width)) : []),
    "",
    ...tableLines(compared, say, width).map(({ text, isWorse }) => (isWorse ? paint.red(text) : text)),
    "",
    ...labelled("Packages: ", packageWordsOf(packages), width),
    ...packageLists.flatMap(([key, title]) =>
      packages[key].length === 0
        ? []
        : [
            `  ${title}`,
            ...cut(
              packages[key].map((each) => labelled("    ", say(changeWords(each)), width)),
              "packages",
            ),
          ],
    ),
    ...(unread.length > 0 ? ["", paint.red("Not looked at:")] : []),
    ...unread.flatMap((why) => labelled("  ", say(why), width)),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

function itemLines(one: Vulnerability, say: (text: string) => string, width: number): string[] {
  const exploited = one.kev ? ", known to be exploited" : "";
  const text = `${one.severity}  ${one.id}  ${packageWords(one.package)}: ${fixWords(one)}${exploited}`;
  return labelled("  ", say(text), width);
}

function tableLines(compared: JudgedComparison, say: (text: string) => string, width: number) {
  const rows = rowsOf(compared).map((each) => ({ ...each, old: say(each.old), new: say(each.new) }));
  const widest = Math.max(0, ...rows.map((each) => columnsOf(each.old)));
  return rows.flatMap(({ label, old, new: next, change, isWorse }) => {
    const start = `${label.padEnd(10)}`;
    const pad = " ".repeat(Math.max(0, Math.min(widest, 24) - columnsOf(old)));
    const text = old === next ? old : `${old}${pad} -> ${next}${change === "" ? "" : `  (${change})`}`;
    return labelled(start, text, width).map((line) => ({ text: line, isWorse }));
  });
}
