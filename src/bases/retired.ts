import type { ImageReference } from "../image/reference.ts";
import { holdsTag, imagesWithoutTags, rebuiltTagsDate } from "./alias-sets.ts";
import { officialName } from "./official.ts";

/** An official image that gets no fixes any more. */
export interface Retired {
  /** Clause without final stop. */
  readonly why: string;
  /** What took its place, ready for a sentence: "eclipse-temurin". */
  readonly successor?: string;
}

/** Retired official images whose successor is known; without one the rest of the list is in the table. */
export const successors: ReadonlyMap<string, string | undefined> = new Map([
  ["centos", "almalinux, rockylinux or quay.io/centos/centos (CentOS Stream)"],
  ["consul", "hashicorp/consul"],
  ["django", "python"],
  ["iojs", "node"],
  ["java", "eclipse-temurin"],
  ["jenkins", "jenkins/jenkins"],
  ["openjdk", "eclipse-temurin"],
  ["opensuse", "opensuse/leap"],
  ["piwik", "matomo"],
  ["rails", "ruby"],
  ["vault", "hashicorp/vault"],
]);

/** Undefined for every image that is still rebuilt, is not an official one, or is not known to be retired. */
export function isRetired(reference: ImageReference): Retired | undefined {
  const image = officialName(reference);
  if (image === undefined || !(successors.has(image) || imagesWithoutTags().includes(image))) return undefined;
  // openjdk still publishes early-access builds; everything it released is stale.
  if (holdsTag(image, reference.tag ?? "latest")) return undefined;
  const successor = successors.get(image);
  const why = `none of the releases of the official image ${image} is rebuilt any more (as of ${rebuiltTagsDate})`;
  return { why, ...(successor === undefined ? {} : { successor }) };
}
