/** What a hostile image is for those who make one, and what is claimed of a scan of it. */

/** Processor seconds that a scan may take where the case does not say more. */
export const usualSeconds = 5;
/** Resident memory that a scan may take at its peak, in megabytes, where the case does not say more. */
export const usualMegabytes = 300;
/** What an image of as many entries or packages as are held takes: some 500 bytes for each of a million. */
export const fullMegabytes = 750;

/** What a maker has made: how the command is to be called. */
export interface MadeImage {
  /** Behind the command: the source, and flags. */
  readonly words: readonly string[];
  /** A file, a device, or pieces that are written until the command closes its end. */
  readonly stdin?: string | Iterable<Uint8Array>;
}

/** Where a maker works. All folders are empty at first. */
export interface Workplace {
  /** For the image itself. */
  readonly images: string;
  /** A folder that no image may lead to. A file `secret.txt` with the text `outsideText` is in it. */
  readonly outside: string;
  /** Part of names that tricks would write; it is looked for everywhere afterwards. */
  readonly evil: string;
}

/** Stands in a file outside of every image: shown anywhere, the scan has followed a way out. */
export const outsideText = "text-of-a-file-outside";

export interface HostileCase {
  readonly name: string;
  /** Cheap: what is large is written with holes, packed, or made while it is read. */
  make(place: Workplace): MadeImage | Promise<MadeImage>;
  /** `scan SOURCE --format json` otherwise. */
  readonly command?: "scan" | "history" | "sbom";
  readonly format?: string;
  /** Processor seconds; `usualSeconds` otherwise. */
  readonly seconds?: number;
  /** `usualMegabytes` otherwise. */
  readonly megabytes?: number;
  /** 2: something was not read. 1: all was read, and there are findings. 0: all was read, and there are none above the threshold. */
  readonly status: 0 | 1 | 2;
  /** `refused`: the image cannot be opened at all, and standard error says so in place of a document. */
  readonly ends?: "document" | "refused";
  /** Each is found in an unknown, or in the refusal. */
  readonly says?: readonly RegExp[];
  /** None is found in standard output, standard error or the cache. */
  readonly hides?: readonly RegExp[];
  /** True where no control character and no turned text may reach who reads the output. */
  readonly isClean?: boolean;
  /** Each is found on standard output. */
  readonly shows?: readonly RegExp[];
}
