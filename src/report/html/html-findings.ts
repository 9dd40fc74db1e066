/** Findings, habits and what could not be told, as sections of a page. */
import type { Finding } from "../../finding/finding.ts";
import { countSeverities, fixSafety, groupActions, listed, plural } from "../actions.ts";
import { codeFrame } from "../frame.ts";
import { placeWords } from "../image/step-place.ts";
import { maskedLines } from "../masked-lines.ts";
import { shownFindings } from "../options.ts";
import { html, type Markup, outerLink } from "./markup.ts";
import type { Page } from "./page.ts";

/** Groups of findings, places of one, lines of a list: more is counted. */
export const mostGroups = 200;
export const mostPlaces = 20;
const mostUnknowns = 200;
const frameColumns = 100;

/** What was found, a group for each rule and file. */
export function findingSection(page: Page): readonly Markup[] {
  const { report, options } = page;
  const open = shownFindings(report, options).filter(({ suppressed }) => !suppressed);
  if (open.length === 0) return [];
  const actions = groupActions(open);
  const frame = framesOf(page);
  const rest = actions.length - mostGroups;
  return [
    html`<section aria-labelledby="findings"><h2 id="findings">${plural(open.length, "problem")} (${countSeverities(open)})</h2>
${actions.slice(0, mostGroups).map(({ findings }) => article(page, findings, frame))}${rest > 0 && html`<p>And ${rest} more.</p>`}</section>`,
  ];
}

function article(
  { report, say }: Page,
  findings: readonly [Finding, ...Finding[]],
  frame: (finding: Finding) => string,
) {
  const [finding, ...others] = findings;
  const rule = report.rules.get(finding.rule);
  const safety = fixSafety(finding);
  const code = frame(finding);
  const rest = others.length - mostPlaces;
  return html`<article><h3><span class="severity ${finding.severity}">${finding.severity}</span> ${say(finding.message)}</h3>
<p class="soft small">${say(placeWords(report, finding.location, "column"))} · ${outerLink(say(finding.rule), finding.help)}</p>
${code !== "" && html`<pre tabindex="0">${code}</pre>`}
${rule && html`<dl><dt>Why</dt><dd>${say(rule.why)}</dd><dt>Fix</dt><dd>${say(rule.remedy)}</dd></dl>`}
${safety && html`<p><code>seaworthy fix${safety === "unsafe" && " --unsafe"}</code> does it.</p>`}
${finding.refusal !== undefined && html`<p>Not done for you: ${say(finding.refusal)}</p>`}
${finding.related.slice(0, mostPlaces).map((each) => html`<p class="small">See ${say(placeWords(report, each.location, "line"))}: ${say(each.message)}</p>`)}
${others.slice(0, mostPlaces).map((each) => html`<p class="small">Also ${say(placeWords(report, each.location, "line"))}: ${say(each.message)}</p>`)}
${rest > 0 && html`<p class="small">And ${plural(rest, "more place")}.</p>`}</article>
`;
}

/** Each text is masked once, when the first finding in it is shown. */
function framesOf({ report, mask }: Page): (finding: Finding) => string {
  const readers = new Map<string, ReturnType<typeof maskedLines>>();
  return ({ location }) => {
    const source = report.sources.get(location.path);
    if (!source) return "";
    const lineAt = readers.get(location.path) ?? maskedLines(source, mask);
    readers.set(location.path, lineAt);
    return codeFrame(location, lineAt, frameColumns)
      .map(({ gutter, text }) => (gutter + text).trimEnd())
      .join("\n");
  };
}

const states = { holds: "holds", broken: "broken", unknown: "not looked" } as const;
const colours = { holds: "good", broken: "critical", unknown: "soft" } as const;

/** The checklist. */
export function habitSection({ report, say }: Page): readonly Markup[] {
  if (report.habits.length === 0) return [];
  return [
    html`<section aria-labelledby="habits"><h2 id="habits">Habits of a seaworthy container</h2><dl>
${report.habits.map(
  ({
    habit,
    state,
    why,
  }) => html`<dt>${habit}</dt><dd><span class="${colours[state]}">${states[state]}</span>: ${say(why)}</dd>
`,
)}</dl></section>`,
  ];
}

/** What could not be read or told, what is ignored, which ignores do nothing. */
export function restSection({ report, options, say }: Page): readonly Markup[] {
  const ignored = shownFindings(report, options).flatMap(({ suppressed, rule, message, location }) =>
    suppressed ? [{ suppressed, rule, message, location }] : [],
  );
  const unknowns = report.unknowns.slice(0, mostUnknowns).map(({ what, why, fatal, location }) => {
    const place = location ? ` (${placeWords(report, location, "line")})` : "";
    return html`<li>${fatal && html`<strong class="critical">Not checked: </strong>`}${say(what + place)}: ${say(why)}</li>`;
  });
  const unused = report.unusedIgnores
    .slice(0, mostUnknowns)
    .map(
      ({ path, line, text, why }) =>
        html`<li>Unused ignore: ${say(`${path}:${line}`)} <q>${say(text)}</q>: ${say(why)}</li>`,
    );
  const lines = [...unknowns, ...unused];
  if (lines.length + ignored.length === 0) return [];
  return [
    html`<section aria-labelledby="rest"><h2 id="rest">${listed([
      ...(lines.length > 0 ? ["What could not be told"] : []),
      ...(ignored.length > 0 ? [lines.length > 0 ? "what is ignored" : "What is ignored"] : []),
    ])}</h2><ul>${lines}${ignored
      .slice(0, mostUnknowns)
      .map(
        ({ suppressed, rule, message, location }) =>
          html`<li class="soft">Ignored by ${suppressed.by}: ${say(`${placeWords(report, location, "line")} [${rule}] ${message}`)}${suppressed.reason !== "" && `: ${say(suppressed.reason)}`}</li>`,
      )}</ul></section>`,
  ];
}
