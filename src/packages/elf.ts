/**
 * Reads the frame of an ELF file: sections, segments, where in the file an address of memory lies. Takes the whole file;
 * every field is compared with what is there before it is used, and what does not fit is left out. It decodes no code, no
 * symbols and no relocations.
 *
 * Specification: System V Application Binary Interface, chapters 4 and 5; `man 5 elf`.
 */

/** Section headers that are looked at. The format has room for more; no linker's output comes near. */
export const mostSections = 65_536;
/** Program headers that are looked at. */
export const mostSegments = 4_096;
/** Longest name of a section that is compared. */
export const mostSectionNameBytes = 256;

/** A section that has bytes in the file. */
export interface ElfSection {
  readonly name: string;
  /** `SHT_PROGBITS` is 1, `SHT_NOTE` is 7. */
  readonly type: number;
  readonly address: number;
  readonly align: number;
  /** Of the file, not copied. */
  readonly bytes: Buffer;
}

/** A segment, cut to what the file holds of it. */
export interface ElfSegment {
  /** `PT_LOAD` is 1, `PT_NOTE` is 4. */
  readonly type: number;
  readonly isWritable: boolean;
  readonly isExecutable: boolean;
  readonly address: number;
  readonly offset: number;
  readonly align: number;
  /** Of the file, not copied. */
  readonly bytes: Buffer;
}

export interface Elf {
  readonly bits: 32 | 64;
  readonly isBigEndian: boolean;
  /** `e_machine`: 62 is x86-64, 183 is AArch64. */
  readonly machine: number;
  readonly bytes: Buffer;
  readonly segments: readonly ElfSegment[];
  /** The first section of that name that has bytes in the file. */
  section(name: string): ElfSection | undefined;
  /** All sections of that type that have bytes in the file. */
  sectionsOfType(type: number): readonly ElfSection[];
  /** Bytes that the file holds for memory from that address on, to the end of the segment. */
  memory(address: number): Buffer | undefined;
}

/** True for a file that begins as ELF does. */
export function looksLikeElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/** The frame of the file; undefined when its header is no whole ELF header. */
export function readElf(bytes: Uint8Array): Elf | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const layout = layoutOf(buffer);
  if (!layout) return undefined;
  const segments = readSegments(buffer, layout);
  const sections = sectionTable(buffer, layout);
  return {
    bits: layout.bits,
    isBigEndian: layout.isBigEndian,
    machine: layout.u16(18),
    bytes: buffer,
    segments,
    section: (name) => sections.find(name),
    sectionsOfType: (type) => sections.ofType(type),
    memory: (address) => memoryAt(segments, address),
  };
}

/** How numbers of this file are read. Beyond 2^53 they are not exact: they lie outside of any file then. */
interface Layout {
  readonly bits: 32 | 64;
  readonly isBigEndian: boolean;
  u16(at: number): number;
  u32(at: number): number;
  /** An address, an offset or a size. */
  word(at: number): number;
}

function layoutOf(buffer: Buffer): Layout | undefined {
  if (!looksLikeElf(buffer)) return undefined;
  const bits = buffer[4] === 1 ? 32 : buffer[4] === 2 ? 64 : undefined;
  const isBigEndian = buffer[5] === 2;
  if (!bits || (buffer[5] !== 1 && !isBigEndian) || buffer.length < headerSize[bits]) return undefined;
  const u16 = (at: number) => (isBigEndian ? buffer.readUInt16BE(at) : buffer.readUInt16LE(at));
  const u32 = (at: number) => (isBigEndian ? buffer.readUInt32BE(at) : buffer.readUInt32LE(at));
  const u64 = (at: number) => u32(isBigEndian ? at : at + 4) * 2 ** 32 + u32(isBigEndian ? at + 4 : at);
  return { bits, isBigEndian, u16, u32, word: bits === 64 ? u64 : u32 };
}

const headerSize = { 32: 52, 64: 64 } as const;
const segmentHeaderSize = { 32: 32, 64: 56 } as const;
const sectionHeaderSize = { 32: 40, 64: 64 } as const;

function readSegments(buffer: Buffer, layout: Layout): readonly ElfSegment[] {
  const { bits, u16, u32, word } = layout;
  const table = word(bits === 64 ? 32 : 28);
  const size = u16(bits === 64 ? 54 : 42);
  const count = Math.min(u16(bits === 64 ? 56 : 44), mostSegments);
  if (size < segmentHeaderSize[bits]) return [];
  const segments: ElfSegment[] = [];
  for (let at = table, i = 0; i < count && at + segmentHeaderSize[bits] <= buffer.length; i++, at += size) {
    const offset = word(at + (bits === 64 ? 8 : 4));
    const held = Math.min(word(at + (bits === 64 ? 32 : 16)), buffer.length - offset);
    if (held <= 0) continue;
    const flags = u32(at + (bits === 64 ? 4 : 24));
    segments.push({
      type: u32(at),
      isExecutable: (flags & 1) !== 0,
      isWritable: (flags & 2) !== 0,
      address: word(at + (bits === 64 ? 16 : 8)),
      offset,
      align: word(at + (bits === 64 ? 48 : 28)),
      bytes: buffer.subarray(offset, offset + held),
    });
  }
  return segments;
}

function memoryAt(segments: readonly ElfSegment[], address: number): Buffer | undefined {
  const segment = segments.find(
    (one) => one.type === loadSegment && one.address <= address && address < one.address + one.bytes.length,
  );
  return segment?.bytes.subarray(address - segment.address);
}

const loadSegment = 1;

interface SectionTable {
  find(name: string): ElfSection | undefined;
  ofType(type: number): readonly ElfSection[];
}

function sectionTable(buffer: Buffer, layout: Layout): SectionTable {
  const { bits, u16, u32, word } = layout;
  const table = word(bits === 64 ? 40 : 32);
  const size = u16(bits === 64 ? 58 : 46);
  const fits = (index: number) => table > 0 && table + index * size + sectionHeaderSize[bits] <= buffer.length;
  if (size < sectionHeaderSize[bits] || !fits(0)) return { find: () => undefined, ofType: () => [] };
  // With 0xff00 sections or more the numbers stand in the header of section 0.
  const count = Math.min(u16(bits === 64 ? 60 : 48) || word(table + (bits === 64 ? 32 : 20)), mostSections);
  const stated = u16(bits === 64 ? 62 : 50);
  const nameIndex = stated === 0xffff ? u32(table + (bits === 64 ? 40 : 24)) : stated;

  const bytesOf = (at: number): Buffer | undefined => {
    const offset = word(at + (bits === 64 ? 24 : 16));
    const length = word(at + (bits === 64 ? 32 : 20));
    // A section without bytes of its own (SHT_NOBITS) is .bss and the like.
    const isThere = u32(at + 4) !== 8 && length > 0 && offset + length <= buffer.length;
    return isThere ? buffer.subarray(offset, offset + length) : undefined;
  };
  const names = fits(nameIndex) ? bytesOf(table + nameIndex * size) : undefined;
  const sectionAt = (at: number, name: string): ElfSection | undefined => {
    const bytes = bytesOf(at);
    if (!bytes) return undefined;
    const address = word(at + (bits === 64 ? 16 : 12));
    return { name, type: u32(at + 4), address, align: word(at + (bits === 64 ? 48 : 32)), bytes };
  };

  const find = (name: string): ElfSection | undefined => {
    const wanted = Buffer.from(`${name}\0`, "latin1");
    if (!names || wanted.length > mostSectionNameBytes) return undefined;
    for (let i = 1; i < count && fits(i); i++) {
      const at = u32(table + i * size);
      if (names.length - at < wanted.length || names.compare(wanted, 0, wanted.length, at, at + wanted.length) !== 0)
        continue;
      const section = sectionAt(table + i * size, name);
      if (section) return section;
    }
    return undefined;
  };
  const ofType = (type: number): readonly ElfSection[] => {
    const found: ElfSection[] = [];
    for (let i = 1; i < count && fits(i); i++) {
      if (u32(table + i * size + 4) !== type) continue;
      const section = sectionAt(table + i * size, names ? textAt(names, u32(table + i * size)) : "");
      if (section) found.push(section);
    }
    return found;
  };
  return { find, ofType };
}

function textAt(names: Buffer, at: number): string {
  const end = names.indexOf(0, at);
  if (at >= names.length || end === -1 || end - at > mostSectionNameBytes) return "";
  return names.toString("latin1", at, end);
}
