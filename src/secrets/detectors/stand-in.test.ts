import { describe, expect, it } from "vitest";
import { hex, mixed, upper } from "../samples.fixture.ts";
import { isPrinted, isStandIn, isWeakPassword, isWordy } from "./stand-in.ts";

describe("isWordy", () => {
  const words = [
    "this.getToken",
    "testRSA2048PrivateKey",
    "ed25519.PrivateKey",
    "encryptionKey1024",
    "DatabasePassword1234",
    "NewSimpleTokenTTLKeeper_7",
  ];
  const random = [
    hex(40),
    mixed(40),
    upper(32),
    ["Wikpsd", "GcbaZapKms", "jgmfyUez2"].join(""),
    ["wcohmzn", "mfk7297316"].join(""),
    "1234567890",
    "",
  ];
  for (const value of words) it(`${value} is made of words`, () => expect(isWordy(value)).toBe(true));
  for (const value of random)
    it(`${value.slice(0, 6)}… (${value.length}) is not`, () => expect(isWordy(value)).toBe(false));
});

describe("stand-ins", () => {
  for (const value of ["password", "Passw0rd!", "p%40ssword", "pa%2Fssword", "admin123", "root", "my-secret"])
    it(`${value} says nothing about whether it is meant`, () => expect(isWeakPassword(value)).toBe(true));
  for (const value of ["hunter2", "letmein9", mixed(12)])
    it(`${value} does`, () => expect(isWeakPassword(value)).toBe(false));
  for (const value of ["$X", "${X}", "<token>", "changeme", "{token}", "%TOKEN%", "{{ token }}"])
    it(`${value} keeps nothing secret`, () => expect(isStandIn(value)).toBe(true));
  it("knows what the standards print", () => {
    expect(isPrinted(Buffer.from("Aladdin:open sesame").toString("base64"))).toBe(true);
    expect(isPrinted(mixed(20))).toBe(false);
  });
});
