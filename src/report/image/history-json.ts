import type { Report } from "../../engine/report.ts";
import { maskOf, type ReportOptions } from "../options.ts";
import { historySteps } from "./history-steps.ts";
import { imageDocument } from "./image-document.ts";

/** Version of the document. It rises when a field changes its meaning or goes; new fields do not raise it. */
export const historySchemaVersion = 1;

/** The history as the document of schema/history.schema.json, with a final line end. */
export function renderHistoryJson(report: Report, options: ReportOptions): string {
  return `${JSON.stringify(historyDocument(report, options), undefined, 2)}\n`;
}

/** The document as a value. */
export function historyDocument(report: Report, options: ReportOptions) {
  const mask = maskOf({ mask: report.mask, ...options });
  const { image, tool } = report;
  const steps = image ? historySteps(report, image) : [];
  return {
    schemaVersion: historySchemaVersion,
    tool: { name: tool.name, version: tool.version },
    image: image ? imageDocument(report, image, mask) : null,
    steps: steps.map((step) => ({
      instruction: mask(step.text),
      layer: step.layer ?? null,
      bytes: step.bytes,
      compressedBytes: step.compressedBytes ?? null,
      files: step.files,
      created: step.created ?? null,
      dockerfile: step.dockerfile ?? null,
      packages: Object.fromEntries(step.counts.packages),
      secrets: step.counts.secrets + step.described,
      setuid: step.counts.setuid,
      wasted: step.counts.wasted,
      findings: step.findings.map(({ rule, severity, message, fingerprint }) => ({
        ...{ rule, severity, message: mask(message), fingerprint },
      })),
    })),
    unknowns: report.unknowns.map(({ what, why, fatal }) => ({ what: mask(what), why: mask(why), fatal })),
  };
}
