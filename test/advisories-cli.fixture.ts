/** For tests of the built command with advisories: an image, advisories about it as a bucket, and runs that do not block a server. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { file, type TarEntry, writeTar } from "../src/files/tar.fixture.ts";
import type { Bucket } from "./bucket.fixture.ts";

const program = join(import.meta.dirname, "../dist/cli.cjs");

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a run finds things. */
export interface Places {
  /** Working directory, with cache and home in it. */
  readonly folder: string;
  /** Folder of the store. */
  readonly store: string;
  /** `SEAWORTHY_ADVISORIES`; the internet is never asked. */
  readonly source: string;
}

export interface Started {
  readonly ended: Promise<Run>;
  kill(): void;
}

export function start(words: readonly string[], { folder, store, source }: Places): Started {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...{ PATH: process.env.PATH ?? "", HOME: join(folder, "home"), SEAWORTHY_CACHE: join(folder, "cache") },
      ...{ SEAWORTHY_DB: store, SEAWORTHY_ADVISORIES: source, NO_COLOR: "1" },
    },
  });
  const parts = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    parts.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    parts.stderr += text;
  });
  const ended = new Promise<Run>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, ...parts }));
  });
  return { ended, kill: () => child.kill("SIGKILL") };
}

export function run(words: readonly string[], places: Places): Promise<Run> {
  return start(words, places).ended;
}

interface RecordOptions {
  readonly fixed?: string;
  readonly vector?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A record as OSV writes it, of one package with one range from the beginning. */
export function osvRecord(id: string, ecosystem: string, name: string, { fixed, vector, more }: RecordOptions = {}) {
  const type = ecosystem === "npm" ? "SEMVER" : "ECOSYSTEM";
  const events = [{ introduced: "0" }, ...(fixed === undefined ? [] : [{ fixed }])];
  return {
    ...{ schema_version: "1.7.0", id, modified: "2026-01-02T00:00:00Z", published: "2026-01-01T00:00:00Z" },
    summary: `${name} does what it should not`,
    ...(vector === undefined ? {} : { severity: [{ type: "CVSS_V3", score: vector }] }),
    affected: [{ package: { ecosystem, name }, ranges: [{ type, events }] }],
    ...more,
  };
}

const vectors = {
  critical: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
  high: "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H",
  medium: "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H",
};

export const lodash = osvRecord("GHSA-35jh-r3h4-6jhm", "npm", "lodash", {
  ...{ fixed: "4.17.21", vector: vectors.high },
  more: { aliases: ["CVE-2021-23337"], database_specific: { severity: "HIGH" } },
});

const debian = [
  osvRecord("DEBIAN-CVE-2024-0727", "Debian:12", "openssl", {
    ...{ fixed: "3.0.13-1~deb12u1", vector: vectors.medium, more: { upstream: ["CVE-2024-0727"] } },
  }),
  osvRecord("DEBIAN-CVE-2023-45853", "Debian:12", "zlib", {
    ...{ vector: vectors.critical, more: { upstream: ["CVE-2023-45853"] } },
  }),
  osvRecord("DEBIAN-CVE-2024-45490", "Debian:12", "expat", {
    ...{ fixed: "2.5.0-1+deb12u1", more: { upstream: ["CVE-2024-45490"] } },
  }),
];

/** Ids of the vulnerabilities of the image, sorted: one that its base has and that is exploited, one without a fix, one of the application. */
export const known = ["CVE-2021-23337", "CVE-2023-45853", "CVE-2024-0727"];

/** Puts the advisories into a bucket. */
export function fill(bucket: Pick<Bucket, "files" | "put">): void {
  const { files } = bucket;
  files.set("ecosystems.txt", Buffer.from("Debian\nDebian:12\nnpm\n"));
  bucket.put("Debian", debian);
  bucket.put("npm", [lodash]);
  const exploited = {
    cveID: "CVE-2024-0727",
    vulnerabilityName: "A flaw",
    dateAdded: "2026-01-05",
    dueDate: "2026-02-05",
  };
  const kev = { catalogVersion: "2026.01.05", vulnerabilities: [exploited] };
  files.set("kev/known_exploited_vulnerabilities.json", Buffer.from(JSON.stringify(kev)));
  const scores = "#model_version:v1,score_date:2026-01-05T00:00:00+0000\ncve,epss,percentile\nCVE-2021-23337,0.5,0.9\n";
  files.set("epss/epss_scores-current.csv", Buffer.from(scores));
  const open = { status: "open", repositories: { bookworm: "1" }, urgency: "not yet assigned", nodsa: "Minor issue" };
  const tracker = { zlib: { "CVE-2023-45853": { releases: { bookworm: { ...open, nodsa_reason: "" } } } } };
  files.set("debian/tracker.json", Buffer.from(JSON.stringify(tracker)));
}

/** The files of a bucket as a folder. */
export function writeBucket(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [name, body] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), body);
  }
}

export const dockerfile = 'FROM debian:12\nCOPY app /app\nUSER 1000\nCMD ["node", "app.js"]\n';

function deb(name: string, version: string, source: string): string {
  return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nSource: ${source}\nVersion: ${version}\n`;
}

/** As `docker save` writes it: a Debian with an application. */
export function writeVulnerableImage(path: string): void {
  const base: readonly TarEntry[] = [
    file("etc/os-release", 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'),
    file(
      "var/lib/dpkg/status",
      [
        deb("libssl3", "3.0.11-1~deb12u2", "openssl"),
        deb("openssl", "3.0.11-1~deb12u2", "openssl"),
        deb("zlib1g", "1:1.2.13.dfsg-1+b1", "zlib (1:1.2.13.dfsg-1)"),
        deb("libexpat1", "2.5.0-1+deb12u1", "expat"),
      ].join("\n"),
    ),
  ];
  const app: readonly TarEntry[] = [
    file("app/app.js", "require('lodash');\n"),
    file("app/node_modules/lodash/package.json", '{"name":"lodash","version":"4.17.20","license":"MIT"}'),
  ];
  const layers = [writeTar(base), writeTar(app)];
  const config = JSON.stringify({
    ...{ architecture: "amd64", os: "linux", created: "2026-01-01T10:00:00Z" },
    config: { User: "1000", Cmd: ["node", "app.js"] },
    rootfs: { type: "layers", diff_ids: layers.map((layer) => `sha256:${hexOf(layer)}`) },
    history: [
      { created_by: "/bin/sh -c #(nop) ADD file:0123456789abcdef in / " },
      { created_by: "COPY app /app # buildkit" },
      { created_by: "USER 1000", empty_layer: true },
      { created_by: 'CMD ["node" "app.js"]', empty_layer: true },
    ],
  });
  const names = layers.map((_, index) => `${index}/layer.tar`);
  const manifest = [{ Config: "config.json", RepoTags: ["vulnerable:1"], Layers: names }];
  const entries = layers.map((layer, index) => file(names[index] ?? "", layer));
  writeFileSync(
    path,
    writeTar([file("config.json", config), ...entries, file("manifest.json", JSON.stringify(manifest))]),
  );
}

function hexOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
