/**
 * Reads text files of strangers. A path comes in; the text and how it was encoded come out, or a sentence that says why
 * not and what to do. Refuses what is too large, what is not text, and what is not a plain file.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** Larger files are not read: the largest real Dockerfiles have a few hundred kilobytes. */
export const maxFileBytes = 16 * 1024 * 1024;

/** `latin1`: the bytes are no valid UTF-8, so each stands for one character and nothing is lost. */
export type Encoding = "utf8" | "latin1";

export type TextFile =
  | { readonly text: string; readonly encoding: Encoding; readonly invalidLine?: number }
  | { readonly why: string };

/** Reads a file of at most so many bytes whole. Never throws for what the file is or holds. */
export function readTextFile(path: string, most: number = maxFileBytes): TextFile {
  let descriptor: number | undefined;
  try {
    // O_NONBLOCK: opening a named pipe must not wait for someone to write to it.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(descriptor);
    if (status.isDirectory()) return { why: "It is a directory: name a file in it." };
    if (!status.isFile()) return { why: "It is not a plain file: pipe its content in and use `-` as the path." };
    if (status.size > most) return { why: tooLarge(status.size, most) };
    return decodeText(readFileSync(descriptor), most);
  } catch (error) {
    return { why: explainReadError(error) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Decodes bytes as a Dockerfile's text, or says why they are none. */
export function decodeText(bytes: Uint8Array, most: number = maxFileBytes): TextFile {
  if (bytes.length > most) return { why: tooLarge(bytes.length, most) };
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return { why: "It is UTF-16, which no builder reads: save it as UTF-8." };
  const nul = bytes.indexOf(0);
  if (nul !== -1)
    return {
      why: `It holds a NUL byte at offset ${nul}, so it is no text: is it the file you meant? Save it as UTF-8.`,
    };
  try {
    // ignoreBOM keeps the byte order mark in the text: every byte of the file must be in it.
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), encoding: "utf8" };
  } catch {
    // Not UTF-8. Rules look for ASCII words, so the file can still be checked byte by byte.
    return {
      text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"),
      encoding: "latin1",
      invalidLine: firstInvalidLine(bytes),
    };
  }
}

/** Line, from 1, of the first line that is no valid UTF-8. */
function firstInvalidLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      // This is the line that was looked for.
      return line;
    }
    line += 1;
    start = end;
  }
  return line;
}

function tooLarge(bytes: number, most: number): string {
  const megabytes = (size: number) => Math.round(size / 1024 / 1024);
  return `It has ${megabytes(bytes)} MB; files over ${megabytes(most)} MB are not read. Is it the file you meant?`;
}

/** The sentence for an error of the file system. */
export function explainReadError(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return "It does not exist: check the spelling.";
    case "EACCES":
    case "EPERM":
      return "You are not allowed to read it: check its permissions.";
    case "ELOOP":
      return "It is a symbolic link that leads back to itself: mend the link.";
    case "ENOTDIR":
      return "A part of its path is a file, not a directory: check the spelling.";
    case "ENAMETOOLONG":
      return "Its name is too long for the file system.";
    default:
      return `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
