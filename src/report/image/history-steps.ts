import type { Report } from "../../engine/report.ts";
import type { Finding } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { bytesText, countText } from "../../text/quantities.ts";
import { type LayerCounts, layerCounts } from "./image-counts.ts";
import { dockerfileLine, stepAt } from "./step-place.ts";

/** One step, with all that is known of the layer it made. */
export interface HistoryStep {
  readonly text: string;
  /** Index into the image's layers. */
  readonly layer: number | undefined;
  /** Of the unpacked layer; 0 without one. */
  readonly bytes: number;
  readonly compressedBytes: number | undefined;
  readonly files: number;
  /** YYYY-MM-DD. */
  readonly created: string | undefined;
  readonly dockerfile: { readonly path: string; readonly line: number } | undefined;
  readonly counts: LayerCounts;
  /** Secrets in the step itself: build arguments, variables. */
  readonly described: number;
  /** What was found, counted, in words. */
  readonly notes: readonly { readonly text: string; readonly isBad: boolean }[];
  /** Open findings that lie in the step, worst first. */
  readonly findings: readonly Finding[];
}

const nothing: LayerCounts = { packages: [], secrets: 0, setuid: 0, wasted: { bytes: 0, files: 0 } };

/** The steps of an image in order. */
export function historySteps(report: Report, image: ImageFacts): readonly HistoryStep[] {
  const counts = layerCounts(image);
  const findings = findingsByStep(report, image);
  return image.steps.map((step, index) => {
    const layer = step.layer === undefined ? undefined : image.layers[step.layer];
    const found = (step.layer === undefined ? undefined : counts[step.layer]) ?? nothing;
    const described = image.describedSecrets.filter(
      ({ history }) => history !== undefined && history === step.history,
    ).length;
    return {
      ...{ text: step.text, layer: step.layer, bytes: layer?.bytes ?? 0, compressedBytes: layer?.compressedBytes },
      files: layer?.files ?? 0,
      created: dayOf(step.created),
      dockerfile: dockerfileLine(report, step),
      ...{ counts: found, described, notes: notesOf(found, described), findings: findings.get(index) ?? [] },
    };
  });
}

function findingsByStep({ findings }: Report, image: ImageFacts): ReadonlyMap<number, readonly Finding[]> {
  const byStep = new Map<number, Finding[]>();
  for (const finding of findings) {
    const step = finding.suppressed ? undefined : stepAt(image, finding.location);
    if (step === undefined) continue;
    const known = byStep.get(step);
    if (known) known.push(finding);
    else byStep.set(step, [finding]);
  }
  return byStep;
}

/** Less that is given away is not worth a line: every step of a package manager replaces a few small files. */
const leastWasted = 100_000;

function notesOf({ packages, secrets, setuid, wasted }: LayerCounts, described: number): HistoryStep["notes"] {
  const notes: { text: string; isBad: boolean }[] = [];
  const total = packages.reduce((sum, [, number]) => sum + number, 0);
  const types = packages.map(([type, number]) => `${number} ${type}`);
  if (total > 0) notes.push({ text: `adds ${countText(total, "package")}: ${types.join(", ")}`, isBad: false });
  if (secrets > 0) notes.push({ text: `holds ${countText(secrets, "secret")}`, isBad: true });
  if (described > 0) notes.push({ text: `its text shows ${countText(described, "secret")}`, isBad: true });
  if (setuid > 0)
    notes.push({ text: `has ${countText(setuid, "file")} with set-user-id or set-group-id`, isBad: false });
  if (wasted.bytes >= leastWasted) {
    const text = `${bytesText(wasted.bytes)} in ${countText(wasted.files, "file")} are replaced or deleted later`;
    notes.push({ text, isBad: wasted.bytes >= 1_000_000 });
  }
  return notes;
}

/** The day of a time; undefined for what is none, and for the year 1, which builders write for "none". */
function dayOf(created: string | undefined): string | undefined {
  const day = /^(\d{4}-\d\d-\d\d)T/.exec(created ?? "")?.[1];
  return day === undefined || day < "1970" ? undefined : day;
}
