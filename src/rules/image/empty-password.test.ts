import { emptyPassword } from "./empty-password.ts";
import { debian, expectInImages, layer } from "./facts.fixture.ts";

const passwd = (text: string) => layer("RUN accounts", { "etc/passwd": text });

expectInImages(emptyPassword, [
  [
    "root",
    { steps: [passwd("root::0:0:root:/root:/bin/sh\n")] },
    [["RUN accounts", "to become root: its field is empty"]],
  ],
  [
    "several in one layer",
    { steps: [passwd("a::1:1::/:/bin/sh\nb::2:2::/:/bin/sh\n")] },
    [["RUN accounts", "to become a and b: their fields are empty since layer 1 (RUN accounts)"]],
  ],
  [
    "in the shadow file, at the layer that has it",
    { steps: [debian, layer("RUN passwd -d root", { "etc/shadow": "root::20000:0:99999:7:::\n" })] },
    [["RUN passwd -d root", "layer 2 (RUN passwd -d root)"]],
  ],
  [
    "at the step that emptied it, not one that wrote the file later",
    {
      steps: [
        layer("RUN useradd a", { "etc/passwd": "a:x:1:1::/:/bin/sh\n", "etc/shadow": "a:!:1:::::\n" }),
        layer("RUN passwd -d a", { "etc/shadow": "a::1:::::\n" }),
        layer("RUN useradd b", {
          "etc/passwd": "a:x:1:1::/:/bin/sh\nb:x:2:2::/:/bin/sh\n",
          "etc/shadow": "a::1:::::\nb:!:1:::::\n",
        }),
      ],
    },
    [["RUN passwd -d a", "to become a: its field is empty since layer 2 (RUN passwd -d a)"]],
  ],
  ["without a shell", { steps: [passwd("a::1:1::/:/sbin/nologin\nb::2:2::/:/bin/false\n")] }, []],
  ["locked, set, or in a file that is not there", { steps: [passwd("a:*:1:1::/:/bin/sh\nb:x:2:2::/:/bin/sh\n")] }, []],
  ["repaired by a later layer", { steps: [passwd("a::1:1::/:/bin/sh\n"), passwd("a:!:1:1::/:/bin/sh\n")] }, []],
  ["Debian", { steps: [debian] }, []],
]);
