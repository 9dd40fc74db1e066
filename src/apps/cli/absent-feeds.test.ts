import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { absentFeeds, mostAbsentBytes, mostAbsentFeeds, rememberAbsent } from "./absent-feeds.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seaworthy-absent-"));
});

const address = "https://example.com/osv";
const time = "2026-06-01T00:00:00.000Z";
const now = Date.parse(time);

it("what a source did not have is remembered for that source only, without its login", () => {
  rememberAbsent(folder, `https://user:${"pass" + "word"}@example.com/osv`, ["kev"], now);
  expect([...absentFeeds(folder, address)]).toEqual([["kev", time]]);
  expect([...absentFeeds(folder, "https://example.com/other")]).toEqual([]);
  expect(readFileSync(join(folder, "absent.json"), "utf8")).not.toContain("pass" + "word");
  rememberAbsent(folder, address, ["epss"], now);
  expect([...absentFeeds(folder, address).keys()]).toEqual(["kev", "epss"]);
});

it.each([
  ["no file", undefined],
  ["no JSON", "{"],
  ["a list", "[1]"],
  ["a file that is too long", JSON.stringify({ "example.com/osv\nkev": time, x: "x".repeat(mostAbsentBytes) })],
])("%s says nothing", (_, text) => {
  if (text !== undefined) writeFileSync(join(folder, "absent.json"), text);
  expect([...absentFeeds(folder, address)]).toEqual([]);
});

it("at most so many lines are believed", () => {
  const lines = Array.from({ length: mostAbsentFeeds + 10 }, (_, at) => [`example.com/osv\nfeed-${at}`, time]);
  writeFileSync(join(folder, "absent.json"), JSON.stringify(Object.fromEntries(lines)));
  expect(absentFeeds(folder, address).size).toBe(mostAbsentFeeds);
});
