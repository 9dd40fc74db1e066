import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { githubToken, hex, mixed, privateKey } from "./samples.fixture.ts";
import { secretFingerprint } from "./secret-fingerprint.ts";

describe("secretFingerprint", () => {
  it("is equal for equal values, and tells others apart", () => {
    expect(secretFingerprint(githubToken)).toBe(secretFingerprint(githubToken));
    const prints = [githubToken, mixed(40), hex(40), privateKey, mixed(41)].map((value) => secretFingerprint(value));
    expect(new Set(prints).size).toBe(prints.length);
    expect(secretFingerprint(githubToken, "github-token")).not.toBe(secretFingerprint(githubToken, "other"));
  });
  it("is the same for a key in one line and in many", () => {
    expect(secretFingerprint(privateKey.replaceAll("\n", "\\n"))).toBe(secretFingerprint(privateKey));
  });
  for (const value of [
    "",
    "admin123",
    "hunter2",
    "correct horse battery staple",
    "password".repeat(9),
    "1234567890123456789012345",
    "2024-01-31",
  ])
    it(`is a constant for ${value.slice(0, 9)}… (${value.length}), which could be guessed`, () => {
      expect(secretFingerprint(value, "env-file")).toBe("env-file:weak");
    });
  it("holds nothing of the value", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{20,60}$/), (value) => {
        expect(secretFingerprint(value)).toMatch(/^secret:(?:weak|[0-9a-f]{12})$/);
      }),
      { seed: 5 },
    );
  });
});
