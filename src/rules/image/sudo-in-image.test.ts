import { debian, expectInImages, layer } from "./facts.fixture.ts";
import { sudoInImage } from "./sudo-in-image.ts";

expectInImages(sudoInImage, [
  [
    "sudo",
    { steps: [debian, layer("RUN apt-get install sudo", { "usr/bin/sudo": { mode: 0o4755 } })] },
    [["RUN apt-get install sudo", "usr/bin/sudo from layer 2"]],
  ],
  ["without the bit", { steps: [layer("RUN a", { "usr/bin/sudo": { mode: 0o755 } })] }, []],
  ["Debian", { steps: [debian] }, []],
]);
