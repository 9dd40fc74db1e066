import { expect, it } from "vitest";
import { crc32c, statedCrc32c } from "./crc32c.ts";

it.each([
  ["the check value of the catalogue of checksums", Buffer.from("123456789"), 0xe3069283],
  ["32 zeros (RFC 3720)", Buffer.alloc(32), 0x8a9136aa],
  ["32 bytes of ones (RFC 3720)", Buffer.alloc(32, 0xff), 0x62a8ab43],
  ["nothing", Buffer.alloc(0), 0],
])("%s", (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

it("goes on where the bytes before ended", () => {
  const bytes = Buffer.from("a text that is longer than eight bytes");
  for (let cut = 0; cut <= bytes.length; cut++)
    expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes));
});

it.each([
  ["alone", "crc32c=n03x6A==", 0x9f4df1e8],
  ["with another", "crc32c=n03x6A==, md5=Ojk9c3dhfxgoKVVHYwFbHQ==", 0x9f4df1e8],
  ["not first", "md5=Ojk9c3dhfxgoKVVHYwFbHQ==,crc32c=n03x6A==", 0x9f4df1e8],
  ["none", "md5=Ojk9c3dhfxgoKVVHYwFbHQ==", undefined],
  ["not readable", "crc32c=n03x6", undefined],
  ["no header", undefined, undefined],
])("stated: %s", (_, header, expected) => {
  expect(statedCrc32c(header)).toBe(expected);
});
