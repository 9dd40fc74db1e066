/** Texts as they lie in the store: short ones as they are, longer ones compressed against words that most of them have. */
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { jsonValue } from "../../text/json.ts";
import { presetWords } from "./preset-words.ts";

/** Bytes that a stored value may unpack to: nothing that this program stores comes near. */
export const mostUnpackedValue = 64 * 1024 * 1024;

const plain = 0;
const packed = 1;
/** zlib's level: 6 takes an eighth more of the time of a whole build, for a hundredth of its size. */
const fast = 3;
const dictionary = Buffer.from(presetWords, "utf8");

/** `from`: UTF-16 units from which on it is worth the time. */
export function packText(text: string, from: number): Uint8Array {
  if (text.length < from) return sealed(plain, Buffer.from(text, "utf8"));
  return sealed(packed, deflateRawSync(text, { dictionary, level: fast }));
}

/** A short value: compressed only where it is long all the same. */
export function packLine(value: unknown): Uint8Array {
  return packText(JSON.stringify(value), longLine);
}

const longLine = 2_000;

/** The JSON value of a packed text; undefined for bytes that are none, or were changed. */
export function unpackJson(bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.length < headBytes || crc32(buffer.subarray(checksumBytes)) !== buffer.readUInt32LE(0)) return undefined;
  const body = buffer.subarray(headBytes);
  if (buffer[checksumBytes] === plain) return jsonValue(body.toString("utf8"));
  try {
    return jsonValue(inflateRawSync(body, { dictionary, maxOutputLength: mostUnpackedValue }).toString("utf8"));
  } catch {
    // Damaged bytes: whoever asked says so.
    return undefined;
  }
}

/** CRC-32 of what follows; the engine itself does not notice a page that went bad. */
const checksumBytes = 4;
const headBytes = checksumBytes + 1;

function sealed(mark: number, body: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(headBytes + body.length);
  bytes[checksumBytes] = mark;
  bytes.set(body, headBytes);
  bytes.writeUInt32LE(crc32(bytes.subarray(checksumBytes)), 0);
  return bytes;
}
