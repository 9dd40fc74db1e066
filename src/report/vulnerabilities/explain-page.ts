/**
 * The page of a vulnerability for a terminal: what it is, how bad and who says so, which packages have it, and, with an image,
 * where it is in there and what fixes it. All of it is text of others: wrapped, control characters written out, masked.
 */
import type { Report } from "../../engine/report.ts";
import type { ExplainedPackage, ExplainedVulnerability } from "../../vulnerabilities/explain-vulnerability.ts";
import type { Vulnerabilities, Vulnerability } from "../../vulnerabilities/vulnerability.ts";
import { oneLine, visibleLines } from "../visible.ts";
import { labelled, wrap } from "../wrap.ts";
import {
  fixWords,
  locationWords,
  originWords,
  packageWords,
  percentWords,
  searchedWords,
  throughWords,
} from "./vulnerability-words.ts";

/** Characters of the description that are shown; the links have the rest. */
export const longestDescription = 6_000;
/** Packages that are listed. */
export const mostExplainedPackages = 60;
/** Places of one package that are listed. */
const mostPlaces = 8;
const mostIds = 12;

export interface PageLook {
  readonly width: number;
  readonly mask: (text: string) => string;
}

/** An image that was asked about. */
export interface AskedImage {
  readonly report: Pick<Report, "sources" | "image">;
  readonly name: string;
  readonly vulnerabilities: Vulnerabilities;
  /** Those of them that are this one. */
  readonly rows: readonly Vulnerability[];
}

/** With a final line end. */
export function renderVulnerabilityPage(one: ExplainedVulnerability, look: PageLook, image?: AskedImage): string {
  const say = (text: string) => oneLine(look.mask(text));
  const width = look.width;
  const title = one.title === "" ? one.id : `${one.id}: ${one.title}`;
  const lines = [
    ...wrap(say(title), width),
    ...(image ? ["", ...imageLines(image, say, width)] : []),
    ...section("What it is", descriptionLines(one, look)),
    ...section("How bad it is", badnessLines(one, say, width)),
    ...section(
      image ? "Packages that have it, anywhere" : "Packages that have it",
      packageLines(one.packages, say, width),
    ),
    ...section("Names and records", nameLines(one, say, width)),
    ...section(
      "Read on",
      one.links.map((link) => `  ${say(link)}`),
    ),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

type Say = (text: string) => string;

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

function descriptionLines({ details, detailsBy }: ExplainedVulnerability, { width, mask }: PageLook): string[] {
  const text = mask(details).trim();
  if (text === "") return [];
  const isCut = text.length > longestDescription;
  const shown = visibleLines(isCut ? text.slice(0, longestDescription) : text);
  return [
    ...shown.flatMap((line) => (line.trim() === "" ? [""] : wrap(line.trim(), width - 2).map((part) => `  ${part}`))),
    ...(isCut ? ["  (the rest stands behind the links below)"] : []),
    ...labelled("  ", `Text of ${oneLine(detailsBy)}.`, width),
  ];
}

function badnessLines({ ratings, kev, epss }: ExplainedVulnerability, say: Say, width: number): string[] {
  const rated = ratings.slice(0, mostIds).flatMap(({ by, severity, value, score }) => {
    const number = score === undefined ? "" : ` ${score}`;
    return labelled("  ", say(`${severity}${number}, says ${by} (${value})`), width);
  });
  return [
    ...(rated.length > 0 ? rated : ["  Nobody has rated it."]),
    ...(kev
      ? labelled(
          "  ",
          say(
            `Known to be exploited since ${kev.added} (CISA KEV: ${kev.name})${kev.ransomware ? ", also for ransomware" : ""}.`,
          ),
          width,
        )
      : []),
    ...(epss
      ? labelled(
          "  ",
          say(
            `Chance of exploitation within 30 days: ${percentWords(epss.score)}, more than ${percentWords(epss.percentile)} of all (EPSS${epss.date === "" ? "" : ` of ${epss.date}`}).`,
          ),
          width,
        )
      : []),
  ];
}

function packageLines(packages: readonly ExplainedPackage[], say: Say, width: number): string[] {
  const rest = packages.length - mostExplainedPackages;
  return [
    ...packages
      .slice(0, mostExplainedPackages)
      .flatMap((each) => labelled("  ", say(`${each.ecosystem}: ${each.name}, ${fixedWords(each)}`), width)),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
}

function fixedWords({ fixed, lastAffected }: ExplainedPackage): string {
  if (fixed.length > 0) return `fixed in ${fixed.join(", ")}`;
  return lastAffected.length > 0 ? `up to ${lastAffected.join(", ")}` : "no fix known";
}

function nameLines({ aliases, repairs, records }: ExplainedVulnerability, say: Say, width: number): string[] {
  const listed = (all: readonly string[]) =>
    `${all.slice(0, mostIds).join(", ")}${all.length > mostIds ? ` and ${all.length - mostIds} more` : ""}`;
  const withdrawn = records.filter(({ isWithdrawn }) => isWithdrawn).map(({ id }) => id);
  const live = records.filter(({ isWithdrawn }) => !isWithdrawn).map(({ id }) => id);
  return [
    ...(aliases.length > 0 ? labelled("  Also called  ", say(listed(aliases)), width) : []),
    ...(repairs.length > 0 ? labelled("  Repairs      ", say(listed(repairs)), width) : []),
    ...(live.length > 0 ? labelled("  Records      ", say(listed(live)), width) : []),
    ...(withdrawn.length > 0 ? labelled("  Taken back   ", say(listed(withdrawn)), width) : []),
  ];
}

function imageLines(image: AskedImage, say: Say, width: number): string[] {
  const { name, rows, vulnerabilities } = image;
  const gaps = vulnerabilities.unknowns.filter(({ fatal }) => fatal);
  if (rows.length === 0) {
    const none = gaps.length > 0 ? `Not found in ${name}, but not everything was looked at` : `Not in ${name}`;
    return [
      ...labelled("", say(`${none}: ${searchedWords(vulnerabilities)}.`), width),
      ...gaps.flatMap(({ what, why }) => labelled("  ", say(`${what}: ${why}`), width)),
    ];
  }
  return [...wrap(say(`In ${name}:`), width), ...rows.flatMap((row) => rowLines(row, image, say, width))];
}

function rowLines(row: Vulnerability, { report, vulnerabilities }: AskedImage, say: Say, width: number): string[] {
  const action = row.action === undefined ? undefined : vulnerabilities.actions[row.action];
  const facts: readonly (readonly [label: string, text: string])[] = [
    ["Severity", severityText(row)],
    ["Whose", originWords(row.origin)],
    ...row.locations.slice(0, mostPlaces).map((place) => ["Where", placeText(place, report)] as const),
    ["Where", row.locations.length > mostPlaces ? `and ${row.locations.length - mostPlaces} more places` : ""],
    ["Pulled in", throughWords(row.package)],
    ["State", `${fixWords(row)}${row.fixedBy === undefined ? "" : ` (${row.fixedBy})`}`],
    ["To do", row.suppressed ? `nothing: ${row.suppressed.reason}` : (row.fix ?? action?.title ?? "")],
    // The sentence mostly has the command in it.
    ["Write", row.fix?.includes(action?.command ?? "") ? "" : (action?.command ?? "")],
    ["Matched", `${row.match.searched}; ${row.match.record} says ${row.match.range}`],
  ];
  return [
    ...labelled("  ", say(packageWords(row.package)), width),
    ...facts
      .filter(([, text]) => text !== "")
      .flatMap(([label, text]) => labelled(`    ${label.padEnd(10)}`, say(text), width)),
  ];
}

function severityText({ severity, severitySource, isUnimportant }: Vulnerability): string {
  const by = severitySource === "" ? "" : ` (${severitySource})`;
  return `${severity}${by}${isUnimportant ? ", unimportant, says the vendor" : ""}`;
}

/** The path, the layer or line, and the instruction that brought it. */
function placeText(place: Vulnerability["locations"][number], report: AskedImage["report"]): string {
  const words = locationWords(report, place);
  const step = place.step === undefined ? undefined : report.image?.steps[place.step];
  const [line = ""] = step === undefined || step.instruction === "unknown" ? [] : step.text.split("\n", 1);
  return [place.path, ...(words === place.path ? [] : [words]), ...(line === "" ? [] : [line.slice(0, 200)])].join(
    ", ",
  );
}
