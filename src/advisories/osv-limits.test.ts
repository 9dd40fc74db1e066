import { expect, it } from "vitest";
import {
  longestAffectedVersion,
  longestEcosystem,
  longestPackageName,
  mostEvents,
  mostRanges,
  mostVersions,
} from "./osv-affected.ts";
import { mostRatings } from "./osv-fields.ts";
import {
  longestDetails,
  longestId,
  longestRecord,
  longestSummary,
  longestUrl,
  mostAffected,
  mostCwes,
  mostLinkedIds,
  mostReferences,
  readOsvRecord,
  recordLimits,
} from "./osv-record.ts";

const range = { type: "SEMVER", events: [{ introduced: "0" }] };
const entry = { package: { ecosystem: "npm", name: "left" }, ranges: [range] };
const read = (more: Readonly<Record<string, unknown>>) =>
  readOsvRecord(JSON.stringify({ id: "X-1", modified: "2026-01-01T00:00:00Z", affected: [entry], ...more }));
const list = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at));
const affected = (more: Readonly<Record<string, unknown>>) => ({ affected: [{ ...entry, ...more }] });

it.each([
  ["id", longestId, (count: number) => ({ id: "x".repeat(count) })],
  ["aliases", mostLinkedIds, (count: number) => ({ aliases: list(count, (at) => `C-${at}`) })],
  ["affected entries", mostAffected, (count: number) => ({ affected: list(count, () => ({})) })],
  ["versions", mostVersions, (count: number) => affected({ versions: list(count, String) })],
  ["a version", longestAffectedVersion, (count: number) => affected({ versions: ["1".repeat(count)] })],
  ["ranges", mostRanges, (count: number) => affected({ ranges: list(count, () => range) })],
  [
    "events",
    mostEvents,
    (count: number) => affected({ ranges: [{ ...range, events: list(count, () => ({ introduced: "0" })) }] }),
  ],
  [
    "a package's name",
    longestPackageName,
    (count: number) => affected({ package: { ecosystem: "npm", name: "x".repeat(count) } }),
  ],
  [
    "an ecosystem",
    longestEcosystem,
    (count: number) => affected({ package: { ecosystem: "x".repeat(count), name: "x" } }),
  ],
])("%s: a record with %i is taken, one with more is refused whole", (_, most, make) => {
  expect(read(make(most))).not.toHaveProperty("why");
  expect(read(make(most + 1))).toHaveProperty("why");
});

it("a record that is too long, too deep or has too many values is not even parsed", () => {
  expect(readOsvRecord(" ".repeat(longestRecord + 1))).toEqual({ why: "is too long" });
  expect(
    read({ x: JSON.parse("[".repeat(recordLimits.depth + 1) + "]".repeat(recordLimits.depth + 1)) }),
  ).toHaveProperty("why");
  expect(readOsvRecord(`[${"0,".repeat(recordLimits.values + 1)}0]`)).toEqual({ why: "has too many values" });
});

it("what only people read is cut", () => {
  const record = read({
    summary: "s".repeat(longestSummary + 1),
    details: "d".repeat(longestDetails + 1),
    references: [
      { type: "WEB", url: `https://example.com/${"x".repeat(longestUrl)}` },
      ...list(mostReferences + 5, (at) => ({ type: "WEB", url: `https://example.com/${at}` })),
    ],
    database_specific: { cwe_ids: list(mostCwes + 5, (at) => `CWE-${at}`) },
    severity: list(mostRatings + 5, () => ({ type: "Ubuntu", score: "low" })),
  });
  if ("why" in record) throw new Error(record.why);
  expect(record.summary).toHaveLength(longestSummary);
  expect(record.details).toHaveLength(longestDetails);
  expect(record.references).toHaveLength(mostReferences - 1);
  expect(record.cwes).toHaveLength(mostCwes);
  expect(record.severity.length).toBeLessThanOrEqual(mostRatings);
});
