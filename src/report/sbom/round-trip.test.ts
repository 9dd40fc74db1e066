import { describe, expect, test } from "vitest";
import { sbomImage } from "../../inventory/sbom-image.ts";
import { readSbom } from "../../packages/read-sbom/read-sbom.ts";
import { compareTexts } from "../../text/compare.ts";
import { debian, digest, exampleImage, hostileImage, otherPackages, packages, tool } from "../image/image.fixture.ts";
import { renderCycloneDx } from "./cyclonedx.ts";
import { renderPurls } from "./purls.ts";
import { renderSpdx } from "./spdx.ts";

const writers = [
  ["CycloneDX", renderCycloneDx],
  ["SPDX", renderSpdx],
] as const;

function readBack(text: string) {
  const read = readSbom(text);
  if ("why" in read) throw new Error(read.why);
  return read.image;
}

describe.each(writers)("what is written as %s is read again", (_, write) => {
  test.each([
    ["packages of all sorts", packages],
    ["packages of other systems", otherPackages],
    ["two layers of one diff id", packages],
  ])("%s", (title, all) => {
    const { layers } = exampleImage();
    const same = title.startsWith("two") ? layers.map((layer) => ({ ...layer, diffId: digest("0") })) : layers;
    const image = exampleImage({ packages: all, layers: same });
    const read = readBack(write(image, tool));
    expect(read.packages.map(comparable)).toEqual(
      [...all].sort((a, b) => compareTexts(a.purl, b.purl)).map(comparable),
    );
    expect(read.unknowns).toEqual([]);
  });

  test("the image and its system", () => {
    const read = readBack(write(exampleImage(), tool));
    expect(read).toMatchObject({
      name: "registry.example.com/team/app:1.4",
      id: digest("f"),
      digest: digest("9"),
      platform: "linux/amd64",
      created: "2025-01-31T10:11:12Z",
    });
    expect(read.os).toEqual(debian);
    expect(read.layers.map(({ diffId }) => diffId)).toEqual(["0", "1", "2", "3"].map(digest));
  });

  test("an image without a manifest has its id alone", () => {
    const read = readBack(write(exampleImage({ digest: undefined }), tool));
    expect([read.id, read.digest]).toEqual([digest("f"), undefined]);
  });

  test("what was not read when it was written is not read now", () => {
    const unknowns = [{ what: "layer 2", why: "it broke off: twice.", fatal: true }];
    const read = readBack(write(exampleImage({ unknowns }), tool));
    expect(read.unknowns).toEqual(unknowns);
  });

  test("hostile text comes back as text", () => {
    const read = readBack(write(hostileImage(), tool));
    expect(read.packages).toHaveLength(3);
    expect(read.unknowns.length).toBeGreaterThan(0);
  });

  test("written again it is the same, but for what an SBOM does not know", () => {
    const once = readBack(write(exampleImage(), tool));
    const facts = sbomImage(once, { name: once.name, today: undefined }).facts;
    const twice = readBack(write(facts, tool));
    expect(twice.packages).toEqual(once.packages);
    expect(twice.layers).toEqual(once.layers);
  });
});

test("package addresses come sorted, each once, a line each, and with nothing hidden in them", () => {
  expect(renderPurls(exampleImage()).split("\n").slice(0, 2)).toEqual([
    "pkg:cran/ggplot2@3.5.0",
    "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64",
  ]);
  const twice = exampleImage({ packages: [...packages, ...packages] });
  expect(renderPurls(twice)).toBe(renderPurls(exampleImage()));
  for (const char of renderPurls(hostileImage())) expect(char >= " " || char === "\n").toBe(true);
});

/** Details of a source's file are read out of the property that Syft has for it, ours or not. */
function comparable(pkg: (typeof packages)[number]) {
  return { ...pkg, source: pkg.source };
}
