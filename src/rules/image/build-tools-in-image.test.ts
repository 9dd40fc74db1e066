import { buildToolsInImage } from "./build-tools-in-image.ts";
import { expectInImages, layer } from "./facts.fixture.ts";

const status = (...names: readonly string[]) =>
  names.map((name) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1-1\n`).join("\n");
const install = layer("RUN apt-get install", {
  "var/lib/dpkg/status": status("g++-14", "make", "makedev", "libgcc-s1"),
});

expectInImages(buildToolsInImage, [
  [
    "what builds, and not what only sounds like it",
    { steps: [install], cmd: ["app"] },
    [
      [
        "RUN apt-get install",
        "2 packages to build software are installed with layer 1 (RUN apt-get install): g++-14 and make",
      ],
    ],
  ],
  ["a build image", { steps: [install], cmd: ["bash"] }, []],
  ["an image that starts nothing", { steps: [install] }, []],
  [
    "removed",
    { steps: [install, layer("RUN apt-get purge", { "var/lib/dpkg/status": status("libgcc-s1") })], cmd: ["app"] },
    [],
  ],
]);
