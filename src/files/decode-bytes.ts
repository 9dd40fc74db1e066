/** Texts that need not be UTF-8: names in tars and on disks, and files that list such names. No byte is lost. */

/** UTF-8; each byte that is none stands as `\xNN`, as `LayerEntry.path` has it. */
export function decodeBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString("utf8");
  return text.includes("\uFFFD") ? decodeMixed(buffer) : text;
}

function decodeMixed(buffer: Buffer): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < buffer.length; ) {
    const length = sequenceLength(buffer, at);
    if (length === 0) {
      parts.push(buffer.toString("utf8", from, at), `\\x${buffer.toString("hex", at, at + 1)}`);
      from = at + 1;
    }
    at += Math.max(length, 1);
  }
  parts.push(buffer.toString("utf8", from));
  return parts.join("");
}

/** Bytes of the well-formed sequence that starts here (Unicode 15, table 3-7); 0 for none. */
function sequenceLength(buffer: Buffer, at: number): number {
  const first = buffer[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : 4;
  if (first < 0xc2 || first > 0xf4) return 0;
  for (let next = 1; next < length; next += 1) {
    const byte = buffer[at + next] ?? 0;
    const low = next > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const high = next > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (byte < low || byte > high) return 0;
  }
  return length;
}
