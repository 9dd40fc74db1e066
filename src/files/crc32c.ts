/** CRC-32C (Castagnoli; RFC 3720 appendix B.4): the checksum that object stores give with what they hand out. */

/** Reflected polynomial. */
const polynomial = 0x82f63b78;

/** Eight tables, so that eight bytes go in one round. */
type Tables = readonly [T, T, T, T, T, T, T, T];
type T = Uint32Array;
const tables = makeTables();

function makeTables(): Tables {
  const first = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ polynomial;
    return value;
  });
  const next = (before: Uint32Array) => before.map((value) => (value >>> 8) ^ (first[value & 0xff] ?? 0));
  const second = next(first);
  const third = next(second);
  const fourth = next(third);
  const fifth = next(fourth);
  const sixth = next(fifth);
  const seventh = next(sixth);
  return [first, second, third, fourth, fifth, sixth, seventh, next(seventh)];
}

/** The checksum of `bytes` behind those that gave `before`; 0 for none before. */
export function crc32c(bytes: Uint8Array, before = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables;
  const at = (table: Uint32Array, index: number): number => table[index] as number;
  let crc = ~before;
  let i = 0;
  for (const stop = bytes.length - 7; i < stop; i += 8) {
    const low = crc ^ word(bytes, i);
    const high = word(bytes, i + 4);
    crc =
      at(t7, low & 0xff) ^
      at(t6, (low >>> 8) & 0xff) ^
      at(t5, (low >>> 16) & 0xff) ^
      at(t4, low >>> 24) ^
      at(t3, high & 0xff) ^
      at(t2, (high >>> 8) & 0xff) ^
      at(t1, (high >>> 16) & 0xff) ^
      at(t0, high >>> 24);
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ at(t0, (crc ^ (bytes[i] as number)) & 0xff);
  return ~crc >>> 0;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/** What `X-Goog-Hash: crc32c=n03x6A==,md5=…` says, several headers joined by commas; undefined where it says none. */
export function statedCrc32c(header: string | undefined): number | undefined {
  const stated = /(?:^|[,\s])crc32c=([A-Za-z0-9+/]{6}==)/.exec(header ?? "")?.[1];
  return stated === undefined ? undefined : Buffer.from(stated, "base64").readUInt32BE(0);
}
