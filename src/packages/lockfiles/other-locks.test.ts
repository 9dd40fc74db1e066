import { expect, test } from "vitest";
import { cargoLock } from "./cargo-lock.ts";
import { composerLock } from "./composer-lock.ts";
import { gemfileLock } from "./gemfile-lock.ts";
import { goMod } from "./go-mod.ts";
import { gradleLock } from "./gradle-lock.ts";
import { readText, rowsFrom, troublesFrom } from "./lockfiles.fixture.ts";
import { mavenPom } from "./maven-pom.ts";
import { mixLock } from "./mix-lock.ts";
import { nugetLock } from "./nuget-lock.ts";
import { pubspecLock } from "./pubspec-lock.ts";

test("Bundler: platforms are one gem, gems of a path are none", () => {
  const text = `GIT
  remote: https://git.example.com/forked.git
  revision: abc
  specs:
    forked (1.1.0)

PATH
  remote: .
  specs:
    ours (0.1.0)
      nokogiri (>= 1)

GEM
  remote: https://gems.example.com/
  specs:
    nokogiri (1.15.0)
      racc (~> 1.4)
    nokogiri (1.15.0-x86_64-linux)
      racc (~> 1.4)
    racc (1.7.1)

PLATFORMS
  ruby

DEPENDENCIES
  forked!
  ours!

BUNDLED WITH
   2.4.1
`;
  expect(rowsFrom(gemfileLock, "Gemfile.lock", text)).toEqual([
    "forked@1.1.0:5 direct git",
    "nokogiri@1.15.0:16 direct",
    "racc@1.7.1:20 transitive (nokogiri@1.15.0 > racc@1.7.1)",
  ]);
});

test("Composer: packages of both lists, names in any case, licences", () => {
  const text = `{
  "packages": [
    {
      "name": "guzzlehttp/guzzle",
      "version": "7.4.0",
      "license": ["MIT"],
      "require": { "php": ">=7", "guzzlehttp/PSR7": "^2" }
    },
    { "name": "guzzlehttp/psr7", "version": "v2.1.0" },
    { "name": "me/lib", "version": "dev-main", "dist": { "type": "path" } }
  ],
  "packages-dev": [{ "name": "phpunit/phpunit", "version": "9.5.0" }]
}`;
  const beside = { "composer.json": '{"require":{"GuzzleHttp/guzzle":"^7"},"require-dev":{"phpunit/phpunit":"^9"}}' };
  expect(rowsFrom(composerLock, "composer.lock", text, beside)).toEqual([
    "guzzlehttp/guzzle@7.4.0:4 direct",
    "guzzlehttp/psr7@v2.1.0:9 transitive (guzzlehttp/guzzle@7.4.0 > guzzlehttp/psr7@v2.1.0)",
    "phpunit/phpunit@9.5.0:12 direct dev",
  ]);
  const [first] = readText(composerLock, "composer.lock", text);
  expect(first).toMatchObject({ package: { licenses: ["MIT"], path: "composer.lock" } });
});

const goText = `module example.com/app // the application

go 1.21

require example.com/a v1.0.0
require (
	example.com/b v1.1.0 // indirect
	example.com/c v1.2.0+incompatible // comment
	example.com/d v1.3.0
	"example.com/e" v1.4.0 // indirect
)
replace example.com/c => example.com/fork/c v1.9.0
replace (
	example.com/d v1.3.0 => ../d
	example.com/a v9.9.9 => ../a
)
exclude example.com/x v1.0.0
`;
test("Go: replacements count, folders do not, go.sum tells which modules are there", () => {
  const rows = [
    "example.com/a@v1.0.0:5 direct",
    "example.com/b@v1.1.0:7 transitive",
    "example.com/fork/c@v1.9.0:8 direct",
    "example.com/e@v1.4.0:10 transitive",
  ];
  expect(rowsFrom(goMod, "go.mod", goText)).toEqual(rows);
  const sum = "example.com/a v1.0.0 h1:x=\nexample.com/a v1.0.0/go.mod h1:x=\nexample.com/b v1.1.0/go.mod h1:x=\n";
  expect(rowsFrom(goMod, "go.mod", goText, { "go.sum": sum })).toEqual(rows.filter((row) => !row.includes("/b@")));
  expect(readText(goMod, "go.mod", goText)[2]).toMatchObject({ package: { details: { replaces: "example.com/c" } } });
});

test("Go before 1.17 lists only what is named, and that is said", () => {
  const text = "module a\ngo 1.16\nrequire example.com/a v1.0.0\n";
  expect(troublesFrom(goMod, "go.mod", text).map(({ what }) => what)).toEqual(["modules that go.mod does not list"]);
  expect(troublesFrom(goMod, "go.mod", text.replace("1.16", "1.17"))).toEqual([]);
});

test("Cargo: what the project's own packages need is direct, Cargo.toml says what is for development", () => {
  const text = `version = 3
[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "rand 0.8.5",
 "serde",
]
[[package]]
name = "rand"
version = "0.7.3"
source = "registry+https://index.example.com/crates"
[[package]]
name = "rand"
version = "0.8.5"
source = "git+https://git.example.com/rand#abc"
[[package]]
name = "serde"
version = "1.0.0"
source = "registry+https://index.example.com/crates"
dependencies = ["rand 0.7.3 (registry+https://index.example.com/crates)"]
`;
  const beside = { "Cargo.toml": '[dependencies]\nrand = "0.8"\n[dev-dependencies]\nserde = { version = "1" }\n' };
  expect(rowsFrom(cargoLock, "Cargo.lock", text, beside)).toEqual([
    "rand@0.7.3:10 transitive dev (serde@1.0.0 > rand@0.7.3)",
    "rand@0.8.5:14 direct git",
    "serde@1.0.0:18 direct dev",
  ]);
});

test("Maven: literal versions and properties of the file; the rest is said", () => {
  const text = `<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <properties><log.version>2.14.1</log.version></properties>
  <!-- <dependencies><dependency><groupId>no</groupId></dependency></dependencies> -->
  <dependencyManagement><dependencies><dependency>
    <groupId>managed</groupId><artifactId>m</artifactId><version>1</version>
  </dependency></dependencies></dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-core</artifactId>
      <version>\${log.version}</version>
      <exclusions><exclusion><groupId>x</groupId><artifactId>y</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.12</version><scope>test</scope></dependency>
    <dependency><groupId>g</groupId><artifactId>none</artifactId></dependency>
    <dependency><groupId>g</groupId><artifactId>range</artifactId><version>[1,2)</version></dependency>
    <dependency><groupId>g</groupId><artifactId>prop</artifactId><version>\${elsewhere}</version></dependency>
  </dependencies>
</project>`;
  expect(rowsFrom(mavenPom, "pom.xml", text)).toEqual([
    "org.apache.logging.log4j:log4j-core@2.14.1:9 direct",
    "junit:junit@4.12:15 direct dev",
  ]);
  expect(troublesFrom(mavenPom, "pom.xml", text).map(({ what }) => what)).toEqual([
    "3 dependencies of pom.xml without a version of its own (g:none, g:range, g:prop)",
    "what the dependencies of pom.xml need in turn",
  ]);
});

test("Gradle: configurations of tests and of the build are for development", () => {
  const text = `# This is a Gradle generated file
com.example:a:1.0=compileClasspath,testCompileClasspath
com.example:b:2.0=testRuntimeClasspath
empty=annotationProcessor
`;
  expect(rowsFrom(gradleLock, "gradle.lockfile", text)).toEqual(["com.example:a@1.0:2", "com.example:b@2.0:3 dev"]);
  expect(rowsFrom(gradleLock, "buildscript-gradle.lockfile", "g:p:1=classpath\n")).toEqual(["g:p@1:1 dev"]);
  expect(rowsFrom(gradleLock, "gradle/dependency-locks/runtimeClasspath.lockfile", "g:p:1\n")).toEqual(["g:p@1:1"]);
  expect(gradleLock.selects.where?.("a/other.lockfile")).toBe(false);
});

test("NuGet: packages of each framework once, the older list too", () => {
  const text = `{
  "version": 1,
  "dependencies": {
    "net6.0": {
      "A": { "type": "Direct", "resolved": "1.0.0", "dependencies": { "b": "2.0.0" } },
      "B": { "type": "Transitive", "resolved": "2.0.0" },
      "ours": { "type": "Project" }
    },
    "net8.0": { "B": { "type": "Transitive", "resolved": "2.0.0" } }
  }
}`;
  expect(rowsFrom(nugetLock, "packages.lock.json", text)).toEqual([
    "A@1.0.0:5 direct",
    "B@2.0.0:6 transitive (A@1.0.0 > B@2.0.0)",
  ]);
  const config = `<?xml version="1.0"?>
<packages>
  <package id="A" version="1.0.0" targetFramework="net48" />
  <package id='B' version='2.0.0' developmentDependency="true"/>
</packages>`;
  expect(rowsFrom(nugetLock, "packages.config", config)).toEqual(["A@1.0.0:3", "B@2.0.0:4 dev"]);
});

test("Mix: packages of Hex, under their own names", () => {
  const text = `%{
  "cowboy": {:hex, :cowboy, "2.9.0", "aa", [:make, :rebar3], [{:cowlib, "2.11.0", [hex: :cowlib, repo: "hexpm", optional: false]}], "hexpm", "bb"},
  "cowlib": {:hex, :cowlib, "2.11.0", "aa", [:make], [], "hexpm", "bb"},
  "credo": {:hex, :credo, "1.6.0", "aa", [:mix], [], "hexpm", "bb"},
  "own": {:git, "https://git.example.com/own.git", "abc", []},
}
`;
  const exs = 'defp deps do\n  [\n    {:cowboy, "~> 2.9"},\n    {:credo, "~> 1.6", only: [:dev, :test]},\n  ]\nend\n';
  expect(rowsFrom(mixLock, "mix.lock", text, { "mix.exs": exs })).toEqual([
    "cowboy@2.9.0:2 direct",
    "cowlib@2.11.0:3 (cowboy@2.9.0 > cowlib@2.11.0)",
    "credo@1.6.0:4 direct",
  ]);
});

test("Pub", () => {
  const text = `packages:
  http:
    dependency: "direct main"
    description:
      name: http
      url: "https://pub.example.com"
    source: hosted
    version: "0.13.0"
  lints:
    dependency: "direct dev"
    source: hosted
    version: "2.0.0"
  meta:
    dependency: transitive
    source: hosted
    version: "1.7.0"
  flutter:
    dependency: "direct main"
    source: sdk
    version: "0.0.0"
`;
  expect(rowsFrom(pubspecLock, "pubspec.lock", text)).toEqual([
    "http@0.13.0:2 direct",
    "lints@2.0.0:9 direct dev",
    "meta@1.7.0:13 transitive",
  ]);
});

const damaged = [
  [gemfileLock, "Gemfile.lock", "hello"],
  [composerLock, "composer.lock", "[]"],
  [goMod, "go.mod", "require a v1"],
  [cargoLock, "Cargo.lock", "name ="],
  [mavenPom, "pom.xml", "<html>"],
  [gradleLock, "gradle.lockfile", "hello"],
  [nugetLock, "packages.lock.json", "{}"],
  [nugetLock, "packages.config", "<a>"],
  [mixLock, "mix.lock", "[]"],
  [pubspecLock, "pubspec.lock", "a: b"],
] as const;
test.each(damaged)("%o says that it cannot read %s: %s", (cataloger, path, text) => {
  expect(troublesFrom(cataloger, path, text)).toMatchObject([{ what: `lockfile ${path}`, fatal: true }]);
});
