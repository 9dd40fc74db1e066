/** Numbers of versions as texts of digits: as long as they like, and never rounded. */

/** Order of two texts of digits as numbers; zeros in front and an empty text count as nothing. */
export function compareDigits(a: string, b: string): number {
  const shortA = withoutZeros(a);
  const shortB = withoutZeros(b);
  if (shortA.length !== shortB.length) return shortA.length - shortB.length;
  if (shortA === shortB) return 0;
  return shortA < shortB ? -1 : 1;
}

/** The digits without zeros in front: nothing is left of `00`. */
export function withoutZeros(digits: string): string {
  let start = 0;
  while (digits.charCodeAt(start) === 0x30) start++;
  return start === 0 ? digits : digits.slice(start);
}

/** Whether a UTF-16 code unit is one of `0` to `9`. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Whether a UTF-16 code unit is an ASCII letter. */
export function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
