/**
 * Writes lines of text into one file, packed with gzip, in one step: the file is whole or not there. Reading is `decompress`
 * over the bytes of the file.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

/** Characters that are packed at once: each piece is a gzip member of its own. */
const piece = 4 * 1024 * 1024;

/** Gives the bytes that were written. Throws what the disk throws, and then no file is left. */
export function writePackedLines(path: string, lines: Iterable<string>): number {
  const beside = join(dirname(path), `.${basename(path)}.seaworthy-${process.pid}`);
  const descriptor = openSync(beside, "wx", 0o666);
  try {
    const bytes = writeAll(descriptor, lines);
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(beside, path);
    return bytes;
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function writeAll(descriptor: number, lines: Iterable<string>): number {
  let waiting: string[] = [];
  let length = 0;
  let written = 0;
  const flush = () => {
    const packed = gzipSync(waiting.join(""));
    for (let at = 0; at < packed.length; ) at += writeSync(descriptor, packed, at);
    written += packed.length;
    waiting = [];
    length = 0;
  };
  for (const line of lines) {
    waiting.push(line, "\n");
    length += line.length;
    if (length >= piece) flush();
  }
  if (length > 0) flush();
  return written;
}
