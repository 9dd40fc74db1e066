import { describe, expect, it } from "vitest";
import { schemeOfEcosystem, splitEcosystem, storedName } from "./ecosystems.ts";

describe("the names of ecosystems", () => {
  it.each([
    ["npm", "npm", ""],
    ["Debian:12", "Debian", "12"],
    ["Ubuntu:Pro:22.04:LTS", "Ubuntu", "Pro:22.04:LTS"],
  ])("%s is %s and %s", (written, base, suffix) => {
    expect(splitEcosystem(written)).toEqual({ base, suffix });
  });

  it.each([
    ["Debian:12", "dpkg"],
    ["Root:Alpine:3.18", "apk"],
    ["Echo", "dpkg"],
    ["Echo:PyPI", "pep440"],
    ["Android", undefined],
    ["constructor", undefined],
    ["Root:", undefined],
  ])("versions of %s are ordered by %s", (written, scheme) => {
    expect(schemeOfEcosystem(written)).toBe(scheme);
  });

  it.each([
    ["PyPI", "Zope.Interface__x", "zope-interface-x"],
    ["Echo:PyPI", "Zope.Interface", "zope-interface"],
    ["NuGet", "Newtonsoft.Json", "newtonsoft.json"],
    ["npm", "JSONStream", "JSONStream"],
    ["SwiftURL", "https://Host.example/A/B.git", "host.example/a/b"],
  ])("in %s %s is kept as %s", (ecosystem, name, stored) => {
    expect(storedName(ecosystem, name)).toBe(stored);
  });
});
