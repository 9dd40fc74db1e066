import { describe, expect, test } from "vitest";
import { judgeNamedValue } from "./named-value.ts";
import { githubToken } from "./samples.fixture.ts";

// Put together here, so that no filter takes this file for a leak.
const word = "open" + "sesame-99";

describe("judgeNamedValue", () => {
  test.each([
    ["a word under a name that tells", "DB_PASSWORD", word, "literal", "high"],
    ["a random word under a name that may tell", "KEY", "a1B2c3D4e5F6g7H8i9J0", "literal", "medium"],
    ["a known format under any name", "X", githubToken, "credential", "high"],
    ["an address with a password", "DATABASE_URL", `https://u:${word}@db.acme.io/x`, "credential", "high"],
  ])("finds %s", (_, name, value, kind, confidence) => {
    expect(judgeNamedValue(name, value)).toMatchObject({ kind, confidence });
    expect(JSON.stringify(judgeNamedValue(name, value))).not.toContain(value);
  });

  test("says which detector knew a format, and what it calls it", () => {
    expect(judgeNamedValue("X", githubToken)).toMatchObject({ detector: "github-token", title: expect.any(String) });
    expect(judgeNamedValue("DB_PASSWORD", word)).not.toHaveProperty("detector");
  });

  test.each([
    ["no value", "DB_PASSWORD", ""],
    ["a stand-in", "DB_PASSWORD", "changeme"],
    ["a reference", "DB_PASSWORD", "${X}"],
    ["a path", "PASSWORD_FILE", "/run/secrets/x"],
    ["a public name", "VITE_TOKEN", word],
    ["a word under a name that tells nothing", "X", word],
    ["a long value under a name that tells nothing", "X", "x".repeat(5_000)],
    ["an address", "DATABASE_URL", "https://acme.io"],
  ])("%s is nothing to keep secret", (_, name, value) => {
    expect(judgeNamedValue(name, value)).toBeUndefined();
  });
});
