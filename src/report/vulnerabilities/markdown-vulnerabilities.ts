/**
 * Vulnerabilities as Markdown for a comment on a pull request: the counts, what to do, the list, what was searched. Every
 * text of others is masked and escaped; long lists are cut, as a comment is.
 */
import type { Report } from "../../engine/report.ts";
import { codeBlock, codeSpan, escapeMarkdown, link } from "../markdown-text.ts";
import { maskOf, type ReportOptions } from "../options.ts";
import { visible } from "../visible.ts";
import {
  columnsOf,
  countRows,
  countWords,
  type Entry,
  exploitedWords,
  type ShownAction,
  type ShownVulnerabilities,
  shownActions,
  shownVulnerabilities,
  solvedWords,
  vulnerabilitiesText,
  whyNotAsked,
} from "./shown-vulnerabilities.ts";
import {
  ageWords,
  fixWords,
  noneWords,
  originWords,
  packageWords,
  searchedWords,
  throughWords,
  whereWords,
} from "./vulnerability-words.ts";

/** A comment can hold 65,536 characters; with these a full one stays below half of it. */
export const mostRows = 40;
export const mostWork = 10;
/** A row has to stay readable. */
const longestCell = 200;
/** A command that is longer is nothing to copy out of a comment. */
const longestCommand = 1_000;

/** The sections, in order; empty where nobody asked. */
export function vulnerabilityMarkdown(report: Report, options: ReportOptions): readonly string[] {
  const mask = maskOf(options);
  const say = (text: string) => short(mask(text));
  const whyNot = whyNotAsked(report);
  if (whyNot !== undefined) return [`**Vulnerabilities were not looked up.** ${say(whyNot)}`];
  const shown = shownVulnerabilities(report, options);
  if (!shown) return [];
  return [
    countTable(report, shown, say),
    work(shown, say, mask),
    list(report, shown, say),
    basis(report, shown, say),
  ].filter((section) => section !== "");
}

type Say = (text: string) => string;

function countTable(report: Report, { total, all }: ShownVulnerabilities, say: Say): string {
  if (total.length === 0) return "";
  const rows = countRows(report, total);
  const severities = columnsOf(rows);
  const lines = rows.map(({ origin, counts, fixable }) => {
    const cells = severities.map((severity) => String(counts.get(severity) ?? 0));
    return `| ${origin === "all" ? "all" : originWords(origin)} | ${cells.join(" | ")} | ${fixable} |`;
  });
  const why = all.baseWhy === undefined ? "" : `\n\n${say(all.baseWhy)}`;
  return [
    `| Vulnerabilities | ${severities.join(" | ")} | with a fix |`,
    `| --- |${" ---: |".repeat(severities.length + 1)}`,
    ...lines,
  ]
    .join("\n")
    .concat(why);
}

function work(shown: ShownVulnerabilities, say: Say, mask: Say): string {
  const actions = shownActions(shown);
  if (actions.length === 0) return "";
  const todo = actions.filter(({ isWork }) => isWork);
  const idle = actions.filter(({ isWork }) => !isWork);
  const rest = todo.length - mostWork;
  const lines = [
    ...todo.slice(0, mostWork).map((each, index) => workItem(each, index + 1, say, mask)),
    ...(rest > 0 ? [`And ${rest} more.`] : []),
  ];
  const none = idle.map(({ action, solves }) => `- ${say(action.title)}: ${solvedWords(solves)}`).join("\n");
  const title = todo.length > 0 ? "### What to do" : "### Nothing can be done yet";
  return [title, lines.join("\n").trimEnd(), none].filter((part) => part !== "").join("\n\n");
}

function workItem({ action, solves }: ShownAction, number: number, say: Say, mask: Say): string {
  const { title, command, at } = action;
  const lines = [`${number}. **${say(title)}**: fixes ${solvedWords(solves)}${exploitedWords(solves)}`];
  if (at) {
    const text = at.text === undefined ? "" : ` ${codeSpan(cut(mask(at.text), longestCell))}`;
    lines.push(`${codeSpan(cut(`${mask(at.path)}:${at.line}`, longestCell))}${text}`);
  }
  const indent = " ".repeat(String(number).length + 2);
  const head = lines.join(`  \n${indent}`);
  if (command === undefined) return head;
  const block = codeBlock([visible(cut(mask(command), longestCommand))]).split("\n");
  return [head, "", ...block.map((line) => indent + line), ""].join("\n");
}

function list(report: Report, { open }: ShownVulnerabilities, say: Say): string {
  if (open.length === 0) return "";
  const rest = open.length - mostRows;
  return [
    "<details>",
    `<summary>The list: ${open.length} (${countWords(open)})</summary>`,
    "",
    "| Severity | Vulnerability | Package | Fix | Where |",
    "| --- | --- | --- | --- | --- |",
    ...open.slice(0, mostRows).map((entry) => row(report, entry, say)),
    ...(rest > 0 ? ["", `And ${rest} more.`] : []),
    "",
    "</details>",
  ].join("\n");
}

function row(report: Report, { vulnerability }: Entry, say: Say): string {
  const { severity, kev, id, links, package: pkg } = vulnerability;
  const through = throughWords(pkg);
  const cells = [
    kev ? `**${severity}, exploited**` : severity,
    idText(id, links[0], say),
    say(packageWords(pkg)),
    say(fixWords(vulnerability)),
    say([whereWords(report, vulnerability), through].filter((part) => part !== "").join(", ")),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Only an address without a secret becomes a link. */
function idText(id: string, address: string | undefined, say: Say): string {
  const text = say(id);
  if (address === undefined || say(address) !== short(address)) return text;
  return /^[\w.:-]{1,64}$/.test(id) ? link(id, address) : text;
}

function basis(report: Report, shown: ShownVulnerabilities, say: Say): string {
  const { all, unimportant, suppressed, hidden, total } = shown;
  const none = `${noneWords(all)} `;
  const counted = [
    unimportant.length === 0 ? "" : `${unimportant.length} of no importance, say the vendors`,
    suppressed.length === 0 ? "" : `${suppressed.length} excused`,
    hidden === 0 ? "" : `${hidden} not asked for`,
  ].filter((part) => part !== "");
  const listed = counted.length === 0 ? "" : ` Not in the list: ${counted.join(", ")}.`;
  const age = ageWords(all, report.image?.today);
  const dated = age === "" ? "" : ` ${say(age)}.`;
  return `${total.length === 0 ? none : ""}${say(searchedWords(all))}.${listed}${dated}`;
}

/** For the headline: `9 known vulnerabilities`; "" where nobody asked or there is none. */
export function vulnerabilityHeadline(report: Report, options: ReportOptions): string {
  const total = shownVulnerabilities(report, options)?.total ?? [];
  return total.length === 0
    ? ""
    : `${vulnerabilitiesText(total.length)} (${countWords(total)}${exploitedWords(total)})`;
}

function short(text: string): string {
  return escapeMarkdown(cut(text, longestCell));
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}...` : text;
}
