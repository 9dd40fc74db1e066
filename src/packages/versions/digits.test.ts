import { expect, test } from "vitest";
import { compareDigits, isDigit, isLetter, withoutZeros } from "./digits.ts";

test.each([
  ["equal numbers", "12", "12", 0],
  ["zeros in front", "0012", "12", 0],
  ["nothing is zero", "", "000", 0],
  ["fewer digits", "9", "10", -1],
  ["more digits", "100", "99", 1],
  ["the same number of digits", "18446744073709551617", "18446744073709551616", 1],
])("%s", (_, a, b, expected) => {
  expect(Math.sign(compareDigits(a, b))).toBe(expected);
});

test("zeros in front are taken off", () => {
  expect(["00", "", "0010", "10"].map(withoutZeros)).toEqual(["", "", "10", "10"]);
});

test("only ASCII counts", () => {
  const codes = Array.from({ length: 0x1_0000 }, (_, code) => code);
  const text = (is: (code: number) => boolean) => String.fromCharCode(...codes.filter(is));
  expect(text(isDigit)).toBe("0123456789");
  expect(text(isLetter)).toBe("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  expect(isDigit(Number.NaN) || isLetter(Number.NaN)).toBe(false);
});
