/** The packages that a project's lockfiles list, each once, with all the lockfiles and lines it stands in. */
import type { PackageRecord } from "../packages/package.ts";
import { purlOf } from "../packages/purl.ts";
import { compareTexts } from "../text/compare.ts";
import type { ImagePackage } from "./image-facts.ts";

/** Sorted by address. Of several records that which is direct tells the rest, then that of the first path. */
export function projectPackages(records: readonly PackageRecord[]): readonly ImagePackage[] {
  const found = new Map<string, { purl: string; records: PackageRecord[] }>();
  for (const record of records) {
    const purl = purlOf(record, undefined);
    const key = `${record.type}\0${purl}`;
    const known = found.get(key);
    if (known) known.records.push(record);
    else found.set(key, { purl, records: [record] });
  }
  return [...found.values()].map(joined).sort((a, b) => compareTexts(a.purl, b.purl) || compareTexts(a.type, b.type));
}

function joined({
  purl,
  records,
}: {
  readonly purl: string;
  readonly records: readonly PackageRecord[];
}): ImagePackage {
  const sorted = [...records].sort(
    (a, b) => rankOf(a) - rankOf(b) || compareTexts(a.path, b.path) || lineOf(a) - lineOf(b),
  );
  const [first, ...others] = sorted as [PackageRecord, ...PackageRecord[]];
  const { scope, ...details } = first.details;
  const isDev = sorted.every((record) => record.details.scope === "dev");
  return {
    ...first,
    licenses:
      first.licenses.length > 0 ? first.licenses : (others.find(({ licenses }) => licenses.length > 0)?.licenses ?? []),
    details: isDev && scope !== undefined ? { ...details, scope } : details,
    purl,
    locations: sorted
      .map((record) => ({
        ...{ path: record.path, layer: 0, line: lineOf(record) },
        ...(others.length > 0 ? { details: record.details } : {}),
      }))
      .sort((a, b) => compareTexts(a.path, b.path) || a.line - b.line),
  };
}

function rankOf({ details }: PackageRecord): number {
  return details.direct === "true" ? 0 : 1;
}

function lineOf({ details }: PackageRecord): number {
  return Number(details.line ?? 0);
}
