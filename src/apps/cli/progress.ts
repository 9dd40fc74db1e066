import type { CommandContext } from "./context.ts";

/** Work that is over sooner is not announced, and news come no faster than a person reads. Milliseconds. */
const silence = 500;
const pause = 100;

/** A line on the terminal that counts, for work that takes long while somebody watches. */
export interface Progress {
  /** To be told how much is done. */
  readonly show: (count: number) => void;
  /** Takes the line off the screen. */
  readonly end: () => void;
}

/** Starts to count; `words` make the line of a number. Prints nothing where nobody watches. */
export function startProgress(context: CommandContext, words: (count: number) => string): Progress {
  let shownAt = performance.now() + silence - pause;
  let shown = false;
  return {
    show: (count) => {
      const now = performance.now();
      if (!context.interactive || now - shownAt < pause) return;
      shownAt = now;
      shown = true;
      context.note(`\rseaworthy: ${words(count)}`);
    },
    end: () => {
      if (shown) context.note("\r\u001B[K");
      shown = false;
    },
  };
}

/** The items as they are, counted as they are taken. */
export function* withProgress<T>(items: readonly T[], context: CommandContext): Generator<T> {
  const progress = startProgress(context, (count) => `${count} of ${items.length} files`);
  let done = 0;
  for (const item of items) {
    yield item;
    progress.show(++done);
  }
  progress.end();
}
