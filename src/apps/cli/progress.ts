import type { CommandContext } from "./context.ts";

/** Work that is over sooner is not announced, and news come no faster than a person reads. Milliseconds. */
const silence = 500;
const pause = 100;

/** The items as they are, with a counter on the terminal when going through them takes long and somebody watches. */
export function* withProgress<T>(items: readonly T[], context: CommandContext): Generator<T> {
  let shownAt = performance.now() + silence - pause;
  let shown = false;
  let done = 0;
  for (const item of items) {
    yield item;
    done += 1;
    const now = performance.now();
    if (!context.interactive || now - shownAt < pause) continue;
    shownAt = now;
    shown = true;
    context.note(`\rseaworthy: ${done} of ${items.length} files`);
  }
  if (shown) context.note("\r\u001B[K");
}
