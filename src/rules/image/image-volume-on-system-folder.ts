import { posix } from "node:path";
import { systemDirectoryKind } from "../dockerfile/parts/system-directories.ts";
import type { Rule } from "../rule.ts";
import { placesOfWords } from "./parts/places.ts";

export const imageVolumeOnSystemFolder: Rule<"image"> = {
  id: "image-volume-on-system-folder",
  title: "A volume of the image covers a folder of the system",
  habit: "runtime",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: the container breaks or keeps an old system, and the path invites mounting the host's.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/DKL-DI-0002", "cis/5.6", "semgrep/dockerfile-dockerd-socket-mount", "cis/5.32"],
  scope:
    "Volumes in the image's config on /, on /proc, /sys, /dev or anything below, on exactly /etc, /bin, /sbin, /lib, /lib64, /usr, /usr/bin, /usr/sbin, /usr/lib or /boot, and on the socket of a container engine.",
  why: "Volumes outlive the image, so system files in one miss every update, and people who see such a volume mount the host's own folder or socket there.",
  remedy: "Make a VOLUME only of the folder that holds the program's data.",
  whenToIgnore: "An init system in the container needs the mount, and you give it yourself at run time.",
  bad: [
    { title: "settings of the system", image: { steps: [{ createdBy: "VOLUME [/etc]" }], volumes: ["/etc"] } },
    {
      title: "the engine's socket",
      image: { steps: [{ createdBy: "VOLUME [/var/run/docker.sock]" }], volumes: ["/var/run/docker.sock"] },
    },
  ],
  good: [{ title: "data", image: { steps: [{ createdBy: "VOLUME [/data]" }], volumes: ["/data"] } }],
  *check({ image }) {
    const placeOf = placesOfWords(image, "volume", /[\s"[\],]+/);
    for (const volume of image.config.volumes) {
      const path = posix.join(volume, ".");
      const isSocket = /\/(?:docker|containerd|podman|crio)\.sock$/.test(path);
      if (path !== "/" && !isSocket && systemDirectoryKind(path) === undefined) continue;
      const what = isSocket
        ? "stands where the engine's socket is expected"
        : "covers a folder of the operating system";
      yield { at: placeOf(volume), message: `The volume ${volume} in the image's config ${what}.` };
    }
  },
};
