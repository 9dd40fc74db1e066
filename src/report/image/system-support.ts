import { type Release, releasesOf } from "../../bases/support-dates.ts";
import type { OperatingSystem } from "../../packages/operating-system.ts";

/** How long a system is looked after. */
export interface SystemSupport {
  /** True when it has ended, for those who pay nothing; null where that is not known. */
  readonly eol: boolean | null;
  /** Sentence part: "supported until 2026-06-10"; "" where nothing is known. */
  readonly words: string;
}

/** The system on a day (YYYY-MM-DD). Without a day nothing is said of it. */
export function systemSupport(os: OperatingSystem, today: string | undefined): SystemSupport {
  const product = products[os.id];
  const release = product === undefined ? undefined : releaseOf(product, os.version);
  if (!product || !release || today === undefined || !/^\d{4}-\d\d-\d\d$/.test(today)) return { eol: null, words: "" };
  const { eol } = release;
  if (eol === "past") return { eol: true, words: "no longer supported" };
  if (eol === null) return { eol: false, words: "supported" };
  if (today <= eol) return { eol: false, words: `supported until ${eol}` };
  // Volunteers go on with Debian for everybody; what others sell does not count.
  const { extended } = release;
  if (product === "debian" && extended !== null && today <= extended)
    return { eol: false, words: `long-term support by volunteers until ${extended}` };
  return { eol: true, words: `support ended on ${eol}` };
}

/** Ids of os-release, and products of the table. */
const products: Readonly<Record<string, string>> = {
  almalinux: "almalinux",
  alpine: "alpine-linux",
  amzn: "amazon-linux",
  centos: "centos",
  debian: "debian",
  fedora: "fedora",
  ol: "oracle-linux",
  rhel: "rhel",
  rocky: "rocky-linux",
  ubuntu: "ubuntu",
};

/** The release line: `3.19` of 3.19.1, `9` of 9.3. */
function releaseOf(product: string, version: string): Release | undefined {
  const releases = releasesOf(product);
  for (let cycle = version; cycle !== ""; cycle = cycle.slice(0, Math.max(0, cycle.lastIndexOf(".")))) {
    const release = releases.find((one) => one.cycle === cycle);
    if (release) return release;
  }
  return undefined;
}
