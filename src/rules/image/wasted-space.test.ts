import { expectInImages, filler, layer } from "./facts.fixture.ts";
import { leastWastedBytes, wastedSpace } from "./wasted-space.ts";

const file = { text: filler(leastWastedBytes) };
const half = { text: filler(leastWastedBytes / 2) };

expectInImages(wastedSpace, [
  [
    "two layers hide it, the one that hides most is named",
    {
      steps: [
        layer("COPY a /", { "a/1": file, "a/2": half }),
        layer("RUN chown", { "a/1": file }),
        layer("RUN rm", { "a/2": null }),
      ],
    },
    [
      [
        "COPY a /",
        "Layer 1 (COPY a /) writes 1.5 MB that no container sees: layer 2 (RUN chown) replaces most of them (2 files, the largest a/1)",
      ],
    ],
  ],
  [
    "each writer has its own",
    { steps: [layer("COPY a /", { a: file }), layer("COPY b /", { b: file }), layer("RUN rm", { a: null, b: null })] },
    [
      ["COPY a /", "layer 3 (RUN rm) deletes them (1 file"],
      ["COPY b /", "layer 3 (RUN rm) deletes them (1 file"],
    ],
  ],
  ["too little", { steps: [layer("COPY a /", { a: half }), layer("RUN rm", { a: null })] }, []],
  [
    "too small a part",
    {
      steps: [
        layer("COPY a /", { a: file }),
        layer("COPY b /", { b: { text: filler(leastWastedBytes * 101) } }),
        layer("RUN rm", { a: null }),
      ],
    },
    [],
  ],
  [
    "databases of packages, which every install writes again",
    {
      steps: [
        layer("ADD rootfs.tar /", { "var/lib/dpkg/status": file, "var/cache/debconf/templates.dat": file }),
        layer("RUN apt-get install", { "var/lib/dpkg/status": file, "var/cache/debconf/templates.dat": file }),
      ],
    },
    [],
  ],
  [
    "lists of packages, which a step could have deleted itself",
    {
      steps: [
        layer("RUN apt-get update", { "var/lib/apt/lists/a": file }),
        layer("RUN rm", { "var/lib/apt/lists/a": null }),
      ],
    },
    [["RUN apt-get update", "writes 1.0 MB that no container sees"]],
  ],
  ["nothing hidden", { steps: [layer("COPY a /", { a: file })] }, []],
]);
