import { expect, it } from "vitest";
import { resolveDockerfile } from "../dockerfile/stages.ts";
import type { ExampleImage } from "../inventory/example-image.ts";
import { memoryImage } from "../inventory/memory-image.ts";
import { createSource } from "../text/source.ts";
import { layerOrigins } from "./origins.ts";

const rootfs = { createdBy: "/bin/sh -c #(nop) ADD file:abc in / ", files: { "etc/a": "" } };
const bash = { createdBy: '/bin/sh -c #(nop)  CMD ["bash"]' };
const run = (command: string) => ({ createdBy: `RUN /bin/sh -c ${command} # buildkit`, files: { [command]: "" } });

function origins(steps: ExampleImage["steps"], dockerfile?: string, more: Partial<ExampleImage> = {}) {
  const given = dockerfile === undefined ? undefined : resolveDockerfile(createSource("Dockerfile", dockerfile));
  const { facts } = memoryImage({ steps, ...more }, "app", given);
  const { layers, base, why } = layerOrigins(facts, given);
  return [layers.join(" "), base.name, why];
}

const from2 = "layers from line 2 of Dockerfile on are yours";
const cases: readonly (readonly [string, ReturnType<typeof origins>, readonly unknown[]])[] = [
  [
    "steps in front of the first line are the base's",
    origins([rootfs, bash, run("make")], "FROM debian:12\nRUN make\n"),
    ["base yours", "debian:12", from2],
  ],
  [
    "scratch is nobody's",
    origins([run("make")], "FROM scratch\nRUN make\n"),
    ["yours", undefined, "Dockerfile starts from scratch: all layers are its own"],
  ],
  [
    "a first line that has changed leaves one step open",
    origins([rootfs, run("old"), run("make"), run("test")], "FROM debian:12\nRUN new\nRUN make\nRUN test\n"),
    [
      "base unknown yours yours",
      "debian:12",
      "layers from line 3 of Dockerfile on are yours; whose the one in front of it is, nobody says",
    ],
  ],
  [
    "a stage of one's own is no base",
    origins([rootfs, run("make"), run("test")], "FROM debian:12 AS build\nRUN make\nFROM build\nRUN test\n"),
    ["base yours yours", "debian:12", from2],
  ],
  [
    "a Dockerfile of something else says nothing",
    origins([rootfs, run("make")], "FROM alpine:3\nCOPY a b\nUSER x\n"),
    ["unknown unknown", "alpine:3", undefined],
  ],
  ["a history alone says nothing", origins([rootfs, bash, run("make")]), ["unknown unknown", undefined, undefined]],
  [
    "a label names the base, not where it ends",
    origins([rootfs, run("make")], undefined, {
      labels: { "org.opencontainers.image.base.name": "docker.io/library/debian:12" },
    }),
    ["unknown unknown", "debian:12", undefined],
  ],
  [
    "a label that is no name is none",
    origins([rootfs], undefined, { labels: { "org.opencontainers.image.base.name": "a b; rm -rf /" } }),
    ["unknown", undefined, undefined],
  ],
];
it.each(cases)("%s", (_, found, expected) => expect(found).toEqual(expected));
