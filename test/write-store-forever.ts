/** A program for tests: builds `osv/npm` in the folder of its argument again and again, until it is killed. */
import { buildExample } from "../src/advisories/store/example-records.fixture.ts";

void main(process.argv[2] ?? "");

async function main(folder: string): Promise<void> {
  for (let state = 0; state < 1_000; state++) await buildExample(folder, `state-${state}`, 400);
}
