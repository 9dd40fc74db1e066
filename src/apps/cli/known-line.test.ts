import { expect, test } from "vitest";
import { knownLine, lineOf } from "./known-line.ts";

const none = { lockfiles: 1, vulnerabilities: 0, severe: 0, missing: [] };
const lines: readonly (readonly [Parameters<typeof lineOf>[0], string])[] = [
  [none, "Known vulnerabilities in 1 lockfile: none.\n"],
  [{ ...none, missing: ["osv/Go"] }, "Known vulnerabilities in 1 lockfile: none (not asked: osv/Go).\n"],
  [
    { lockfiles: 2, vulnerabilities: 12, severe: 4, missing: [] },
    "Known vulnerabilities in 2 lockfiles: 12, 4 of them critical or high. See them: seaworthy scan dir:web\n",
  ],
];
test.each(lines)("%o", (known, line) => expect(lineOf(known, "web")).toBe(line));

test("without a store nothing else is asked", async () => {
  const before = process.env.SEAWORTHY_DB;
  process.env.SEAWORTHY_DB = "/nowhere/at/all";
  try {
    const excuses = () => Promise.reject(new Error("asked"));
    expect(await knownLine(["."], "2026-01-01", excuses)).toBeUndefined();
  } finally {
    if (before === undefined) delete process.env.SEAWORTHY_DB;
    else process.env.SEAWORTHY_DB = before;
  }
});
