/** A program for tests: builds `osv/npm` in the folder of its argument again and again, until it is killed. */
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

export async function buildExample(folder: string, state: string, records: number): Promise<void> {
  const writer = await openAdvisoryWriter(folder, { now: Date.now });
  const build = writer.build("osv/npm");
  for (let number = 0; number < records; number++) build.put({ record: exampleRecord(number, state) });
  build.finish(exampleMeta);
  writer.close();
}

async function main(folder: string): Promise<void> {
  for (let state = 0; state < 1_000; state++) await buildExample(folder, `state-${state}`, 400);
}

const [program, folder] = process.argv.slice(1);
if (program?.includes("write-forever") && folder !== undefined) void main(folder);
