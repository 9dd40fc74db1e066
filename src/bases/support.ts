import type { ImageReference } from "../image/reference.ts";
import { type AliasSet, aliasesOf } from "./alias-sets.ts";
import { officialName } from "./official.ts";
import {
  productOfImage,
  productTitle,
  type Release,
  releaseOfCodename,
  releaseOfVersion,
  releasesOf,
  type SupportState,
  supportState,
} from "./support-dates.ts";
import { distributionOf, leadingVersion } from "./tag.ts";

/** How a release stands on a day. */
export interface Support {
  /** `Node.js`. */
  readonly product: string;
  /** Release line, `24`; "" when the tag does not tell. */
  readonly release: string;
  /** Last day of support; null: no end is known. */
  readonly eol: string | null;
  readonly state: SupportState | "unknown";
  /** Newest version of the release line. */
  readonly latest?: string;
}

/** Products that are operating systems: for their images the product and the distribution are one. */
const distributions: ReadonlySet<string> = new Set([
  ...["almalinux", "alpine-linux", "amazon-linux", "centos", "debian", "fedora"],
  ...["oracle-linux", "rhel", "rocky-linux", "ubuntu"],
]);

/** How the image's main product stands on `today` (ISO date); undefined for images without a product in the table. */
export function supportOf(reference: ImageReference, today: string): Support | undefined {
  const product = productOf(reference);
  if (product === undefined) return undefined;
  return describe(product, findRelease(reference, product), today);
}

/** How the operating system named in the tag (or standing behind it today) stands on `today`. */
export function distributionSupport(reference: ImageReference, today: string): Support | undefined {
  const product = productOf(reference) ?? "";
  if (distributions.has(product)) return supportOf(reference, today);
  const tag = reference.tag ?? (reference.digest === undefined ? "latest" : "");
  const names = aliasesOf(officialName(reference) ?? "", tag) ?? [tag];
  const found = [tag, ...names].map(distributionOf).find((one) => one?.release !== undefined);
  if (!found?.release) return undefined;
  const release = matchCycle(releasesOf(found.product), found.release);
  return found.product === "windows" ? undefined : describe(found.product, release, today);
}

/** The release line a set of names belongs to: the most exact version among them that is one. */
export function releaseOfSet(image: string, aliases: AliasSet): Release | undefined {
  const releases = releasesOf(productOfImage(image) ?? "");
  const versions = aliases.map(leadingVersion).filter((version) => version !== undefined);
  return versions.map((version) => releases.find((release) => release.cycle === version)).find(Boolean);
}

function describe(product: string, release: Release | undefined, today: string): Support {
  const title = productTitle(product);
  if (!release) return { product: title, release: "", eol: null, state: "unknown" };
  const { cycle, eol, latest } = release;
  const state = supportState(product, release, today);
  const date = eol === "past" ? null : eol;
  return { product: title, release: cycle, eol: date, state, ...(latest === undefined ? {} : { latest }) };
}

/** Official images by table; a few large families elsewhere by their address. */
function productOf(reference: ImageReference): string | undefined {
  const official = officialName(reference);
  if (official !== undefined) return productOfImage(official) ?? otherOfficial.get(official);
  if (reference.name.startsWith("mcr.microsoft.com/dotnet/")) return "dotnet";
  if (/^(?:registry\.access\.redhat\.com|docker\.io\/redhat)\/ubi\d+(?:[/-]|$)/.test(reference.name)) return "rhel";
  return undefined;
}

const otherOfficial: ReadonlyMap<string, string> = new Map([
  ["almalinux", "almalinux"],
  ["amazoncorretto", "amazon-corretto"],
  ["centos", "centos"],
  ["oraclelinux", "oracle-linux"],
  ["rockylinux", "rocky-linux"],
]);

function findRelease(reference: ImageReference, product: string): Release | undefined {
  const releases = releasesOf(product);
  const image = officialName(reference) ?? "";
  if (product === "rhel") return matchCycle(releases, /\/ubi(\d+)/.exec(reference.name)?.[1] ?? "");
  const tag = reference.tag ?? (reference.digest === undefined ? "latest" : "");
  const aliases = aliasesOf(image, tag);
  if (aliases) return releaseOfSet(image, aliases);
  const word = tag.split("-")[0] ?? "";
  const named = releaseOfCodename(word);
  if (named?.product === product) return named.release;
  const version = leadingVersion(word.startsWith(image) ? word.slice(image.length) : word);
  return version === undefined ? undefined : matchCycle(releases, version);
}

/** `20.11.1` belongs to 20; a bare `2` that is no release of its own stands for the newest 2.x. */
function matchCycle(releases: readonly Release[], version: string): Release | undefined {
  const exact = releaseOfVersion(releases, version);
  return exact || version.includes(".") ? exact : releases.find((release) => release.cycle.startsWith(`${version}.`));
}
