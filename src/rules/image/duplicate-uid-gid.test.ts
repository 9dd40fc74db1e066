import { duplicateUidGid } from "./duplicate-uid-gid.ts";
import { debian, expectInImages, layer } from "./facts.fixture.ts";

expectInImages(duplicateUidGid, [
  [
    "a second root",
    { steps: [debian, layer("RUN a", { "etc/passwd": "root:x:0:0:::\nadmin:x:0:0:::\n" })] },
    [["RUN a", "root and admin share uid 0 in etc/passwd since layer 2 (RUN a)."]],
  ],
  [
    "users and groups",
    { steps: [layer("RUN a", { "etc/passwd": "a:x:5:5:::\nb:x:5:5:::\n", "etc/group": "a:x:5:\nb:x:5:\nc:x:6:\n" })] },
    [
      ["RUN a", "share uid 5"],
      ["RUN a", "share gid 5 in etc/group"],
    ],
  ],
  [
    "the step that added the second, not one that wrote the file later",
    {
      steps: [
        debian,
        layer("RUN a", { "etc/passwd": "root:x:0:0:::\nadmin:x:0:0:::\n" }),
        layer("RUN b", { "etc/passwd": "root:x:0:0:::\nadmin:x:0:0:::\nb:x:7:7:::\n" }),
      ],
    },
    [["RUN a", "root and admin share uid 0"]],
  ],
  ["one name twice", { steps: [layer("RUN a", { "etc/passwd": "a:x:5:5:::\na:x:5:5:::\n" })] }, []],
  ["Debian", { steps: [debian] }, []],
]);
