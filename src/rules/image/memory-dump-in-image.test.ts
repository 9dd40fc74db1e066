import { expectInImages, filler, layer } from "./facts.fixture.ts";
import { memoryDumpInImage } from "./memory-dump-in-image.ts";

const big = { text: filler(70_000) };

expectInImages(memoryDumpInImage, [
  [
    "of the kernel and of Node.js",
    { steps: [layer("COPY . /app", { "app/core.4711": big, "app/Heap.1.heapsnapshot": big })] },
    [
      ["COPY . /app", "app/Heap.1.heapsnapshot of 70 kB"],
      ["COPY . /app", "app/core.4711"],
    ],
  ],
  [
    "too small, and other names",
    {
      steps: [layer("COPY . /app", { "app/core.1": "x", "app/core": big, "app/core.js": big, "app/a.hprof.txt": big })],
    },
    [],
  ],
]);
