/** Records and states of a collection for tests. */
import type { OsvRecord } from "../advisory.ts";
import { openAdvisoryWriter } from "./open-advisory-writer.ts";

/** Record number `number` of state `state`. */
export function exampleRecord(number: number, state: string): OsvRecord {
  return {
    ...{
      id: `X-${number}`,
      modified: "2024-01-01T00:00:00Z",
      aliases: [`CVE-2024-${number}`],
      upstream: [],
      related: [],
    },
    ...{ severity: [], summary: state, details: `Text ${number} `.repeat(20), references: [], cwes: [] },
    affected: [
      {
        ...{
          ecosystem: "npm",
          name: `package-${number % 50}`,
          versions: [],
          severity: [],
          details: { urgency: state },
        },
        ranges: [
          {
            type: "SEMVER",
            events: [
              ["introduced", "0"],
              ["fixed", "1.0.0"],
            ],
          },
        ],
      },
    ],
  };
}

export const exampleMeta = {
  ...{ name: "osv/npm", from: "a folder", fetched: "2024-01-01T00:00:00Z", newest: "2024-01-01T00:00:00Z" },
  ...{ leftOut: {}, licence: "CC-BY-4.0", attribution: "somebody", revision: "" },
};

/** Builds `osv/npm` of so many records, all of one state. */
export async function buildExample(folder: string, state: string, records: number): Promise<void> {
  const writer = await openAdvisoryWriter(folder, { now: () => 0 });
  const build = writer.build("osv/npm");
  for (let number = 0; number < records; number++) build.put({ record: exampleRecord(number, state) });
  build.finish(exampleMeta);
  writer.close();
}
