/** Documents of images as JSON: manifests, indexes, configs, attestations. Bytes come in; a value goes out, or why there is none. */
import { jsonValue } from "../text/json.ts";

/** Why something is not read: a sentence, with what is to be done where that helps. */
export interface Refusal {
  readonly refused: string;
}

export function isRefusal<T extends object>(value: T | Refusal): value is Refusal {
  return "refused" in value;
}

/** The value that the bytes write in UTF-8, or why there is none. */
export function parseJson(bytes: Uint8Array, mostBytes: number): { readonly value: unknown } | Refusal {
  if (bytes.length > mostBytes)
    return { refused: `It has ${bytes.length} bytes; more than ${mostBytes} are not read.` };
  // A byte order mark is dropped by the decoder, invalid bytes become U+FFFD: both are no reason to leave an image unread.
  const value = jsonValue(new TextDecoder().decode(bytes));
  return value === undefined ? { refused: "It is not valid JSON." } : { value };
}
