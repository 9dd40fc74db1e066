import { debian, expectInImages, layer } from "./facts.fixture.ts";
import { setuidFileAdded } from "./setuid-file-added.ts";

expectInImages(setuidFileAdded, [
  [
    "programs of one layer",
    {
      steps: [
        debian,
        layer("COPY bin /app", {
          "app/a": { mode: 0o4755 },
          "app/b": { mode: 0o4711, uid: 5 },
          "app/c": { mode: 0o2755 },
        }),
      ],
    },
    [
      [
        "COPY bin /app",
        "app/a (setuid root), app/b (setuid 5) and app/c (setgid root) from layer 2 (COPY bin /app) run with",
      ],
    ],
  ],
  [
    "a well-known name elsewhere",
    { steps: [layer("RUN a", { "tmp/su": { mode: 0o4755 } })] },
    [["RUN a", "tmp/su (setuid root)"]],
  ],
  [
    "an unknown one in a folder of the system",
    { steps: [layer("RUN a", { "usr/bin/backdoor": { mode: 0o4755 } })] },
    [["RUN a", "usr/bin/backdoor"]],
  ],
  ["a folder with set-group-id", { steps: [layer("RUN a", { "var/mail/": { mode: 0o2775 } })] }, []],
  ["a link", { steps: [layer("RUN a", { "app/a": { mode: 0o4777, link: "b" } })] }, []],
  ["deleted", { steps: [layer("RUN a", { "app/a": { mode: 0o4755 } }), layer("RUN b", { "app/a": null })] }, []],
  ["Debian", { steps: [debian] }, []],
]);
