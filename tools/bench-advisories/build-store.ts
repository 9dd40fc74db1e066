/** Builds a store of all zips of a bucket in a folder: BUCKET STORE. Prints, as JSON, how many records, and the seconds it took. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { longestRecord, readOsvRecord } from "../../src/advisories/osv-record.ts";
import { openAdvisoryWriter } from "../../src/advisories/store/open-advisory-writer.ts";
import { readZipDirectory } from "../../src/files/zip.ts";

/** What a zip of the bucket may unpack to here. */
const unpackBudget = 1e9;

const [bucket = "", store = ""] = process.argv.slice(2);
void main();

async function main(): Promise<void> {
  const started = performance.now();
  const writer = await openAdvisoryWriter(store, { now: Date.now });
  let records = 0;
  const refused: Record<string, number> = {};
  for (const ecosystem of readdirSync(bucket)) {
    if (!statSync(join(bucket, ecosystem)).isDirectory()) continue;
    const build = writer.build(`osv/${ecosystem}`);
    const zip = readFileSync(join(bucket, ecosystem, "all.zip"));
    let newest = "";
    for (const entry of readZipDirectory(zip, { left: unpackBudget })?.entries ?? []) {
      const bytes = entry.read(longestRecord);
      const record =
        bytes instanceof Uint8Array ? readOsvRecord(new TextDecoder().decode(bytes)) : { why: "is no whole entry" };
      if ("why" in record) {
        refused[record.why] = (refused[record.why] ?? 0) + 1;
        continue;
      }
      build.put({ record });
      records += 1;
      if (record.modified > newest) newest = record.modified;
    }
    build.finish({
      ...{ name: `osv/${ecosystem}`, from: "a folder", fetched: "2026-01-01T00:00:00Z", newest },
      ...{ leftOut: {}, licence: "", attribution: "", revision: "" },
    });
  }
  writer.tidy();
  writer.close();
  console.log(JSON.stringify({ records, refused, seconds: (performance.now() - started) / 1000 }));
}
