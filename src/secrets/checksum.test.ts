import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32, failsChecksum, hasChecksum, hasHexChecksum, hexChecksum, withChecksum } from "./checksum.ts";
import { mixed } from "./samples.fixture.ts";

describe("checksums of tokens", () => {
  it("are the CRC-32 everybody computes", () => {
    expect(crc32("123456789")).toBe(0xcbf43926);
    expect(crc32("")).toBe(0);
  });
  it("fit the example GitHub's users published, whose token was revoked long ago", () => {
    expect(withChecksum(`${"ghp"}_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ`).endsWith("0mLq17")).toBe(true);
  });
  it("fail when any character changes", () => {
    const token = withChecksum(`ghp_${mixed(30)}`);
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 39 }), fc.constantFrom(..."0Aaz9"), (at, character) => {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        expect(hasChecksum(changed)).toBe(changed === token);
      }),
      { seed: 3 },
    );
  });
  it("of Grafana are hexadecimal, lowest byte first", () => {
    // CRC-32 of "123456789" is cbf43926.
    expect(hexChecksum("123456789")).toBe("2639f4cb");
    expect(hasHexChecksum("123456789_2639f4cb")).toBe(true);
    expect(hasHexChecksum("123456789_cbf43926")).toBe(false);
  });
  it("are asked for only of what has the form", () => {
    expect(failsChecksum(`npm_${mixed(36)}`)).toBe(true);
    expect(failsChecksum(withChecksum(`npm_${mixed(30)}`))).toBe(false);
    for (const other of ["", "hunter2", `npm_${mixed(35)}`, mixed(40), `glpat-${mixed(20)}`])
      expect(failsChecksum(other)).toBe(false);
  });
});
