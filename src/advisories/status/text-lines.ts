/** Lines of a text that comes in pieces. What is longer than a line may be is passed over and counted. */

/** Bytes of one line. */
export const longestLine = 4_096;

export interface LineCount {
  tooLong: number;
}

/** Without line ends; UTF-8. Throws what the pieces throw. */
export async function* textLines(
  pieces: AsyncIterable<Uint8Array>,
  count: LineCount,
  longest: number = longestLine,
): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  let isTooLong = false;
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      if (isTooLong || end - start > longest) count.tooLong += 1;
      else yield lineAt(bytes, start, end);
      isTooLong = false;
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length <= longest) continue;
    isTooLong = true;
    rest = Buffer.alloc(0);
  }
  if (isTooLong) count.tooLong += 1;
  else if (rest.length > 0) yield lineAt(rest, 0, rest.length);
}

function lineAt(bytes: Buffer, start: number, end: number): string {
  return bytes.toString("utf8", start, end > start && bytes[end - 1] === 13 ? end - 1 : end);
}
