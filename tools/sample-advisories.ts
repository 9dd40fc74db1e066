/** A small store of advisories, with something for most of matching in it, about the packages of the sample image. */
import type { OsvRecord } from "../src/advisories/advisory.ts";
import type { CollectionEntry } from "../src/advisories/lookup.ts";
import { openAdvisoryWriter } from "../src/advisories/store/open-advisory-writer.ts";

/** Fills the store in a folder. */
export async function writeSampleAdvisories(folder: string): Promise<void> {
  const writer = await openAdvisoryWriter(folder, { now: Date.now });
  try {
    for (const [name, entries] of Object.entries(collections)) {
      const build = writer.build(name);
      for (const entry of entries) build.put(entry);
      build.finish({
        ...{ name, from: "sample", fetched: new Date().toISOString(), newest: "2026-10-01T00:00:00Z" },
        ...{ leftOut: {}, licence: "CC0-1.0", attribution: "sample", revision: "" },
      });
    }
  } finally {
    writer.close();
  }
}

const collections: Readonly<Record<string, readonly CollectionEntry[]>> = {
  "osv/Debian": [
    record("DEBIAN-CVE-2026-0001", "Debian:12", "bash-src", "2.3-5", ["CVE-2026-0001"]),
    record("DSA-1-1", "Debian:12", "bash-src", "2.3-5", ["CVE-2026-0001"]),
    record("DEBIAN-CVE-2026-0002", "Debian:12", "libssl3-src", undefined, ["CVE-2026-0002"]),
  ],
  "osv/npm": [record("GHSA-0000-0000-0000", "npm", "left-pad", "1.3.1", [], ["CVE-2026-0003"])],
  "status/debian": [
    { ecosystem: "Debian:12", name: "libssl3-src", statuses: [{ id: "CVE-2026-0002", state: "no-dsa" }] },
  ],
  kev: [
    { exploited: { cve: "CVE-2026-0001", added: "2026-01-01", due: "2026-02-01", name: "bash", ransomware: false } },
  ],
  epss: [{ likelihood: { cve: "CVE-2026-0003", score: 0.1, percentile: 0.9, date: "2026-10-01" } }],
};

function record(
  id: string,
  ecosystem: string,
  name: string,
  fixed: string | undefined,
  upstream: readonly string[],
  aliases: readonly string[] = [],
): { readonly record: OsvRecord } {
  return {
    record: {
      ...{ id, aliases, upstream, modified: "2026-10-01T00:00:00Z", related: [], cwes: [], references: [] },
      ...{ summary: `A flaw in ${name}`, details: "Made up.", word: "high" },
      severity: [{ type: "CVSS_V3", value: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", score: 7.5 }],
      affected: [
        {
          ...{ ecosystem, name, versions: [], severity: [], details: {} },
          ranges: [
            {
              type: "ECOSYSTEM",
              events: [["introduced", "0"], ...(fixed === undefined ? [] : [["fixed", fixed] as const])],
            },
          ],
        },
      ],
    },
  };
}
