/** Vulnerabilities as sections of a page: the counts, what to do, a table that sorts and filters, what was searched. */

import { hasFreeFix } from "../../vulnerabilities/filter.ts";
import type { Vulnerability } from "../../vulnerabilities/vulnerability.ts";
import {
  columnsOf,
  countedSeverities,
  countRows,
  countWords,
  type Entry,
  isExpiryFound,
  type ShownAction,
  type ShownVulnerabilities,
  shownActions,
  shownVulnerabilities,
  solvedWords,
  vulnerabilitiesText,
  whyNotAsked,
} from "../vulnerabilities/shown-vulnerabilities.ts";
import {
  ageWords,
  fixWords,
  locationDetail,
  noneWords,
  originWords,
  packageWords,
  percentWords,
  searchedWords,
  throughWords,
  whereWords,
} from "../vulnerabilities/vulnerability-words.ts";
import { html, type Markup, outerLink, type Part } from "./markup.ts";
import type { Page } from "./page.ts";

/** Rows of the table: with more of them a browser is slow to sort. */
export const mostRows = 2_000;
/** Of one vulnerability: places, addresses. */
const mostDetails = 20;

/** The sections; none where nobody asked. */
export function vulnerabilitySections(page: Page): readonly Part[] {
  const { report, options, say } = page;
  const whyNot = whyNotAsked(report);
  if (whyNot !== undefined)
    return [html`<section><h2>Vulnerabilities</h2><p>They were not looked up. ${say(whyNot)}</p></section>`];
  const shown = shownVulnerabilities(report, options);
  if (!shown) return [];
  return [summary(page, shown), work(page, shown), list(page, shown)];
}

function summary({ report, say }: Page, shown: ShownVulnerabilities): Markup {
  const { total, all } = shown;
  const exploited = total.filter(({ vulnerability }) => vulnerability.kev).length;
  const title = total.length === 0 ? noneWords(all).replace(/\.$/, "") : vulnerabilitiesText(total.length);
  return html`<section aria-labelledby="summary"><h2 id="summary">${title}${exploited > 0 && `, ${exploited} known to be exploited`}</h2>
${total.length > 0 && countTable(report, total)}
${all.baseWhy !== undefined && html`<p class="soft small">${say(all.baseWhy)}</p>`}
${basis({ report, say }, shown)}</section>`;
}

function countTable(report: Page["report"], total: readonly Entry[]): Markup {
  const rows = countRows(report, total);
  const severities = columnsOf(rows);
  return html`<table class="counts"><thead><tr><th scope="col">Whose</th>${severities.map(
    (severity) => html`<th scope="col" class="number">${severity}</th>`,
  )}<th scope="col" class="number">with a fix</th></tr></thead><tbody>
${rows.map(
  ({ origin, counts, fixable }) =>
    html`<tr><th scope="row">${origin === "all" ? "all" : originWords(origin)}</th>${severities.map((severity) => {
      const number = counts.get(severity) ?? 0;
      return html`<td class="number ${number === 0 ? "zero" : `severity ${severity}`}">${number}</td>`;
    })}<td class="number">${fixable}</td></tr>
`,
)}</tbody></table>`;
}

function basis({ report, say }: Pick<Page, "report" | "say">, shown: ShownVulnerabilities): Markup {
  const { all, unimportant, suppressed, hidden } = shown;
  const counted = [
    unimportant.length === 0 ? "" : `${unimportant.length} of no importance, say the vendors`,
    suppressed.length === 0 ? "" : `${suppressed.length} excused`,
    hidden === 0 ? "" : `${hidden} not asked for`,
  ].filter((part) => part !== "");
  return html`<p class="soft small">${say(searchedWords(all))}. ${counted.length > 0 && `Not in the list: ${counted.join(", ")}. `}${say(
    ageWords(all, report.image?.today),
  )}</p>${(isExpiryFound(report) ? [] : (all.expiredIgnores ?? [])).map(
    ({ path, line, text, until }) =>
      html`<p class="small high">Expired ignore: ${say(`${path}:${line}`)} <q>${say(text)}</q> held until ${say(until)}</p>`,
  )}`;
}

function work({ say }: Page, shown: ShownVulnerabilities): Part {
  const actions = shownActions(shown);
  if (actions.length === 0) return [];
  const todo = actions.filter(({ isWork }) => isWork);
  const idle = actions.filter(({ isWork }) => !isWork);
  return html`<section aria-labelledby="work"><h2 id="work">${todo.length > 0 ? "What to do" : "Nothing can be done yet"}</h2>
${todo.length > 0 && html`<ol>${todo.map((each) => workItem(each, say))}</ol>`}
${idle.length > 0 && html`<ul class="soft">${idle.map(({ action, solves }) => html`<li>${say(action.title)}: ${solvedWords(solves)}</li>`)}</ul>`}</section>`;
}

function workItem({ action, solves }: ShownAction, say: Page["say"]): Markup {
  const { title, at, command } = action;
  const exploited = solves.filter(({ vulnerability }) => vulnerability.kev).length;
  return html`<li><strong>${say(title)}</strong>: fixes ${solvedWords(solves)}${exploited > 0 && `, ${exploited} known to be exploited`}
${at && html`<p><code>${say(`${at.path}:${at.line}`)}</code></p>${at.text !== undefined && html`<pre tabindex="0">${say(at.text)}</pre>`}`}${
  command !== undefined && html`<pre tabindex="0">${say(command)}</pre>`
}</li>
`;
}

function list(page: Page, { open }: ShownVulnerabilities): Part {
  if (open.length === 0) return [];
  const rest = open.length - mostRows;
  return html`<section aria-labelledby="list"><h2 id="list">The list</h2>
${filters(open)}
<table class="wide" id="vulnerabilities" role="table"><caption hidden>Vulnerabilities, most pressing first</caption><thead role="rowgroup"><tr role="row">${[
    ["rank", "Severity"],
    ["id", "Vulnerability"],
    ["name", "Package"],
    ["fix", "Fix"],
    ["where", "Where"],
  ].map(
    ([key = "", title = ""]) => html`<th scope="col" role="columnheader" data-sort="${key}">${title}</th>`,
  )}</tr></thead><tbody role="rowgroup">
${open.slice(0, mostRows).map((entry, place) => row(page, entry.vulnerability, place))}</tbody></table>
${rest > 0 && html`<p>And ${rest} more: --format json has them all.</p>`}</section>`;
}

/** Hidden until the script is there that they need. */
function filters(open: readonly Entry[]): Markup {
  const present = countedSeverities.filter((one) => open.some(({ vulnerability }) => vulnerability.severity === one));
  return html`<form id="filters" class="filters" role="search" hidden>
<label>Search <input type="search" id="filter-text" autocomplete="off"></label>
<label>Severity <select id="filter-severity"><option value="">all</option>${present.map((one) => html`<option>${one}</option>`)}</select></label>
<label><input type="checkbox" value="yours"> yours</label>
<label><input type="checkbox" value="fixable"> with a fix</label>
<label><input type="checkbox" value="kev"> known to be exploited</label>
<output id="filter-count" class="soft small" aria-live="polite">${countWords(open)}</output></form>`;
}

function row(page: Page, one: Vulnerability, place: number): Markup {
  const { report, say } = page;
  const { severity, id, package: pkg, kev, origin } = one;
  const fix = say(fixWords(one));
  const where = say(whereWords(report, one));
  const rank = countedSeverities.indexOf(severity);
  const through = throughWords(pkg);
  return html`<tr role="row" data-severity="${severity}" data-rank="${rank}" data-place="${place}" data-id="${say(id)}" data-name="${say(pkg.name)}" data-fix="${fix}" data-where="${where}" data-yours="${String(origin === "yours")}" data-fixable="${String(hasFreeFix(one))}" data-kev="${String(kev !== undefined)}"><td role="cell"><span class="severity ${severity}">${severity}</span>${
    kev && html` <span class="kev">exploited</span>`
  }</td><td role="cell"><details><summary>${say(id)}</summary>${details(page, one)}</details></td><td role="cell" data-label="Package">${say(packageWords(pkg))}</td><td role="cell" data-label="Fix">${fix}</td><td role="cell" data-label="Where">${where}${through !== "" && `, ${say(through)}`}</td></tr>
`;
}

function details({ report, say }: Page, one: Vulnerability): Markup {
  const { title, aliases, severitySource, ratings, epss, kev, match, fix, fixedBy, locations, links } = one;
  const scores = ratings.map(({ type, value, score }) => `${type} ${value}${score === undefined ? "" : ` (${score})`}`);
  const rows: readonly (readonly [label: string, text: string])[] = [
    ["Also known as", aliases.join(", ")],
    ["Rated by", [severitySource, ...scores].join("; ")],
    ["EPSS", epss ? `${percentWords(epss.score)} within 30 days${epss.date === "" ? "" : ` (${epss.date})`}` : ""],
    ["Exploited", kev ? `since ${kev.added}: ${kev.name}${kev.ransomware ? ", by ransomware" : ""}` : ""],
    ["What to do", fix ?? ""],
    ["Fixed by", fixedBy ?? ""],
    ["Why it matches", `${match.searched} is ${match.range} of ${match.records.join(", ") || match.record}`],
    [
      "Where",
      locations
        .slice(0, mostDetails)
        .map((each) => locationDetail(report, each))
        .join("; "),
    ],
  ];
  return html`${title !== "" && html`<p>${say(title)}</p>`}<dl>${rows
    .filter(([, text]) => text !== "")
    .map(([label, text]) => html`<dt>${label}</dt><dd>${say(text)}</dd>`)}${
    links.length > 0 &&
    html`<dt>More</dt><dd>${links.slice(0, mostDetails).map((link) => html`${outerLink(say(link), say(link))} `)}</dd>`
  }</dl>`;
}
