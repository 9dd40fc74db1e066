import type { Report } from "../engine/report.ts";
import type { Finding, Location } from "../finding/finding.ts";
import { type Action, countSeverities, fixSafety, groupActions, listed, plural } from "./actions.ts";
import { codeFrame } from "./frame.ts";
import { imageList } from "./image/image-markdown.ts";
import { placeWords } from "./image/step-place.ts";
import { codeBlock, codeSpan, escapeMarkdown, link } from "./markdown-text.ts";
import { type MaskedLine, maskedLines } from "./masked-lines.ts";
import { maskOf, type ReportOptions, shownFindings } from "./options.ts";
import { vulnerabilityHeadline, vulnerabilityMarkdown } from "./vulnerabilities/markdown-vulnerabilities.ts";

// In comes a report; out goes Markdown for a comment on a pull request: the counts, a table of what to do, the details
// folded, the habits. Every text is escaped: none of it can make a link, a mention, an image or HTML.

/** A comment can hold 65,536 characters; rows beyond these are counted. */
const mostRows = 30;
const mostDetails = 10;
/** A row has to stay readable. */
const longestCell = 300;

/** The report as GitHub-flavoured Markdown. */
export function renderMarkdown(report: Report, options: ReportOptions): string {
  const mask = maskOf(options);
  const open = shownFindings(report, options).filter((finding) => !finding.suppressed);
  const actions = groupActions(open);
  const sections = [
    `## seaworthy: ${headline(report, open, vulnerabilityHeadline(report, options))}`,
    report.image ? imageList(report.image, mask) : "",
    ...vulnerabilityMarkdown(report, options),
    table(report, actions, mask),
    details(report, actions.slice(0, mostDetails), mask),
    habitsLine(report, mask),
    unknownsList(report, mask),
    ignoresList(report, mask),
    closing(report, open),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

type Mask = (text: string) => string;

function headline(report: Report, open: readonly Finding[], vulnerabilities: string): string {
  const partly = report.unknowns.some(({ fatal }) => fatal);
  const problems = open.length > 0 ? `${plural(open.length, "problem")} (${countSeverities(open)})` : "";
  if (vulnerabilities !== "" || problems !== "")
    return [vulnerabilities, problems].filter((part) => part !== "").join(" and ");
  if (partly) return "no problems found, but not everything could be checked";
  if (report.files.length === 0 && report.target.kind === "project") return "nothing was checked";
  return "no problems found";
}

function table(report: Report, actions: readonly Action[], mask: Mask): string {
  if (actions.length === 0) return "";
  const rows = actions.slice(0, mostRows).map((action) => {
    const [finding] = action.findings;
    const more = action.findings.length > 1 ? ` (${plural(action.findings.length, "place")})` : "";
    const rule = link(finding.rule, finding.help);
    const cells = [
      finding.severity,
      placeText(report, finding.location) + more,
      short(mask(finding.message)),
      rule,
      // `fix` changes nothing of an image: a column that says so in each row tells nothing.
      ...(report.image ? [] : [fixText(action)]),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const rest = actions.length - rows.length;
  const head = report.image
    ? ["| Severity | Where | Problem | Rule |", "| --- | --- | --- | --- |"]
    : ["| Severity | Where | Problem | Rule | Fix |", "| --- | --- | --- | --- | --- |"];
  return [...head, ...rows].join("\n") + (rest > 0 ? `\n\nAnd ${rest} more.` : "");
}

function short(text: string): string {
  return escapeMarkdown(text.length > longestCell ? `${text.slice(0, longestCell)}...` : text);
}

function fixText({ findings }: Action): string {
  const kinds = findings.map(fixSafety);
  if (kinds.includes("safe")) return "`seaworthy fix`";
  return kinds.includes("unsafe") ? "`seaworthy fix --unsafe`" : "by hand";
}

function placeText(report: Report, location: Location): string {
  return codeSpan(placeWords(report, location, "line"));
}

function details(report: Report, actions: readonly Action[], mask: Mask): string {
  if (actions.length === 0) return "";
  const readers = new Map([...report.sources].map(([path, source]) => [path, lazily(() => maskedLines(source, mask))]));
  const parts = actions.map((action) => {
    const [finding] = action.findings;
    const rule = report.rules.get(action.rule);
    const lineAt = readers.get(action.path)?.();
    return [
      `**${escapeMarkdown(mask(finding.message).slice(0, 2 * longestCell))}** (${finding.severity}, ${placeText(report, finding.location)})`,
      lineAt ? frameBlock(finding.location, lineAt) : "",
      rule ? `Why: ${escapeMarkdown(mask(rule.why))}` : "",
      rule ? `Fix: ${escapeMarkdown(mask(rule.remedy))}` : "",
      finding.refusal ? `Not done for you: ${escapeMarkdown(mask(finding.refusal))}` : "",
      ...finding.related.map(
        (each) => `See ${placeText(report, each.location)}: ${escapeMarkdown(mask(each.message))}`,
      ),
    ]
      .filter((part) => part !== "")
      .join("\n\n");
  });
  return `<details>\n<summary>Why, and what to do</summary>\n\n${parts.join("\n\n---\n\n")}\n\n</details>`;
}

function frameBlock(location: Location, lineAt: (line: number) => MaskedLine): string {
  return codeBlock(codeFrame(location, lineAt, 100).map(({ gutter, text }) => (gutter + text).trimEnd()));
}

function habitsLine(report: Report, mask: Mask): string {
  if (report.habits.length === 0) return "";
  const of = (wanted: string) => report.habits.filter(({ state }) => state === wanted);
  const lines = of("broken").map(({ habit, why }) => `- **broken** ${habit}: ${escapeMarkdown(mask(why))}`);
  if (of("holds").length > 0) lines.push(`- **holds** ${listed(of("holds").map(({ habit }) => habit))}`);
  if (of("unknown").length > 0) lines.push(`- **not looked** ${listed(of("unknown").map(({ habit }) => habit))}`);
  return `### Habits\n\n${lines.join("\n")}`;
}

function unknownsList(report: Report, mask: Mask): string {
  if (report.unknowns.length === 0) return "";
  const lines = report.unknowns.slice(0, mostRows).map(({ what, why, fatal, location }) => {
    const where = location ? ` (${placeText(report, location)})` : "";
    return `- ${fatal ? "**not checked** " : ""}${escapeMarkdown(mask(what))}${where}: ${escapeMarkdown(mask(why))}`;
  });
  return `### Could not tell\n\n${lines.join("\n")}`;
}

function ignoresList(report: Report, mask: Mask): string {
  if (report.unusedIgnores.length === 0) return "";
  const lines = report.unusedIgnores
    .slice(0, mostRows)
    .map(({ path, line, text, why }) => `- ${codeSpan(`${path}:${line}`)} ${escapeMarkdown(mask(`${text}: ${why}`))}`);
  return `### Unused ignores\n\n${lines.join("\n")}`;
}

function closing(report: Report, open: readonly Finding[]): string {
  const ignored = report.findings.filter(({ suppressed }) => suppressed).length;
  const next = open.some(fixSafety) ? " `seaworthy fix --dry-run` shows the fixes." : "";
  const also = ignored > 0 ? ` ${ignored} ignored.` : "";
  const { image } = report;
  if (image?.project)
    return `${plural(image.project.lockfiles.length, "lockfile")} read, and nothing else of the project.${also}`;
  const counted = image ? "The image was" : plural(report.files.length, "file");
  return `${counted} checked by ${plural(report.rules.size, "rule")}.${also}${next}`;
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
