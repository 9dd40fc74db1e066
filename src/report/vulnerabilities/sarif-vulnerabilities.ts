/**
 * Vulnerabilities as SARIF: a rule for each id, a result for each vulnerable component, on the line of the Dockerfile or
 * lockfile where it is known, else on the step of the image. Fingerprints hold neither digest nor version, so that an alert
 * stays the same one from build to build. What the vendor calls unimportant is left out, what is excused is suppressed.
 */
import type { Report } from "../../engine/report.ts";
import type { Severity } from "../../finding/finding.ts";
import type { Vulnerability } from "../../vulnerabilities/vulnerability.ts";
import { stepLocations } from "../image/sarif-image.ts";
import { escapeMarkdown } from "../markdown-text.ts";
import type { Places } from "../sarif-places.ts";
import { levelOf, type RuleDescriptor, securitySeverities } from "../sarif-rules.ts";
import { filedPlace, ratedSeverity, sentence } from "./filed-place.ts";
import type { Entry, ShownVulnerabilities } from "./shown-vulnerabilities.ts";
import { percentWords, throughWords } from "./vulnerability-words.ts";

type Mask = (text: string) => string;

/** Longest title of a rule: code hosts show no more. */
const longestTitle = 500;

function listedEntries({ entries }: ShownVulnerabilities): readonly Entry[] {
  return entries.filter(({ vulnerability }) => vulnerability.suppressed || !vulnerability.isUnimportant);
}

/** A rule for each id, in the order of the results; the first of an id speaks for it. */
export function vulnerabilityRules(shown: ShownVulnerabilities, mask: Mask): readonly RuleDescriptor[] {
  const byId = new Map<string, Vulnerability[]>();
  for (const { vulnerability } of listedEntries(shown)) {
    const same = byId.get(vulnerability.id);
    if (same) same.push(vulnerability);
    else byId.set(vulnerability.id, [vulnerability]);
  }
  return [...byId.values()].flatMap((same) => {
    const [first] = same;
    return first ? [ruleOf(first, same, mask)] : [];
  });
}

function ruleOf(one: Vulnerability, same: readonly Vulnerability[], mask: Mask): RuleDescriptor {
  const title = mask(one.title === "" ? `Known vulnerability ${one.id}` : one.title).slice(0, longestTitle);
  const address = one.links.find(isAddress);
  const facts = [
    `Rated ${one.severity} (${one.severitySource})`,
    one.kev ? `Known to be exploited since ${one.kev.added}` : "",
    one.epss ? `EPSS ${percentWords(one.epss.score)}` : "",
    one.aliases.length > 0 ? `Also known as ${one.aliases.join(", ")}` : "",
  ].filter((fact) => fact !== "");
  const security = securitySeverity(same);
  return {
    id: mask(one.id),
    name: mask(one.id),
    shortDescription: { text: title },
    fullDescription: { text: title },
    ...(address === undefined ? {} : { helpUri: mask(address) }),
    help: {
      text: [title, ...facts.map(mask)].join("\n\n"),
      markdown: [`**${escapeMarkdown(title)}**`, ...facts.map((fact) => escapeMarkdown(mask(fact)))].join("\n\n"),
    },
    defaultConfiguration: { level: levelOf(ratedSeverity(one.severity)) },
    properties: {
      tags: ["security", "vulnerability", ...(one.kev ? ["known-exploited"] : [])],
      precision: "high",
      ...(security === undefined ? {} : { "security-severity": security }),
    },
  };
}

function isAddress(link: string): boolean {
  return /^https?:\/\/[\w./~#?&=%+:@-]+$/.test(link);
}

/** Bands of GitHub: above 9.0 critical, from 7.0 high, from 4.0 medium, below low. */
const bands: Readonly<Record<Severity, readonly [least: number, most: number]>> = {
  ...{ critical: [9, 10], high: [7, 8.9], medium: [4, 6.9], low: [0.1, 3.9], info: [0, 0] },
};

/** The score where it says the same as the severity, else the middle of the severity's band: a vendor may know better. */
function securitySeverity(same: readonly Vulnerability[]): string | undefined {
  const numbers = same.flatMap(({ severity, ratings }) => {
    if (severity === "unknown") return [];
    const [least, most] = bands[severity];
    const score = ratings.find(({ score }) => score !== undefined && score >= least && score <= most)?.score;
    // 9.0 itself is high to GitHub.
    return [severity === "critical" && score === 9 ? 9.1 : (score ?? Number(securitySeverities[severity]))];
  });
  return numbers.length === 0 ? undefined : Math.max(...numbers).toFixed(1);
}

/** A result for each vulnerability; `indexOf` gives the index of a rule by its id. */
export function vulnerabilityResults(
  report: Report,
  shown: ShownVulnerabilities,
  indexOf: ReadonlyMap<string, number>,
  places: Places,
  mask: Mask,
): readonly object[] {
  return listedEntries(shown).map(({ vulnerability }) => {
    const { suppressed, package: pkg, origin, state, severity, fingerprint, fixedVersion } = vulnerability;
    const ruleIndex = indexOf.get(mask(vulnerability.id));
    const place = filedPlace(report, vulnerability);
    return {
      ruleId: mask(vulnerability.id),
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      level: levelOf(ratedSeverity(severity)),
      message: { text: messageOf(vulnerability, mask) },
      locations: [{ physicalLocation: places.physical(place), ...stepLocations(report, place, mask) }],
      partialFingerprints: { primaryLocationLineHash: mask(fingerprint), "seaworthy/v1": mask(fingerprint) },
      suppressions: suppressed
        ? [{ kind: "external", status: "accepted", justification: justification(suppressed, mask) }]
        : [],
      properties: {
        ...{ severity, origin, state },
        package: mask(pkg.purl),
        ...(fixedVersion === undefined ? {} : { fixedVersion: mask(fixedVersion) }),
        ...(vulnerability.epss ? { epss: vulnerability.epss.score } : {}),
        kev: vulnerability.kev !== undefined,
      },
    };
  });
}

function messageOf(vulnerability: Vulnerability, mask: Mask): string {
  const { title, fix, match, package: pkg } = vulnerability;
  const parts = [
    `${sentence(vulnerability)}.`,
    title === "" ? "" : ended(title),
    fix === undefined ? "" : `What to do: ${ended(fix)}`,
    throughWords(pkg) === "" ? "" : `It comes ${throughWords(pkg)}.`,
    `${match.searched} is ${match.range} of ${match.record}.`,
  ];
  return mask(parts.filter((part) => part !== "").join(" "));
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function justification({ by, reason }: NonNullable<Vulnerability["suppressed"]>, mask: Mask): string {
  return reason === "" ? `by ${by}` : `by ${by}: ${mask(reason)}`;
}
