import { describe, expect, test } from "vitest";
import { cycloneDxSchema } from "../../../test/sbom-schemas.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { debian, digest, exampleImage, hostileImage, otherPackages, packages, tool } from "../image/image.fixture.ts";
import { renderCycloneDx } from "./cyclonedx.ts";

const validate = cycloneDxSchema("1.6");
const documentOf = (image: ImageFacts) => JSON.parse(renderCycloneDx(image, tool));

interface Component {
  readonly name: string;
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

function component(name: string, image = exampleImage()) {
  const found = documentOf(image).components.find((one: Component) => one.name === name);
  return { ...found, of: propertiesOf(found) };
}

function propertiesOf({ properties }: Component) {
  return Object.fromEntries(properties.map(({ name, value }) => [name, value]));
}

describe("CycloneDX", () => {
  test.each([
    ["an image with everything", exampleImage()],
    ["packages of other systems", exampleImage({ packages: otherPackages })],
    ["hostile text", hostileImage()],
    ["nothing at all", exampleImage({ packages: [], layers: [], steps: [], os: undefined, id: undefined })],
    ["a root file system", exampleImage({ source: "dir", digest: undefined, id: undefined, platform: undefined })],
  ])("%s is valid by the published schema", (_, image) => {
    validate(documentOf(image));
    expect(validate.errors).toBe(null);
  });

  test("the schema is really used: a wrong licence is refused", () => {
    const document = documentOf(exampleImage());
    document.components[0].licenses = [{ license: { id: "BSD" } }];
    expect(validate(document)).toBe(false);
  });

  test("the same image gives the same bytes, whatever the order of its packages", () => {
    const text = renderCycloneDx(exampleImage(), tool);
    expect(renderCycloneDx(exampleImage({ packages: packages.toReversed() }), tool)).toBe(text);
  });

  test("another image has another serial number, which is a UUID of version 5", () => {
    const serial = (image: ImageFacts): string => documentOf(image).serialNumber;
    const serials = [
      serial(exampleImage()),
      serial(exampleImage({ packages: packages.slice(1) })),
      serial(exampleImage({ digest: digest("8") })),
      serial(exampleImage({ unknowns: [{ what: "layer 1", why: "is gone." }] })),
    ];
    expect(new Set(serials).size).toBe(serials.length);
    for (const one of serials)
      expect(one).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("its time is that of the image, and there is none without", () => {
    const time = (created: string | undefined) =>
      documentOf(exampleImage({ config: { ...exampleImage().config, created } })).metadata.timestamp;
    expect(time("2025-01-31T10:11:12.345678Z")).toBe("2025-01-31T10:11:12Z");
    expect(time("2025-01-31T12:11:12+02:00")).toBe("2025-01-31T10:11:12Z");
    for (const none of [undefined, "", "yesterday", "0001-01-01T00:00:00Z", "2025-99-31T10:11:12Z"])
      expect(time(none)).toBe(undefined);
  });

  test("the image is the component it is about, with its purl and its layers", () => {
    const { component: root } = documentOf(exampleImage()).metadata;
    expect(root).toMatchObject({
      type: "container",
      name: "registry.example.com/team/app:1.4",
      version: digest("9"),
      purl: `pkg:oci/app@${digest("9")}?arch=amd64&repository_url=registry.example.com%2Fteam%2Fapp&tag=1.4`,
    });
    expect(propertiesOf(root)).toMatchObject({
      "syft:image:labels:maintainer": "someone",
      "seaworthy:image:platform": "linux/amd64",
      "seaworthy:layer:3:diffID": digest("3"),
      "seaworthy:layer:3:instruction": "RUN rm -f /srv/.env && cp -r /srv /app",
    });
  });

  test("packages stand in the order of their purls, the system last", () => {
    const components: { purl: string; type: string }[] = documentOf(exampleImage()).components;
    const purls = components.slice(0, -1).map(({ purl }) => purl);
    expect(purls).toEqual(purls.toSorted());
    expect(purls).toHaveLength(packages.length);
    expect(components.at(-1)?.type).toBe("operating-system");
  });

  test("places and sources are named as Syft names them", () => {
    expect(component("libssl3").of).toMatchObject({
      "syft:package:type": "deb",
      "syft:location:0:path": "/var/lib/dpkg/status",
      "syft:location:0:layerID": digest("0"),
      "syft:metadata:source": "openssl",
      "syft:metadata:sourceVersion": "3.0.11-1",
    });
    expect(component("ggplot2").of).toMatchObject({ "syft:package:type": "R-package", "syft:package:language": "R" });
    const others = exampleImage({ packages: otherPackages });
    expect(component("libcrypto3", others).of).toMatchObject({ "syft:metadata:originPackage": "openssl" });
    expect(component("openssl-libs", others).of).toMatchObject({
      "syft:metadata:sourceRpm": "openssl-3.0.7-24.el9.src.rpm",
      "syft:metadata:modularityLabel": "openssl:3",
      "syft:metadata:epoch": "1",
    });
  });

  test("the system tells its release", () => {
    expect(component("debian")).toMatchObject({ type: "operating-system", version: "12", description: debian.name });
    expect(component("debian").of).toMatchObject({
      "syft:distro:id": "debian",
      "syft:distro:versionID": "12",
      "syft:distro:versionCodename": "bookworm",
      "syft:distro:prettyName": "Debian GNU/Linux 12 (bookworm)",
    });
  });

  const licences: [string, readonly string[], unknown][] = [
    ["an identifier", ["apache-2.0"], [{ license: { id: "Apache-2.0" } }]],
    ["a name", ["BSD-ish"], [{ license: { name: "BSD-ish" } }]],
    ["identifiers and names", ["MIT", "Mine"], [{ license: { id: "MIT" } }, { license: { name: "Mine" } }]],
    ["an expression", ["MIT OR ISC"], [{ expression: "MIT OR ISC" }]],
    ["an expression among identifiers", ["MIT OR ISC", "0BSD"], [{ expression: "(MIT OR ISC) AND 0BSD" }]],
    [
      "an expression among names",
      ["MIT OR ISC", "Mine"],
      [{ license: { name: "MIT OR ISC" } }, { license: { name: "Mine" } }],
    ],
    ["none", [], undefined],
  ];
  test.each(licences)("licences: %s", (_, licenses, expected) => {
    const [first] = packages;
    if (!first) throw new Error("no package");
    const [written] = documentOf(exampleImage({ packages: [{ ...first, licenses }] })).components;
    expect(written.licenses).toEqual(expected);
  });

  test("the image needs everything, a package of the system what it ships, npm what it brings", () => {
    const { dependencies, components } = documentOf(exampleImage());
    expect(dependencies[0].dependsOn).toHaveLength(components.length);
    const rest = dependencies
      .slice(1)
      .map(({ ref, dependsOn }: { ref: string; dependsOn: string[] }) => [ref, ...dependsOn].map(withoutId));
    expect(rest).toEqual([
      ["pkg:deb/debian/python3-requests@2.28.1", "pkg:pypi/requests@2.28.1"],
      ["pkg:npm/npm@10.5.0", "pkg:npm/tar@6.2.0"],
    ]);
  });

  test("every reference is to something that is there, and there once", () => {
    const { metadata, components, dependencies } = documentOf(hostileImage());
    const refs: string[] = [metadata.component, ...components].map((one) => one["bom-ref"]);
    expect(new Set(refs).size).toBe(refs.length);
    for (const { ref, dependsOn = [] } of dependencies)
      for (const one of [ref, ...dependsOn]) expect(refs).toContain(one);
  });

  test("what was not read is said, and makes the list incomplete", () => {
    const document = documentOf(exampleImage({ unknowns: [{ what: "layer 2", why: "it broke off.", fatal: true }] }));
    expect(document.compositions[0].aggregate).toBe("incomplete");
    expect(document.metadata.properties).toEqual([
      { name: "seaworthy:unknown:0", value: "not read: layer 2: it broke off." },
    ]);
  });
});

function withoutId(ref: string): string {
  return ref.replace(/[?].*$/, "");
}
