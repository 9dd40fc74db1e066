import { debian, expectInImages, layer } from "./facts.fixture.ts";
import { setuidFiles } from "./setuid-files.ts";

expectInImages(setuidFiles, [
  [
    "Debian's own, in one finding",
    { steps: [debian] },
    [
      [
        "# debian.sh",
        "2 programs of the system have set-user-id or set-group-id: usr/bin/passwd and usr/bin/su, from layer 1",
      ],
    ],
  ],
  [
    "of several layers",
    { steps: [debian, layer("RUN apt-get install sudo", { "usr/bin/sudo": { mode: 0o4755 } })] },
    [["# debian.sh", "from 2 layers, the first layer 1"]],
  ],
  [
    "in folders of libraries",
    { steps: [layer("RUN a", { "usr/lib/openssh/ssh-keysign": { mode: 0o4755 } })] },
    [["RUN a", "1 program of the system has"]],
  ],
  [
    "replaced by one without the bit",
    { steps: [layer("RUN a", { "bin/su": { mode: 0o4755 } }), layer("RUN b", { "bin/su": {} })] },
    [],
  ],
  ["others' are another rule's", { steps: [layer("RUN a", { "app/su": { mode: 0o4755 } })] }, []],
  ["a lock, no program", { steps: [layer("RUN a", { "usr/bin/wall": { mode: 0o2644 } })] }, []],
]);
