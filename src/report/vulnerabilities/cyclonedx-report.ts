/**
 * A scan as CycloneDX 1.6: the software bill of materials of the image, with what is known to be wrong with its components
 * (https://cyclonedx.org/docs/1.6/json/#vulnerabilities). What is excused stands in it with its analysis. A report without an
 * image has no components to be wrong: that is refused.
 */

import type { Rating } from "../../advisories/advisory.ts";
import { UserError } from "../../engine/errors.ts";
import type { Report } from "../../engine/report.ts";
import { type Severity, severities } from "../../finding/finding.ts";
import type { Vulnerability } from "../../vulnerabilities/vulnerability.ts";
import { maskOf, type ReportOptions } from "../options.ts";
import { cycloneDxDocument } from "../sbom/cyclonedx.ts";
import { componentRef } from "../sbom/cyclonedx-component.ts";
import type { NamedPackage } from "../sbom/identity.ts";
import { masked } from "./masked.ts";
import { shownVulnerabilities } from "./shown-vulnerabilities.ts";

/** The document, indented by two spaces, with a final line end. */
export function renderCycloneDxReport(report: Report, options: ReportOptions): string {
  if (!report.image)
    throw new UserError("CycloneDX lists the packages of an image, and none was opened", {
      next: "Use `seaworthy scan IMAGE --format cyclonedx`.",
    });
  const { document, packages } = cycloneDxDocument(report.image, report.tool);
  const shown = shownVulnerabilities(report, options);
  const refsOf = refs(packages);
  const vulnerabilities = shown?.entries.map(({ vulnerability }) => entryOf(vulnerability, refsOf(vulnerability)));
  // Absent is "nobody looked", empty is "nothing known".
  const whole = { ...document, ...(vulnerabilities ? { vulnerabilities } : {}) };
  return `${JSON.stringify(masked(whole, maskOf(options)), undefined, 2)}\n`;
}

type Ref = readonly [ref: string, version: string];

/** Components that a vulnerability is about: by purl, those at its places where there are such. */
function refs(packages: readonly NamedPackage[]): (vulnerability: Vulnerability) => readonly Ref[] {
  const byPurl = new Map<string, NamedPackage[]>();
  for (const each of packages) {
    const same = byPurl.get(each.pkg.purl);
    if (same) same.push(each);
    else byPurl.set(each.pkg.purl, [each]);
  }
  return ({ package: one, locations }) => {
    const paths = new Set(locations.map(({ path }) => path));
    const purls = new Set([one.purl, ...one.members.map(({ purl }) => purl)]);
    return [...purls].flatMap((purl) => {
      const same = byPurl.get(purl) ?? [];
      const placed = same.filter(({ pkg }) => pkg.locations.some(({ path }) => paths.has(path)));
      return (placed.length > 0 ? placed : same).map((each): Ref => [componentRef(each), each.pkg.version]);
    });
  };
}

/** Longest version that the schema takes. */
const longestVersion = 1_024;

function entryOf(one: Vulnerability, affected: readonly Ref[]) {
  const [address] = one.links.filter(isAddress);
  const analysis = analysisOf(one);
  return {
    id: one.id,
    source: { name: "OSV", ...(address === undefined ? {} : { url: address }) },
    ...(one.aliases.length > 0 ? { references: one.aliases.map((id) => ({ id, source: { name: "OSV" } })) } : {}),
    ratings: [
      { source: { name: one.severitySource }, severity: one.severity, method: "other" },
      ...one.ratings.map(ratingOf),
    ],
    ...(one.title === "" ? {} : { description: one.title }),
    ...(one.fix === undefined ? {} : { recommendation: one.fix }),
    advisories: one.links.filter(isAddress).map((url) => ({ url })),
    ...(analysis ? { analysis } : {}),
    affects: affected.map(([ref, version]) => ({
      ref,
      versions: [{ version: version.slice(0, longestVersion), status: "affected" }],
    })),
    properties: propertiesOf(one),
  };
}

const methods: ReadonlyMap<string, string> = new Map([
  ["CVSS_V2", "CVSSv2"],
  ["CVSS_V3", "CVSSv31"],
  ["CVSS_V4", "CVSSv4"],
]);

function ratingOf({ type, value, score }: Rating) {
  const method = value.startsWith("CVSS:3.0/") ? "CVSSv3" : methods.get(type);
  const word = severities.find((severity: Severity) => severity === value);
  // A vendor's word is a severity where it is one of the schema's, else it stands where vectors do.
  return {
    source: { name: method === undefined ? type : "CVSS" },
    ...(score === undefined ? {} : { score }),
    ...(word === undefined ? {} : { severity: word }),
    method: method ?? "other",
    ...(word === undefined ? { vector: value } : {}),
  };
}

/** An excuse is no proof that the image is not affected: only a VEX statement says that. */
function analysisOf({ suppressed, isUnimportant }: Vulnerability) {
  if (suppressed) {
    const detail = suppressed.reason === "" ? `by ${suppressed.by}` : `by ${suppressed.by}: ${suppressed.reason}`;
    return { state: suppressed.by === "vex" ? "not_affected" : "in_triage", detail };
  }
  return isUnimportant ? { state: "in_triage", detail: "The vendor says that it is of no importance." } : undefined;
}

function propertiesOf(one: Vulnerability) {
  const values: readonly (readonly [name: string, value: string | undefined])[] = [
    ["origin", one.origin],
    ["state", one.state],
    ["fixedVersion", one.fixedVersion],
    ["fixNeeds", one.fixNeeds],
    ["fixedBy", one.fixedBy],
    ["kev", one.kev ? one.kev.added : undefined],
    ["epss", one.epss ? String(one.epss.score) : undefined],
    ["risk", String(one.risk)],
    ["searched", one.match.searched],
    ["record", one.match.record],
    ["range", one.match.range],
  ];
  return values.flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: `seaworthy:vulnerability:${name}`, value }],
  );
}

function isAddress(link: string): boolean {
  return /^https?:\/\/[\w./~#?&=%+:@!,;()-]+$/.test(link);
}
