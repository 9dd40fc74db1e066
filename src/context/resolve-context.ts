/**
 * The effective context of one build. A Dockerfile, a folder and the store of what was read come in; the ignore file that
 * counts, the files that are sent and what each instruction takes of them go out, each worked out when it is asked for.
 * Refuses nothing: what cannot be read is listed in `unread`.
 */
import type { Dockerfile } from "../dockerfile/dockerfile.ts";
import type { ImageBuild } from "../runtime/image-build.ts";
import { pathBelow } from "./context-listing.ts";
import type { ContextStore } from "./context-store.ts";
import type { ContextFile, EffectiveContext, Transfer } from "./effective-context.ts";
import { type FoundIgnoreFile, findIgnoreFile } from "./find-ignore-file.ts";
import { createStageFlow } from "./reach.ts";
import { readTransfers } from "./transfers.ts";

/** One build. */
export interface ContextInput {
  /** Resolved with the target and the arguments of this build. */
  readonly dockerfile: Dockerfile;
  /** The folder, as in `Source.path`; `.` for the one the command runs in. */
  readonly root: string;
  readonly by: ImageBuild | undefined;
  /** Shared by all builds of a project: what one of them had read is not read again. */
  readonly store: ContextStore;
  /** Other builds that read the same ignore file, where somebody knows them. */
  readonly sharing?: () => readonly EffectiveContext[];
}

/** Makes the view; nothing is read yet. */
export function resolveContext(input: ContextInput): EffectiveContext {
  return new ContextView(input);
}

/** A class for its getters: see decision 0012. */
class ContextView implements EffectiveContext {
  readonly dockerfile: Dockerfile;
  readonly root: string;
  readonly by: ImageBuild | undefined;
  readonly sharing?: () => readonly EffectiveContext[];
  private readonly store: ContextStore;
  private found: FoundIgnoreFile | undefined;
  private known: readonly Transfer[] | undefined;

  constructor({ dockerfile, root, by, store, sharing }: ContextInput) {
    this.dockerfile = dockerfile;
    this.root = root;
    this.by = by;
    this.store = store;
    if (sharing) this.sharing = sharing;
  }

  get ignoreFile() {
    return this.lookUp().file;
  }

  get shadowed() {
    return this.lookUp().shadowed;
  }

  get unread() {
    return this.lookUp().unread;
  }

  get files() {
    return this.store.files(this.root, this.ignoreFile);
  }

  get transfers() {
    this.known ??= readTransfers(this.dockerfile, {
      tree: this.store.tree,
      root: this.root,
      flow: createStageFlow(this.by?.namedContexts.map(({ name }) => name)),
      files: () => this.files,
    });
    return this.known;
  }

  read(file: ContextFile, most: number): Uint8Array | undefined {
    const bytes = file.kind === "file" ? this.store.tree.readBytes(pathBelow(this.root, file.path), most) : undefined;
    return bytes && "why" in bytes ? undefined : bytes;
  }

  derive<T>(file: ContextFile, most: number, make: (path: string, bytes: Uint8Array) => T): T | undefined {
    return file.kind === "file" ? this.store.derive(this.root, file.path, most, make) : undefined;
  }

  private lookUp(): FoundIgnoreFile {
    const { path } = this.dockerfile.source;
    const hasFile = path !== "-" && this.by?.inline === undefined;
    this.found ??= findIgnoreFile(this.store, this.root, hasFile ? path : undefined);
    return this.found;
  }
}
