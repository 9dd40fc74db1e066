/** How long the operating system of an image is supported, from the dated table of the bases. */
import { productTitle, type Release, releasesOf } from "../../../bases/support-dates.ts";
import type { OperatingSystem } from "../../../packages/operating-system.ts";

export interface OsSupport {
  /** `Debian 11`. */
  readonly title: string;
  /** `ended` on `date`; `lts-only`: volunteers go on until `date` for some packages. */
  readonly state: "supported" | "lts-only" | "ended";
  /** Undefined when it has ended on a day nobody noted. */
  readonly date: string | undefined;
}

/** Products of the table by `ID` of os-release. */
const products: ReadonlyMap<string, string> = new Map([
  ["debian", "debian"],
  ["ubuntu", "ubuntu"],
  ["alpine", "alpine-linux"],
  ["fedora", "fedora"],
  ["rhel", "rhel"],
  ["rocky", "rocky-linux"],
  ["almalinux", "almalinux"],
  ["ol", "oracle-linux"],
  ["amzn", "amazon-linux"],
]);

/** Undefined for systems and releases that the table does not know: they are not judged. */
export function osSupport(os: OperatingSystem, today: string): OsSupport | undefined {
  const isStream = os.id === "centos" && os.details.stream === "true";
  const product = os.id === "centos" && !isStream ? "centos" : products.get(os.id);
  if (product === undefined) return undefined;
  const release = releaseOf(releasesOf(product), os.version);
  if (!release) return undefined;
  const title = `${productTitle(product)} ${release.cycle}`;
  if (release.eol === "past") return { title, state: "ended", date: undefined };
  if (release.eol === null || today <= release.eol)
    return { title, state: "supported", date: release.eol ?? undefined };
  // Debian's long-term support reaches everybody through the same mirrors; that of others is paid for.
  const free = product === "debian" ? release.extended : null;
  if (free !== null && today <= free) return { title, state: "lts-only", date: free };
  return { title, state: "ended", date: free ?? release.eol };
}

/** `3.20.1` is of 3.20, `9.4` of 9. */
function releaseOf(releases: readonly Release[], version: string): Release | undefined {
  const parts = version.split(".");
  for (let length = parts.length; length > 0; length--) {
    const cycle = parts.slice(0, length).join(".");
    const found = releases.find((release) => release.cycle === cycle);
    if (found) return found;
  }
  return undefined;
}
