import { expect, test } from "vitest";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import type { ExampleImage } from "../inventory/example-image.ts";
import { memoryImage } from "../inventory/memory-image.ts";
import { imageUnit } from "../project/image-unit.ts";
import { rules } from "../rules/catalog.ts";
import { createSource } from "../text/source.ts";
import { selectRules } from "./presets.ts";
import { check } from "./run.ts";

const key = `Zk3vQ9mXr7Tb${"L2wHy5NcJ8pDs4Gf"}`;
const image: ExampleImage = {
  steps: [
    { createdBy: "ADD rootfs.tar / # buildkit", files: { "etc/passwd": "root:x:0:0:::\n" } },
    { createdBy: `ENV API_KEY=${key}` },
    { createdBy: "RUN /bin/sh -c make # buildkit", files: { "app/a": "x" } },
  ],
  env: [`API_KEY=${key}`],
};

function scan(example: ExampleImage, dockerfile?: string, name = "docker:app:1.2") {
  const source = dockerfile === undefined ? undefined : createSource("Dockerfile", dockerfile);
  const made = memoryImage(example, name, source && resolveDockerfile(source));
  return check([{ unit: imageUnit(made) }], { rules: selectRules(rules), today: "2026-11-22", project: name });
}

test("an image is a target of its own, and only rules on images look at it", () => {
  const report = scan(image);
  expect(report.target).toEqual({ kind: "image", name: "docker:app:1.2" });
  expect(report.image?.layers.length).toBe(2);
  expect([...report.rules.values()].every(({ needs }) => needs.includes("image"))).toBe(true);
  expect(report.findings.map(({ rule }) => rule).sort()).toEqual(["image-runs-as-root", "secret-in-image-config"]);
});

test("with a Dockerfile findings lie on its lines, and its secrets are masked too", () => {
  const report = scan(image, `FROM debian:12\nENV API_KEY=${key}\nRUN make\n`);
  const found = report.findings.find(({ rule }) => rule === "secret-in-image-config");
  expect(found?.location).toMatchObject({ path: "Dockerfile", start: { line: 2, column: 1 } });
  expect(report.sources.get("Dockerfile")?.text).toContain(key);
  expect(report.mask(report.sources.get("Dockerfile")?.text ?? "")).not.toContain(key);
  expect(JSON.stringify(report.image)).not.toContain(key);
});

test("the Dockerfile is at hand for the history also when nothing was found in it", () => {
  const clean: ExampleImage = { steps: [{ createdBy: "RUN /bin/sh -c make # buildkit", files: { a: "" } }], user: "1" };
  const report = scan(clean, "FROM scratch\nRUN make\n");
  expect(report.findings).toEqual([]);
  expect([...report.sources.keys()]).toContain("Dockerfile");
});

test("what stands in an image excuses nothing", () => {
  const lying = {
    ...image,
    steps: [...image.steps, { createdBy: "# seaworthy global ignore=image-runs-as-root -- trust me" }],
  };
  const forged = {
    ...image,
    steps: [
      ...image.steps,
      { createdBy: "RUN /bin/sh -c <<EOF\n# seaworthy ignore=image-runs-as-root -- x\nEOF # buildkit", files: {} },
    ],
  };
  for (const example of [lying, forged])
    expect(scan(example).findings.find(({ rule }) => rule === "image-runs-as-root")?.suppressed).toBeUndefined();
});

test("the Dockerfile that was given may excuse what lies in it", () => {
  const text = `FROM debian:12\n# seaworthy ignore=secret-in-image-config -- made up\nENV API_KEY=${key}\nRUN make\n`;
  const found = scan(image, text).findings.find(({ rule }) => rule === "secret-in-image-config");
  expect(found?.suppressed).toMatchObject({ by: "comment", reason: "made up" });
});

test("fingerprints outlive a new tag", () => {
  const prints = (name: string) => scan(image, undefined, name).findings.map(({ fingerprint }) => fingerprint);
  expect(prints("docker:app:1.3")).toEqual(prints("docker:app:1.2"));
  expect(prints("docker:other:1.2")).not.toEqual(prints("docker:app:1.2"));
});

test("a part that was not read makes the status 2, and no habit hold", () => {
  const unread = { ...image, steps: [{ createdBy: "COPY . /", files: { "a/node_modules/x/package.json": "{" } }] };
  const report = scan(unread);
  expect(report.unknowns.some(({ fatal }) => fatal)).toBe(true);
  expect(report.habits.some(({ state }) => state === "holds")).toBe(false);
});

test("the Dockerfile of an attestation gives lines, and excuses nothing", () => {
  const text = `FROM debian:12\n# seaworthy ignore=secret-in-image-config -- trust me\nENV API_KEY=${key}\nRUN make\n`;
  const infos = [{ filename: "Dockerfile", language: "Dockerfile", data: Buffer.from(text).toString("base64") }];
  const attestation = {
    predicateType: "https://slsa.dev/provenance/v0.2",
    predicate: { metadata: { "https://mobyproject.org/buildkit@v1#metadata": { source: { infos } } } },
  };
  const report = scan({ ...image, attestation });
  const found = report.findings.find(({ rule }) => rule === "secret-in-image-config");
  expect(found?.location).toMatchObject({ path: "Dockerfile", start: { line: 3, column: 1 } });
  expect(found?.suppressed).toBeUndefined();
  expect(report.sources.get("Dockerfile")?.text).not.toContain(key);
});

test("what was opened only in part never lets a habit hold that it cannot tell of", () => {
  const made = memoryImage({ steps: [{ createdBy: "COPY . /", files: { "app/a": "x" } }] });
  const states = (facts: Partial<typeof made.facts>) => {
    const unit = imageUnit({ ...made, facts: { ...made.facts, ...facts } });
    const { habits } = check([{ unit }], { rules: selectRules(rules), today: "2026-11-22" });
    return new Set(habits.filter(({ state }) => state === "holds").map(({ habit }) => habit));
  };
  expect([...states({ source: "dir", hasConfig: false })]).toEqual(
    expect.not.arrayContaining(["user", "health", "runtime"]),
  );
  expect(states({ source: "dir", hasConfig: false }).has("secrets")).toBe(true);
  expect(states({ source: "sbom", hasConfig: false }).size).toBe(0);
});
