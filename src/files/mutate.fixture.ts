/** Damages bytes for fuzzing: the same damage for the same seed. */

/** Numbers from 0 up to below 1; mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A copy with a few bytes flipped, filled with ones or zeroes, or its end cut off. */
export function damage(bytes: Uint8Array, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let times = 1 + below(6); times > 0; times--) {
    const at = below(copy.length);
    const how = below(4);
    if (how === 0) copy[at] = below(256);
    else if (how === 1) copy.fill(0xff, at, Math.min(copy.length, at + 1 + below(8)));
    else if (how === 2) copy.fill(0, at, Math.min(copy.length, at + 1 + below(8)));
    else copy.copyWithin(at, below(copy.length), below(copy.length));
  }
  return below(5) === 0 ? copy.subarray(0, below(copy.length)) : copy;
}
