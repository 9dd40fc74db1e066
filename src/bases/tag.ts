import { releaseOfCodename } from "./support-dates.ts";

/** The operating system a tag names. */
export interface Distribution {
  /** Product of endoflife.date, or `windows`: `debian`, `ubuntu`, `alpine-linux`, `rhel`, `oracle-linux`, `amazon-linux`. */
  readonly product: string;
  /** `13`, `3.24`, `9`; undefined for a bare `alpine` or `ubi`. */
  readonly release: string | undefined;
}

/** The digits a tag begins with: `24.19.0` of `24.19.0-slim`, `8` of `8u502-jdk`. */
export function leadingVersion(tag: string): string | undefined {
  return /^v?(\d+(?:\.\d+)*)/.exec(tag)?.[1];
}

/** Of the words between dashes. Undefined for a tag that names no system. */
export function distributionOf(tag: string): Distribution | undefined {
  const words = tag.toLowerCase().split("-");
  for (let at = 0; at < words.length; at++) {
    const found = readWord(words[at] ?? "", words[at + 1]);
    if (found) return found;
  }
  return undefined;
}

const systems: readonly (readonly [pattern: RegExp, product: string])[] = [
  [/^alpine(\d+\.\d+)?$/, "alpine-linux"],
  [/^ubi(\d+)?$/, "rhel"],
  [/^(?:oraclelinux|ol)(\d+)$/, "oracle-linux"],
  [/^(?:al|amazonlinux)(\d+)$/, "amazon-linux"],
  [/^rockylinux(\d+)$/, "rocky-linux"],
  [/^centos(\d+)$/, "centos"],
  [/^debian(\d+)$/, "debian"],
  [/^ubuntu(\d+\.\d+)$/, "ubuntu"],
  [/^(?:nanoserver|windowsservercore|ltsc\d+)$/, "windows"],
];

function readWord(word: string, next: string | undefined): Distribution | undefined {
  const named = releaseOfCodename(word);
  if (named) return { product: named.product, release: named.release.cycle };
  // Every name below begins with a letter: versions are done here.
  const first = word.charCodeAt(0);
  if (!(first >= 97 && first <= 122)) return undefined;
  for (const [pattern, product] of systems) {
    const match = pattern.exec(word);
    if (!match) continue;
    const apart = product === "alpine-linux" && /^\d+\.\d+$/.test(next ?? "") ? next : undefined;
    return { product, release: match[1] ?? apart };
  }
  return undefined;
}
