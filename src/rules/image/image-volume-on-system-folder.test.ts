import { expectInImages, setting } from "./facts.fixture.ts";
import { imageVolumeOnSystemFolder } from "./image-volume-on-system-folder.ts";

expectInImages(imageVolumeOnSystemFolder, [
  [
    "each at its own step",
    {
      steps: [setting("VOLUME [/etc]"), setting("VOLUME [/data /proc/sys]"), setting("USER 1")],
      volumes: ["/data", "/etc", "/proc/sys"],
    },
    [
      ["VOLUME /etc", "The volume /etc in"],
      ["VOLUME /data /proc/sys", "The volume /proc/sys in"],
    ],
  ],
  [
    "the root, and a slash at the end",
    { steps: [setting("VOLUME [/ /usr/]")], volumes: ["/", "/usr/"] },
    [
      ["VOLUME", "The volume / in"],
      ["VOLUME", "The volume /usr/ in"],
    ],
  ],
  [
    "a socket",
    { steps: [setting("USER 1")], volumes: ["/run/containerd/containerd.sock"] },
    [["USER 1", "engine's socket"]],
  ],
  ["data", { steps: [setting("VOLUME [/var/lib/app /etc/app]")], volumes: ["/var/lib/app", "/etc/app"] }, []],
]);
