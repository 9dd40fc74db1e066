import type { Report } from "../../engine/report.ts";
import { maskOf, type ReportOptions } from "../options.ts";
import { oneLine } from "../visible.ts";

/** What every section of the page needs. */
export interface Page {
  readonly report: Report;
  readonly options: ReportOptions;
  readonly mask: (text: string) => string;
  /** Any text as it may be shown: masked, on one line, cut, odd characters written out. Escaping is the template's business. */
  readonly say: (text: string) => string;
}

/** Longest text that is shown whole. */
export const longestShown = 1_000;

/** Gathers what the sections share. */
export function pageOf(report: Report, options: ReportOptions): Page {
  const mask = maskOf(options);
  return {
    ...{ report, options, mask },
    say: (text) => {
      const masked = mask(text);
      return oneLine(masked.length > longestShown ? `${masked.slice(0, longestShown)}...` : masked);
    },
  };
}
