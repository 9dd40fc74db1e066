/** Which layer of an image brings how many bytes and how many vulnerabilities, as a table with bars in it. */
import { readableBytes } from "../../text/quantities.ts";
import { dockerfileLine } from "../image/step-place.ts";
import {
  countedSeverities,
  countWords,
  type Entry,
  shownVulnerabilities,
} from "../vulnerabilities/shown-vulnerabilities.ts";
import { html, type Markup } from "./markup.ts";
import type { Page } from "./page.ts";

/** An image has at most 127 layers where it is stored as layers. */
const mostLayers = 200;
const longestStep = 160;

/** The section; none for what has no layers. */
export function layerSection({ report, options, say }: Page): readonly Markup[] {
  const { image } = report;
  if (!image || image.project || image.layers.length === 0) return [];
  const shown = shownVulnerabilities(report, options);
  const byLayer = new Map<number, Entry[]>();
  for (const entry of shown?.total ?? []) {
    const layer = entry.vulnerability.locations[0]?.layer;
    if (layer === undefined) continue;
    const known = byLayer.get(layer);
    if (known) known.push(entry);
    else byLayer.set(layer, [entry]);
  }
  const mostBytes = Math.max(1, ...image.layers.map(({ bytes }) => bytes));
  const mostFound = Math.max(1, ...[...byLayer.values()].map(({ length }) => length));
  const rows = image.layers.slice(0, mostLayers).map((layer, index) => {
    const step = image.steps[layer.step];
    const file = step && dockerfileLine(report, step);
    const entries = byLayer.get(index) ?? [];
    const text = say((step?.text ?? "").slice(0, longestStep).replaceAll(/\s*\\\n\s*/g, " "));
    return html`<tr role="row"><td role="cell" data-label="Layer">${index + 1}</td><td role="cell"><code>${text}</code>${
      file && html` <span class="soft small">${say(`${file.path}:${file.line}`)}</span>`
    }</td><td role="cell" class="chart">${readableBytes(layer.bytes)}${bar([["bytes", layer.bytes]], mostBytes)}</td>${
      shown &&
      html`<td role="cell" class="chart">${entries.length === 0 ? html`<span class="soft">no vulnerabilities</span>` : countWords(entries)}${
        entries.length > 0 &&
        bar(
          countedSeverities.map((one) => [one, countOf(entries, one)]),
          mostFound,
        )
      }</td>`
    }</tr>
`;
  });
  return [
    html`<section aria-labelledby="layers"><h2 id="layers">Layers</h2>
<table class="layers" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Layer</th><th scope="col" role="columnheader">Made by</th><th scope="col" role="columnheader">Size</th>${
      shown && html`<th scope="col" role="columnheader">Vulnerabilities</th>`
    }</tr></thead><tbody role="rowgroup">
${rows}</tbody></table></section>`,
  ];
}

function countOf(entries: readonly Entry[], severity: string): number {
  return entries.filter(({ vulnerability }) => vulnerability.severity === severity).length;
}

/** A bar of parts; its length is its share of `most`. The words beside it say the same. */
function bar(parts: readonly (readonly [kind: string, value: number])[], most: number): Markup {
  let start = 0;
  const pieces = parts.map(([kind, value]) => {
    const width = (100 * value) / most;
    const piece = html`<rect class="${kind}" x="${start.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="10"></rect>`;
    start += width;
    return value > 0 && piece;
  });
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">${pieces}</svg>`;
}
