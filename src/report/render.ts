import type { Report } from "../engine/report.ts";
import type { ReportOptions } from "./options.ts";

// In come a report and the name of a format; out goes the text. A format is loaded when it is asked for: a run in a
// terminal never reads the code of the others.

/** The formats of `--format`. */
export const formats = ["pretty", "json", "sarif", "github", "gitlab", "junit", "markdown", "html"] as const;
/** The formats of `scan`: CycloneDX is a list of packages, and only images are opened for theirs. */
export const scanFormats = [...formats, "cyclonedx"] as const;
/** Other words for formats, from other tools. */
export const formatAliases: Readonly<Record<string, Format>> = { table: "pretty" };
export type Format = (typeof scanFormats)[number];

type Renderer = (report: Report, options: ReportOptions) => string;

const renderers: Readonly<Record<Format, () => Promise<Renderer>>> = {
  pretty: async () => (await import("./pretty.ts")).renderPretty,
  json: async () => (await import("./json.ts")).renderJson,
  sarif: async () => (await import("./sarif.ts")).renderSarif,
  github: async () => (await import("./github.ts")).renderGithub,
  gitlab: async () => (await import("./gitlab.ts")).renderGitlab,
  junit: async () => (await import("./junit.ts")).renderJunit,
  markdown: async () => (await import("./markdown.ts")).renderMarkdown,
  html: async () => (await import("./html/html.ts")).renderHtml,
  cyclonedx: async () => (await import("./vulnerabilities/cyclonedx-report.ts")).renderCycloneDxReport,
};

/** The report in the format asked for. */
export async function renderReport(format: Format, report: Report, options: ReportOptions = {}): Promise<string> {
  const render = await renderers[format]();
  return render(report, { mask: report.mask, ...options });
}

/** True when the word names a format. */
export function isFormat(word: string): word is Format {
  return (scanFormats as readonly string[]).includes(word);
}
