import type { Unknown } from "../finding/finding.ts";
import type { Cataloged, Cataloger, PackageRecord } from "./package.ts";

/** What a cataloger makes of a file. */
export function catalogedFrom(cataloger: Cataloger, path: string, content: string | Uint8Array): readonly Cataloged[] {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return [...cataloger.read({ path, bytes, mode: 0o644 })];
}

export function packagesFrom(cataloger: Cataloger, path: string, content: string | Uint8Array): PackageRecord[] {
  return catalogedFrom(cataloger, path, content).flatMap((one) => ("package" in one ? [one.package] : []));
}

export function unknownsFrom(cataloger: Cataloger, path: string, content: string | Uint8Array): Unknown[] {
  return catalogedFrom(cataloger, path, content).flatMap((one) => ("unknown" in one ? [one.unknown] : []));
}

/** `name@version` of each package, in order. */
export function namesFrom(cataloger: Cataloger, path: string, content: string | Uint8Array): string[] {
  return packagesFrom(cataloger, path, content).map(({ name, version }) => `${name}@${version}`);
}

/** Numbers from 0 to below 1 that are the same in every run (a linear congruential generator). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const hostilePieces: readonly Buffer[] = [
  ...([
    '"__proto__":',
    "null",
    "{}",
    "[",
    "]",
    "{",
    "}",
    "1e999",
    "-",
    '""',
    '"',
    ",",
    ":",
    "\\u0000",
    "\\ud800",
  ] as const),
  ...([
    "\r\n",
    "\n\n",
    " ",
    "\t",
    "\0",
    "\uFEFF",
    "\u202E",
    "#{",
    "'",
    ".freeze",
    "=",
    "License: ",
    "9".repeat(400),
  ] as const),
]
  .map((text) => Buffer.from(text))
  .concat(Buffer.from([0xff, 0xfe]), Buffer.from([0xc3]), Buffer.from([0xed, 0xa0, 0x80]));

/** A file with a few things done to it: cut, doubled, overwritten, filled with odd pieces. */
export function damaged(content: string, random: () => number): Uint8Array {
  let bytes = Buffer.from(content);
  const place = () => Math.floor(random() * (bytes.length + 1));
  for (let count = 1 + Math.floor(random() * 4); count > 0; count--) {
    const [from = 0, to = 0] = [place(), place()].sort((a, b) => a - b);
    const piece = hostilePieces[Math.floor(random() * hostilePieces.length)] ?? Buffer.alloc(0);
    switch (Math.floor(random() * 6)) {
      case 0:
        bytes = bytes.subarray(0, from);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(Math.min(to, from + 20))]);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
        break;
      case 3:
        bytes = Buffer.from(bytes);
        if (from < bytes.length) bytes[from] = Math.floor(random() * 256);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(from)]);
    }
  }
  return bytes;
}
