import { describe, expect, it } from "vitest";
import type { Cataloger } from "./package.ts";
import { goToolchain, jvmRelease } from "./release-files.ts";

function found(cataloger: Cataloger, path: string, text: string): readonly string[] {
  if (cataloger.selects.where?.(path) === false) return ["not asked for"];
  return [...cataloger.read({ path, bytes: Buffer.from(text), mode: 0o644 })].map((one) =>
    "package" in one ? `${one.package.name} ${one.package.version} ${JSON.stringify(one.package.details)}` : "?",
  );
}

describe("a Java runtime", () => {
  const cases: [title: string, text: string, told: readonly string[]][] = [
    [
      "of Temurin",
      'IMPLEMENTOR="Eclipse Adoptium"\nIMPLEMENTOR_VERSION="Temurin-21.0.1+12"\nJAVA_VERSION="21.0.1"\nMODULES="java.base"\nIMAGE_TYPE="JRE"\n',
      ['openjdk 21.0.1 {"implementor":"Eclipse Adoptium","implementorVersion":"Temurin-21.0.1+12","imageType":"JRE"}'],
    ],
    ["of version 8", 'JAVA_VERSION="1.8.0_392"\r\nOS_ARCH="amd64"\r\n', ["openjdk 1.8.0_392 {}"]],
    ["of Oracle", 'JAVA_VERSION="21.0.1"\nBUILD_TYPE="commercial"\n', ['oracle-jdk 21.0.1 {"buildType":"commercial"}']],
    ["of GraalVM", "JAVA_VERSION=21\nGRAALVM_VERSION=23.1.0\n", ['graalvm 21 {"graalvmVersion":"23.1.0"}']],
    ["without a version", 'IMPLEMENTOR="x"\n', []],
    ["with a version that is none", 'JAVA_VERSION="\x1b[31m"\n', []],
    ["that is a script of that name", "#!/bin/sh\nset -e\n", []],
  ];
  it.each(cases)("%s", (_, text, told) => {
    expect(found(jvmRelease, "opt/java/openjdk/release", text)).toEqual(told);
  });
});

describe("a Go toolchain", () => {
  const cases: [path: string, text: string, told: readonly string[]][] = [
    ["usr/local/go/VERSION", "go1.22.3\ntime 2024-05-01T19:49:47Z\n", ['go 1.22.3 {"goVersion":"go1.22.3"}']],
    ["usr/lib/go-1.19/VERSION", "go1.19.8", ['go 1.19.8 {"goVersion":"go1.19.8"}']],
    ["usr/local/go/VERSION", "go1.22.5-redhat", ['go 1.22.5 {"goVersion":"go1.22.5-redhat"}']],
    ["usr/local/go/VERSION", "devel go1.23-0a1b2c3", []],
    ["srv/app/VERSION", "go1.22.3", ["not asked for"]],
    ["srv/django/VERSION", "go1.22.3", ["not asked for"]],
  ];
  it.each(cases)("%s with %j", (path, text, told) => {
    expect(found(goToolchain, path, text)).toEqual(told);
  });
});

it("a longer file of that name is something else, and no Unknown", () => {
  for (const cataloger of [jvmRelease, goToolchain])
    expect([
      ...(cataloger.readPieces?.({ path: "release", mode: 0, size: 1e6, head: Buffer.alloc(64), pieces: [] }) ?? ["?"]),
    ]).toEqual([]);
});
