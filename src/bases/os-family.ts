import type { ImageReference } from "../image/reference.ts";
import { distributionOf } from "./tag.ts";
import { type BaseUser, baseUser } from "./users.ts";

/** Families that differ in how packages and users are made. `rhel` stands for its rebuilds (AlmaLinux, Rocky, Oracle) too. */
export const osFamilies = [
  ...(["alpine", "amazon", "arch", "azurelinux", "busybox", "debian", "distroless", "fedora", "rhel"] as const),
  ...(["scratch", "ubuntu", "windows", "wolfi", "unknown"] as const),
] as const;
export type OsFamily = (typeof osFamilies)[number];

/** What `/bin/sh` is there, by default: it decides which options and syntax work. */
export type DefaultShell = "dash" | "busybox" | "bash" | "cmd" | "none" | "unknown";

/** From the table of users, refined by what the tag names; `unknown` where neither tells. */
export function baseOsFamily(reference: ImageReference): OsFamily {
  const listed = listedFamily(reference, baseUser(reference));
  if (listed === "distroless" || listed === "scratch" || listed === "wolfi") return listed;
  const named = familyOfProduct.get(distributionOf(reference.tag ?? "")?.product ?? "");
  // An Amazon or Fedora image says more by its name than `rhel` of its row.
  return named ?? listed ?? familyOfName(reference.name) ?? "unknown";
}

/** `none`: RUN in shell form cannot work in that image. */
export function defaultShell(reference: ImageReference): DefaultShell {
  const base = baseUser(reference);
  if (base?.userTool === "none" && base.note?.includes("no shell")) return "none";
  return shellOfFamily[baseOsFamily(reference)];
}

const shellOfFamily: Readonly<Record<OsFamily, DefaultShell>> = {
  alpine: "busybox",
  amazon: "bash",
  arch: "bash",
  azurelinux: "bash",
  busybox: "busybox",
  debian: "dash",
  distroless: "none",
  fedora: "bash",
  rhel: "bash",
  scratch: "none",
  ubuntu: "dash",
  unknown: "unknown",
  windows: "cmd",
  wolfi: "busybox",
};

const familyOfProduct: ReadonlyMap<string, OsFamily> = new Map([
  ["alpine-linux", "alpine"],
  ["amazon-linux", "amazon"],
  ["centos", "rhel"],
  ["debian", "debian"],
  ["oracle-linux", "rhel"],
  ["rhel", "rhel"],
  ["rocky-linux", "rhel"],
  ["ubuntu", "ubuntu"],
  ["windows", "windows"],
]);

function listedFamily(reference: ImageReference, base: BaseUser | undefined): OsFamily | undefined {
  if (base === undefined || base.os === "unknown") return undefined;
  if (base.os === "rhel") return familyOfName(reference.name) ?? "rhel";
  return osFamilies.find((family) => family === base.os);
}

/** Whole words of the name, so that `alpine-node` is Alpine and `debianizer` is nothing. */
function familyOfName(name: string): OsFamily | undefined {
  if (name.startsWith("mcr.microsoft.com/windows")) return "windows";
  const words = name.slice(name.indexOf("/") + 1).split(/[/_.-]/);
  return words.map((word) => familyOfWord.get(word)).find((family) => family !== undefined);
}

const familyOfWord: ReadonlyMap<string, OsFamily> = new Map([
  ["almalinux", "rhel"],
  ["alpine", "alpine"],
  ["amazonlinux", "amazon"],
  ["archlinux", "arch"],
  ["centos", "rhel"],
  ["debian", "debian"],
  ["distroless", "distroless"],
  ["fedora", "fedora"],
  ["nanoserver", "windows"],
  ["rockylinux", "rhel"],
  ["ubuntu", "ubuntu"],
  ["windowsservercore", "windows"],
]);
