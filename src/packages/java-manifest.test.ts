import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import {
  identifyJava,
  isSameVersion,
  mostAttributeLength,
  mostManifestBytes,
  mostSectionText,
  parseManifest,
  splitFileName,
} from "./java-manifest.ts";
import { licensesInManifest, licensesInPom, mostLicenses, parsePomProperties } from "./java-pom.ts";

function manifest(...lines: readonly string[]) {
  return parseManifest(Buffer.from(["Manifest-Version: 1.0", ...lines, ""].join("\r\n")));
}

describe("a manifest", () => {
  it("joins lines that go on", () => {
    const { main } = parseManifest(Buffer.from("Bundle-SymbolicName: org.exam\n ple.lo\n ng\nBundle-Version: 1\n"));
    expect(main).toEqual(
      new Map([
        ["bundle-symbolicname", "org.example.long"],
        ["bundle-version", "1"],
      ]),
    );
  });
  it.each(["\n", "\r\n", "\r"])("ends its main section at the first empty line, lines ended by %j", (end) => {
    const lines = [
      "bundle-version: 1",
      "X: y",
      "",
      "Name: x/",
      "Implementation-Version: 2.12.2",
      "",
      "Implementation-Version: 3",
    ];
    const read = parseManifest(Buffer.from(lines.join(end)));
    expect(read.main).toEqual(new Map([["bundle-version", "1"]]));
    expect(read.section).toEqual(new Map([["implementation-version", "2.12.2"]]));
  });
  it("keeps no endless value, and looks no further than its limits", () => {
    const long = parseManifest(Buffer.from(`Bundle-License: ${`${"x".repeat(70)}\n `.repeat(10_000)}`));
    expect(long.main.get("bundle-license")?.length).toBeLessThan(mostAttributeLength + 100);
    const far = `A: b\n\n${"Name: x\n\n".repeat(mostSectionText / 9 + 1)}Implementation-Version: 1\n`;
    expect(parseManifest(Buffer.from(far)).section.size).toBe(0);
    const cut = `${"A: b\n".repeat(mostManifestBytes / 5 + 1)}Bundle-Version: 1\n`;
    expect(parseManifest(Buffer.from(cut)).main.size).toBe(0);
  });
});

describe("the name of a file", () => {
  const cases: [file: string, artifact: string, version: string | undefined][] = [
    ["commons-lang3-3.12.0.jar", "commons-lang3", "3.12.0"],
    ["guava-31.1-jre.jar", "guava", "31.1-jre"],
    ["netty-epoll-4.1.9.Final-linux-x86_64.jar", "netty-epoll", "4.1.9.Final"],
    ["log4j-1.2-api-2.17.1.jar", "log4j-1.2-api", "2.17.1"],
    ["log4j-1.2-api.jar", "log4j-1.2-api", undefined],
    ["scala-library_2.13-1.0.jar", "scala-library_2.13", "1.0"],
    ["demo-0.0.1-SNAPSHOT.war", "demo", "0.0.1-SNAPSHOT"],
    ["demo-1.0-20240101.120000-1.jar", "demo", "1.0-20240101.120000-1"],
    ["jetty-server-9.4.31.v20200723.jar", "jetty-server", "9.4.31.v20200723"],
    ["spark-core_2.12-3.3.0-amzn-1.jar", "spark-core_2.12-3.3.0-amzn-1", undefined],
    ["app.jar", "app", undefined],
    ["-1.0.jar", "-1.0", undefined],
  ];
  it.each(cases)("%s", (file, artifact, version) => {
    expect(splitFileName(file)).toEqual({ artifact, version });
  });
  it("is read with the version that the manifest tells", () => {
    expect(splitFileName("spark-core_2.12-3.3.0-amzn-1.jar", ["3.3.0-amzn-1"])).toEqual({
      artifact: "spark-core_2.12",
      version: "3.3.0-amzn-1",
    });
  });
});

describe("who an archive without a Maven record is", () => {
  const cases: [title: string, lines: readonly string[], file: string, told: string | undefined][] = [
    ["its name, when the manifest is silent", [], "aopalliance-1.0.jar", "aopalliance 1.0 file-name"],
    [
      "its name, when the manifest agrees",
      ["Implementation-Version: 1.2.17"],
      "log4j-1.2.17.jar",
      "log4j 1.2.17 file-name",
    ],
    [
      "its name, when OSGi filled the version up",
      ["Bundle-Version: 31.1.0.jre"],
      "guava-31.1-jre.jar",
      "guava 31.1-jre file-name",
    ],
    [
      "the manifest's version, when it says another",
      ["Implementation-Version: 2.0"],
      "demo-1.0.jar",
      "demo 2.0 manifest",
    ],
    [
      "the specification's version says nothing against the name",
      ["Specification-Version: 4.0"],
      "servlet-api-4.0.1.jar",
      "servlet-api 4.0.1 file-name",
    ],
    [
      "the manifest, for a file without a version",
      ["Implementation-Version: 9.0.65"],
      "catalina.jar",
      "catalina 9.0.65 manifest",
    ],
    [
      "its title, where it is a name",
      ["Implementation-Title: demo-app", "Implementation-Version: 1.0"],
      "app.jar",
      "demo-app 1.0 manifest",
    ],
    [
      "not its title, where it is for people",
      ["Implementation-Title: The Demo App", "Implementation-Version: 1.0"],
      "app.jar",
      "app 1.0 manifest",
    ],
    ["nobody, without a version", ["Implementation-Title: demo"], "app.jar", undefined],
    ["nobody, with a version never filled in", ["Implementation-Version: ${project.version}"], "app.jar", undefined],
    [
      "the group, where the symbolic name has it before the artefact",
      ["Bundle-SymbolicName: javax.enterprise.cdi-api;singleton:=true"],
      "cdi-api-1.2.jar",
      "javax.enterprise:cdi-api 1.2 file-name",
    ],
    [
      "the group, where the symbolic name is the group",
      ["Bundle-SymbolicName: com.google.guava"],
      "guava-31.1-jre.jar",
      "com.google.guava:guava 31.1-jre file-name",
    ],
    [
      "no group from a symbolic name that can be split in several ways",
      ["Bundle-SymbolicName: org.glassfish.web.jakarta.servlet"],
      "jakarta.servlet-2.0.jar",
      "jakarta.servlet 2.0 file-name",
    ],
    [
      "no group from who made it",
      ["Implementation-Vendor-Id: org.glassfish"],
      "servlet-api-3.1.jar",
      "servlet-api 3.1 file-name",
    ],
    [
      "a plugin of Jenkins",
      ["Short-Name: git", "Plugin-Version: 5.2.1", "Group-Id: org.jenkins-ci.plugins"],
      "git.jpi",
      "org.jenkins-ci.plugins:git 5.2.1 manifest",
    ],
  ];
  it.each(cases)("%s", (_, lines, file, told) => {
    const identity = identifyJava(manifest(...lines), file);
    const group = identity?.group === undefined ? "" : `${identity.group}:`;
    expect(identity && `${group}${identity.artifact} ${identity.version} ${identity.from}`).toBe(told);
  });
  it("its name, without any manifest", () => {
    expect(identifyJava(undefined, "demo-1.0.jar")).toMatchObject({ artifact: "demo", version: "1.0" });
  });
});

describe("versions that are the same", () => {
  const cases: [a: string, b: string, same: boolean][] = [
    ["1.2", "1.2.0", true],
    ["31.1-jre", "31.1.0.jre", true],
    ["5.3", "5.3.RELEASE", true],
    ["1.0-SNAPSHOT", "1.0.0.SNAPSHOT", true],
    ["v1.0", "1.0", true],
    ["1.2", "1.3", false],
    ["1.0-beta", "1.0-rc", false],
  ];
  it.each(cases)("%s and %s: %s", (a, b, same) => {
    expect(isSameVersion(a, b)).toBe(same);
    expect(isSameVersion(b, a)).toBe(same);
  });
});

describe("pom.properties", () => {
  const cases: [title: string, text: string, told: string | undefined][] = [
    [
      "as Maven writes it",
      "#Generated by Maven\n#Mon Jan 01\nversion=1.0\r\ngroupId=org.example\nartifactId=demo\n",
      "org.example:demo:1.0",
    ],
    ["with blanks and colons", "version : 1.0\n groupId= org.example \nartifactId=demo", "org.example:demo:1.0"],
    ["without a version", "groupId=org.example\nartifactId=demo", undefined],
    ["never filled in", "version=${project.version}\ngroupId=org.example\nartifactId=demo", undefined],
    ["with controls", "version=1.0\x1b[31m\ngroupId=org.example\nartifactId=demo", undefined],
    ["empty", "", undefined],
  ];
  it.each(cases)("%s", (_, text, told) => {
    const read = parsePomProperties(Buffer.from(text));
    expect(read && `${read.group}:${read.artifact}:${read.version}`).toBe(told);
  });
});

describe("licences", () => {
  it("of a pom.xml", () => {
    const pom = `<project><!-- <licenses><license><name>Not this</name></license></licenses> --><licenses>
      <license><name>Apache License,
        Version 2.0</name><url>https://example.com</url></license>
      <license><url>https://example.com/mit</url></license>
      <license><name>A &amp; B</name></license><license><name>\${license}</name></license></licenses></project>`;
    expect(licensesInPom(Buffer.from(pom))).toEqual([
      "Apache License, Version 2.0",
      "https://example.com/mit",
      "A & B",
    ]);
  });
  it("of a pom.xml that lies are bounded", () => {
    const license = "<license><name>X</name></license>";
    expect(licensesInPom(Buffer.from("<licenses>"))).toEqual([]);
    expect(licensesInPom(Buffer.from(`<licenses>${"<license>".repeat(50_000)}</licenses>`))).toEqual([]);
    const many = Array.from({ length: 100 }, (_, index) => license.replace("X", `L${index}`)).join("");
    expect(licensesInPom(Buffer.from(`<licenses>${many}</licenses>`))).toHaveLength(mostLicenses);
  });
  const cases: [value: string, told: readonly string[]][] = [
    ["Apache-2.0", ["Apache-2.0"]],
    ['"Apache-2.0";link="https://example.com/a,b", MIT', ["Apache-2.0", "MIT"]],
    ["https://example.com/LICENSE.txt;description=text", ["https://example.com/LICENSE.txt"]],
    ["<<EXTERNAL>>", []],
    ["", []],
  ];
  it.each(cases)("of a manifest: %s", (value, told) => {
    expect(licensesInManifest(value)).toEqual(told);
  });
});

it("long hostile texts take little time", () => {
  const before = cpuTime();
  splitFileName(`${"a-1".repeat(100_000)}.jar`);
  splitFileName("a-".repeat(100_000));
  parseManifest(Buffer.from("A:".repeat(500_000)));
  parsePomProperties(Buffer.from(" ".repeat(60_000)));
  licensesInManifest(';"'.repeat(100_000));
  licensesInPom(Buffer.from("<!--".repeat(200_000)));
  expect(cpuTime() - before).toBeLessThan(3_000);
});
