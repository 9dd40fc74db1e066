/** Rows of joined matches become vulnerabilities: everything about them but what to do. */
import type { ExploitLikelihood } from "../advisories/advisory.ts";
import type { AdvisoryLookup } from "../advisories/lookup.ts";
import { fingerprintOf } from "../finding/fingerprint.ts";
import type { ImagePackage } from "../inventory/image-facts.ts";
import { compareTexts } from "../text/compare.ts";
import type { Draft, Surroundings } from "./draft.ts";
import { barePurl } from "./filter.ts";
import type { Component, JoinedRow } from "./join.ts";
import { linksOf } from "./links.ts";
import { isCve, isNotice } from "./names.ts";
import type { RecordNotes } from "./record-notes.ts";
import { riskOf } from "./risk.ts";
import { rateSeverity } from "./severity.ts";
import { fixStateOf } from "./state.ts";
import type { Origin, VulnerableLocation, VulnerablePackage } from "./vulnerability.ts";

export interface RowFacts {
  readonly lookup: Pick<AdvisoryLookup, "exploited" | "likelihood">;
  readonly notesOf: (id: string) => RecordNotes | undefined;
  readonly around: Surroundings;
}

/** One for each row, in order. */
export function draftRows(rows: readonly JoinedRow[], facts: RowFacts): readonly Draft[] {
  const places = placesOfComponents(facts.around);
  return rows.map((row) => draftRow(row, places(row.component), facts));
}

function draftRow(row: JoinedRow, places: ComponentPlaces, { lookup, notesOf, around }: RowFacts): Draft {
  const { names, matches, component } = row;
  const [first] = matches;
  const [id = first.advisory.id, ...aliases] = names;
  const records = [...new Set(matches.map(({ advisory }) => advisory.id))];
  const isRetired = around.support?.state === "ended" && systemTypes.has(component.head.type);
  const rated = rateSeverity({ matches, names, notesOf });
  const cves = names.filter(isCve);
  const kev = firstOf(cves, (cve) => lookup.exploited(cve));
  const epss = mostLikely(cves, lookup);
  return {
    head: component.head,
    row: {
      ...{ id, aliases: [...aliases].sort(compareTexts), ...rated, kev, epss },
      title: titleOf(names, records, notesOf),
      links: linksOf(names, records, notesOf),
      ...fixStateOf({ matches, names, isRetired }),
      risk: riskOf({ kev, epss, severity: rated.severity, ratings: rated.ratings }),
      ...places,
      match: { searched: first.searched, record: first.advisory.id, range: first.range, records },
      fingerprint: fingerprintOf({
        ...{ rule: id, path: nameOf(component.head), anchor: component.head.bundledWith ?? "", ordinal: 0 },
      }),
    },
  };
}

const systemTypes: ReadonlySet<string> = new Set(["deb", "apk", "rpm"]);

/** Without version, digest and path: the same in the next build. */
function nameOf({ purl, source, type, name }: ImagePackage): string {
  return systemTypes.has(type) ? `${type}/${source?.name ?? name}` : barePurl(purl);
}

/** That of a record of the vulnerability itself; a notice's title is about the update. */
function titleOf(names: readonly string[], records: readonly string[], notesOf: RowFacts["notesOf"]): string {
  const ids = [...records.filter((id) => !isNotice(id)), ...names, ...records.filter(isNotice)];
  return firstOf(ids, (id) => notesOf(id)?.title || undefined) ?? "";
}

function firstOf<Value>(ids: readonly string[], get: (id: string) => Value | undefined): Value | undefined {
  for (const id of ids) {
    const value = get(id);
    if (value !== undefined) return value;
  }
  return undefined;
}

function mostLikely(
  cves: readonly string[],
  lookup: Pick<AdvisoryLookup, "likelihood">,
): ExploitLikelihood | undefined {
  let best: ExploitLikelihood | undefined;
  for (const cve of cves) {
    const one = lookup.likelihood(cve);
    if (one && one.score > (best?.score ?? -1)) best = one;
  }
  return best;
}

interface ComponentPlaces {
  readonly package: VulnerablePackage;
  readonly locations: readonly VulnerableLocation[];
  readonly origin: Origin;
}

/** Worked out once for each component: all its vulnerabilities share them. */
function placesOfComponents(around: Surroundings): (component: Component) => ComponentPlaces {
  const known = new Map<string, ComponentPlaces>();
  return (component) => {
    const found = known.get(component.key) ?? placesOf(component, around);
    known.set(component.key, found);
    return found;
  };
}

function placesOf({ head, packages }: Component, { image, origins }: Surroundings): ComponentPlaces {
  const locations = new Map<string, VulnerableLocation>();
  for (const one of packages)
    for (const location of one.locations) {
      const place = locationOf(one, location, image);
      locations.set(`${place.path}\0${place.layer ?? ""}\0${place.line ?? ""}`, place);
    }
  const sorted = [...locations.values()].sort(
    (a, b) => compareTexts(a.path, b.path) || (a.layer ?? -1) - (b.layer ?? -1) || (a.line ?? 0) - (b.line ?? 0),
  );
  const origin = image.project ? "yours" : originOf(sorted, origins.layers);
  return { package: vulnerablePackage(head, packages), locations: sorted, origin };
}

function locationOf(
  { details, path: own }: ImagePackage,
  { path, layer, line: written }: ImagePackage["locations"][number],
  { layers, steps, project }: Surroundings["image"],
): VulnerableLocation {
  // The package's own line is that of its first file.
  const line = written ?? (path === own ? Number(details.line) : 0);
  const lined = Number.isSafeInteger(line) && line > 0 ? { line } : {};
  // The one layer of a project is nobody's: its lockfiles are all there is.
  if (project) return { path, step: undefined, layer: undefined, place: undefined, ...lined };
  const step = layers[layer]?.step;
  const place = step === undefined ? undefined : steps[step]?.place;
  return {
    ...{ path, step, layer: layers[layer] === undefined ? undefined : layer },
    // A place without a path lies in the text of the steps, which is no file of anybody.
    place: place?.path === undefined ? undefined : place,
    ...lined,
  };
}

/** Yours when one place is; what stands in a lockfile is the project's own. */
function originOf(locations: readonly VulnerableLocation[], layers: readonly Origin[]): Origin {
  const all = new Set(
    locations.map(({ layer, line }): Origin => {
      if (line !== undefined) return "yours";
      return (layer === undefined ? undefined : layers[layer]) ?? "unknown";
    }),
  );
  if (all.has("yours")) return "yours";
  return all.has("unknown") || all.size === 0 ? "unknown" : "base";
}

function vulnerablePackage(head: ImagePackage, packages: readonly ImagePackage[]): VulnerablePackage {
  const { name, version, type, purl, source, bundledWith, details } = head;
  const members = new Map(packages.map((one) => [one.purl, { name: one.name, version: one.version, purl: one.purl }]));
  const through = details.through?.split(" > ").filter((part) => part !== "");
  return {
    ...{ name, version, type, purl, source },
    members: [...members.values()],
    ...(bundledWith === undefined ? {} : { bundledWith }),
    ...(details.direct === undefined ? {} : { isDirect: details.direct === "true" }),
    ...(through && through.length > 0 ? { through } : {}),
  };
}
