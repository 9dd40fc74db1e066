import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/cpu-time.ts";
import { deepestSbom, longestSbom, mostSbomValues } from "./json-text.ts";
import { longestSbomText } from "./members.ts";
import { readSbom } from "./read-sbom.ts";
import type { ImageSbom } from "./sbom.ts";
import { mostSbomLayers } from "./told-layers.ts";
import { mostSbomPackages } from "./told-package.ts";

function read(document: unknown): ImageSbom {
  const result = readSbom(JSON.stringify(document));
  if ("why" in result) throw new Error(result.why);
  return result.image;
}

const layer = (digit: string) => `sha256:${digit.repeat(64)}`;
const properties = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

const cycloneDx = (more: object) => ({ bomFormat: "CycloneDX", specVersion: "1.5", ...more });
const components = (...list: object[]) => cycloneDx({ components: list.map((one) => ({ type: "library", ...one })) });

describe("CycloneDX of others", () => {
  const syft = cycloneDx({
    metadata: {
      timestamp: "2025-01-01T00:00:00+01:00",
      component: { type: "container", name: "app:1", version: layer("a") },
    },
    components: [
      {
        type: "library",
        name: "libssl3",
        version: "3.0.11-1",
        licenses: [{ license: { id: "Apache-2.0" } }, { license: { name: "Mine" } }],
        purl: "pkg:deb/debian/libssl3@3.0.11-1?arch=amd64&upstream=openssl&distro=debian-12",
        properties: properties({
          "syft:package:type": "deb",
          "syft:location:0:layerID": layer("1"),
          "syft:location:0:path": "/usr/share/doc/libssl3/copyright",
          "syft:location:1:layerID": layer("2"),
          "syft:location:1:path": "/var/lib/dpkg/status",
          "syft:metadata:source": "openssl",
        }),
      },
      {
        type: "operating-system",
        name: "debian",
        version: "12",
        properties: properties({
          "syft:distro:id": "debian",
          "syft:distro:prettyName": "Debian GNU/Linux 12 (bookworm)",
          "syft:distro:versionCodename": "bookworm",
          "syft:distro:versionID": "12",
        }),
      },
      { type: "file", name: "/etc/passwd" },
    ],
  });

  test("Syft's: packages with places, layers as they come, the system", () => {
    const image = read(syft);
    expect(image).toMatchObject({ format: "CycloneDX 1.5", name: "app:1", digest: layer("a"), unknowns: [] });
    expect(image.os).toMatchObject({ id: "debian", version: "12", codename: "bookworm" });
    expect(image.layers.map(({ diffId }) => diffId)).toEqual([layer("1"), layer("2")]);
    expect(image.packages).toEqual([
      {
        type: "deb",
        name: "libssl3",
        version: "3.0.11-1",
        source: { name: "openssl", version: "3.0.11-1" },
        arch: "amd64",
        licenses: ["Apache-2.0", "Mine"],
        path: "usr/share/doc/libssl3/copyright",
        details: {},
        purl: "pkg:deb/debian/libssl3@3.0.11-1?arch=amd64&upstream=openssl&distro=debian-12",
        locations: [
          { path: "usr/share/doc/libssl3/copyright", layer: 0 },
          { path: "var/lib/dpkg/status", layer: 1 },
        ],
      },
    ]);
  });

  test("Trivy's: sources, layers and paths under its own names", () => {
    const image = read(
      cycloneDx({
        components: [
          { type: "operating-system", name: "debian", version: "12.5" },
          {
            type: "library",
            name: "libssl3",
            version: "3.0.11-1",
            purl: "pkg:deb/debian/libssl3@3.0.11-1?arch=amd64&distro=debian-12.5",
            properties: properties({
              "aquasecurity:trivy:SrcName": "openssl",
              "aquasecurity:trivy:SrcVersion": "3.0.11",
              "aquasecurity:trivy:SrcRelease": "1",
              "aquasecurity:trivy:LayerDiffID": layer("1"),
            }),
          },
          {
            type: "library",
            group: "org.example",
            name: "core",
            version: "1",
            purl: "pkg:maven/org.example/core@1",
            properties: properties({ "aquasecurity:trivy:FilePath": "app/core.jar" }),
          },
        ],
      }),
    );
    expect(image.os).toMatchObject({ id: "debian", version: "12", details: { debianVersion: "12.5" } });
    const [first, second] = image.packages;
    expect(first?.source).toEqual({ name: "openssl", version: "3.0.11-1" });
    expect(second).toMatchObject({ name: "org.example:core", path: "app/core.jar", type: "java-archive" });
  });

  const names: [string, object, string, string][] = [
    ["a scope as the group", { group: "@a", name: "b", purl: "pkg:npm/%40a/b@1" }, "npm", "@a/b"],
    ["a scope in the name", { name: "@a/b", purl: "pkg:npm/%40a/b@1" }, "npm", "@a/b"],
    ["a scope in the purl alone", { name: "b", purl: "pkg:npm/%40a/b@1" }, "npm", "@a/b"],
    ["a Go module", { name: "github.com/a/b", purl: "pkg:golang/github.com/a/b@v1" }, "go-module", "github.com/a/b"],
    ["the name as its makers write it", { name: "PyYAML", purl: "pkg:pypi/pyyaml@6" }, "python", "PyYAML"],
    ["a distribution is no part of a name", { name: "zlib", purl: "pkg:apk/alpine/zlib@1" }, "apk", "zlib"],
    ["no name", { purl: "pkg:maven/a.b/c@1" }, "java-archive", "a.b:c"],
  ];
  test.each(names)("names: %s", (_, component, type, name) => {
    expect(read(components(component)).packages[0]).toMatchObject({ type, name });
  });

  test("components inside of components count", () => {
    const inner = { type: "library", name: "c", purl: "pkg:npm/c@1" };
    const middle = { type: "application", name: "b", purl: "pkg:npm/b@1", components: [inner] };
    const image = read(components({ name: "a", purl: "pkg:npm/a@1", components: [middle] }));
    expect(image.packages.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  test("a version may stand in the purl alone, an rpm's epoch too", () => {
    const purl = "pkg:rpm/redhat/a@1-2.el9?epoch=3&upstream=b-1-2.el9.src.rpm&distro=rhel-9.3";
    const image = read(components({ name: "a", purl }));
    expect(image.packages[0]).toMatchObject({
      version: "1-2.el9",
      source: { name: "b", version: "1-2.el9" },
      details: { epoch: "3" },
    });
    expect(image.os).toMatchObject({ id: "rhel", version: "9.3" });
  });

  test("without a purl it is an unknown, named up to a number", () => {
    const [first, ...rest] = read(components(...Array.from({ length: 30 }, (_, at) => ({ name: `x${at}` })))).unknowns;
    expect(first).toMatchObject({ what: "component x0 of the SBOM" });
    expect(rest).toHaveLength(20);
    expect(rest.at(-1)?.what).toBe("10 more components of the SBOM");
  });

  test("packages of types that nobody looks at are counted", () => {
    const image = read(components({ name: "a", purl: "pkg:swift/a@1" }, { name: "b", purl: "pkg:swift/b@1" }));
    expect(image.packages).toEqual([]);
    expect(image.unknowns).toEqual([
      { what: "2 packages of type swift in the SBOM", why: "packages of this type are not looked at." },
    ]);
  });

  test("systems that packages disagree about are none", () => {
    const deb = (distro: string) => ({ name: distro, purl: `pkg:deb/debian/${distro}@1?distro=${distro}` });
    expect(read(components(deb("debian-11"), deb("debian-11"))).os).toMatchObject({ id: "debian", version: "11" });
    const image = read(components(deb("debian-11"), deb("debian-12")));
    expect(image.os).toBe(undefined);
    expect(image.unknowns[0]?.what).toBe("operating system of the SBOM");
  });
});

describe("SPDX of others", () => {
  const syft = {
    spdxVersion: "SPDX-2.3",
    name: "app",
    creationInfo: { created: "2025-01-01T00:00:00Z" },
    packages: [
      {
        name: "zlib",
        SPDXID: "SPDXRef-Package-apk-zlib",
        versionInfo: "1.3-r2",
        sourceInfo: "acquired package info from APK DB: /lib/apk/db/installed",
        licenseDeclared: "Zlib AND LicenseRef-x",
        externalRefs: [
          { referenceCategory: "SECURITY", referenceType: "cpe23Type", referenceLocator: "cpe:2.3:a:zlib" },
          {
            referenceCategory: "PACKAGE-MANAGER",
            referenceType: "purl",
            referenceLocator: "pkg:apk/alpine/zlib@1.3-r2?arch=x86_64&distro=alpine-3.19.1",
          },
        ],
      },
      { name: "app", SPDXID: "SPDXRef-Root", versionInfo: layer("a"), primaryPackagePurpose: "CONTAINER" },
    ],
    hasExtractedLicensingInfos: [{ licenseId: "LicenseRef-x", name: "Mine", extractedText: "…" }],
    relationships: [
      { spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: "SPDXRef-Root" },
    ],
  };

  test("Syft's: packages, licences and places; the system out of the purls", () => {
    const image = read(syft);
    expect(image).toMatchObject({ format: "SPDX 2.3", name: "app", digest: layer("a"), unknowns: [] });
    expect(image.os).toMatchObject({ id: "alpine", version: "3.19.1" });
    expect(image.packages[0]).toMatchObject({
      ...{ type: "apk", name: "zlib", version: "1.3-r2", arch: "x86_64", licenses: ["Zlib", "Mine"] },
      locations: [{ path: "lib/apk/db/installed", layer: 0 }],
    });
  });

  test("in the statement that BuildKit attaches", () => {
    const statement = { _type: "https://in-toto.io/Statement/v0.1", predicateType: "https://spdx.dev/Document" };
    expect(read({ ...statement, predicate: syft })).toEqual(read(syft));
  });

  test("a document about a package that is none of an image counts it too", () => {
    const [zlib] = syft.packages;
    expect(read({ ...syft, packages: [zlib], documentDescribes: [zlib?.SPDXID] }).packages).toHaveLength(1);
  });

  test.each(["NOASSERTION", "NONE", ""])("a licence of %j is none", (licenseDeclared) => {
    const packages = syft.packages.map((one) => ({ ...one, licenseDeclared, licenseConcluded: licenseDeclared }));
    expect(read({ ...syft, packages }).packages[0]?.licenses).toEqual([]);
  });
});

describe("Syft's own format", () => {
  const document = {
    artifacts: [
      {
        id: "1",
        name: "bash",
        version: "5.2",
        type: "deb",
        locations: [{ path: "/var/lib/dpkg/status", layerID: layer("1") }],
        licenses: [{ value: "GPL-3+", spdxExpression: "" }, "MIT"],
        purl: "pkg:deb/debian/bash@5.2?arch=amd64&distro=debian-12",
        metadata: { source: "", sourceVersion: "", architecture: "amd64", maintainer: "M <m@example.com>" },
      },
      {
        id: "2",
        name: "core",
        version: "1",
        type: "java-archive",
        locations: [{ path: "/app/core.jar", layerID: layer("2") }],
        licenses: [],
        purl: "pkg:maven/org.example/core@1",
        metadata: { pomProperties: { groupId: "org.example", artifactId: "core" } },
      },
    ],
    artifactRelationships: [{ parent: "1", child: "2", type: "ownership-by-file-overlap" }],
    source: {
      type: "image",
      metadata: {
        userInput: "app:1",
        imageID: layer("c"),
        manifestDigest: layer("d"),
        layers: [
          { digest: layer("1"), size: 10 },
          { digest: layer("2"), size: -1 },
        ],
        architecture: "amd64",
        os: "linux",
      },
    },
    distro: { id: "debian", versionID: "12", prettyName: "Debian GNU/Linux 12 (bookworm)", idLike: "x" },
    schema: { version: "16.0.0" },
  };

  test("image, layers, system, packages and who owns them", () => {
    const image = read(document);
    expect(image).toMatchObject({
      ...{ name: "app:1", id: layer("c"), digest: layer("d"), platform: "linux/amd64", unknowns: [] },
      os: { id: "debian", version: "12", idLike: ["x"] },
      layers: [{ diffId: layer("1"), bytes: 10 }, { bytes: 0 }],
    });
    const [bash, core] = image.packages;
    expect(bash).toMatchObject({ name: "bash", arch: "amd64", licenses: ["GPL-3+", "MIT"] });
    expect(bash).not.toHaveProperty("source");
    expect(core).toMatchObject({
      name: "org.example:core",
      ownedBy: { type: "deb", name: "bash" },
      locations: [{ path: "app/core.jar", layer: 1 }],
    });
  });

  test("as it was before version 9 of its schema", () => {
    const { metadata, ...source } = document.source;
    expect(read({ ...document, source: { ...source, target: metadata } })).toEqual(read(document));
  });
});

describe("what is refused", () => {
  const cases: [string, string, string][] = [
    ["nothing", "", "the file is no valid JSON."],
    ["half a document", '{"bomFormat":', "the file is no valid JSON."],
    ["other JSON", '{"name":"x"}', "the file is neither CycloneDX nor SPDX nor Syft's JSON."],
    ["no object", "[1]", "the file is neither CycloneDX nor SPDX nor Syft's JSON."],
    ["XML", ' <?xml version="1.0"?><bom/>', "the file is XML; only JSON is read: write the SBOM as JSON."],
    ["tag-value", "SPDXVersion: SPDX-2.3\n", "the file is SPDX in tag-value form; only JSON is read"],
    [
      "an old version",
      '{"bomFormat":"CycloneDX","specVersion":"1.1"}',
      "the file is CycloneDX 1.1; 1.2 to 1.7 are read.",
    ],
    ["a hostile version", '{"spdxVersion":"\\u001b[2J"}', "the file is of an unknown version; SPDX 2.2"],
    ["SPDX 3", '{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}', "the file is SPDX 3;"],
    ["too deep", `${"[".repeat(deepestSbom + 1)}`, `the file nests more than ${deepestSbom} levels deep.`],
  ];
  test.each(cases)("%s", (_, text, why) => {
    const result = readSbom(text);
    expect("why" in result ? result.why : "").toContain(why);
  });

  test("what is too long, before it is parsed", () => {
    expect(readSbom(" ".repeat(longestSbom + 1))).toEqual({
      why: `the file is longer than ${longestSbom} characters.`,
    });
  });

  test("too many values, before they are parsed", () => {
    const text = `[${"0,".repeat(mostSbomValues)}0]`;
    expect(readSbom(text)).toEqual({ why: `the file holds more than ${mostSbomValues} values.` });
  });

  test("marks inside of strings do not count", () => {
    const name = '[{"\\'.repeat(deepestSbom);
    expect(read(components({ name, purl: "pkg:npm/a@1" })).packages[0]?.name).toBe(name);
  });

  test("a byte order mark does not count", () => {
    expect(readSbom(`\ufeff${JSON.stringify(components())}`)).toHaveProperty("image");
  });
});

describe("limits", () => {
  test("a text that is too long is not there", () => {
    const image = read(components({ name: "a", version: "1".repeat(longestSbomText + 1), purl: "pkg:npm/a@2" }));
    expect(image.packages[0]?.version).toBe("2");
  });

  test("layers", () => {
    const list = Array.from({ length: mostSbomLayers + 5 }, (_, at) => ({
      ...{ name: "a", purl: `pkg:npm/a@${at}` },
      properties: properties({ "syft:location:0:layerID": `sha256:${at}`, "syft:location:0:path": "/a" }),
    }));
    expect(read(components(...list)).layers).toHaveLength(mostSbomLayers);
  });

  test("packages: the rest is an unknown, and the look is not whole", () => {
    const one = '{"type":"library","name":"a","purl":"pkg:npm/a@1"}';
    const text = `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[${`${one},`.repeat(mostSbomPackages + 2)}${one}]}`;
    const start = cpuTime();
    const result = readSbom(text);
    if ("why" in result) throw new Error(result.why);
    const { image } = result;
    expect(image.packages).toHaveLength(mostSbomPackages);
    expect(image.unknowns).toMatchObject([{ what: "3 packages of the SBOM", fatal: true }]);
    expect(cpuTime() - start).toBeLessThan(20_000);
  });

  test("an address with anything in it comes out as an address", () => {
    const purls = ["pkg:npm/JSONStream@1", "pkg:npm/a\u001b[2J@1 <x>"];
    const image = read(components(...purls.map((purl) => ({ name: "a", purl }))));
    expect(image.packages.map(({ purl }) => purl)).toEqual(["pkg:npm/JSONStream@1", "pkg:npm/a%1B%5B2j@1%20%3Cx%3E"]);
  });

  test("paths lead nowhere else", () => {
    const of = properties({ "syft:location:0:path": "/../..//etc/./passwd" });
    expect(read(components({ name: "a", purl: "pkg:npm/a@1", properties: of })).packages[0]?.path).toBe("etc/passwd");
  });

  test("names of an object's own are texts like others", () => {
    const of = properties({ "seaworthy:detail:__proto__": "x", "seaworthy:detail:constructor": "y" });
    const [pkg] = read(components({ name: "__proto__", purl: "pkg:npm/__proto__@1", properties: of })).packages;
    expect(Object.keys(pkg?.details ?? {}).sort()).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>).x).toBe(undefined);
  });
});

describe("anything at all", () => {
  const words = fc.constantFrom(
    ...["type", "name", "version", "purl", "components", "properties", "metadata", "component", "packages", "licenses"],
    ...[
      "externalRefs",
      "annotations",
      "comment",
      "artifacts",
      "schema",
      "source",
      "distro",
      "layers",
      "locations",
      "id",
    ],
  );
  const leaf = fc.oneof(
    fc.constantFrom("library", "operating-system", "pkg:npm/a@1", "pkg:deb/x@1?distro=a-1", "purl", '{"seaworthy":{}}'),
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(words, tie("value"), { maxKeys: 6 }),
    ),
  }));
  const heads = [
    { bomFormat: "CycloneDX", specVersion: "1.6" },
    { spdxVersion: "SPDX-2.3" },
    { schema: {}, artifacts: [] },
  ];

  test("is read without throwing, and every package has what a package has", () => {
    const documents = fc.tuple(fc.constantFrom(...heads), fc.dictionary(words, value, { maxKeys: 10 }));
    fc.assert(
      fc.property(documents, ([head, body]) => {
        const result = readSbom(JSON.stringify({ ...head, ...body, ...(Array.isArray(body.artifacts) ? {} : head) }));
        if ("why" in result) return;
        for (const one of result.image.packages) {
          expect(typeof one.name).toBe("string");
          expect(one.purl).toMatch(/^pkg:/);
        }
      }),
      { numRuns: 2_000, seed: 4 },
    );
  });

  test("is never read when it is broken off", () => {
    const text = JSON.stringify(components({ name: "a", purl: "pkg:npm/a@1", licenses: [{ expression: "MIT" }] }));
    for (let length = 0; length < text.length; length++) expect(readSbom(text.slice(0, length))).toHaveProperty("why");
  });
});
