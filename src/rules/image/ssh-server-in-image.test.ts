import { expectInImages, layer } from "./facts.fixture.ts";
import { sshServerInImage } from "./ssh-server-in-image.ts";

expectInImages(sshServerInImage, [
  [
    "Dropbear",
    { steps: [layer("RUN apk add dropbear", { "usr/sbin/dropbear": "" })] },
    [["RUN apk add dropbear", "usr/sbin/dropbear, an SSH server, comes with layer 1"]],
  ],
  [
    "deleted, or a folder",
    {
      steps: [
        layer("RUN a", { "usr/sbin/sshd": "", "usr/bin/dropbear/": {} }),
        layer("RUN b", { "usr/sbin/sshd": null }),
      ],
    },
    [],
  ],
]);
