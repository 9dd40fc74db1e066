/** Writes ELF files for tests: 32 and 64 bits, both byte orders, sections and segments where the test wants them. */

export interface ElfFixture {
  readonly bits?: 32 | 64;
  readonly isBigEndian?: boolean;
  readonly sections?: readonly ElfFixtureSection[];
  readonly segments?: readonly ElfFixtureSegment[];
  /** False for a file stripped of its table of sections. */
  readonly hasSectionTable?: boolean;
}

/** One body, in the file once: a section, a segment, or both. */
export interface ElfFixtureSection {
  readonly name: string;
  readonly type?: number;
  readonly address?: number;
  readonly body: Uint8Array;
}

/** A segment over one of the sections. */
export interface ElfFixtureSegment {
  readonly section: string;
  readonly type?: number;
  /** `PF_X` 1, `PF_W` 2, `PF_R` 4. */
  readonly flags?: number;
  readonly align?: number;
}

export function writeElf(fixture: ElfFixture): Buffer {
  const { bits = 64, sections = [], segments = [], hasSectionTable = true } = fixture;
  const order = numbersOf(fixture);
  const headerBytes = bits === 64 ? 64 : 52;
  const bodiesAt = align(headerBytes + segments.length * (bits === 64 ? 56 : 32));
  const names = Buffer.from(`\0${[...sections.map((section) => section.name), ".shstrtab"].join("\0")}\0`, "latin1");
  const all = [...sections, { name: ".shstrtab", type: 3, address: 0, body: names }];
  const offsets = placesOf(all, bodiesAt);
  const last = offsets.at(-1) ?? bodiesAt;
  const table = align(last + names.length);

  const header = order.record(headerBytes);
  header.bytes.set([0x7f, 0x45, 0x4c, 0x46, bits === 64 ? 2 : 1, fixture.isBigEndian ? 2 : 1, 1]);
  header.put([16, 2], 2);
  header.put([18, 2], bits === 64 ? 62 : 3);
  header.put([20, 4], 1);
  header.put(bits === 64 ? [32, 8] : [28, 4], segments.length > 0 ? headerBytes : 0);
  header.put(bits === 64 ? [40, 8] : [32, 4], hasSectionTable ? table : 0);
  header.put([bits === 64 ? 52 : 40, 2], headerBytes);
  header.put([bits === 64 ? 54 : 42, 2], bits === 64 ? 56 : 32);
  header.put([bits === 64 ? 56 : 44, 2], segments.length);
  header.put([bits === 64 ? 58 : 46, 2], bits === 64 ? 64 : 40);
  header.put([bits === 64 ? 60 : 48, 2], hasSectionTable ? all.length + 1 : 0);
  header.put([bits === 64 ? 62 : 50, 2], hasSectionTable ? all.length : 0);

  const programs = segments.map((segment) => {
    const index = sections.findIndex((section) => section.name === segment.section);
    return order.segment(segment, sections[index], offsets[index] ?? 0);
  });
  const file = Buffer.alloc(table);
  file.set(Buffer.concat([header.bytes, ...programs]), 0);
  for (const [index, { body }] of all.entries()) file.set(body, offsets[index]);
  if (!hasSectionTable) return file;
  const records = all.map((section, index) =>
    order.section(names.indexOf(`\0${section.name}\0`, 0, "latin1") + 1, section, offsets[index] ?? 0),
  );
  return Buffer.concat([file, Buffer.alloc(bits === 64 ? 64 : 40), ...records]);
}

function align(offset: number): number {
  return Math.ceil(offset / 16) * 16;
}

function placesOf(sections: readonly ElfFixtureSection[], from: number): readonly number[] {
  let at = from;
  return sections.map(({ body }) => {
    const place = at;
    at = align(at + body.length);
    return place;
  });
}

function numbersOf({ bits = 64, isBigEndian = false }: ElfFixture) {
  const record = (size: number) => {
    const bytes = Buffer.alloc(size);
    const put = ([at, width]: readonly [number, number], value: number) => {
      const big = width === 8;
      if (big && isBigEndian) bytes.writeBigUInt64BE(BigInt(value), at);
      else if (big) bytes.writeBigUInt64LE(BigInt(value), at);
      else if (isBigEndian) bytes.writeUIntBE(value, at, width);
      else bytes.writeUIntLE(value, at, width);
    };
    return { bytes, put };
  };
  const segment = (told: ElfFixtureSegment, section: ElfFixtureSection | undefined, offset: number) => {
    const { bytes, put } = record(bits === 64 ? 56 : 32);
    const length = section?.body.length ?? 0;
    put([0, 4], told.type ?? 1);
    put([bits === 64 ? 4 : 24, 4], told.flags ?? 6);
    put(bits === 64 ? [8, 8] : [4, 4], offset);
    put(bits === 64 ? [16, 8] : [8, 4], section?.address ?? 0);
    put(bits === 64 ? [32, 8] : [16, 4], length);
    put(bits === 64 ? [40, 8] : [20, 4], length);
    put(bits === 64 ? [48, 8] : [28, 4], told.align ?? 16);
    return bytes;
  };
  const section = (name: number, told: ElfFixtureSection, offset: number) => {
    const { bytes, put } = record(bits === 64 ? 64 : 40);
    put([0, 4], name);
    put([4, 4], told.type ?? 1);
    put(bits === 64 ? [16, 8] : [12, 4], told.address ?? 0);
    put(bits === 64 ? [24, 8] : [16, 4], offset);
    put(bits === 64 ? [32, 8] : [20, 4], told.body.length);
    put(bits === 64 ? [48, 8] : [32, 4], 4);
    return bytes;
  };
  return { record, segment, section };
}
