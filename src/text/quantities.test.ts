import { describe, expect, it } from "vitest";
import { bytesText, countText, readableBytes } from "./quantities.ts";

describe("quantities", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [9_940, "9.9 kB"],
    [9_960, "10 kB"],
    [999_499, "999 kB"],
    [999_500, "1.0 MB"],
    [1_234_567_890, "1.2 GB"],
    [-1, "0 B"],
  ])("%s bytes", (bytes, text) => {
    expect(readableBytes(bytes)).toBe(text);
  });
  it.each([
    [0, "0 files"],
    [1, "1 file"],
    [999, "999 files"],
    [1000, "1,000 files"],
    [1234567, "1,234,567 files"],
  ])("%s files", (count, text) => {
    expect(countText(count, "file")).toBe(text);
  });
  it.each([
    [1, "1 byte"],
    [999, "999 bytes"],
    [1200, "1.2 kB"],
  ])("%s bytes in a sentence", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});
