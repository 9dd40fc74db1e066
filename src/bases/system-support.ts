/** How long the operating system of an image is supported, from the dated table. */
import type { OperatingSystem } from "../packages/operating-system.ts";
import {
  freeExtendedSupport,
  productTitle,
  type Release,
  releaseOfVersion,
  releasesOf,
  type SupportState,
  supportState,
} from "./support-dates.ts";

export interface SystemSupport {
  /** `Debian 11`. */
  readonly title: string;
  readonly state: SupportState;
  /** Last day of that support, or of the last there was (ISO date). Undefined while no end is known, or its day was never noted. */
  readonly date: string | undefined;
}

/** Undefined for systems and releases that the table does not know: they are not judged. `today` is an ISO date. */
export function systemSupport(os: OperatingSystem, today: string): SystemSupport | undefined {
  // CentOS Stream has the numbers of CentOS and dates of its own.
  const product = os.details.stream === "true" ? undefined : products.get(os.id);
  if (product === undefined) return undefined;
  const release = releaseOfVersion(releasesOf(product), os.version);
  if (!release) return undefined;
  const state = supportState(product, release, today);
  return { title: `${productTitle(product)} ${release.cycle}`, state, date: lastDay(product, release, state) };
}

function lastDay(product: string, release: Release, state: SupportState): string | undefined {
  if (release.eol === "past") return undefined;
  const extended = state === "supported" ? null : freeExtendedSupport(product, release);
  return extended ?? release.eol ?? undefined;
}

/** Products of the table by `ID` of os-release. */
const products: ReadonlyMap<string, string> = new Map([
  ["almalinux", "almalinux"],
  ["alpine", "alpine-linux"],
  ["amzn", "amazon-linux"],
  ["centos", "centos"],
  ["debian", "debian"],
  ["fedora", "fedora"],
  ["ol", "oracle-linux"],
  ["rhel", "rhel"],
  ["rocky", "rocky-linux"],
  ["ubuntu", "ubuntu"],
]);
