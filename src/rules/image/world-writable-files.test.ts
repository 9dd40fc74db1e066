import { debian, expectInImages, layer } from "./facts.fixture.ts";
import { worldWritableFiles } from "./world-writable-files.ts";

expectInImages(worldWritableFiles, [
  [
    "a folder and what is in it",
    {
      steps: [
        debian,
        layer("RUN chmod -R 777 /app", { "app/": { mode: 0o777 }, "app/a": { mode: 0o777 }, "app/b": { mode: 0o666 } }),
      ],
    },
    [["RUN chmod -R 777 /app", "Everybody may write to 2 files and 1 folder of layer 2 (RUN chmod -R 777 /app): app."]],
  ],
  [
    "once a layer",
    { steps: [layer("RUN a", { "srv/a": { mode: 0o646 } }), layer("RUN b", { "srv/b": { mode: 0o757 } })] },
    [
      ["RUN a", "1 file of layer 1 (RUN a): srv/a"],
      ["RUN b", "1 file of layer 2 (RUN b): srv/b"],
    ],
  ],
  [
    "a name that begins alike",
    { steps: [layer("RUN a", { "app/": { mode: 0o777 }, app2: { mode: 0o666 } })] },
    [["RUN a", "app and app2"]],
  ],
  [
    "sticky folders, links, what everybody shares",
    {
      steps: [
        debian,
        layer("RUN a", {
          "srv/": { mode: 0o1777 },
          "srv/a": { link: "b", mode: 0o777 },
          "tmp/x": { mode: 0o666 },
          "run/lock/": { mode: 0o777 },
        }),
      ],
    },
    [],
  ],
  ["mended later", { steps: [layer("RUN a", { "app/a": { mode: 0o666 } }), layer("RUN b", { "app/a": {} })] }, []],
  ["Debian", { steps: [debian] }, []],
]);
