import { describe, expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { catalogedFrom, namesFrom, packagesFrom, unknownsFrom } from "./language-packages.fixture.ts";
import { isSpecification, longestGemspecLine, mostGemspecLines, rubyGems } from "./ruby-gems.ts";

const folder = "usr/local/lib/ruby/gems/3.3.0/specifications";

const installed = `# -*- encoding: utf-8 -*-
# stub: nokogiri 1.16.0 x86_64-linux lib

Gem::Specification.new do |s|
  s.name = "nokogiri".freeze
  s.version = "1.16.0".freeze
  s.platform = "x86_64-linux".freeze

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.metadata = { "x" => "y" } if s.respond_to? :metadata=
  s.licenses = ["MIT".freeze, "Ruby".freeze]
  s.installed_by_version = "3.5.3".freeze if s.respond_to? :installed_by_version
end
`;

describe("which gemspecs are of installed gems", () => {
  test.each([
    ["installed", `${folder}/rack-3.0.0.gemspec`, true],
    ["brought by Ruby", `${folder}/default/json-2.7.0.gemspec`, true],
    ["the author's copy", "usr/lib/ruby/gems/3.3.0/gems/rack-3.0.0/rack.gemspec", false],
    ["the application's", "app/app.gemspec", false],
    ["a folder default elsewhere", "app/default/a-1.gemspec", false],
  ])("%s", (_, file, expected) => {
    expect(isSpecification(file)).toBe(expected);
  });
});

describe("reading a gemspec", () => {
  test("gives name, version, platform, licences and path", () => {
    const path = `${folder}/nokogiri-1.16.0-x86_64-linux.gemspec`;
    const details = { platform: "x86_64-linux" };
    expect(catalogedFrom(rubyGems, path, installed)).toEqual([
      { package: { type: "gem", name: "nokogiri", version: "1.16.0", licenses: ["MIT", "Ruby"], path, details } },
    ]);
  });

  test("default gems are marked", () => {
    const text = installed.replaceAll("x86_64-linux", "ruby");
    expect(packagesFrom(rubyGems, `${folder}/default/a-1.gemspec`, text)[0]?.details).toEqual({ default: "true" });
  });

  test.each([
    ["CRLF", installed.replaceAll("\n", "\r\n"), "nokogiri@1.16.0"],
    ["no stub", installed.replace(/# stub.*\n/, ""), "nokogiri@1.16.0"],
    ["another receiver", 'Gem::Specification.new do |spec|\n spec.name = "a"\n spec.version="1"\nend', "a@1"],
    ["single quotes", "s.name = 'a'\ns.version = '2.0.rc1'", "a@2.0.rc1"],
    ["a version object", 's.name = "a"\ns.version = Gem::Version.new("1.2")', "a@1.2"],
    ["frozen, without brackets", 's.name = "a"\ns.version = Gem::Version.create "1.2".freeze', "a@1.2"],
    ["a comment behind it", 's.name = "a" # the name\ns.version = "1" # x', "a@1"],
    ["computed, the stub tells", "# stub: a 1.5 ruby lib\ns.name = NAME\ns.version = VERSION", "a@1.5"],
    ["a stub that is no comment of its own", "x = 1 # stub: a 1.5 ruby lib", "bundler@2.3.7"],
    ["computed, the file's name tells", "s.name = NAME\ns.version = Bundler::VERSION", "bundler@2.3.7"],
    ["interpolated, the file's name tells", 's.name = "x#{1}"\ns.version = "#{x}"', "bundler@2.3.7"],
    ["joined, the file's name tells", 's.name = "x" + "y"\ns.version = "1" + "2"', "bundler@2.3.7"],
    ["no version, the file's name tells", 's.name = "a"\ns.version = "abc"', "a@2.3.7"],
    ["an empty file", "", "bundler@2.3.7"],
    ["the version of a dependency is not its own", 's.name = "a"\ns.add_dependency "b", "9"\ns.version = "1"', "a@1"],
  ])("%s", (_, text, expected) => {
    expect(namesFrom(rubyGems, `${folder}/bundler-2.3.7.gemspec`, text)).toEqual([expected]);
    expect(unknownsFrom(rubyGems, `${folder}/bundler-2.3.7.gemspec`, text)).toEqual([]);
  });

  test.each([
    ["a-1.0.gemspec", "a@1.0", undefined],
    ["a-b-c-1.0.0.pre.1.gemspec", "a-b-c@1.0.0.pre.1", undefined],
    ["a-2-b-1.0.gemspec", "a-2-b@1.0", undefined],
    ["a-1.0-x86_64-linux-musl.gemspec", "a@1.0", "x86_64-linux-musl"],
    ["a-1.0-universal-darwin-20.gemspec", "a@1.0", "universal-darwin-20"],
    ["a-1.0-java.gemspec", "a@1.0", "java"],
  ])("the file's name %s tells %s", (file, expected, platform) => {
    expect(namesFrom(rubyGems, `${folder}/${file}`, "")).toEqual([expected]);
    expect(packagesFrom(rubyGems, `${folder}/${file}`, "")[0]?.details.platform).toBe(platform);
  });

  test.each([
    ["one", 's.license = "MIT"', ["MIT"]],
    ["a list over lines", "s.licenses = [\n  \"MIT\",\n  'Ruby'.freeze,\n]", ["MIT", "Ruby"]],
    ["an empty list", "s.licenses = []", []],
    ["a list without end", 's.licenses = ["MIT", ', []],
    ["computed", "s.license = File.read('x')", []],
  ])("licence: %s", (_, line, expected) => {
    expect(packagesFrom(rubyGems, `${folder}/a-1.gemspec`, line)[0]?.licenses).toEqual(expected);
  });

  test("what neither text nor name tells is said", () => {
    const path = `${folder}/odd.gemspec`;
    expect(unknownsFrom(rubyGems, path, "s.version = VERSION")).toEqual([
      expect.objectContaining({ what: `package in ${path}`, fatal: true }),
    ]);
  });
});

describe("limits", () => {
  test(`lines behind ${mostGemspecLines} are not looked at`, () => {
    const text = `${"#\n".repeat(mostGemspecLines)}s.name = "late"\n`;
    expect(namesFrom(rubyGems, `${folder}/a-1.gemspec`, text)).toEqual(["a@1"]);
  });

  test(`a line's end behind ${longestGemspecLine} characters is not looked at`, () => {
    const text = `s.name = "${"b".repeat(longestGemspecLine)}"\n`;
    expect(namesFrom(rubyGems, `${folder}/a-1.gemspec`, text)).toEqual(["a@1"]);
  });

  test.each([
    ["blanks behind a string", `s.name = "a"${" ".repeat(longestGemspecLine - 20)}!\n`],
    ["blanks in brackets", `s.version = Gem::Version.new(${" ".repeat(longestGemspecLine - 40)}!\n`],
    ["quotes", `s.licenses = [${'"'.repeat(longestGemspecLine - 20)}\n`],
    ["blanks", `${" ".repeat(longestGemspecLine - 1)}\n`],
    ["words", `${"a".repeat(longestGemspecLine - 1)}\n`],
  ])("%s on every line take a moment", (_, line) => {
    const text = line.repeat(900);
    const start = cpuTime();
    catalogedFrom(rubyGems, `${folder}/a-1.gemspec`, text);
    expect(cpuTime() - start).toBeLessThan(2_000);
  });
});
