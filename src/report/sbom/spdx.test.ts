import { describe, expect, test } from "vitest";
import { spdxSchema } from "../../../test/sbom-schemas.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { digest, exampleImage, hostileImage, otherPackages, packages, tool } from "../image/image.fixture.ts";
import { renderSpdx } from "./spdx.ts";
import { spdxLicenses } from "./spdx-licenses.ts";

const validate = spdxSchema();
const documentOf = (image: ImageFacts) => JSON.parse(renderSpdx(image, tool));

describe("SPDX", () => {
  test.each([
    ["an image with everything", exampleImage()],
    ["packages of other systems", exampleImage({ packages: otherPackages })],
    ["hostile text", hostileImage()],
    ["nothing at all", exampleImage({ packages: [], layers: [], steps: [], os: undefined, id: undefined })],
  ])("%s is valid by the published schema", (_, image) => {
    validate(documentOf(image));
    expect(validate.errors).toBe(null);
  });

  test("the schema is really used: a wrong relationship is refused", () => {
    const document = documentOf(exampleImage());
    document.relationships[0].relationshipType = "KNOWS";
    expect(validate(document)).toBe(false);
  });

  test("the same image gives the same bytes, another one another name", () => {
    const text = renderSpdx(exampleImage(), tool);
    expect(renderSpdx(exampleImage({ packages: packages.toReversed() }), tool)).toBe(text);
    const namespaces = [exampleImage(), exampleImage({ id: digest("7") })].map(
      (one) => documentOf(one).documentNamespace,
    );
    expect(new Set(namespaces).size).toBe(2);
    for (const one of namespaces) expect(one).toMatch(/^https:\/\/[^\s#]+$/);
  });

  test("its time is that of the image, or the beginning of the count", () => {
    expect(documentOf(exampleImage()).creationInfo.created).toBe("2025-01-31T10:11:12Z");
    const { config } = exampleImage();
    const without = documentOf(exampleImage({ config: { ...config, created: undefined } }));
    expect(without.creationInfo.created).toBe("1970-01-01T00:00:00Z");
  });

  test("the document describes the image, and the image holds the rest", () => {
    const { relationships, packages: written } = documentOf(exampleImage());
    expect(relationships[0]).toEqual({
      spdxElementId: "SPDXRef-DOCUMENT",
      relationshipType: "DESCRIBES",
      relatedSpdxElement: "SPDXRef-Image",
    });
    const ids = new Set(["SPDXRef-DOCUMENT", ...written.map(({ SPDXID }: { SPDXID: string }) => SPDXID)]);
    expect(ids.size).toBe(written.length + 1);
    for (const { spdxElementId, relatedSpdxElement } of relationships) {
      expect(ids).toContain(spdxElementId);
      expect(ids).toContain(relatedSpdxElement);
    }
    // Itself, the system, all packages, and the two that another package ships.
    expect(relationships).toHaveLength(1 + 1 + packages.length + 2);
  });

  test("a package has its purl, its supplier and where it was read", () => {
    const found = documentOf(exampleImage()).packages.find(({ name }: { name: string }) => name === "libssl3");
    expect(found).toMatchObject({
      versionInfo: "3.0.11-1~deb12u2",
      supplier: "Person: Debian OpenSSL Team (openssl@lists.example.com)",
      filesAnalyzed: false,
      sourceInfo: `read from /var/lib/dpkg/status (layer ${digest("0")}); built from source package openssl 3.0.11-1`,
      externalRefs: [
        {
          referenceCategory: "PACKAGE-MANAGER",
          referenceType: "purl",
          referenceLocator: "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64",
        },
      ],
    });
    expect(found.SPDXID).toMatch(/^SPDXRef-Package-deb-libssl3-[0-9a-f]{16}$/);
  });

  const licences: [string, readonly string[], string][] = [
    ["none", [], "NOASSERTION"],
    ["an empty one", [""], "NOASSERTION"],
    ["an identifier", ["mit"], "MIT"],
    ["two", ["MIT", "ISC"], "MIT AND ISC"],
    ["a choice and another", ["MIT OR ISC", "0BSD"], "(MIT OR ISC) AND 0BSD"],
    ["a name that is a word", ["Artistic"], "LicenseRef-Artistic"],
    ["a name of several words", ["my own licence"], "LicenseRef-my-own-licence-9ff28e02"],
    ["a name of no letters", ["©"], "LicenseRef-0a79b0ca"],
    ["a reference as written", ["LicenseRef-own OR MIT"], "LicenseRef-own OR MIT"],
  ];
  test.each(licences)("licences: %s", (_, licenses, expected) => {
    const { declared, extracted } = spdxLicenses(licenses);
    expect(declared).toBe(expected);
    const references = declared.match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? [];
    expect(extracted.map(({ licenseId }) => licenseId)).toEqual(references);
  });

  test("every licence that SPDX does not list is explained, once", () => {
    const { hasExtractedLicensingInfos: extracted, packages: written } = documentOf(hostileImage());
    const ids: string[] = extracted.map(({ licenseId }: { licenseId: string }) => licenseId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { licenseDeclared } of written)
      for (const reference of licenseDeclared.match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? [])
        expect(ids).toContain(reference);
  });

  test("what was not read is said", () => {
    const unknowns = [{ what: "layer 2", why: "it broke\noff.", fatal: true }];
    expect(documentOf(exampleImage({ unknowns })).comment).toBe(
      "Not everything in the image is known.\nnot read: layer 2: it broke off.",
    );
  });
});
