import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { damage, seededRandom } from "../files/mutate.fixture.ts";
import { writeZip, type ZipFixtureEntry } from "../files/zip.fixture.ts";
import { mostUnpackedBytes } from "../files/zip.ts";
import {
  javaArchive,
  mostArchiveDepth,
  mostArchiveUnknowns,
  mostMavenRecords,
  mostNestedArchiveBytes,
  mostNestedArchives,
  mostTextBytes,
} from "./java-archive.ts";
import { mostManifestBytes } from "./java-manifest.ts";

function maven(group: string, artifact: string, version: string): ZipFixtureEntry {
  const body = `groupId=${group}\nartifactId=${artifact}\nversion=${version}\n`;
  return { name: `META-INF/maven/${group}/${artifact}/pom.properties`, body };
}

function manifest(...lines: readonly string[]): ZipFixtureEntry {
  return { name: "META-INF/MANIFEST.MF", body: ["Manifest-Version: 1.0", ...lines, "", ""].join("\r\n") };
}

const aClass: ZipFixtureEntry = { name: "org/example/A.class", body: "\xca\xfe\xba\xbe" };

function nested(name: string, ...entries: readonly ZipFixtureEntry[]): ZipFixtureEntry {
  return { name, body: writeZip(entries), method: "stored" };
}

function read(path: string, bytes: Uint8Array) {
  return [...javaArchive.read({ path, bytes, mode: 0o644 })];
}

/** `name version inside`, a star before the file's own; `?` (fatal `!`) before what is not known. */
function listed(path: string, bytes: Uint8Array): readonly string[] {
  return read(path, bytes).map((one) => {
    if ("unknown" in one) return `${one.unknown.fatal ? "!" : "?"} ${one.unknown.what}: ${one.unknown.why}`;
    if (!("package" in one)) return "";
    const { name, version, inside, details } = one.package;
    return [`${details.main ? "*" : ""}${name}`, version, ...(inside === undefined ? [] : [inside])].join(" ");
  });
}

describe("an archive tells", () => {
  const cases: [title: string, path: string, entries: readonly ZipFixtureEntry[], told: readonly string[]][] = [
    ["its Maven record", "lib/demo-1.0.jar", [maven("org.example", "demo", "1.0")], ["*org.example:demo 1.0"]],
    [
      "its Maven record, whatever the file is called",
      "app.jar",
      [maven("org.example", "demo", "1.0")],
      ["*org.example:demo 1.0"],
    ],
    [
      "all records of a shaded one",
      "demo-1.0.jar",
      [maven("org.example", "demo", "1.0"), maven("org.other", "other", "2.0"), maven("org.other", "third", "3.0")],
      ["*org.example:demo 1.0", "org.other:other 2.0", "org.other:third 3.0"],
    ],
    [
      "itself, and the copy of another in it",
      "guice-4.2.3.jar",
      [manifest("Bundle-Version: 4.2.3"), maven("cglib", "cglib", "3.2.12")],
      ["cglib:cglib 3.2.12", "*guice 4.2.3"],
    ],
    [
      "itself by its manifest, and the copy of another in it",
      "guice.jar",
      [manifest("Bundle-Version: 4.2.3"), maven("cglib", "cglib", "3.2.12")],
      ["cglib:cglib 3.2.12", "*guice 4.2.3"],
    ],
    [
      "the record of a name with a number in it once",
      "log4j-1.2-api.jar",
      [maven("org.apache.logging.log4j", "log4j-1.2-api", "2.19.0")],
      ["*org.apache.logging.log4j:log4j-1.2-api 2.19.0"],
    ],
    ["its manifest", "catalina.jar", [manifest("Implementation-Version: 9.0.65"), aClass], ["*catalina 9.0.65"]],
    ["its file name", "aopalliance-1.0.jar", [aClass], ["*aopalliance 1.0"]],
    [
      "the record of a web application",
      "ROOT.war",
      [
        {
          ...maven("org.example", "web", "1.0"),
          name: "WEB-INF/classes/META-INF/maven/org.example/web/pom.properties",
        },
      ],
      ["*org.example:web 1.0"],
    ],
    [
      "nothing for a part of a Java runtime",
      "jrt-fs.jar",
      [manifest("Implementation-Title: Java Runtime Environment", "Implementation-Version: 17.0.9"), aClass],
      [],
    ],
    ["nothing without classes", "resources.jar", [{ name: "a.txt", body: "text" }], []],
  ];
  it.each(cases)("%s", (_, path, entries, told) => {
    expect(listed(path, writeZip(entries))).toEqual(told);
  });

  it("what is inside of it, and of that", () => {
    const inner = nested("lib/c-3.0.jar", maven("org.c", "c", "3.0"));
    const web = nested("web-2.0.war", maven("org.b", "web", "2.0"), inner, {
      name: "WEB-INF/lib/d-4.0.jar",
      body: writeZip([aClass]),
    });
    expect(listed("app-1.0.ear", writeZip([maven("org.a", "app", "1.0"), web]))).toEqual([
      "*org.a:app 1.0",
      "org.b:web 2.0 web-2.0.war",
      "org.c:c 3.0 web-2.0.war!lib/c-3.0.jar",
      "d 4.0 web-2.0.war!WEB-INF/lib/d-4.0.jar",
    ]);
  });
  it("the same behind a script, as programs are", () => {
    const bytes = writeZip([maven("org.example", "demo", "1.0"), nested("BOOT-INF/lib/a-1.0.jar", aClass)], {
      prefix: "#!/bin/bash\n",
    });
    expect(listed("opt/demo.jar", bytes)).toEqual(["*org.example:demo 1.0", "a 1.0 BOOT-INF/lib/a-1.0.jar"]);
  });
  it("what matching needs", () => {
    const pom = {
      name: "META-INF/maven/org.example/demo/pom.xml",
      body: "<licenses><license><name>MIT</name></license></licenses>",
    };
    const bytes = writeZip([maven("org.example", "demo", "1.0"), pom]);
    const sha1 = createHash("sha1").update(bytes).digest("hex");
    expect(read("demo.jar", bytes)).toEqual([
      {
        package: {
          type: "java-archive",
          name: "org.example:demo",
          version: "1.0",
          licenses: ["MIT"],
          path: "demo.jar",
          details: { groupId: "org.example", artifactId: "demo", evidence: "pom.properties", sha1, main: "true" },
        },
      },
    ]);
    const bundle = writeZip([
      manifest(
        "Bundle-SymbolicName: org.example.demo-api",
        "Bundle-License: EPL-2.0",
        "Automatic-Module-Name: org.demo",
      ),
    ]);
    expect(read("demo-api-1.0.jar", bundle)).toEqual([
      {
        package: expect.objectContaining({
          name: "org.example:demo-api",
          licenses: ["EPL-2.0"],
          details: expect.objectContaining({
            evidence: "file-name",
            symbolicName: "org.example.demo-api",
            moduleName: "org.demo",
          }),
        }),
      },
    ]);
  });
});

describe("what is not known is said", () => {
  it("of an archive with classes that tells nothing", () => {
    expect(listed("app.jar", writeZip([aClass]))).toEqual([
      expect.stringMatching(/^\? artefact of the Java archive app\.jar: .*SHA-1 is [0-9a-f]{40}\.$/),
    ]);
  });
  it("not of one built here that holds others", () => {
    expect(listed("app.jar", writeZip([aClass, nested("BOOT-INF/lib/a-1.0.jar", aClass)]))).toEqual([
      "a 1.0 BOOT-INF/lib/a-1.0.jar",
    ]);
  });
  it("of an archive that is cut off", () => {
    const bytes = writeZip([maven("org.example", "demo", "1.0")]);
    expect(listed("demo.jar", bytes.subarray(0, -30))).toEqual([
      expect.stringMatching(/^! Java archive demo\.jar: No directory/),
    ]);
  });
  it("of a part that does not unpack, and the rest is told", () => {
    const bad = { ...maven("org.example", "demo", "1.0"), stated: { crc: 1 } };
    expect(listed("demo.jar", writeZip([bad, maven("org.b", "b", "2.0")]))).toEqual([
      "*org.b:b 2.0",
      expect.stringMatching(
        /^! Java archive demo\.jar!META-INF\/maven\/org\.example\/demo\/pom\.properties: It does not unpack/,
      ),
    ]);
  });
  it("not of a recording or a song with such an ending", () => {
    expect(listed("var/log/sa.sar", Buffer.from("not an archive"))).toEqual([]);
    expect(listed("song.kar", Buffer.from("MThd\0\0\0\x06"))).toEqual([]);
    expect(listed("run.jar", Buffer.from("#!/bin/sh\necho no archive\n"))).toEqual([]);
  });
});

describe("hostile archives", () => {
  it(`archives in archives are followed ${mostArchiveDepth} deep`, () => {
    let bytes = writeZip([maven("org.deep", "deepest", "1.0")]);
    for (let depth = 0; depth < 40; depth++)
      bytes = writeZip([{ name: "n.jar", body: bytes, method: "stored" }, maven("org.deep", `d${depth}`, "1.0")]);
    const told = listed("n.jar", bytes);
    expect(told.filter((line) => line.includes("org.deep:"))).toHaveLength(mostArchiveDepth + 1);
    expect(told.at(-1)).toMatch(/^! .*deeper than 5 archives/);
  });
  it(`at most ${mostNestedArchives} archives in one file`, () => {
    const small = writeZip([]);
    const many = Array.from({ length: mostNestedArchives + 30 }, (_, index) => ({
      name: `${index}.jar`,
      body: small,
      method: "stored" as const,
    }));
    const told = listed("many.jar", writeZip(many));
    expect(told).toHaveLength(mostArchiveUnknowns + 1);
    expect(told.at(-1)).toMatch(/10 more parts of it could not be read/);
  });
  it(`at most ${mostMavenRecords} Maven records in one archive`, () => {
    const many = Array.from({ length: mostMavenRecords + 1 }, (_, index) => maven("org.many", `a${index}`, "1.0"));
    const told = listed("many.jar", writeZip(many));
    expect(told).toHaveLength(mostMavenRecords + 1);
    expect(told.at(-1)).toMatch(/^! /);
  });
  it(`${mostNestedArchiveBytes} bytes of an archive in an archive`, () => {
    const inner = writeZip([{ name: "x.jar", body: Buffer.alloc(mostNestedArchiveBytes + 1) }]);
    expect(listed("a.jar", inner).join("\n")).toContain(`at most ${mostNestedArchiveBytes} are read`);
  });
  it("bombs unpack to no more than one file may", () => {
    const bomb = writeZip([{ name: "zeroes", body: Buffer.alloc(60 * 1024 * 1024) }]);
    const inner = writeZip([{ name: "x.jar", body: Buffer.alloc(60 * 1024 * 1024) }]);
    const padded = Array.from({ length: 6 }, (_, index) => ({
      name: `${index}.jar`,
      body: inner,
      method: "stored" as const,
    }));
    const before = cpuTime();
    expect(listed("a.jar", bomb)).toEqual([]);
    const told = listed("bombs.jar", writeZip(padded));
    expect(told.some((line) => line.includes(`what is left of the ${mostUnpackedBytes} bytes`))).toBe(true);
    expect(cpuTime() - before).toBeLessThan(10_000);
  });
  it(`manifests of ${mostTextBytes} bytes together`, () => {
    const body = "A: b\n".repeat(mostManifestBytes / 5);
    const large = Array.from({ length: 20 }, (_, index) => ({
      name: `${index}.jar`,
      body: writeZip([{ name: "META-INF/MANIFEST.MF", body }]),
      method: "stored" as const,
    }));
    const before = cpuTime();
    const told = listed("a.jar", writeZip(large));
    expect(told).toHaveLength(4);
    expect(told[0]).toMatch(/^! .*together/);
    expect(cpuTime() - before).toBeLessThan(8_000);
  });
  it("names are shown without controls and not endlessly", () => {
    const name = `lib/\x1b[31m${"n".repeat(5_000)}.jar`;
    const [told = ""] = listed("a.jar", writeZip([{ name, body: "x", stated: { crc: 1 } }]));
    expect(told.length).toBeLessThan(1_000);
    expect(told).toContain("lib/?[31m");
  });
  it("never throws, whatever is damaged (2,000 archives)", () => {
    const random = seededRandom(19);
    const source = writeZip([
      maven("org.a", "app", "1.0"),
      manifest("Bundle-Version: 1.0"),
      nested("lib/b-2.0.jar", maven("org.b", "b", "2.0"), aClass),
    ]);
    for (let i = 0; i < 2_000; i++) listed("app.jar", damage(source, random));
  });
});
