/**
 * Which of an index's images is meant. Platforms as people write them come in (`linux/arm64`, `arm/v7`, `linux/x86_64`), names
 * are made equal as containerd does, and out comes the best entry, or a refusal that lists what is there.
 */
import type { Refusal } from "./json.ts";

/** What an image runs on. */
export interface Platform {
  readonly os: string;
  /** As Go names it: `amd64`, `arm64`, `arm`, `386`. */
  readonly architecture: string;
  /** `v7` for arm, `v8` for arm64, `v3` for amd64; "" where nothing says so. */
  readonly variant: string;
}

/** Other names of architectures, with the variant that they imply. */
const architectures: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["x86_64", ["amd64", ""]],
  ["x86-64", ["amd64", ""]],
  ["x64", ["amd64", ""]],
  ["aarch64", ["arm64", ""]],
  ["armhf", ["arm", "v7"]],
  ["armel", ["arm", "v6"]],
  ["i386", ["386", ""]],
  ["i686", ["386", ""]],
  ["ia32", ["386", ""]],
  ["mipsel", ["mipsle", ""]],
]);

const systems = new Set("linux windows darwin freebsd wasip1 wasi netbsd openbsd solaris aix plan9 js".split(" "));

/** Longer ones are no platform. */
const longestPlatform = 100;

/**
 * Reads `OS/ARCH[/VARIANT]`, `ARCH[/VARIANT]` and `OS`. `host` is the architecture of this machine, as Node.js or Go names it: for
 * whatever does not say one. Undefined for what is no platform.
 */
export function parsePlatform(text: string, host: string): Platform | undefined {
  const parts = text.trim().toLowerCase().split("/");
  if (text.length > longestPlatform || parts.length > 3 || parts.some((part) => !/^[a-z0-9_.-]+$/.test(part)))
    return undefined;
  const [first = "", second, third] = parts;
  if (third !== undefined) return platformOf(first, second ?? "", third);
  if (systems.has(first)) return platformOf(first, second ?? host, "");
  return platformOf("linux", first, second ?? "");
}

/** With names made equal: `aarch64` is `arm64`. */
export function platformOf(os: string, architecture: string, variant: string): Platform {
  const name = architecture.toLowerCase();
  const [known, implied] = architectures.get(name) ?? [name, ""];
  const given = variant.toLowerCase();
  return { os: os.toLowerCase(), architecture: known, variant: /^[0-9]$/.test(given) ? `v${given}` : given || implied };
}

/** `linux/arm64/v8`. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return [os || "unknown", architecture || "unknown", ...(variant ? [variant] : [])].join("/");
}

/**
 * How well an image suits: 0 as asked for, more for an older variant that runs there too (arm v6 on v7), undefined for not at
 * all.
 */
export function platformDistance(wanted: Platform, offered: Platform): number | undefined {
  if (wanted.os !== offered.os || wanted.architecture !== offered.architecture) return undefined;
  const most = variantNumber(wanted);
  const is = variantNumber(offered);
  if (most === undefined || is === undefined) return wanted.variant === offered.variant ? 0 : undefined;
  return is > most ? undefined : most - is;
}

/** What the variant of an architecture is when none is said. */
const plainVariants: ReadonlyMap<string, number> = new Map([
  ["arm", 7],
  ["arm64", 8],
  ["amd64", 1],
]);

function variantNumber({ architecture, variant }: Platform): number | undefined {
  const plain = plainVariants.get(architecture);
  if (plain === undefined) return undefined;
  if (variant === "") return plain;
  return /^v[1-9]$/.test(variant) ? Number(variant.slice(1)) : undefined;
}

/** Something that may say which platform it is for. */
export interface ForPlatform {
  readonly platform: Platform | undefined;
}

/**
 * The entry for the platform that is wanted: `wanted` as a person wrote it, else Linux on `host`. A single image is taken where
 * nobody asked for a platform, and where the index does not say its own: the config does.
 */
export function choosePlatform<T extends ForPlatform>(
  entries: readonly T[],
  wanted: string | undefined,
  host: string,
): T | Refusal {
  const platform = wanted === undefined ? platformOf("linux", host, "") : parsePlatform(wanted, host);
  if (!platform)
    return { refused: `${JSON.stringify(wanted)} is no platform: write it as linux/arm64 or linux/arm/v7.` };
  const [only] = entries;
  if (!only) return { refused: "It is an index without images." };
  if (entries.length === 1 && (wanted === undefined || only.platform === undefined)) return only;
  const best = entries
    .flatMap((entry) => {
      const distance = entry.platform && platformDistance(platform, entry.platform);
      return distance === undefined ? [] : [{ entry, distance }];
    })
    .reduce<{ entry: T; distance: number } | undefined>(
      (kept, each) => (kept && kept.distance <= each.distance ? kept : each),
      undefined,
    );
  if (best) return best.entry;
  return {
    refused: `No image for ${formatPlatform(platform)} is there. There is: ${listPlatforms(entries)}. Choose one with --platform.`,
  };
}

/** No message lists more. */
const mostListed = 20;

function listPlatforms(entries: readonly ForPlatform[]): string {
  const names = [
    ...new Set(entries.map(({ platform }) => (platform ? formatPlatform(platform) : "one without a platform"))),
  ];
  const rest = names.length - mostListed;
  return names.slice(0, mostListed).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
