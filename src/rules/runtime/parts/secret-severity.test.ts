import { expect, it } from "vitest";
import type { Container } from "../../../runtime/container.ts";
import { isWeak } from "./secret-severity.ts";

const container = { label: "service shop", environment: [{ name: "POSTGRES_DB", value: "warehouse" }] };

function weak(value: string, kind: "token" | "literal" = "literal"): boolean {
  const secret = { kind, confidence: "high", why: "" } as const;
  const at = { start: 0, end: 0 };
  // Only the label and the variables count here.
  return isWeak({
    value,
    secret,
    label: "",
    at,
    part: at,
    entry: undefined,
    container: container as unknown as Container,
  });
}

it.each([
  ["a common word", "postgres", true],
  ["common words in a row", "my_secret-password123!", true],
  ["with capitals", "RootPassword", true],
  ["short", "s3cr8t", true],
  ["the name of the database", "warehouse", true],
  ["the name of the service", "shop", true],
  ["digits only, and many", "918273645", false],
  ["words nobody guesses", "correct-horse-battery", false],
  ["a long run of common words", "password".repeat(20), false],
])("%s", (_, value, expected) => {
  expect(weak(value)).toBe(expected);
});

it("is never said of a token of a known format", () => {
  expect(weak("test", "token")).toBe(false);
});
