import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { mavenVersions } from "./maven.ts";
import {
  expectAscending,
  expectGarbageIsFine,
  expectHostileIsCheap,
  expectOrder,
  expectOrderLaws,
  longNumbers,
  type OrderCase,
} from "./version-scheme.fixture.ts";

describe("maven", () => {
  test.each<OrderCase>([
    ["numbers are numbers", "1.9", "<", "1.10"],
    ["zeros at the end mean nothing", "1", "=", "1.0.0"],
    ["nor do zeros before a hyphen", "1.0.0-x", "=", "1-x"],
    ["a snapshot comes before its release", "1.0-SNAPSHOT", "<", "1.0"],
    ["but after a candidate", "1.0-rc1", "<", "1.0-SNAPSHOT"],
    ["case makes no difference", "1.0-Alpha-1", "=", "1.0-alpha1"],
    ["a and alpha, before a number", "1.0-a1", "=", "1.0-alpha-1"],
    ["not without one", "1.0-alpha", "<", "1.0-a"],
    ["m is a milestone", "2.0-M1", "=", "2.0-milestone-1"],
    ["cr is a candidate", "1.0.CR1", "=", "1.0-rc-1"],
    ["final is the release", "4.1.100.Final", "=", "4.1.100"],
    ["so are ga and release", "5.3.20.RELEASE", "=", "5.3.20-GA"],
    ["a service pack comes after it", "1.0", "<", "1.0-sp1"],
    ["an unknown word after that", "1.0-sp1", "<", "1.0-jre"],
    ["unknown words by their letters", "31.1-android", "<", "31.1-jre"],
    ["a number after a hyphen is more than none", "1.0", "<", "1.0-1"],
    ["and less than one after a dot", "1-1", "<", "1.1"],
    ["a dot before a word is a hyphen", "1.0.RC2", "<", "1.0-RC3"],
    ["builds of Jetty", "9.4.48.v20220622", "<", "9.4.49.v20220914"],
    ["a repackaged one", "2.17.1", "<", "2.17.1.redhat-00001"],
    ["another", "2.17.1.redhat-00001", "<", "2.17.1.redhat-00002"],
    ["Echo's builds", "5.3.39+echo.1", "<", "5.3.39+echo.2"],
    ["release trains", "Finchley.SR1", "<", "Finchley.SR2"],
    ["words before numbers", "Finchley.SR2", "<", "2020.0.1"],
    ["the zero of events", "0", "=", "0.0"],
    ["a fixed Log4j", "2.15.0-rc1", "<", "2.15.0"],
    ["four numbers", "2.9.10", "<", "2.9.10.8"],
  ])("%s: %s %s %s", (...one) => expectOrder(mavenVersions, one));

  test.each(longNumbers)("numbers %s", (...one) => expectOrder(mavenVersions, one));

  // https://maven.apache.org/pom.html#version-order-specification
  test("the ladder of qualifiers", () =>
    expectAscending(mavenVersions, [
      ...[
        "1-alpha",
        "1-alpha2",
        "1-alpha-123",
        "1-beta-2",
        "1-milestone",
        "1-m2",
        "1-rc",
        "1-cr2",
        "1-SNAPSHOT",
        "1",
        "1-sp",
        "1-sp2",
      ],
      ...["1-abc", "1-xyz", "1-1", "1-2", "1.1"],
    ]));

  test.each([
    ["nothing", ""],
    ["a property", "${project.version}"],
    ["a property behind a number", "1.${minor}"],
    ["a range", "[1.0,2.0)"],
    ["no number at all", "unspecified"],
    ["a meta version", "LATEST"],
    ["two versions", "1.0 2.0"],
  ])("%s is no version: %j", (_, text) => {
    expect(mavenVersions.parse(text)).toBeUndefined();
  });

  test("three versions always have one order", () => {
    expectOrderLaws(
      mavenVersions,
      ["1", "1.1", "2.10"],
      [".1", ".2", "-1", "-alpha", "-a1", "-rc", "-SNAPSHOT", "-sp", "-x", " "],
    );
  });
  test("garbage is parsed or refused, never thrown at", () => expectGarbageIsFine(mavenVersions));
  test("the longest texts are cheap, and longer ones refused", () => expectHostileIsCheap(mavenVersions, cpuTime));
});
