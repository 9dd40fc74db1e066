/** Writes what the Go linker leaves in a program, in both forms. */
import { type ElfFixture, writeElf } from "./elf.fixture.ts";

const sentinels = ["3077af0c9274080241e1c107e6d618e6", "f932433186182072008242104116d8f2"] as const;

/** The text of modules between its sentinels. */
export function framed(lines: readonly string[]): Buffer {
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  return Buffer.concat([Buffer.from(sentinels[0], "hex"), text, Buffer.from(sentinels[1], "hex")]);
}

/** The form of Go 1.18 and later. */
export function inlineBlob(goVersion: string, modules: Buffer): Buffer {
  const head = Buffer.alloc(32);
  head.write("\xff Go buildinf:", 0, "latin1");
  head[14] = 8;
  head[15] = 2;
  const version = Buffer.from(goVersion);
  return Buffer.concat([head, uvarint(version.length), version, uvarint(modules.length), modules]);
}

export function uvarint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

/** The form of Go 1.13 to 1.17: the blob at `address`, then two string headers, then the texts. */
export function pointerBlob(
  goVersion: string,
  modules: Buffer,
  options: { readonly size: 4 | 8; readonly isBigEndian: boolean; readonly address: number },
): Buffer {
  const { size, isBigEndian, address } = options;
  const version = Buffer.from(goVersion);
  const headers = address + 32;
  const texts = headers + 4 * size;
  const numbers = (values: readonly number[]) =>
    Buffer.concat(
      values.map((value) => {
        const bytes = Buffer.alloc(size);
        if (size === 8 && isBigEndian) bytes.writeBigUInt64BE(BigInt(value));
        else if (size === 8) bytes.writeBigUInt64LE(BigInt(value));
        else if (isBigEndian) bytes.writeUInt32BE(value);
        else bytes.writeUInt32LE(value);
        return bytes;
      }),
    );
  const head = Buffer.alloc(32);
  head.write("\xff Go buildinf:", 0, "latin1");
  head[14] = size;
  head[15] = isBigEndian ? 1 : 0;
  head.set(numbers([headers, headers + 2 * size]), 16);
  const strings = numbers([texts, version.length, texts + version.length, modules.length]);
  return Buffer.concat([head, strings, version, modules]);
}

/** A program with that blob in its data segment. */
export function goProgram(
  blob: Uint8Array,
  fixture: ElfFixture & { readonly section?: string; readonly address?: number } = {},
): Buffer {
  const name = fixture.section ?? ".go.buildinfo";
  return writeElf({
    ...fixture,
    sections: [
      { name: ".text", body: Buffer.alloc(64) },
      { name, address: fixture.address ?? 0x500000, body: blob },
    ],
    segments: [
      { section: ".text", flags: 5 },
      { section: name, flags: 6 },
    ],
  });
}
