/** The built command on an image: what a person types, sees and gets as exit status. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeSampleImage } from "../tools/sample-image.ts";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "seaworthy-image-cli-"));
const image = join(folder, "sample.tar");

beforeAll(() => writeSampleImage(image));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(words: readonly string[], input?: Buffer) {
  const done = spawnSync(process.execPath, [join(root, "dist/cli.cjs"), ...words], {
    cwd: folder,
    encoding: "utf8",
    env: {
      PATH: process.env.PATH ?? "",
      HOME: join(folder, "home"),
      SEAWORTHY_CACHE: join(folder, "cache"),
      SEAWORTHY_ADVISORIES: "none",
      NO_COLOR: "1",
    },
    ...(input ? { input } : {}),
  });
  return { status: done.status, stdout: done.stdout, stderr: done.stderr };
}

const schema = (name: string) => JSON.parse(readFileSync(join(root, "schema", name), "utf8")) as object;

describe("scan", () => {
  it("shows on the first screen what the image is, who it runs as and what is in it", () => {
    const { status, stdout } = run(["scan", image]);
    expect(status).toBe(0);
    for (const words of ["Debian GNU/Linux 12", "linux/amd64", "uid 1000", "2 layers", "3 deb", "1 npm"])
      expect(stdout).toContain(words);
  });

  it("gives the document of its schema, the same from a file, its scheme and standard input", () => {
    const documents = [
      run(["scan", image, "--format", "json"]),
      run(["scan", `docker-archive:${image}`, "--format", "json"]),
    ];
    const streamed = run(["scan", "-", "--format", "json"], readFileSync(image));
    const validate = new Ajv2020({ strict: false }).compile(schema("report.schema.json"));
    const packages = [...documents, streamed].map(({ stdout }) => {
      const document = JSON.parse(stdout) as { packages: unknown[] };
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
      return document.packages;
    });
    expect(packages[1]).toEqual(packages[0]);
    expect(packages[2]).toEqual(packages[0]);
    expect(packages[0]?.length).toBe(4);
  });

  it("says the same from the cache, and keeps nothing with --no-cache", () => {
    rmSync(join(folder, "cache"), { recursive: true, force: true });
    run(["scan", image, "--no-cache"]);
    expect(readdirSync(folder)).not.toContain("cache");
    const [cold, warm] = [run(["scan", image]), run(["scan", image])];
    expect(readdirSync(join(folder, "cache")).sort()).toEqual(["layers", "merged"]);
    expect(warm).toEqual(cold);
  });

  it("reads a root file system in a folder, and says what that cannot tell", () => {
    const rootfs = join(folder, "rootfs");
    mkdirSync(join(rootfs, "etc"), { recursive: true });
    writeFileSync(join(rootfs, "etc/os-release"), 'ID=wolfi\nPRETTY_NAME="Wolfi"\n');
    const { status, stdout } = run(["scan", `dir:${rootfs}`]);
    expect(status).toBe(0);
    expect(stdout).toContain("Wolfi");
    expect(stdout).not.toMatch(/user +holds/);
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["no image", ["scan"], /scan needs an image/],
    ["a file that is not there", ["scan", "./gone.tar"], /There is no file/],
    ["a registry without the network", ["scan", "registry:registry.example.com/app:1", "--offline"], /offline/],
    ["an SBOM that is none", ["scan", `sbom:${join(folder, "rootfs/etc/os-release")}`], /no SBOM/],
    ["two images as one document", ["scan", image, image, "--format", "json"], /one image at a time/],
    ["a format that is none", ["sbom", image, "--format", "xml"], /cyclonedx-json/],
    ["a Dockerfile that is not there", ["scan", image, "--dockerfile", "gone"], /gone cannot be read/],
  ];
  it.each(refused)("%s: status 2, the reason and the next step", (_, words, says) => {
    const { status, stdout, stderr } = run(words);
    expect(stderr).toMatch(says);
    expect(stderr.trim().split("\n").length).toBeGreaterThan(1);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("a damaged archive ends with status 2, and what could be read is shown", () => {
    const cut = join(folder, "cut.tar");
    writeFileSync(cut, readFileSync(image).subarray(0, 5_000));
    const { status, stderr } = run(["scan", cut]);
    expect(status).toBe(2);
    expect(stderr).not.toMatch(/\bat .*\.(?:js|cjs):\d+/);
  });
});

describe("history and sbom", () => {
  it("history is a Dockerfile with sizes, and a document of its schema", () => {
    const { status, stdout } = run(["history", image]);
    expect(status).toBe(0);
    expect(stdout).toContain("RUN npm ci");
    const validate = new Ajv2020({ strict: false }).compile(schema("history.schema.json"));
    expect(
      validate(JSON.parse(run(["history", image, "--format", "json"]).stdout)),
      JSON.stringify(validate.errors),
    ).toBe(true);
  });

  it.each(["cyclonedx-json", "spdx-json"])("%s comes back through sbom: with the same packages", (format) => {
    const path = join(folder, `${format}.json`);
    expect(run(["sbom", image, "--format", format, "--output", path]).status).toBe(0);
    const purls = run(["sbom", image, "--format", "purl"]).stdout;
    expect(purls.trim().split("\n").length).toBe(4);
    expect(run(["sbom", `sbom:${path}`, "--format", "purl"]).stdout).toBe(purls);
  });
});
