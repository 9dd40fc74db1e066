import { describe, expect, it } from "vitest";
import { cvssScore, longestVector } from "./cvss.ts";

describe("the score of a vector", () => {
  // Examples of the specifications: v2 guide 3.3, v3.0 and v3.1 example documents, v4.0 examples.
  it.each([
    ["v2, CVE-2002-0392", "CVSS_V2", "AV:N/AC:L/Au:N/C:N/I:N/A:C", 7.8],
    ["v2, CVE-2003-0818", "CVSS_V2", "AV:N/AC:L/Au:N/C:C/I:C/A:C", 10],
    ["v2, CVE-2003-0062, in brackets", "CVSS_V2", "(AV:L/AC:H/Au:N/C:C/I:C/A:C)", 6.2],
    ["v3.0, CVE-2013-1937", "CVSS_V3", "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1],
    ["v3.0, CVE-2013-0375", "CVSS_V3", "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4],
    ["v3.1, CVE-2014-3566", "CVSS_V3", "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1],
    ["v3.1, CVE-2014-0160", "CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5],
    ["v3.1, nothing lost", "CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0],
    ["v4.0, CVE-2022-41741", "CVSS_V4", "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 7.3],
    ["v4.0, CVE-2014-0160", "CVSS_V4", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", 8.7],
    ["v4.0, all of it", "CVSS_V4", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10],
  ])("%s", (_what, type, vector, score) => {
    expect(cvssScore(type, vector)).toBe(score);
  });

  it.each([
    ["of another version than the type says", "CVSS_V2", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"],
    ["a word", "Ubuntu", "high"],
    ["an unknown value", "CVSS_V3", "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"],
    ["an unknown metric", "CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/XX:Y"],
    ["a metric twice", "CVSS_V3", "CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"],
    ["a metric missing", "CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H"],
    ["a slash at the end", "CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/"],
    ["too long", "CVSS_V3", `CVSS:3.1/${"AV:N/".repeat(longestVector)}`],
    ["nothing", "CVSS_V3", ""],
  ])("is none for what is no vector: %s", (_what, type, vector) => {
    expect(cvssScore(type, vector)).toBeUndefined();
  });
});
