/**
 * A report goes in; out comes one page of HTML that needs nothing else: no file, no network, and no script to say all it has to
 * say. Every text of others is masked, made visible and escaped, and a content security policy allows the page's own style and
 * script and nothing beside them, by their digests.
 */

import type { Report } from "../../engine/report.ts";
import { lateCrypto } from "../../files/late-modules.ts";
import { readableBytes } from "../../text/quantities.ts";
import { plural } from "../actions.ts";
import { supportNote } from "../image/support-note.ts";
import type { ReportOptions } from "../options.ts";
import { findingSection, habitSection, restSection } from "./html-findings.ts";
import { layerSection } from "./html-layers.ts";
import { vulnerabilitySections } from "./html-vulnerabilities.ts";
import { html, ownMarkup, type Part } from "./markup.ts";
import { type Page, pageOf } from "./page.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";

/** The page, with a final line end. */
export function renderHtml(report: Report, options: ReportOptions): string {
  const page = pageOf(report, options);
  const { say } = page;
  const name = say(report.image?.name ?? report.target.name);
  const vulnerabilities = vulnerabilitySections(page);
  const findings = findingSection(page);
  const nothing = findings.length === 0 && html`<section><p class="good">${nothingFound(report)}</p></section>`;
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>seaworthy: ${name}</title>
<style>${ownMarkup(pageStyle)}</style>
</head>
<body>
<header><h1>${name === "." || name === "" ? "This project" : name}</h1>
${about(page)}</header>
<main>
${vulnerabilities}
${findings}${nothing}
${layerSection(page)}
${habitSection(page)}
${restSection(page)}
</main>
<footer><p>Made by ${report.tool.name} ${report.tool.version}. ${looked(report)}</p></footer>
<script>${ownMarkup(pageScript)}</script>
</body>
</html>
`;
  return markup;
}

function digestOf(text: string): string {
  return `'sha256-${lateCrypto().createHash("sha256").update(text).digest("base64")}'`;
}

/** Nothing is loaded, sent or framed. */
const policy = [
  "default-src 'none'",
  `style-src ${digestOf(pageStyle)}`,
  `script-src ${digestOf(pageScript)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function nothingFound(report: Report): string {
  const partly = report.unknowns.some(({ fatal }) => fatal);
  if (partly) return "No problems found in what could be checked, but not everything could be.";
  // Rules look at no lockfile: that they find nothing there says nothing.
  if (report.image?.project) return "Of this project its lockfiles were read, and nothing else.";
  return report.vulnerabilities ? "No other problems found." : "No problems found.";
}

function looked(report: Report): string {
  if (report.image?.project) return `${plural(report.image.project.lockfiles.length, "lockfile")} read.`;
  const counted = report.image ? "The image was" : `${plural(report.files.length, "file")}`;
  return `${counted} checked by ${plural(report.rules.size, "rule")}.`;
}

/** Lockfiles that are named; the others are counted. */
const mostLockfiles = 20;

function about({ report, say }: Page): Part {
  const { image } = report;
  if (!image) return [];
  const { os, platform, config, user, layers, packages, project } = image;
  if (project) {
    const lockfiles = project.lockfiles.slice(0, mostLockfiles).map(({ path }) => path);
    const more = project.lockfiles.length - lockfiles.length;
    return html`<dl><dt>Lockfiles</dt><dd>${say(lockfiles.join(", "))}${more > 0 && ` and ${more} more`}</dd><dt>Holds</dt><dd>${plural(packages.length, "package")}</dd></dl>`;
  }
  const support = os ? supportNote(os, image.today).words : "";
  const bytes = layers.reduce((sum, layer) => sum + layer.bytes, 0);
  const rows: readonly (readonly [label: string, text: string])[] = [
    ["System", os ? `${os.name}${support === "" ? "" : `; ${support}`}` : "none that the image names"],
    ["Built", [(config.created ?? "").slice(0, 10), platform ?? ""].filter((part) => part !== "").join(", ")],
    ["User", image.hasConfig ? user.why : ""],
    ["Holds", `${plural(packages.length, "package")} in ${plural(layers.length, "layer")}, ${readableBytes(bytes)}`],
    ["Digest", image.digest ?? ""],
  ];
  return html`<dl>${rows
    .filter(([, text]) => text !== "")
    .map(([label, text]) => html`<dt>${label}</dt><dd>${say(text)}</dd>`)}</dl>`;
}
