/** A lookup over records that a test writes down: what a store answers, without a store. */
import type { Advisory, Affected, ExploitLikelihood, KnownExploited, OsvRecord, VendorStatus } from "./advisory.ts";
import { splitEcosystem, storedName } from "./ecosystems.ts";
import type { AdvisoryLookup, CollectionMeta } from "./lookup.ts";

/** An `affected` entry of a test: the ecosystem and the name are needed, the rest is empty unless told. */
export type MemoryAffected = Pick<Affected, "ecosystem" | "name"> & Partial<Affected>;

/** A record of a test: only the id and what is affected are needed. */
export type MemoryRecord = Pick<OsvRecord, "id"> &
  Partial<Omit<OsvRecord, "affected">> & { readonly affected: readonly MemoryAffected[] };

export interface MemoryContent {
  readonly records?: readonly MemoryRecord[];
  readonly statuses?: readonly {
    readonly ecosystem: string;
    readonly name: string;
    readonly statuses: readonly VendorStatus[];
  }[];
  readonly exploited?: readonly KnownExploited[];
  readonly likelihoods?: readonly ExploitLikelihood[];
  /** Collections that are there without a record: `status/debian`, `osv/npm`. Those of records and statuses are there anyway. */
  readonly collections?: readonly string[];
}

/** The whole record of a short one. */
export function memoryRecord(record: MemoryRecord): OsvRecord {
  return {
    modified: "2024-01-01T00:00:00Z",
    aliases: [],
    upstream: [],
    related: [],
    severity: [],
    summary: "",
    details: "",
    references: [],
    cwes: [],
    ...record,
    affected: record.affected.map((one) => ({ ranges: [], versions: [], severity: [], details: {}, ...one })),
  };
}

/** Answers as a store does that was built from these records: withdrawn ones are in it. */
export function memoryLookup(content: MemoryContent): AdvisoryLookup {
  const records = (content.records ?? []).map(memoryRecord);
  const byPackage = advisoriesOf(records);
  const statuses = new Map(
    (content.statuses ?? []).map((one) => [keyOf(one.ecosystem, one.name), one.statuses] as const),
  );
  const collections = collectionsIn(content, records);
  return {
    collection: (name) => collections.get(name),
    advisories: (ecosystem, name) => byPackage.get(keyOf(ecosystem, name)) ?? [],
    statuses: (ecosystem, name) => statuses.get(keyOf(ecosystem, name)) ?? [],
    record: (id, among) => records.find((one) => one.id === id && isIn(one, among)),
    text: (id, among) => records.find((one) => one.id === id && isIn(one, among)),
    namedBy: (id, among) =>
      records
        .filter((one) => isIn(one, among) && (one.aliases.includes(id) || one.upstream.includes(id)))
        .map((one) => one.id),
    exploited: (cve) => content.exploited?.find((one) => one.cve === cve),
    likelihood: (cve) => content.likelihoods?.find((one) => one.cve === cve),
    troubles: () => [],
  };
}

function isIn({ affected }: OsvRecord, among: ReadonlySet<string> | undefined): boolean {
  return !among || affected.some(({ ecosystem }) => among.has(`osv/${splitEcosystem(ecosystem).base}`));
}

function advisoriesOf(records: readonly OsvRecord[]): ReadonlyMap<string, readonly Advisory[]> {
  const byPackage = new Map<string, Advisory[]>();
  for (const record of records) {
    const parts = new Map<string, Affected[]>();
    for (const one of record.affected) {
      const key = keyOf(one.ecosystem, one.name);
      parts.set(key, [...(parts.get(key) ?? []), one]);
    }
    const { published: _, summary: _s, details: _d, references: _r, cwes: _c, ...rest } = record;
    for (const [key, affected] of parts) byPackage.set(key, [...(byPackage.get(key) ?? []), { ...rest, affected }]);
  }
  return byPackage;
}

function collectionsIn(content: MemoryContent, records: readonly OsvRecord[]): ReadonlyMap<string, CollectionMeta> {
  const names = [
    ...(content.collections ?? []),
    ...records.flatMap(({ affected }) => affected.map((one) => `osv/${splitEcosystem(one.ecosystem).base}`)),
    ...(content.statuses ?? []).map((one) => `status/${splitEcosystem(one.ecosystem).base.toLowerCase()}`),
    ...(content.exploited ? ["kev"] : []),
    ...(content.likelihoods ? ["epss"] : []),
  ];
  return new Map(names.map((name) => [name, metaOf(name)]));
}

function metaOf(name: string): CollectionMeta {
  return {
    name,
    from: "https://advisories.example.com",
    fetched: "2024-06-01T00:00:00Z",
    newest: "2024-06-01T00:00:00Z",
    records: 1,
    packages: 1,
    leftOut: {},
    licence: "CC-BY-4.0",
    attribution: "Example",
    revision: "",
  };
}

function keyOf(ecosystem: string, name: string): string {
  return `${ecosystem}\0${storedName(ecosystem, name)}`;
}
