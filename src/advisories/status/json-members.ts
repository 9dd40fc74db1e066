/**
 * The members of a JSON object that is too large to be parsed whole: its bytes come in by pieces, names and the text of each
 * value go out, one at a time. Only brackets and strings are looked at; whether a value is JSON is for its parser to find.
 */

export interface JsonMember {
  readonly name: string;
  /** Undefined for one that is longer than it may be. */
  readonly text: string | undefined;
}

/** How the reading ended: filled in when the members are out. A clause; undefined where the object was read to its end. */
export interface MembersEnd {
  why?: string;
}

const quote = 0x22;
const backslash = 0x5c;

/** `most`: bytes of one member. Throws what the pieces throw. */
export async function* jsonMembers(
  pieces: AsyncIterable<Uint8Array>,
  most: number,
  end: MembersEnd,
): AsyncGenerator<JsonMember> {
  /** Bytes of the present member that came with earlier pieces. */
  let held: Buffer[] = [];
  let heldBytes = 0;
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  let isOver = false;
  end.why = "it ends before its last bracket";
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let start = 0;
    const take = (to: number): Buffer | undefined => {
      heldBytes += to - start;
      const whole = heldBytes > most ? undefined : Buffer.concat([...held, bytes.subarray(start, to)]);
      held = [];
      heldBytes = 0;
      start = to + 1;
      return whole;
    };
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (isText) {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) isText = false;
        continue;
      }
      if (byte === quote) isText = true;
      // Both brackets and both braces differ in this bit only.
      else if ((byte | 0x20) === 0x7b) {
        depth += 1;
        if (depth === 1 && byte === 0x7b) start = at + 1;
        else if (depth === 1) {
          end.why = "it is no object";
          return;
        }
      } else if ((byte | 0x20) === 0x7d || (byte === 0x2c && depth === 1)) {
        if (byte !== 0x2c) depth -= 1;
        if (depth > 1 || (depth === 1 && byte !== 0x2c)) continue;
        const member = memberOf(take(at));
        if (member) yield member;
        if (depth > 0) continue;
        isOver = true;
        break;
      } else if (depth === 0 && byte > 0x20 && byte < 0x80) {
        end.why = "it is no object";
        return;
      }
    }
    if (isOver) break;
    if (depth === 0) continue;
    heldBytes += bytes.length - start;
    // A copy: the piece belongs to its source once the next is asked for.
    if (heldBytes <= most) held.push(Buffer.from(bytes.subarray(start)));
    else held = [];
  }
  if (isOver) delete end.why;
}

/** Undefined for white space: an empty object. A member that was too long has no name either. */
function memberOf(bytes: Buffer | undefined): JsonMember | undefined {
  if (!bytes) return { name: "", text: undefined };
  const text = bytes.toString("utf8");
  if (text.trim() === "") return undefined;
  const named = /^\s*("(?:[^"\\]|\\.){0,1000}")\s*:/.exec(text);
  if (!named?.[1]) return { name: "", text: undefined };
  return { name: nameOf(named[1]), text: text.slice(named[0].length) };
}

function nameOf(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    // A bad escape: it names nothing that anybody asks for.
    return "";
  }
}
