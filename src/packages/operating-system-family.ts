/** Which distribution a system is, under one name each: what chooses the advisories that hold for it. */
import type { OperatingSystem } from "./operating-system.ts";

/** Distributions that are told apart. `docker-hardened` has a lineage besides: see `OperatingSystem.idLike`. */
export const operatingSystemFamilies = [
  ...(["debian", "ubuntu", "echo", "docker-hardened"] as const),
  ...(["alpine", "wolfi", "chainguard", "minimos", "alpaquita", "bellsoft-hardened"] as const),
  ...(["rhel", "centos", "centos-stream", "almalinux", "rocky", "oracle", "fedora", "amazon"] as const),
  ...(["opensuse", "sles", "azurelinux", "mariner", "photon", "openeuler", "mageia"] as const),
  ...(["busybox", "bottlerocket", "flatcar", "arch"] as const),
] as const;
export type OperatingSystemFamily = (typeof operatingSystemFamilies)[number];

/** `ID` of os-release, lower case, where it is not the family's own name. */
const families: Readonly<Record<string, OperatingSystemFamily>> = {
  dhi: "docker-hardened",
  "docker-hardened-images": "docker-hardened",
  "bellsoft-hardened-containers": "bellsoft-hardened",
  redhat: "rhel",
  ol: "oracle",
  amzn: "amazon",
  rockylinux: "rocky",
  "opensuse-leap": "opensuse",
  "opensuse-tumbleweed": "opensuse",
  "opensuse-microos": "opensuse",
  "opensuse-leap-micro": "opensuse",
  sled: "sles",
  sles_sap: "sles",
  "sle-micro": "sles",
  "sle-micro-rancher": "sles",
  "sl-micro": "sles",
  archlinux: "arch",
};

/**
 * Undefined for one that is not known. `ID_LIKE` is not followed: a derivative has versions of its own, and its packages
 * are not those of the distribution that it is like.
 */
export function operatingSystemFamily(os: OperatingSystem): OperatingSystemFamily | undefined {
  if (os.id === "centos" && os.details.stream === "true") return "centos-stream";
  if (/^docker hardened image/i.test(os.name)) return "docker-hardened";
  return operatingSystemFamilies.find((family) => family === os.id) ?? ownEntry(families, os.id);
}

function ownEntry<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
