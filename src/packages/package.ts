/**
 * Packages and those who find them. A cataloger is a selection of files, as data, and a pure reader: a file's bytes go in,
 * records come out. It opens nothing, follows no link, and keeps no limit but its own: which file it is given, and how much
 * of it, is the walk's business. A record that cannot be read is an Unknown among the others.
 */
import type { Unknown } from "../finding/finding.ts";

export const packageTypes = [
  ...(["deb", "apk", "rpm"] as const),
  ...(["npm", "python", "gem", "java-archive", "go-module", "rust-crate", "dotnet", "php-composer", "conda"] as const),
  ...(["hex", "pub"] as const),
  ...(["perl", "r-package", "binary"] as const),
] as const;
export type PackageType = (typeof packageTypes)[number];

/** A package as one file tells of it. Plain data: it is kept in a cache. */
export interface PackageRecord {
  readonly type: PackageType;
  /** As the ecosystem writes it: `@scope/name`, `group:artifact`, `github.com/a/b`. */
  readonly name: string;
  readonly version: string;
  /** Source package, where it differs in name or version: dpkg `Source`, apk `o:`, rpm `SOURCERPM`. */
  readonly source?: { readonly name: string; readonly version: string };
  /** `amd64`, `x86_64`, `noarch`. */
  readonly arch?: string;
  /** SPDX expressions or names as written; empty when not told. */
  readonly licenses: readonly string[];
  /** The file it was read from. */
  readonly path: string;
  /** Path inside of `path`, parts joined by `!`: `BOOT-INF/lib/a.jar!META-INF/lib/b.jar`. */
  readonly inside?: string;
  /**
   * What matching needs beyond that, under the names of matching: `epoch`, `modularity`, `vendor`, `maintainer`, `origin`,
   * `status`, `h1`, `goVersion`, `main` ("true" for a Go binary's own module), `replaces`, `sha1`, `default` (gems), …
   * Of a lockfile: `line` (from 1), `direct` ("true", "false"), `through` (`a@1.0.0 > b@2.0.0`, from a dependency of the project's
   * own down to this package, for those that are not direct), `scope` (`dev`), `source` (`git`).
   */
  readonly details: Readonly<Record<string, string>>;
}

/** A file that a cataloger asked for. `bytes` are valid during the call only. */
export interface CatalogedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
  /** Bytes that all archives of a layer together may still unpack to: whoever unpacks takes them from it. */
  readonly unpacking?: { left: number };
  /** A file of the same folder, for lockfiles: the manifest says which packages a project names itself. */
  readonly beside?: (name: string) => Uint8Array | undefined;
}

/** Pieces of a file that is too large to be held: around each mark that was found, in order. */
export interface CatalogedPieces {
  readonly path: string;
  readonly mode: number;
  /** Of the whole file. */
  readonly size: number;
  /** Its first 64 KiB. */
  readonly head: Uint8Array;
  readonly pieces: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
}

/** What a reader yields. */
export type Cataloged =
  | { readonly package: PackageRecord }
  | { readonly unknown: Unknown }
  /** Files that an operating system's package owns, in the form of `LayerEntry.path`. */
  | { readonly owned: OwnedFiles }
  /** Licences of an operating system's package that another file tells. */
  | { readonly licensed: { readonly type: PackageType; readonly name: string; readonly licenses: readonly string[] } };

export interface OwnedFiles {
  readonly type: PackageType;
  readonly name: string;
  readonly paths: readonly string[];
}

/** Which files a cataloger is given. One that fits any of these, and `where` if there is one. */
export interface FileSelector {
  /** Last part of the path: `package.json`. */
  readonly names?: readonly string[];
  /** Ending of the last part, from a dot on: `.gemspec`. */
  readonly endings?: readonly string[];
  /** Ending of the folder's path: `lib/dpkg/status.d`. */
  readonly folders?: readonly string[];
  /** First bytes of the file, whatever its name. */
  readonly magic?: "elf";
  /** Asked when one of the above fits (not for `magic`). */
  readonly where?: (path: string) => boolean;
}

export interface Cataloger {
  /** `dpkg-status`, kebab-case. */
  readonly id: string;
  /** Raised when the reader's answers change: caches of older ones are not used then. */
  readonly version: number;
  readonly selects: FileSelector;
  /** Larger files are not held: an Unknown says so, unless `searches` is there. */
  readonly mostBytes: number;
  /** Looks at parts of its files only: they do not count as bytes that are read of a layer. */
  readonly skims?: true;
  read(file: CatalogedFile): Iterable<Cataloged>;
  /** For files over `mostBytes`: what to look for, and how many bytes around it are wanted. */
  readonly searches?: readonly { readonly mark: Uint8Array; readonly before: number; readonly after: number }[];
  readPieces?(file: CatalogedPieces): Iterable<Cataloged>;
}
