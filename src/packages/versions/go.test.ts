import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { goVersions } from "./go.ts";
import {
  expectAscending,
  expectGarbageIsFine,
  expectHostileIsCheap,
  expectOrder,
  expectOrderLaws,
  type OrderCase,
} from "./version-scheme.fixture.ts";

describe("go", () => {
  test.each<OrderCase>([
    ["advisories leave the v out", "v1.9.1", "=", "1.9.1"],
    ["a module before modules", "v2.8.0+incompatible", "=", "2.8.0"],
    ["a modified checkout", "v1.2.3+dirty", "=", "1.2.3"],
    ["a pseudo-version comes before the next release", "v1.3.1-0.20190301021747-ccb9e902956d", "<", "v1.3.1"],
    ["and after the release before it", "v1.3.0", "<", "v1.3.1-0.20190301021747-ccb9e902956d"],
    ["after a prerelease too", "v1.3.1-rc.1", "<", "v1.3.1-rc.1.0.20190301021747-ccb9e902956d"],
    [
      "without any release the date decides",
      "v0.0.0-20200101000000-ffffffffffff",
      "<",
      "v0.0.0-20200101000001-000000000000",
    ],
    ["a short version", "v1.2", "=", "v1.2.0"],
    ["the zero of events", "0", "=", "0.0.0"],
    ["a release of Go", "go1.22.5", "=", "1.22.5"],
    ["the first of a series", "go1.21", "=", "1.21.0"],
    ["a release candidate of Go", "go1.21rc2", "=", "1.21.0-rc.2"],
    ["the same without go", "1.21rc2", "=", "1.21.0-rc.2"],
    ["a beta of Go", "go1.21beta1", "=", "1.21.0-beta.1"],
    ["candidates are counted", "go1.21rc9", "<", "go1.21rc10"],
    ["the start of a series in an event", "1.21.0-0", "<", "go1.21rc2"],
    ["what a vendor puts behind", "go1.22.5-redhat", "=", "1.22.5"],
    ["an experiment", "go1.22.5 X:boringcrypto", "=", "1.22.5"],
    ["an experiment behind a hyphen", "go1.22.5-X:boringcrypto", "=", "1.22.5"],
    ["a vendor in brackets", "go1.21.13 (Red Hat 1.21.13-2.el9)", "=", "1.21.13"],
    ["an experiment without go", "1.22.5 X:nocoverageredesign", "=", "1.22.5"],
    ["a candidate with an experiment", "go1.25rc1 X:jsonv2", "=", "1.25.0-rc.1"],
  ])("%s: %s %s %s", (...one) => expectOrder(goVersions, one));

  test("a series of Go", () =>
    expectAscending(goVersions, [
      ...[
        "go1.20.14",
        "1.21.0-0",
        "go1.21beta1",
        "go1.21rc1",
        "go1.21rc2",
        "go1.21.0",
        "go1.21.1",
        "go1.21.10",
        "1.22.0-0",
      ],
    ]));

  test.each([
    ["nothing", ""],
    ["a checkout", "(devel)"],
    ["a development version of the toolchain", "devel go1.22-0a1b2c3 Tue Jan 2 2024"],
    ["a build between releases", "go1.25-20250209-RC00"],
    ["the same without go", "1.25-20250209-RC00"],
    ["four numbers", "v1.2.3.4"],
    ["zeros in front", "v1.02.3"],
    ["zeros in front of a prerelease's number", "v1.2.3-01"],
    ["a prerelease of a short version", "v1.2-pre"],
    ["a branch", "master"],
    ["a commit", "ccb9e902956d"],
    ["letters behind", "go1.2.3foo"],
  ])("%s is no version: %j", (_, text) => {
    expect(goVersions.parse(text)).toBeUndefined();
  });

  test("three versions always have one order", () => {
    expectOrderLaws(
      goVersions,
      ["v1.0.0", "1.0.0-rc", "v1.0", "go1.0", "1.0"],
      [".0", ".1", ".10", "-rc.1", "rc1", "rc2", "-0", ".a", "+dirty", " X:a"],
    );
  });
  test("garbage is parsed or refused, never thrown at", () => expectGarbageIsFine(goVersions));
  test("the longest texts are cheap, and longer ones refused", () => expectHostileIsCheap(goVersions, cpuTime));
});
