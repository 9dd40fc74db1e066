/** True when the names are the same but for one letter changed, added, left out, or two neighbours swapped. */
export function isOneSlip(a: string, b: string): boolean {
  const { restA, restB } = difference(a, b);
  if (restA.length === 2 && restB.length === 2) return restA[0] === restB[1] && restA[1] === restB[0];
  return restA.length <= 1 && restB.length <= 1;
}

/** What is left of both without what they share at the start and at the end. */
export function difference(a: string, b: string): { readonly restA: string; readonly restB: string } {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return { restA: a.slice(start, a.length - end), restB: b.slice(start, b.length - end) };
}
