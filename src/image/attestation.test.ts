import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { githubToken } from "../secrets/samples.fixture.ts";
import { mostStatementBytes, provenanceBlobs } from "./attestation.ts";
import { describeImage } from "./config.ts";
import { isRefusal } from "./json.ts";
import { readManifest } from "./manifest.ts";
import { mostChainLinks } from "./provenance-lines.ts";
import { bytesOf, digestOf, ociParts, sampleImage } from "./saved-image.fixture.ts";

// Put together here, so that no filter takes this file for a leak.
const word = "open" + "sesame-99";
const image = sampleImage();
const { blobs, manifest } = ociParts(image);
const blobDigests = blobs.map(digestOf);
const dockerfile = [
  ...["FROM debian:13 AS build", `ARG NPM_TOKEN`, `ENV LEGACY_PASSWORD ${word}2`, "COPY a /a", "FROM debian:13"],
  ...[
    "COPY --from=build /a /a",
    `RUN curl -H "Authorization: Bearer ${githubToken}" https://acme.io && \\`,
    "  make",
    "",
  ],
].join("\n");

const descriptor = (digest: string | undefined) => ({ digest, size: 1 });
const at = (line: number, more = {}) => ({
  locations: [{ ranges: [{ start: { line: line + 1 } }, { start: { line } }], ...more }],
});
const metadata = {
  source: {
    infos: [{ filename: "Dockerfile", language: "Dockerfile", data: bytesOf(dockerfile).toString("base64") }],
    locations: { step0: at(1), step1: at(4), step2: at(7) },
  },
  layers: {
    "step2:0": [[0, 1, 2].map((n) => descriptor(blobDigests[n]))],
    "step0:0": [[descriptor(blobDigests[0])]],
    "step1:0": [[0, 1].map((n) => descriptor(blobDigests[n]))],
  },
};
const steps = [
  { op: { Op: { exec: { meta: { args: ["sh", "-c", "make"], env: ["PATH=/bin", `DEPLOY_PASSWORD=${word}3`] } } } } },
];
const args = { "build-arg:NPM_TOKEN": word, "build-arg:VERSION": "1.2", target: "x" };
const bases = [{ uri: "pkg:docker/debian@13?platform=linux%2Famd64" }, { uri: "git+https://acme.io/x" }];

const old = {
  predicateType: "https://slsa.dev/provenance/v0.2",
  predicate: {
    invocation: { configSource: { entryPoint: "docker/Dockerfile" }, parameters: { args } },
    buildConfig: { llbDefinition: steps },
    metadata: { "https://mobyproject.org/buildkit@v1#metadata": metadata },
    materials: bases,
  },
};
const current = {
  predicateType: "https://slsa.dev/provenance/v1",
  predicate: {
    buildDefinition: {
      externalParameters: { configSource: { path: "docker/Dockerfile" }, request: { args } },
      internalParameters: { buildConfig: { llbDefinition: steps } },
      resolvedDependencies: bases,
    },
    runDetails: { metadata: { buildkit_metadata: metadata } },
  },
};

function describeWith(...statements: unknown[]) {
  const read = readManifest(manifest);
  if (isRefusal(read)) throw new Error(read.refused);
  const described = describeImage({
    ...{ config: image.config, manifest: read, tags: [] },
    statements: statements.map((each) => (each instanceof Uint8Array ? each : bytesOf(each))),
  });
  if (isRefusal(described)) throw new Error(described.refused);
  return described;
}

describe.each([
  ["version 0.2", old],
  ["version 1", current],
])("provenance of %s", (_, statement) => {
  const { provenance, secrets, unknowns } = describeWith(statement);

  test("mode, bases, Dockerfile", () => {
    expect(provenance).toMatchObject({
      mode: "max",
      materials: [bases[0]?.uri],
      dockerfile: { path: "docker/Dockerfile" },
    });
    expect(unknowns).toEqual([]);
  });

  test("the line of each layer: the first of the step that made it", () => {
    const [first = "", second = ""] = image.layers.map(digestOf);
    // The third layer repeats the first: the step that had it first counts.
    expect(provenance?.lines).toEqual({ [first]: 1, [second]: 4 });
  });

  test("secrets: build arguments, the environment of steps, the Dockerfile", () => {
    expect(secrets.map(({ where, name, title, isBuildArg }) => [where, name, title, isBuildArg])).toEqual([
      ["provenance", "NPM_TOKEN", "value of NPM_TOKEN", true],
      ["provenance", "DEPLOY_PASSWORD", "value of DEPLOY_PASSWORD", undefined],
      ["provenance", "LEGACY_PASSWORD", "value of LEGACY_PASSWORD", undefined],
      ["provenance", "", "GitHub token", undefined],
    ]);
  });

  test("no value is left in the Dockerfile, and nothing else is changed", () => {
    const text = provenance?.dockerfile?.text ?? "";
    expect(text).not.toContain(word);
    expect(text).not.toContain(githubToken.slice(8));
    expect(text).toBe(dockerfile.replace(`${word}2`, "***").replace(githubToken, "ghp_***"));
  });
});

test("mode min has neither arguments nor Dockerfile", () => {
  const statement = { ...old, predicate: { invocation: { parameters: { args: { target: "x" } } }, materials: bases } };
  expect(describeWith(statement).provenance).toEqual({ mode: "min", materials: [bases[0]?.uri], lines: {} });
});

test("blobs of another packing are told apart by their order", () => {
  const others = {
    ...metadata,
    layers: { "step2:0": [["a", "b", "c"].map((n) => descriptor(`sha256:${n.repeat(64)}`))] },
  };
  const statement = { ...old, predicate: { metadata: { "https://mobyproject.org/buildkit@v1#metadata": others } } };
  expect(Object.values(describeWith(statement).provenance?.lines ?? {})).toEqual([7, 7]);
});

test("a line of another file than the Dockerfile is none", () => {
  const others = {
    ...metadata,
    source: {
      ...metadata.source,
      locations: { step0: at(1, {}), step1: { locations: [{ sourceIndex: 1, ranges: [{ start: { line: 4 } }] }] } },
    },
  };
  const statement = { ...old, predicate: { metadata: { "https://mobyproject.org/buildkit@v1#metadata": others } } };
  expect(Object.values(describeWith(statement).provenance?.lines ?? {})).toEqual([1]);
});

test.each<[string, unknown]>([
  ["half of a statement", bytesOf(old).subarray(0, 500)],
  ["another predicate", { predicateType: "https://spdx.dev/Document", predicate: {} }],
  ["a version that nobody knows", { predicateType: "https://slsa.dev/provenance/v9", predicate: {} }],
  ["no predicate", { predicateType: "https://slsa.dev/provenance/v1", predicate: null }],
  ["more bytes than the limit", Buffer.alloc(mostStatementBytes + 1, 32)],
])("%s is an Unknown that costs nothing else", (_, statement) => {
  const described = describeWith(statement);
  expect(described.provenance).toBeUndefined();
  expect(described.unknowns).toEqual([expect.objectContaining({ what: "provenance attestation of the image" })]);
  expect(described.unknowns[0]?.fatal).toBeUndefined();
});

test("chains beyond the limit give no lines", () => {
  const chain = Array.from({ length: 1_000 }, () => descriptor(blobDigests[0]));
  const many = Object.fromEntries(
    Array.from({ length: mostChainLinks / 1_000 + 1 }, (_, n) => [`step${n}:0`, [chain]]),
  );
  const layers = { ...metadata, layers: many };
  const statement = { ...old, predicate: { metadata: { "https://mobyproject.org/buildkit@v1#metadata": layers } } };
  expect(describeWith(bytesOf(JSON.stringify(statement)).subarray(0)).provenance?.lines ?? {}).toEqual({});
});

test("provenanceBlobs takes statements on provenance only", () => {
  const layer = (mediaType: string, predicate?: string) => ({
    ...{ mediaType, digest: blobDigests[0] },
    ...(predicate ? { annotations: { "in-toto.io/predicate-type": predicate } } : {}),
  });
  const read = readManifest(
    bytesOf({
      config: { digest: blobDigests[0] },
      layers: [
        layer("application/vnd.in-toto+json", "https://spdx.dev/Document"),
        layer("application/vnd.in-toto+json", "https://slsa.dev/provenance/v1"),
        layer("application/vnd.oci.image.layer.v1.tar"),
      ],
    }),
  );
  expect(isRefusal(read) ? [] : provenanceBlobs(read).map(({ annotations }) => [...annotations.values()])).toEqual([
    ["https://slsa.dev/provenance/v1"],
  ]);
});

test("statements with anything anywhere are read, never a throw", () => {
  const odd = fc.constantFrom<unknown>(
    null,
    7,
    "x",
    [],
    {},
    [[]],
    [null],
    { locations: 1 },
    "A".repeat(50),
    { "": { "": 1 } },
    -1,
    1e308,
  );
  const paths = (value: unknown, path: string[] = []): string[][] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...paths(inner, [...path, key])])
      : [];
  const put = (value: unknown, [first, ...rest]: readonly string[], what: unknown): unknown => {
    if (first === undefined) return what;
    const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
    return Object.assign(copy, { [first]: put((value as Record<string, unknown>)[first], rest, what) });
  };
  fc.assert(
    fc.property(fc.constantFrom(old, current), fc.nat(), odd, (statement, n, what) => {
      const all = paths(statement);
      const text = JSON.stringify(describeWith(put(statement, all[n % all.length] ?? [], what)));
      expect(text).not.toContain(`${word}2`);
      expect(text).not.toContain(githubToken);
    }),
    { numRuns: 2_000, seed: 4 },
  );
});
