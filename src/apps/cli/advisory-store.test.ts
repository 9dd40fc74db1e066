import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { npmRecord, startBucket } from "../../../test/bucket.fixture.ts";
import { maxAgeOf, openAdvisories } from "./advisory-store.ts";
import type { CommandContext } from "./context.ts";

const context: CommandContext = {
  ...{ version: "0.0.0", today: "2026-06-01", color: false, terminal: false, width: 80, interactive: false },
  ...{ write: () => undefined, note: () => undefined },
};
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seaworthy-scan-"));
  vi.stubEnv("SEAWORTHY_DB", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function open(needed: readonly string[], values: Readonly<Record<string, string | boolean>> = {}) {
  const opened = await openAdvisories(needed, { values, positionals: [] }, context);
  if ("whyNot" in opened) return opened;
  opened.close();
  return { notes: opened.notes, missing: opened.missing.map(({ collection, isVital }) => [collection, isVital]) };
}

it("fetches what is missing, goes on with what is old when the source is down, and says so", async () => {
  const bucket = await startBucket();
  bucket.put("npm", [npmRecord("GHSA-1", "2026-01-01T00:00:00Z")]);
  vi.stubEnv("SEAWORTHY_ADVISORIES", bucket.source.from);
  expect(await open(["osv/npm", "osv/Nothing", "status/debian"])).toMatchObject({
    missing: [
      ["osv/Nothing", true],
      ["status/debian", false],
    ],
  });
  bucket.asked.length = 0;
  expect(await open(["osv/npm"])).toMatchObject({ missing: [] });
  // Neither what is there nor the feeds that the source does not have.
  expect(bucket.asked).toEqual([]);
  expect(await open(["osv/npm", "status/debian"])).toMatchObject({ missing: [["status/debian", false]] });
  expect(bucket.asked).toEqual([]);
  await open(["osv/npm"], { "max-age": "0m" });
  expect(bucket.asked.filter((each) => each.includes("kev"))).not.toEqual([]);
  await bucket.close();
  const old = await open(["osv/npm"], { "max-age": "0m", offline: true });
  expect(old).toMatchObject({
    missing: [],
    notes: [
      expect.stringMatching(/advisories of npm are of .*network is not used/),
      expect.anything(),
      expect.anything(),
    ],
  });
});

it.each([
  ["the option", { "no-vulnerabilities": true }, ""],
  ["the setting", {}, "none"],
])("asks nothing because of %s", async (_, values, setting) => {
  vi.stubEnv("SEAWORTHY_ADVISORIES", setting);
  expect(await open(["osv/npm"], values)).toHaveProperty("whyNot");
});

it("offline without a store names what is missing", async () => {
  expect(await open(["osv/npm"], { offline: true })).toMatchObject({ missing: [["osv/npm", true]] });
});

it.each([
  ["12h", 43_200_000],
  ["3d", 259_200_000],
  [undefined, 86_400_000],
])("--max-age %s", (text, expected) => {
  expect(maxAgeOf(text)).toBe(expected);
});
it.each(["12", "h", "-1d", "1w"])("no --max-age: %s", (text) => {
  expect(() => maxAgeOf(text)).toThrow(/--max-age/);
});
