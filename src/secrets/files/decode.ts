/**
 * Bytes as text, with the offsets that the text has elsewhere: UTF-8, byte order mark kept. What is not UTF-8 is read byte
 * by byte.
 */
export function decodeAsText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError)
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    throw error;
  }
}
