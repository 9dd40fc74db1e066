import type { CommandContext } from "./context.ts";

/** Work that is over sooner is not announced, and news come no faster than a person reads. Milliseconds. */
const silence = 500;
const pause = 100;

/** A counter on the terminal, for work that takes long while somebody watches. */
export interface Progress {
  /** One more is done. */
  readonly step: () => void;
  /** Takes the counter off the screen. */
  readonly end: () => void;
}

/** Counts to `total`; `noun` in the plural. */
export function startProgress(total: number, context: CommandContext, noun = "files"): Progress {
  let shownAt = performance.now() + silence - pause;
  let shown = false;
  let done = 0;
  return {
    step: () => {
      done += 1;
      const now = performance.now();
      if (!context.interactive || now - shownAt < pause) return;
      shownAt = now;
      shown = true;
      context.note(`\rseaworthy: ${done} of ${total} ${noun}`);
    },
    end: () => {
      if (shown) context.note("\r\u001B[K");
    },
  };
}

/** The items as they are, counted on the terminal as they are taken. */
export function* withProgress<T>(items: readonly T[], context: CommandContext): Generator<T> {
  const progress = startProgress(items.length, context);
  for (const item of items) {
    yield item;
    progress.step();
  }
  progress.end();
}
