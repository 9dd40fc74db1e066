import type { CommandContext } from "./context.ts";

/** A walk that is over sooner is not announced, and news come no faster than a person reads. Milliseconds. */
const silence = 500;
const pause = 100;

/** Tells how far a walk through large folders is, where somebody watches. */
export interface WalkProgress {
  /** To be called with the number of entries so far. */
  progress(entries: number): void;
  /** Takes the line away again. */
  end(): void;
}

/** Prints nothing where nobody watches, or where the walk is short. */
export function walkProgress(context: CommandContext): WalkProgress {
  let shownAt = performance.now() + silence - pause;
  let shown = false;
  return {
    progress(entries) {
      const now = performance.now();
      if (!context.interactive || now - shownAt < pause) return;
      shownAt = now;
      shown = true;
      context.note(`\rseaworthy: ${entries} files and folders`);
    },
    end() {
      if (shown) context.note("\r\u001B[K");
      shown = false;
    },
  };
}
