/** Where a vulnerability stands in formats that place everything in a file, and what is said of it there in one sentence. */
import type { Report } from "../../engine/report.ts";
import type { Location, Severity } from "../../finding/finding.ts";
import { positionAt, type Source, type Span } from "../../text/source.ts";
import type { Vulnerability, VulnerabilitySeverity, VulnerableLocation } from "../../vulnerabilities/vulnerability.ts";
import { fileLineOf, fixWords, packageWords } from "./vulnerability-words.ts";

/**
 * The line of the Dockerfile or lockfile; without one the step of the image, in the text of its steps; without that the first
 * line of the image or project.
 */
export function filedPlace(report: Report, { locations }: Vulnerability): Location {
  const places = locations.map((location) => fileOf(report, location) ?? stepOf(report, location));
  const isOfFile = (place: Location | undefined) => place !== undefined && place.path !== report.image?.name;
  const place = places.find(isOfFile) ?? places.find((each) => each !== undefined);
  if (place) return place;
  const path = report.image?.name ?? locations[0]?.path ?? report.files[0] ?? report.target.name;
  return lineOf(path, 1);
}

function fileOf(report: Report, location: VulnerableLocation): Location | undefined {
  const { place } = location;
  const source = place?.path === undefined ? undefined : report.sources.get(place.path);
  if (place && source) return spanOf(source, place);
  const file = fileLineOf(report, location);
  return file && lineOf(file.path, file.line);
}

function stepOf({ image, sources }: Report, { step }: VulnerableLocation): Location | undefined {
  const made = step === undefined ? undefined : image?.steps[step];
  const source = made && sources.get(made.place.path ?? image?.name ?? "");
  return made && source && spanOf(source, made.place);
}

function spanOf(source: Source, { start, end }: Span): Location {
  return {
    path: source.path,
    start: positionAt(source, start),
    end: positionAt(source, end),
    span: { start, end },
  };
}

function lineOf(path: string, line: number): Location {
  return { path, start: { line, column: 1 }, end: { line, column: 1 }, span: { start: 0, end: 0 } };
}

/** `CVE-2099-1 in openssl 3.0.11: fixed in 3.0.13; known to be exploited`. Neither masked nor escaped. */
export function sentence(vulnerability: Vulnerability): string {
  const { id, package: pkg, kev } = vulnerability;
  return `${id} in ${packageWords(pkg)}: ${fixWords(vulnerability)}${kev ? "; known to be exploited" : ""}`;
}

/** For formats without a word for "nobody rated it": neither bad enough to stop at nor mild enough to be overlooked. */
export function ratedSeverity(severity: VulnerabilitySeverity): Severity {
  return severity === "unknown" ? "medium" : severity;
}
