import type { HiddenFile, TreeNode } from "../../files/image-tree.ts";
import type { ImageConfig } from "../../image/image-description.ts";
import type { ImageFacts, ImagePackage, ImageSecret, ImageStep } from "../../inventory/image-facts.ts";
import { renderSteps } from "../../inventory/steps.ts";
import { surveyTree } from "../../inventory/survey.ts";
import type { OperatingSystem } from "../../packages/operating-system.ts";
import { hostile } from "../fixture.ts";

// Facts of images made by hand, for the tests of SBOMs and of reports on images. Not part of the product.

export const tool = { name: "seaworthy", version: "0.1.0" };

/** `sha256:` and 64 times one digit. */
export function digest(digit: string): string {
  return `sha256:${digit.repeat(64)}`;
}

const mib = 1024 * 1024;

export const debian: OperatingSystem = {
  id: "debian",
  version: "12",
  name: "Debian GNU/Linux 12 (bookworm)",
  codename: "bookworm",
  idLike: [],
  details: { debianVersion: "12.5" },
  paths: ["etc/os-release", "etc/debian_version"],
};

const dpkg = "var/lib/dpkg/status";

/** Packages of all sorts: with source, owner, bundle, group, several licences and places. */
export const packages: readonly ImagePackage[] = [
  {
    ...packageOf("deb", "libssl3", "3.0.11-1~deb12u2", "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64", dpkg, 0),
    source: { name: "openssl", version: "3.0.11-1" },
    arch: "amd64",
    licenses: ["Apache-2.0", "GPL-1+ or Artistic", "Artistic"],
    details: { maintainer: "Debian OpenSSL Team <openssl@lists.example.com>", status: "install ok installed" },
  },
  {
    ...packageOf("deb", "python3-requests", "2.28.1", "pkg:deb/debian/python3-requests@2.28.1?arch=all", dpkg, 1),
    arch: "all",
    licenses: [],
  },
  {
    ...packageOf("python", "Requests", "2.28.1", "pkg:pypi/requests@2.28.1", "usr/lib/python3/METADATA", 1),
    licenses: ["apache-2.0"],
    ownedBy: { type: "deb", name: "python3-requests" },
  },
  {
    ...packageOf(
      "npm",
      "@scope/app",
      "1.0.0",
      "pkg:npm/%40scope/app@1.0.0",
      "app/node_modules/@scope/app/package.json",
      3,
    ),
    licenses: ["(MIT OR GPL-2.0-only)", "ISC"],
    locations: [
      { path: "app/node_modules/@scope/app/package.json", layer: 3 },
      { path: "srv/node_modules/@scope/app/package.json", layer: 2 },
    ],
  },
  packageOf("npm", "npm", "10.5.0", "pkg:npm/npm@10.5.0", "usr/lib/node_modules/npm/package.json", 1),
  {
    ...packageOf(
      "npm",
      "tar",
      "6.2.0",
      "pkg:npm/tar@6.2.0",
      "usr/lib/node_modules/npm/node_modules/tar/package.json",
      1,
    ),
    licenses: ["SEE LICENSE IN LICENCE.txt"],
    bundledWith: "npm",
  },
  {
    ...packageOf("java-archive", "org.example:core", "1.2", "pkg:maven/org.example/core@1.2", "app/app.jar", 3),
    inside: "BOOT-INF/lib/core.jar",
    licenses: ["MIT"],
    details: { sha1: "0123456789abcdef0123456789abcdef01234567" },
    locations: [{ path: "app/app.jar!BOOT-INF/lib/core.jar", layer: 3 }],
  },
  {
    ...packageOf("go-module", "golang.org/x/net", "v0.17.0", "pkg:golang/golang.org/x/net@v0.17.0", "usr/bin/tool", 3),
    details: { h1: "h1:AAAA=", goVersion: "go1.22.1" },
  },
  packageOf("binary", "node", "20.11.1", "pkg:generic/node@20.11.1", "usr/local/bin/node", 1),
  packageOf("r-package", "ggplot2", "3.5.0", "pkg:cran/ggplot2@3.5.0", "usr/lib/R/library/ggplot2/DESCRIPTION", 1),
];

/** Packages of other systems, for the names of their sources. */
export const otherPackages: readonly ImagePackage[] = [
  {
    ...packageOf("apk", "libcrypto3", "3.1.4-r5", "pkg:apk/alpine/libcrypto3@3.1.4-r5", "lib/apk/db/installed", 0),
    source: { name: "openssl", version: "3.1.4-r5" },
    licenses: ["Apache-2.0 WITH LLVM-exception", "LicenseRef-own"],
  },
  {
    ...packageOf("rpm", "openssl-libs", "3.0.7-24.el9", "pkg:rpm/redhat/openssl-libs@3.0.7-24.el9", "var/lib/rpm/x", 0),
    source: { name: "openssl", version: "3.0.7-24.el9" },
    details: {
      epoch: "1",
      modularity: "openssl:3",
      vendor: "Red Hat, Inc.",
      sourceRpm: "openssl-3.0.7-24.el9.src.rpm",
    },
  },
];

function packageOf(
  type: ImagePackage["type"],
  name: string,
  version: string,
  purl: string,
  path: string,
  layer: number,
): ImagePackage {
  return { type, name, version, purl, path, licenses: [], details: {}, locations: [{ path, layer }] };
}

export const config: ImageConfig = {
  ...{ os: "linux", architecture: "amd64", variant: undefined, created: "2025-01-31T10:11:12.345Z", author: undefined },
  ...{ user: "", env: ["PATH=/usr/bin"], entrypoint: [], cmd: ["node", "app.js"], workdir: "/app", exposedPorts: [] },
  ...{ volumes: [], labels: { maintainer: "someone" }, stopSignal: undefined, healthcheck: undefined, onbuild: [] },
  ...{ shell: [], history: [] },
};

const stepTexts: readonly (readonly [text: string, layer: number | undefined, created?: string])[] = [
  ["ADD rootfs.tar.xz /", 0, "2024-12-01T00:00:00Z"],
  ['CMD ["bash"]', undefined, "2024-12-01T00:00:00Z"],
  [
    "RUN apt-get update \\\n    && apt-get install -y --no-install-recommends python3-requests nodejs \\\n    && npm install",
    1,
    "2025-01-31T10:10:00Z",
  ],
  ["COPY . /srv", 2, "2025-01-31T10:11:00Z"],
  ["RUN rm -f /srv/.env && cp -r /srv /app", 3, "2025-01-31T10:11:12Z"],
];

const secrets: readonly ImageSecret[] = [
  {
    ...{ path: "srv/.env", line: 2, detector: "github-token", title: "GitHub token", confidence: "high" },
    ...{ fingerprint: "f1", layer: 2, isVisible: false, hidden: { by: 3, how: "deleted" } },
  },
];

const hidden: readonly HiddenFile[] = [
  { path: "var/cache/apt/pkgcache.bin", layer: 1, by: 3, how: "deleted", bytes: 40 * mib },
  { path: "srv/.env", layer: 2, by: 3, how: "deleted", bytes: 120 },
  { path: "srv/index.js", layer: 2, by: 3, how: "replaced", bytes: 3 * mib },
];

/** Facts with everything in them; `change` replaces what a test is about. */
export function exampleImage(change: Partial<ImageFacts> = {}): ImageFacts {
  const steps = stepsOf(stepTexts);
  const layers = [0, 1, 2, 3].map((index) => ({
    diffId: digest(String(index)),
    digest: digest("abcd"[index] ?? "e"),
    bytes: ([120, 260, 12, 9][index] as number) * mib,
    compressedBytes: ([48, 90, 4, 3][index] as number) * mib,
    step: steps.findIndex(({ layer }) => layer === index),
    files: [5_100, 14_200, 61, 60][index] as number,
  }));
  return {
    ...{ name: "registry.example.com/team/app:1.4", source: "registry", id: digest("f"), digest: digest("9") },
    ...{ tags: [], platform: "linux/amd64", hasConfig: true, config, steps, layers, os: debian, packages, secrets },
    ...filesOf([{ ...node("usr/bin/su", 0), mode: 0o4755 }], hidden),
    accounts: { users: [], groups: [] },
    user: { written: "", uid: 0, gid: 0, why: "No USER is set, so the container starts as root." },
    ...{ describedSecrets: [], provenance: undefined, unknowns: [], today: "2025-03-02" },
    ...change,
  };
}

/** An image without anything to say against it. */
export function cleanImage(change: Partial<ImageFacts> = {}): ImageFacts {
  return exampleImage({
    secrets: [],
    ...filesOf([], []),
    user: { written: "node", uid: 1000, gid: 1000, why: "USER node is uid 1000 in etc/passwd." },
    ...change,
  });
}

/** An image whose every text is hostile. */
export function hostileImage(): ImageFacts {
  const path = `srv/${hostile}`;
  const bad: ImagePackage = {
    ...packageOf("npm", hostile, hostile, "pkg:npm/x@1", path, 0),
    ...{ licenses: [hostile, "", "((((MIT", "x".repeat(5_000)], arch: hostile, inside: hostile },
    source: { name: hostile, version: hostile },
    details: { maintainer: hostile, [hostile]: hostile, __proto__x: hostile },
  };
  const system: OperatingSystem = {
    ...{ id: hostile, version: hostile, name: hostile, codename: hostile, idLike: [hostile], paths: [path] },
    details: { variant: hostile },
  };
  return exampleImage({
    ...{ name: hostile, digest: hostile, id: hostile, platform: hostile, tags: [hostile], os: system },
    config: { ...config, created: hostile, user: hostile, labels: { [hostile]: hostile } },
    packages: [bad, bad, { ...bad, purl: `pkg:npm/${hostile}` }],
    steps: stepsOf(stepTexts.map(([, layer]) => [`RUN ${hostile}`, layer, hostile])),
    layers: exampleImage().layers.map((layer) => ({ ...layer, diffId: hostile, digest: hostile })),
    user: { written: hostile, uid: undefined, gid: undefined, why: hostile },
    secrets: secrets.map((secret) => ({ ...secret, path, title: hostile })),
    ...filesOf([{ ...node(path, 0), mode: 0o4777 }], [{ path, layer: 1, by: 2, how: "replaced", bytes: 1e12 }]),
    unknowns: [{ what: hostile, why: hostile, fatal: true }],
    today: hostile,
  });
}

export function stepsOf(
  texts: readonly (readonly [text: string, layer: number | undefined, created?: string])[],
): readonly ImageStep[] {
  const { spans } = renderSteps(texts.map(([text]) => ({ text })));
  return texts.map(([text, layer, created], index) => ({
    ...{ text, layer, created, history: index },
    instruction: text.split(" ")[0]?.toLowerCase() ?? "unknown",
    place: spans[index] ?? { start: 0, end: 0 },
  }));
}

function node(path: string, layer: number): TreeNode {
  return { ...{ path, layer, kind: "file", bytes: 1, mode: 0o644, uid: 0, gid: 0, link: "" } };
}

/** What is kept of an image's files. */
export function filesOf(nodes: readonly TreeNode[], hidden: readonly HiddenFile[]) {
  return { survey: surveyTree({ nodes: () => nodes }), hidden, named: {} };
}
