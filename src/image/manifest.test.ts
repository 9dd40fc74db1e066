import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseManifest } from "./choose-manifest.ts";
import { isRefusal } from "./json.ts";
import {
  attestationOf,
  deepestIndex,
  isIndex,
  layerType,
  mostIndexEntries,
  mostLayers,
  mostManifestBytes,
  readIndex,
  readManifest,
} from "./manifest.ts";
import { choosePlatform, formatPlatform, parsePlatform } from "./platform.ts";
import { bytesOf, digestOf, indexOf, ociParts, sampleImage } from "./saved-image.fixture.ts";

const digest = (n: number) => `sha256:${String(n).padStart(64, "0")}`;
const entry = (n: number, platform?: string, more = {}) => {
  const [os, architecture, variant] = platform?.split("/") ?? [];
  return {
    ...{ mediaType: "application/vnd.oci.image.manifest.v1+json", digest: digest(n), size: 1 },
    ...(platform ? { platform: { os, architecture, ...(variant ? { variant } : {}) } } : {}),
    ...more,
  };
};
const images = (...entries: unknown[]) => {
  const index = readIndex(indexOf(entries));
  if (isRefusal(index)) throw new Error(index.refused);
  return index.images;
};
const attestation = entry(9, "unknown/unknown", {
  annotations: { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": digest(1) },
});

describe("choosePlatform", () => {
  const several = ["linux/amd64", "linux/arm/v5", "linux/arm/v6", "linux/arm/v7", "linux/arm64/v8", "windows/amd64"];
  test.each([
    // wanted, host, what is chosen
    [undefined, "x64", "linux/amd64"],
    [undefined, "amd64", "linux/amd64"],
    [undefined, "arm64", "linux/arm64/v8"],
    ["linux/arm64", "x64", "linux/arm64/v8"],
    ["arm64", "x64", "linux/arm64/v8"],
    ["linux/aarch64", "x64", "linux/arm64/v8"],
    ["linux/arm64/v8", "x64", "linux/arm64/v8"],
    ["linux/arm", "x64", "linux/arm/v7"],
    ["linux/arm/v7", "x64", "linux/arm/v7"],
    ["arm/v6", "x64", "linux/arm/v6"],
    ["armhf", "x64", "linux/arm/v7"],
    ["linux/arm/6", "x64", "linux/arm/v6"],
    ["windows", "x64", "windows/amd64"],
    ["LINUX/AMD64", "arm64", "linux/amd64"],
    ["linux/x86_64", "arm64", "linux/amd64"],
  ])("%s on %s is %s", (wanted, host, expected) => {
    const chosen = choosePlatform(images(...several.map((name, at) => entry(at, name))), wanted, host);
    expect(!isRefusal(chosen) && chosen.platform && formatPlatform(chosen.platform)).toBe(expected);
  });

  test("an older variant is taken where the one asked for is not there, a newer one never", () => {
    const old = images(entry(1, "linux/arm/v5"), entry(2, "linux/arm/v6"), entry(3, "linux/amd64/v3"));
    expect(choosePlatform(old, "linux/arm/v7", "x64")).toMatchObject({ digest: digest(2) });
    expect(choosePlatform(old, "linux/amd64", "x64")).toHaveProperty("refused");
    expect(choosePlatform(old, "linux/amd64/v4", "x64")).toMatchObject({ digest: digest(3) });
  });

  test("what is not there is refused with what is", () => {
    const refusal = choosePlatform(images(entry(1, "linux/amd64"), entry(2, "linux/s390x")), "linux/riscv64", "x64");
    expect(refusal).toEqual({
      refused: "No image for linux/riscv64 is there. There is: linux/amd64, linux/s390x. Choose one with --platform.",
    });
  });

  test("a single image is taken where nobody asked for a platform, and refused where another was", () => {
    const one = images(entry(1, "linux/arm64"), attestation);
    expect(choosePlatform(one, undefined, "x64")).toMatchObject({ digest: digest(1) });
    expect(choosePlatform(one, "linux/amd64", "x64")).toHaveProperty("refused");
  });

  test("an attestation is never chosen", () => {
    expect(choosePlatform(images(attestation), undefined, "x64")).toHaveProperty("refused");
    expect(choosePlatform(images(attestation), "unknown/unknown", "x64")).toHaveProperty("refused");
  });

  test.each(["", "linux/", "a b", "linux/arm/v7/x", "linux/__proto__!", "x".repeat(200)])(
    "%j is no platform",
    (text) => {
      expect(choosePlatform(images(entry(1, "linux/amd64"), entry(2, "linux/arm64")), text, "x64")).toHaveProperty(
        "refused",
      );
    },
  );
});

test("attestationOf finds the one that names the manifest", () => {
  const index = readIndex(indexOf([entry(1, "linux/amd64"), attestation]));
  if (isRefusal(index)) throw new Error(index.refused);
  expect(attestationOf(index, digest(1))?.digest).toBe(digest(9));
  expect(attestationOf(index, digest(2))).toBeUndefined();
});

describe("readManifest refuses, with a sentence", () => {
  const config = { mediaType: "application/vnd.oci.image.config.v1+json", digest: digest(1), size: 2 };
  test.each<[string, unknown, RegExp]>([
    ["schema 1", { schemaVersion: 1, fsLayers: [], history: [] }, /schema 1/],
    [
      "a Helm chart",
      { schemaVersion: 2, config: { ...config, mediaType: "application/vnd.cncf.helm.config.v1+json" }, layers: [] },
      /no container image/,
    ],
    ["no config", { schemaVersion: 2, layers: [] }, /no config/],
    [
      "a digest that leads elsewhere",
      { config: { ...config, digest: "sha256:../../../etc/passwd" }, layers: [] },
      /no config/,
    ],
    ["layers that are no list", { config, layers: { length: 3 } }, /no list of layers/],
    ["a layer without digest", { config, layers: [{ digest: digest(1) }, { size: 3 }] }, /layer 2/],
    [
      "too many layers",
      { config, layers: Array.from({ length: mostLayers + 1 }, () => ({ digest: digest(1) })) },
      /more than 1000/,
    ],
    ["a text", "hello", /no config/],
    ["null", null, /no config/],
    [
      "config from a prototype",
      JSON.parse(`{"__proto__":{"config":${JSON.stringify(config)},"layers":[]}}`),
      /no config/,
    ],
  ])("%s", (_, value, why) => {
    const read = readManifest(bytesOf(JSON.stringify(value)));
    expect(isRefusal(read) && read.refused).toMatch(why);
  });

  test("more bytes than the limit", () => {
    const read = readManifest(bytesOf(" ".repeat(mostManifestBytes + 1)));
    expect(isRefusal(read) && read.refused).toContain(`more than ${mostManifestBytes}`);
  });

  test("half of a document", () => {
    expect(readManifest(ociParts(sampleImage()).manifest.subarray(0, 100))).toHaveProperty("refused");
  });
});

test("an index with too many entries is refused", () => {
  expect(readIndex(indexOf(Array.from({ length: mostIndexEntries + 1 }, () => ({}))))).toHaveProperty("refused");
});

test("isIndex tells the two apart, also without a media type", () => {
  expect(isIndex(indexOf([]))).toBe(true);
  expect(isIndex(bytesOf({ manifests: [] }))).toBe(true);
  expect(isIndex(ociParts(sampleImage()).manifest)).toBe(false);
  expect(isIndex(bytesOf("{"))).toBe(false);
});

test.each([
  ["application/vnd.oci.image.layer.v1.tar", "none", false, false, true],
  ["application/vnd.oci.image.layer.v1.tar+gzip", "gzip", false, false, true],
  ["application/vnd.oci.image.layer.v1.tar+zstd", "zstd", false, false, true],
  ["application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", "gzip", true, false, true],
  ["application/vnd.docker.image.rootfs.diff.tar.gzip", "gzip", false, false, true],
  ["application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "gzip", true, false, true],
  ["application/vnd.oci.image.layer.v1.tar+gzip+encrypted", "gzip", false, true, true],
  ["application/vnd.in-toto+json", "unknown", false, false, false],
  ["application/x-whatever", "unknown", false, false, true],
  ["", "unknown", false, false, true],
])("layerType of %s", (mediaType, compression, isForeign, isEncrypted, isFileSystem) => {
  expect(layerType(mediaType)).toEqual({ compression, isForeign, isEncrypted, isFileSystem });
});

describe("chooseManifest", () => {
  const image = ociParts(sampleImage());
  const store = (documents: readonly Uint8Array[]) => {
    const byDigest = new Map(documents.map((bytes) => [digestOf(bytes), bytes]));
    return { read: async (blob: { digest: string }) => byDigest.get(blob.digest) ?? { refused: "It is not there." } };
  };
  const inIndex = (bytes: Uint8Array) =>
    indexOf([{ mediaType: "application/vnd.oci.image.index.v1+json", digest: digestOf(bytes), size: bytes.length }]);

  test("goes through an index inside of an index", async () => {
    const inner = indexOf([image.entry]);
    const chosen = await chooseManifest(inIndex(inner), store([inner, image.manifest]), { host: "x64" });
    expect(chosen).toMatchObject({ digest: digestOf(image.manifest) });
  });

  test("stops at a depth", async () => {
    const nested = [indexOf([image.entry])];
    for (let depth = 0; depth <= deepestIndex; depth++) nested.push(inIndex(nested.at(-1) ?? nested[0] ?? bytesOf("")));
    const chosen = await chooseManifest(nested.at(-1) ?? bytesOf(""), store([...nested, image.manifest]), {
      host: "x64",
    });
    expect(isRefusal(chosen) && chosen.refused).toMatch(/more than 4 deep/);
  });

  test("a circle ends", async () => {
    // Digests cannot form one; a store that lies can.
    const round = inIndex(bytesOf("x"));
    const chosen = await chooseManifest(round, { read: async () => round }, { host: "x64" });
    expect(chosen).toHaveProperty("refused");
  });
});

test("documents of any shape are read or refused, never a throw", async () => {
  const digests = fc.constantFrom(digest(1), digest(2), "sha256:x", "", 7, null);
  const names = fc.constantFrom(
    "digest",
    "mediaType",
    "size",
    "platform",
    "os",
    "architecture",
    "annotations",
    "config",
    "layers",
    "manifests",
    "schemaVersion",
    "__proto__",
    "constructor",
    "toString",
  );
  const types = fc.constantFrom(
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "linux",
    "arm",
    2,
    1,
    true,
  );
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      digests,
      types,
      fc.array(tie("node"), { maxLength: 4 }),
      fc.dictionary(names, tie("node"), { maxKeys: 6 }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(node, async (value) => {
      const bytes = bytesOf(JSON.stringify(value) ?? "");
      readManifest(bytes);
      readIndex(bytes);
      await chooseManifest(bytes, { read: async () => bytes }, { host: "x64" });
    }),
    { numRuns: 3_000, seed: 4 },
  );
});

test("parsePlatform and formatPlatform agree", () => {
  for (const text of ["linux/arm64/v8", "linux/amd64", "windows/amd64", "linux/arm/v6"])
    expect(formatPlatform(parsePlatform(text, "x64") ?? { os: "", architecture: "", variant: "" })).toBe(text);
});
