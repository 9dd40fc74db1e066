import { expect, test } from "vitest";
import { versionScheme } from "./schemes.ts";
import { versionSchemeIds } from "./version-scheme.ts";

test.each(versionSchemeIds)("%s is found by its name and orders what it parses", (id) => {
  const scheme = versionScheme(id);
  expect(scheme.id).toBe(id);
  const [older, newer] = [scheme.parse("1.2.3"), scheme.parse("1.10.0")];
  expect(older && newer && scheme.compare(older, newer)).toBeLessThan(0);
  expect(scheme.parse("0")).toBeDefined();
  expect(scheme.parse("")).toBeUndefined();
});
