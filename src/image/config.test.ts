import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../test/cpu-time.ts";
import { githubToken, npmToken, privateKey } from "../secrets/samples.fixture.ts";
import { describeImage, mostConfigBytes } from "./config.ts";
import { readHistoryLine } from "./history-line.ts";
import type { ImageDescription } from "./image-description.ts";
import { isRefusal } from "./json.ts";
import { readManifest } from "./manifest.ts";
import { bytesOf, digestOf, ociParts, sampleImage } from "./saved-image.fixture.ts";
import { mostDescribedSecrets } from "./secret-notes.ts";

// Put together here, so that no filter takes this file for a leak.
const word = "open" + "sesame-99";

function describeConfig(config: unknown): ImageDescription {
  const described = describeImage({ config: bytesOf(config), tags: [] });
  if (isRefusal(described)) throw new Error(described.refused);
  return described;
}
const withConfig = (config: unknown) => describeConfig({ config, rootfs: { diff_ids: [] } });
const withHistory = (...lines: string[]) => describeConfig({ history: lines.map((line) => ({ created_by: line })) });

describe("describeImage reads", () => {
  test("everything that a config says", () => {
    const image = sampleImage({
      variant: "v8",
      author: "someone",
      config: {
        ...{ User: "node:node", Env: ["A=1", "EMPTY="], Entrypoint: ["/e"], Cmd: ["a", "b"], WorkingDir: "/srv" },
        ...{ ExposedPorts: { "9000/udp": {}, "80/tcp": {} }, Volumes: { "/data": {} }, Labels: { b: "2", a: "1" } },
        ...{ StopSignal: "SIGTERM", Healthcheck: { Test: ["NONE"] }, OnBuild: ["RUN x"], Shell: ["/bin/sh", "-c"] },
      },
      history: [{ created_by: "COPY a b", created: "2026-01-01T00:00:00Z", comment: "c" }, { empty_layer: true }],
    });
    const parts = ociParts(image);
    const manifest = readManifest(parts.manifest);
    if (isRefusal(manifest)) throw new Error(manifest.refused);
    const described = describeImage({ ...image, manifest, digest: "sha256:m", tags: ["x:1", "x:1"] });
    expect(described).toMatchObject({
      ...{ id: digestOf(image.config), digest: "sha256:m", tags: ["x:1"], secrets: [], unknowns: [] },
      config: {
        ...{ os: "linux", architecture: "amd64", variant: "v8", created: "2026-01-02T03:04:05.6Z", author: "someone" },
        ...{ user: "node:node", env: ["A=1", "EMPTY="], entrypoint: ["/e"], cmd: ["a", "b"], workdir: "/srv" },
        ...{
          exposedPorts: ["80/tcp", "9000/udp"],
          volumes: ["/data"],
          labels: { b: "2", a: "1" },
          stopSignal: "SIGTERM",
        },
        ...{ healthcheck: ["NONE"], onbuild: ["RUN x"], shell: ["/bin/sh", "-c"] },
        history: [
          { createdBy: "COPY a b", created: "2026-01-01T00:00:00Z", comment: "c", isEmpty: false },
          { createdBy: "", created: undefined, comment: "", isEmpty: true },
        ],
      },
      layers: image.layers.map((layer, at) => ({
        diffId: digestOf(layer),
        digest: digestOf(parts.blobs[at] ?? layer),
        bytes: parts.blobs[at]?.length,
      })),
    });
  });

  test("what is absent, or of another type, as nothing", () => {
    for (const config of [
      {},
      { config: null },
      { config: { Env: "PATH", Cmd: 7, Labels: ["a"], ExposedPorts: 1 }, os: 3, created: "yesterday" },
    ])
      expect(describeConfig(config)).toMatchObject({
        config: {
          os: undefined,
          created: undefined,
          user: "",
          labels: {},
          exposedPorts: [],
          healthcheck: undefined,
          history: [],
        },
        layers: [],
      });
  });

  test("names of prototypes as names like others", () => {
    const { config } = describeConfig(
      JSON.parse(
        '{"config":{"Labels":{"__proto__":"p","constructor":"c","toString":"t"}},"__proto__":{"author":"nobody"}}',
      ),
    );
    expect(Object.entries(config.labels)).toEqual([
      ["__proto__", "p"],
      ["constructor", "c"],
      ["toString", "t"],
    ]);
    expect(Object.getPrototypeOf(config.labels)).toBe(Object.prototype);
    expect(config.author).toBeUndefined();
  });
});

describe("describeImage refuses", () => {
  const manifest = readManifest(ociParts(sampleImage()).manifest);
  test.each<[string, Uint8Array, RegExp]>([
    ["half of a config", sampleImage().config.subarray(0, 40), /not valid JSON/],
    ["a list", bytesOf([1]), /no JSON object/],
    ["a digest that is none", bytesOf({ rootfs: { diff_ids: ["sha256:1", "../x"] } }), /layer 1/],
    [
      "another number of layers than the manifest names",
      bytesOf({ rootfs: { diff_ids: [] } }),
      /3 layers and the config 0/,
    ],
    ["more bytes than the limit", Buffer.alloc(mostConfigBytes + 1, 32), /more than 4194304/],
  ])("%s", (_, config, why) => {
    const described = describeImage({ config, tags: [], ...(isRefusal(manifest) ? {} : { manifest }) });
    expect(isRefusal(described) && described.refused).toMatch(why);
  });
});

test("an encrypted layer, and one that is no layer, are told", () => {
  const image = sampleImage();
  const manifest = readManifest(ociParts(image).manifest);
  if (isRefusal(manifest)) throw new Error(manifest.refused);
  const types = ["application/vnd.oci.image.layer.v1.tar+gzip+encrypted", "application/vnd.in-toto+json", ""];
  const layers = manifest.layers.map((layer, at) => ({ ...layer, mediaType: types[at] ?? "" }));
  const described = describeImage({ ...image, manifest: { ...manifest, layers }, tags: [] });
  expect(!isRefusal(described) && described.unknowns.map(({ what, fatal }) => [what, fatal])).toEqual([
    ["layer 1 of 3", true],
    ["layer 2 of 3", true],
  ]);
});

const found: [string, ImageDescription, Record<string, unknown>][] = [
  [
    "ENV",
    withConfig({ Env: ["A=b", `DB_PASSWORD=${word}`] }),
    { where: "env", name: "DB_PASSWORD", title: "value of DB_PASSWORD", confidence: "high" },
  ],
  [
    "ENV, a known format under any name",
    withConfig({ Env: [`X=${githubToken}`] }),
    { where: "env", name: "X", title: "GitHub token" },
  ],
  [
    "LABEL",
    withConfig({ Labels: { "com.example.api_token": word } }),
    { where: "label", name: "com.example.api_token" },
  ],
  ["CMD", withConfig({ Cmd: ["app", "--password", word] }), { where: "cmd" }],
  ["ENTRYPOINT", withConfig({ Entrypoint: ["sh", "-c", `DB_PASSWORD=${word} app`] }), { where: "entrypoint" }],
  [
    "HEALTHCHECK",
    withConfig({ Healthcheck: { Test: ["CMD-SHELL", `curl -u me:${word} http://localhost/`] } }),
    { where: "healthcheck" },
  ],
  ["ONBUILD", withConfig({ OnBuild: [`ENV API_KEY=${word}x1Y2z3`] }), { where: "onbuild", name: "API_KEY" }],
  [
    "a build argument, BuildKit",
    withHistory(`RUN |2 NPM_TOKEN=${word} A=hello world /bin/sh -c npm ci # buildkit`),
    { where: "history", history: 0, isBuildArg: true, name: "NPM_TOKEN" },
  ],
  [
    "a build argument, classic",
    withHistory("x", `|1 NPM_TOKEN=${word} /bin/sh -c npm ci`),
    { where: "history", history: 1, isBuildArg: true, name: "NPM_TOKEN" },
  ],
  [
    "ARG with its value",
    withHistory(`ARG NPM_TOKEN=${word}`),
    { where: "history", isBuildArg: true, name: "NPM_TOKEN" },
  ],
  [
    "ARG, classic",
    withHistory(`/bin/sh -c #(nop)  ARG NPM_TOKEN=${word}`),
    { where: "history", isBuildArg: true, name: "NPM_TOKEN" },
  ],
  ["ENV in the history", withHistory(`ENV A=b DB_PASSWORD=${word} C=d`), { where: "history", name: "DB_PASSWORD" }],
  [
    "ENV, classic",
    withHistory(`/bin/sh -c #(nop)  ENV DB_PASSWORD=${word}`),
    { where: "history", name: "DB_PASSWORD" },
  ],
  [
    "LABEL in the history",
    withHistory(`LABEL a=b c d token=${npmToken}`),
    { where: "history", name: "token", title: "npm access token" },
  ],
  [
    "a command with a token",
    withHistory(`RUN /bin/sh -c git clone https://${githubToken}@github.com/a/b # buildkit`),
    { where: "history", title: "GitHub token" },
  ],
  [
    "an address with a password",
    withHistory(`/bin/sh -c curl https://me:${word}@files.acme.io/x`),
    { where: "history", title: "address with a password" },
  ],
  [
    "an assignment in a command",
    withHistory(`/bin/sh -c export DB_PASSWORD=${word} && make`),
    { where: "history", name: "DB_PASSWORD" },
  ],
  [
    "a database client",
    withHistory(`RUN /bin/sh -c mysql -uroot -p${word} db < x.sql`),
    { where: "history", title: "password for a database client" },
  ],
  [
    "chpasswd",
    withHistory(`RUN /bin/sh -c echo 'deploy:${word}' | chpasswd`),
    { where: "history", title: "password of user deploy" },
  ],
  ["a private key", withHistory(`RUN /bin/sh -c echo "${privateKey}" > /k`), { where: "history" }],
];
describe("secrets are found and not shown:", () => {
  test.each(found)("%s", (_, description, expected) => {
    expect(description.secrets).toHaveLength(1);
    expect(description.secrets[0]).toMatchObject(expected);
    const text = JSON.stringify(description);
    for (const secret of [word, githubToken.slice(8), npmToken.slice(8), privateKey.slice(40, 60)])
      expect(text).not.toContain(secret);
    expect(text).toContain("***");
  });
});

describe("no secret:", () => {
  test.each([
    ["placeholders", ["DB_PASSWORD=changeme", "API_KEY=your-api-key", "TOKEN=", "SECRET=${SECRET}"]],
    ["files", ["DB_PASSWORD_FILE=/run/secrets/db", "POSTGRES_PASSWORD=/run/secrets/db"]],
    [
      "public keys and names",
      [
        "GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305",
        "NEXT_PUBLIC_API_KEY=abcdef1234567890",
        "AWS_ACCESS_KEY_ID_FILE=/x",
      ],
    ],
    [
      "versions and checksums of official images",
      [
        "PYTHON_VERSION=3.14.0",
        "PYTHON_SHA256=2299dae542d395ce3883aca00d3c910307cd68e0b2f7336098c8e7b7eee9f3e9",
        "GOSU_VERSION=1.17",
        "NGINX_VERSION=1.29.3",
        "PKG_RELEASE=1~trixie",
        "YARN_VERSION=1.22.22",
        "JAVA_HOME=/opt/java/openjdk",
        "LANG=C.UTF-8",
        "GPG_KEYS=1198C0117593497A5EC5C199286AF1F9897469DC AFD8691FDAEDF03BDF6E460563F15A9B715376CA",
        "REDIS_DOWNLOAD_URL=https://download.redis.io/releases/redis-8.2.2.tar.gz",
        "PHP_ASC_URL=https://www.php.net/distributions/php-8.4.13.tar.xz.asc",
        "TOKENIZERS_PARALLELISM=false",
      ],
    ],
  ])("%s", (_, env) => {
    const { secrets, config } = withConfig({ Env: env });
    expect(secrets).toEqual([]);
    expect(config.env).toEqual(env);
  });

  test("in lines that official images have", () => {
    const lines = [
      "/bin/sh -c #(nop) ADD file:d6ee2f6a3a9b1c9d2d8d0e1a4c5b6f7e8d9c0b1a2f3e4d5c6b7a8f9e0d1c2b3a in / ",
      '/bin/sh -c #(nop)  CMD ["bash"]',
      'RUN /bin/sh -c set -eux; savedAptMark="$(apt-mark showmanual)"; wget -O python.tar.xz "https://www.python.org/ftp/python/${PYTHON_VERSION%%[a-z]*}/Python-$PYTHON_VERSION.tar.xz"; echo "$PYTHON_SHA256 *python.tar.xz" | sha256sum -c -; gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys "$GPG_KEY" # buildkit',
      "RUN |1 TARGETARCH=amd64 /bin/sh -c echo $DB_PASSWORD > /dev/null # buildkit",
      "RUN |2 USE_TOKEN=1 KEY_FILE=/k /bin/sh -c make password-check # buildkit",
      "LABEL maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>",
      "EXPOSE map[80/tcp:{}]",
      'HEALTHCHECK &{["CMD-SHELL" "curl -f http://localhost/ || exit 1"] "0s" "0s" "0s" "0s" \'\\x00\'}',
    ];
    const { secrets, config } = withHistory(...lines);
    expect(secrets).toEqual([]);
    expect(config.history.map(({ createdBy }) => createdBy)).toEqual(lines);
  });
});

test("one secret in ENV and in the line that set it is one, with its line", () => {
  const description = describeConfig({
    config: { Env: [`DB_PASSWORD=${word}`] },
    history: [{ created_by: "WORKDIR /x" }, { created_by: `ENV DB_PASSWORD=${word}` }],
  });
  expect(description.secrets).toEqual([expect.objectContaining({ where: "env", name: "DB_PASSWORD", history: 1 })]);
});

test("a value that one place gives away is masked in every other", () => {
  const { config } = describeConfig({
    author: `me, ${word}`,
    config: {
      Env: [`DB_PASSWORD=${word}`],
      Cmd: ["run", word],
      User: word,
      WorkingDir: `/${word}`,
      Labels: { note: `it is ${word}` },
    },
    history: [{ created_by: `RUN /bin/sh -c echo ${word}`, comment: word }],
  });
  expect(JSON.stringify(config)).not.toContain(word);
});

test("more secrets than are listed are masked, and counted", () => {
  const values = Array.from({ length: mostDescribedSecrets + 50 }, (_, at) => `${word}${at}q`);
  const { secrets, unknowns, config } = withConfig({ Env: values.map((value, at) => `PASSWORD_${at}=${value}`) });
  expect(secrets).toHaveLength(mostDescribedSecrets);
  expect(unknowns.map(({ why }) => why)).toEqual([expect.stringContaining("50 more values")]);
  expect(JSON.stringify(config)).not.toContain(word);
});

test.each<[string, string, [string, string][], [string, string][]]>([
  [
    "RUN |2 A=x y B= /bin/sh -c make",
    "run",
    [
      ["A", "x y"],
      ["B", ""],
    ],
    [],
  ],
  ["|1 A=b=c /bin/bash -o pipefail -c make A=d", "run", [["A", "b=c"]], []],
  ["RUN |1 A=1 /bin/busybox sh -c x", "run", [["A", "1"]], []],
  // A path inside of the first value is no shell: the last one is followed by it.
  [
    "RUN |2 A=x /y z B=1 2 /bin/sh -c x",
    "run",
    [
      ["A", "x /y z"],
      ["B", "1 2"],
    ],
    [],
  ],
  ["RUN |1 A=x y cmd /S /C dir", "run", [["A", "x y"]], []],
  ["|9 A=1 /bin/sh -c x", "run", [["A", "1"]], []],
  [
    "ENV A=1 B=two words C=3",
    "env",
    [],
    [
      ["A", "1"],
      ["B", "two words"],
      ["C", "3"],
    ],
  ],
  ["/bin/sh -c #(nop)  LABEL a.b/c=d e", "label", [], [["a.b/c", "d e"]]],
  ["ENV JAVA_OPTS=-Xmx1g -Dx=y", "env", [], [["JAVA_OPTS", "-Xmx1g -Dx=y"]]],
  ["/bin/sh -c ENV=1 make", "run", [], []],
  ["", "run", [], []],
])("readHistoryLine of %s", (line, instruction, buildArgs, pairs) => {
  const read = readHistoryLine(line);
  const plain = (list: typeof read.pairs) => list.map(({ name, value }) => [name, value]);
  expect([read.instruction, plain(read.buildArgs), plain(read.pairs)]).toEqual([instruction, buildArgs, pairs]);
  for (const { start, end, value } of [...read.buildArgs, ...read.pairs]) expect(line.slice(start, end)).toBe(value);
});

test("configs of any shape are read or refused, never a throw, and deterministically", () => {
  const names = fc.constantFrom(
    "config",
    "Env",
    "Labels",
    "Cmd",
    "Healthcheck",
    "Test",
    "history",
    "created_by",
    "rootfs",
    "diff_ids",
    "OnBuild",
    "empty_layer",
    "os",
    "__proto__",
    "constructor",
  );
  const texts = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom(
      `PASSWORD=${word}`,
      `|3 A=1 TOKEN=${githubToken} /bin/sh -c x`,
      `ENV A=${word}`,
      "|99999 =",
      "RUN |1 =",
      `sha256:${"a".repeat(64)}`,
    ),
  );
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      texts,
      fc.constantFrom(null, 1, true),
      fc.array(tie("node"), { maxLength: 4 }),
      fc.dictionary(names, tie("node"), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(node, (value) => {
      const bytes = bytesOf(JSON.stringify(value) ?? "");
      const first = JSON.stringify(describeImage({ config: bytes, tags: [] }));
      expect(JSON.stringify(describeImage({ config: bytes, tags: [] }))).toBe(first);
      expect(first).not.toContain(githubToken);
    }),
    { numRuns: 2_000, seed: 4 },
  );
});

test.each<[string, () => unknown]>([
  ["assignments without end", () => ({ history: [{ created_by: `RUN ${"PASSWORD=x1y2z3w4 ".repeat(60_000)}` }] })],
  ["one long name", () => ({ config: { Env: [`${"PASSWORD".repeat(400_000)}=${word}`] } })],
  [
    "many secrets in many texts",
    () => ({
      config: { Env: Array.from({ length: 10_000 }, (_, at) => `PASSWORD_${at}=${word}${at}`) },
      history: Array.from({ length: 2_000 }, () => ({ created_by: "x".repeat(500) })),
    }),
  ],
  ["build arguments without end", () => ({ history: [{ created_by: `|9999 ${"A=1 ".repeat(500_000)}` }] })],
  ["equals signs", () => ({ config: { Labels: { a: "token=".repeat(400_000) } } })],
])("%s cost bounded time", (_, config) => {
  const start = cpuTime();
  describeImage({ config: bytesOf(config()), tags: [] });
  expect(cpuTime() - start).toBeLessThan(6_000);
});
