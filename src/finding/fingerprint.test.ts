import { expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { fingerprintOf, normaliseAnchor } from "./fingerprint.ts";

const parts = { rule: "root-user", path: "Dockerfile", anchor: "USER root", ordinal: 0 };

test("is 64-bit FNV-1a, as a slow sum with BigInt has it", () => {
  for (const anchor of ["", "USER root", "ü\u{1F600}", "x".repeat(500)])
    expect(fingerprintOf({ ...parts, anchor })).toBe(slow(["root-user", "Dockerfile", anchor, "0"].join("\0")));
});

test("differs in each of its parts", () => {
  const all = [
    parts,
    { ...parts, rule: "latest-base" },
    { ...parts, path: "b/Dockerfile" },
    { ...parts, anchor: "USER app" },
    { ...parts, ordinal: 1 },
  ].map(fingerprintOf);
  expect(new Set(all).size).toBe(all.length);
  for (const fingerprint of all) expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
});

const same: [string, string, string][] = [
  ["layout", "RUN  apt-get \\", "RUN apt-get"],
  ["the joining &&", "&& curl -k x", "curl -k x"],
  ["a quoted value", 'RUN echo "hunter" > f', 'RUN echo "swordfish" > f'],
  ["an unfinished quote", "RUN echo 'hunter", "RUN echo 'swordfish"],
  ["a value after =", "RUN login --password=hunter", "RUN login --password=swordfish"],
  ["a value after :", "RUN curl -u me:hunter", "RUN curl -u me:swordfish"],
  ["a word with digits", "RUN echo hunter2", "RUN echo pa55word"],
  ["a very long word", `RUN echo ${"ab".repeat(20)}`, `RUN echo ${"cd".repeat(20)}`],
];

test.each(same)("%s does not count", (_, a, b) => expect(normaliseAnchor(a)).toBe(normaliseAnchor(b)));

test("other words do", () => expect(normaliseAnchor("RUN apt-get update")).not.toBe(normaliseAnchor("RUN apk update")));

test("a line of megabytes costs no more than a line", () => {
  const start = cpuTime();
  normaliseAnchor(`RUN ${"'a\" ".repeat(2_000_000)}`);
  expect(cpuTime() - start).toBeLessThan(100);
});

function slow(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index++)
    for (const byte of [text.charCodeAt(index) & 0xff, text.charCodeAt(index) >>> 8])
      hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, "0");
}
