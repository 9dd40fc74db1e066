import type { Dockerfile, Stage, Value } from "../dockerfile/dockerfile.ts";
import type { Instruction } from "../dockerfile/tree.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import type { Span } from "../text/source.ts";
import type { IgnoreFile, IgnorePattern } from "./ignore-file.ts";

/** What one build of a Dockerfile is given, and what its instructions take of it. */
export interface EffectiveContext {
  readonly dockerfile: Dockerfile;
  /** The folder, as in `Source.path`. */
  readonly root: string;
  /** Who says that this is the folder; undefined: it is the Dockerfile's own, a guess. */
  readonly by: ImageBuild | undefined;
  readonly ignoreFile: IgnoreFile | undefined;
  /** Path of the folder's own ignore file, where `<Dockerfile>.dockerignore` takes its place. */
  readonly shadowed: string | undefined;
  /** The ignore file, where it is there but could not be read in full. */
  readonly unread: readonly Unread[];
  /** Walked when first asked for. */
  readonly files: ContextFiles;
  /** One for each source word of COPY and ADD and each bind mount that reads from the context, in order. */
  readonly transfers: readonly Transfer[];
  /** The first `most` bytes of a plain file of the context; undefined for anything else and where it cannot be read. */
  read(file: ContextFile, most: number): Uint8Array | undefined;
  /** What `make` says of those bytes. Asked once a run for each file that no fix on trial changes: `make` belongs to a module. */
  derive<T>(file: ContextFile, most: number, make: (path: string, bytes: Uint8Array) => T): T | undefined;
  /** Other builds of the project that read the same ignore file; undefined where nobody looked for them. */
  readonly sharing?: () => readonly EffectiveContext[];
}

/** Every file below a context's root, ignored or not, links not followed. */
export interface ContextFiles {
  /** Sorted by path. */
  readonly all: readonly ContextFile[];
  readonly sent: { readonly files: number; readonly bytes: number };
  readonly ignored: { readonly files: number; readonly bytes: number };
  /** Folders that could not be read, names that are no UTF-8, limits that were met. */
  readonly unread: readonly Unread[];
  /** The same below what the ignore file leaves out, where it does not matter. */
  readonly unreadIgnored: readonly Unread[];
  /** Those whose path passes. Each path is tested once for all builds from the folder: `test` belongs to a module. */
  named(test: (path: string) => boolean): readonly ContextFile[];
  /** What follows from the files alone, worked out once for all builds that are given them: `make` belongs to a module. */
  once<T>(make: (files: ContextFiles) => T): T;
}

/** What could not be looked at: its path, as in `Source.path`, and a sentence with the reason. */
export interface Unread {
  readonly path: string;
  readonly why: string;
}

/** A file, a link or something else of the folder that is sent. */
export interface ContextFile {
  /** Below the root, `/` between the parts. */
  readonly path: string;
  readonly bytes: number;
  readonly kind: "file" | "link" | "other";
  /** The pattern that leaves it out. */
  readonly ignoredBy: IgnorePattern | undefined;
}

/** One source of a COPY, ADD or bind mount. */
export interface Transfer {
  readonly kind: "copy" | "add" | "bind";
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** The source word, or the mount. */
  readonly at: Span;
  /** The source with its variables expanded. */
  readonly pattern: Value;
  /** Where it is put, absolute; undefined for a bind mount and where that cannot be known. */
  readonly destination: string | undefined;
  /** The source is the whole context. */
  readonly isWhole: boolean;
  /** What it takes, `--exclude` and the ignore file applied. Worked out when first asked for. */
  files(): readonly ContextFile[];
  /** The source has `*`, `?` or `[…]`, or is taken with `--parents`. The build mostly goes on where such a one matches nothing. */
  readonly isGlob: boolean;
  /** Set when nothing of that name is there, or the pattern leaves it out. Worked out when first asked for. */
  readonly missing: Missing | undefined;
  /** True when ADD puts the files inside of this archive into the image instead of it. Decided by its content. */
  unpacks(file: ContextFile): boolean;
  /** How a file of it comes into the image that is shipped; undefined when it does not. */
  reach(file: ContextFile): Reach | undefined;
}

/** Why a source names nothing. */
export interface Missing {
  readonly why: "absent" | "ignored";
  readonly by: IgnorePattern | undefined;
  /** The build fails. For a glob: when not even the folder before its first wildcard is sent to the builder. */
  readonly fails: boolean;
}

/** The way of a file into the final image. */
export interface Reach {
  /** Absolute path in the image, when it is known. */
  readonly path: string | undefined;
  /** The instructions that carry it, first to last; the last stands in the target's chain. */
  readonly steps: readonly { readonly stage: Stage; readonly instruction: Instruction }[];
  /** False when a RUN in between may have moved or removed it. */
  readonly sure: boolean;
}

/** An ignore file with the builds it counts for. */
export interface IgnoreFileFacts {
  readonly file: IgnoreFile;
  /** Empty when no Dockerfile of the project is built with it. */
  readonly contexts: readonly EffectiveContext[];
}
