/** A comparison as Markdown for a comment on a pull request. Every text of others is masked and escaped; long lists are cut. */
import type { PackageChange } from "../../vulnerabilities/compare-packages.ts";
import type { Vulnerability } from "../../vulnerabilities/vulnerability.ts";
import { codeSpan, escapeMarkdown, link } from "../markdown-text.ts";
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

/** Rows of each list: a comment can hold 65,536 characters. */
export const mostComparedRows = 30;
const longestCell = 200;

type Say = (text: string) => string;

/** With a final line end. */
export function renderComparisonMarkdown(compared: JudgedComparison, mask: Say): string {
  const cut = (text: string) => (text.length > longestCell ? `${text.slice(0, longestCell)}...` : text);
  const say: Say = (text) => escapeMarkdown(cut(mask(text)));
  const { vulnerabilities: all, packages, unread } = compared;
  const sections = [
    `## ${say(verdict(compared))}`,
    `${codeSpan(cut(mask(compared.old.name)))} to ${codeSpan(cut(mask(compared.new.name)))}`,
    vulnerabilityTable("New", all.added, say),
    vulnerabilityTable("Gone", all.gone, say),
    vulnerabilityTable("Excused now, or of no importance", all.excused, say),
    all.kept.length > 0 ? `Still there: ${all.kept.length} (${severityWords(all.kept)}).` : "",
    factTable(compared, say),
    packageSection(packages, say),
    unread.length > 0 ? ["**Not looked at:**", ...unread.map((why) => `- ${say(why)}`)].join("\n") : "",
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function vulnerabilityTable(title: string, list: readonly Vulnerability[], say: Say): string {
  if (list.length === 0) return "";
  const rest = list.length - mostComparedRows;
  return [
    `### ${title}: ${list.length} (${severityWords(list)})`,
    "",
    "| Severity | Vulnerability | Package | Fix |",
    "| --- | --- | --- | --- |",
    ...list.slice(0, mostComparedRows).map((one) => {
      const severity = one.kev ? `**${one.severity}, exploited**` : one.severity;
      return `| ${severity} | ${idText(one, say)} | ${say(packageWords(one.package))} | ${say(fixWords(one))} |`;
    }),
    ...(rest > 0 ? ["", `And ${rest} more.`] : []),
  ].join("\n");
}

/** Only an address that the mask leaves alone becomes a link. */
function idText({ id, links: [address] }: Vulnerability, say: Say): string {
  if (address === undefined || say(address) !== escapeMarkdown(address)) return say(id);
  return /^[\w.:-]{1,64}$/.test(id) ? link(id, address) : say(id);
}

function factTable(compared: JudgedComparison, say: Say): string {
  return [
    "| | old | new | |",
    "| --- | --- | --- | --- |",
    ...rowsOf(compared).map((each) => `| ${each.label} | ${say(each.old)} | ${say(each.new)} | ${say(each.change)} |`),
  ].join("\n");
}

function packageSection(packages: JudgedComparison["packages"], say: Say): string {
  const lists = packageLists.flatMap(([key, title]) => listOf(title, packages[key], say));
  if (lists.length === 0) return "Packages: no change.";
  return ["<details>", `<summary>Packages: ${packageWordsOf(packages)}</summary>`, "", ...lists, "", "</details>"].join(
    "\n",
  );
}

function listOf(title: string, changes: readonly PackageChange[], say: Say): string[] {
  const rest = changes.length - mostComparedRows;
  return [
    ...changes.slice(0, mostComparedRows).map((each) => `- ${title}: ${say(changeWords(each))}`),
    ...(rest > 0 ? [`- ${title}: ${rest} more`] : []),
  ];
}
