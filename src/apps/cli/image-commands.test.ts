import { describe, expect, it } from "vitest";
import { rules } from "../../rules/catalog.ts";
import { isOfImages, isVulnerabilityId } from "./image-commands.ts";

describe("the bundle that a command is in", () => {
  it.each<[string, boolean]>([
    ["", false],
    ["check .", false],
    ["scan app", true],
    ["vex app", true],
    ["compare a b", true],
    ["explain", false],
    ["explain root-user", false],
    ["explain hadolint/DL3002", false],
    ["explain CVE-2024-0727", true],
    ["explain ghsa-29mw-wpgm-hmr9", true],
    ["explain GHSA-fcqg-vcxm-qqqq app:1", true],
    ["explain --dockerfile Dockerfile CVE-2024-0727 app:1", true],
    ["check CVE-2024-0727", false],
    ["CVE-2024-0727", false],
  ])("%j", (line, expected) => {
    expect(isOfImages(line.split(" "))).toBe(expected);
  });
});

it.each(
  "DSA-5764-1 GO-2024-2687 RUSTSEC-2024-0019 PYSEC-2024-1 ALSA-2024:1234 RHSA-2024:1234 USN-6986-1 MAL-2024-1 SUSE-SU-2024:1-1 ALPINE-CVE-2024-1".split(
    " ",
  ),
)("%s names a vulnerability", (id) => {
  expect(isVulnerabilityId(id)).toBe(true);
});

it("no name of a rule does, neither ours nor a peer's", () => {
  const names = rules.flatMap(({ id, aliases = [] }) => [
    id,
    ...aliases,
    ...aliases.map((alias) => alias.replace(/^\w+\//, "")),
  ]);
  expect(names.filter(isVulnerabilityId)).toEqual([]);
});
