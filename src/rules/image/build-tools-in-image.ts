import { countText } from "../../text/quantities.ts";
import { listText } from "../context/parts/words.ts";
import type { Rule } from "../rule.ts";
import { installedPackages, layerOfPackage } from "./parts/installed.ts";
import { layerName, placeOfLayer } from "./parts/places.ts";

/** Packages that the message names. */
const mostNamed = 5;

const tools =
  /^(?:build-essential|build-base|alpine-sdk|gcc|g\+\+|gcc-c\+\+|clang|gfortran|make|cmake|autoconf|automake|ninja|ninja-build|meson|rpm-build|golang|golang-go|go|rust|rustc|cargo|default-jdk|default-jdk-headless|maven|gradle|gcc-\d{1,3}|g\+\+-\d{1,3}|clang-?\d{1,3}|openjdk-?\d{1,3}-jdk(?:-headless)?|java-[\d.]{1,6}-openjdk-devel)$/;

function status(...names: readonly string[]) {
  return names
    .map((name) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\n`)
    .join("\n");
}

export const buildToolsInImage: Rule<"image"> = {
  id: "build-tools-in-image",
  title: "Compilers and build systems are in the image",
  habit: "slim",
  severity: "low",
  confidence: "medium",
  severityReason: "Low: the program runs, but with packages it needs only once, while it is being built.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["strict@1"],
  aliases: ["cis/4.3"],
  scope:
    "Compilers, build systems and development kits among the packages of dpkg, apk and rpm, in an image that starts a program: all in one finding. Images that start nothing or a shell are taken for build images.",
  why: "A compiler makes the image larger, adds packages to patch, and lets whoever gets in build tools on the spot.",
  remedy:
    "Build in a first stage and copy the result into a slim one, or remove the packages in the RUN that installs them.",
  whenToIgnore: "The program compiles at run time, as notebooks and build servers do.",
  bad: [
    {
      title: "a compiler for one wheel",
      image: {
        steps: [
          {
            createdBy: "RUN /bin/sh -c apt-get install -y gcc make # buildkit",
            files: { "var/lib/dpkg/status": status("gcc", "make", "libc6") },
          },
          { createdBy: 'CMD ["python" "app.py"]' },
        ],
        cmd: ["python", "app.py"],
      },
    },
  ],
  good: [
    {
      title: "none",
      image: {
        steps: [
          { createdBy: "ADD rootfs.tar / # buildkit", files: { "var/lib/dpkg/status": status("libc6", "libgcc-s1") } },
          { createdBy: 'CMD ["python" "app.py"]' },
        ],
        cmd: ["python", "app.py"],
      },
    },
  ],
  *check({ image }) {
    const [program = "", ...words] = [...image.config.entrypoint, ...image.config.cmd];
    if (program === "" || (words.length === 0 && /(?:^|\/)(?:ba|da|a|z)?sh$/.test(program))) return;
    const found = installedPackages(image, (name) => tools.test(name));
    const [first] = found;
    if (!first) return;
    const layers = new Set(found.map(layerOfPackage));
    const layer = Math.min(...layers);
    const names = listText([...new Set(found.map(({ name }) => name))], mostNamed, "packages");
    yield {
      at: placeOfLayer(image, layer),
      message: `${countText(found.length, "package")} to build software ${found.length === 1 ? "is" : "are"} installed${layers.size === 1 ? "" : ", the first"} with ${layerName(image, layer)}: ${names}.`,
    };
  },
};
