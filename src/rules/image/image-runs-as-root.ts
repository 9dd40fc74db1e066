import type { Problem, Related } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { layerAt } from "../../inventory/named-paths.ts";
import { passwdPath } from "../../inventory/system-files.ts";
import type { Rule } from "../rule.ts";
import { type ContainerCommand, containerCommand } from "./parts/container-command.ts";
import { placeOfLayer, placeOfSetting } from "./parts/places.ts";

const passwd = "root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n";

export const imageRunsAsRoot: Rule<"image"> = {
  id: "image-runs-as-root",
  title: "The image starts its container as root",
  habit: "user",
  severity: "high",
  confidence: "high",
  severityReason:
    "High: the program itself is root. Medium for a daemon whose workers leave root (nginx, Apache, PHP-FPM), and for an image that starts nothing but a shell.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["trivy/DS-0002", "dockle/CIS-DI-0001", "cis/4.1"],
  scope:
    "The user in the image's config, looked up in the image's own etc/passwd as the engine does it: no USER, root, 0 with any group, and names that the file gives uid 0. Silent where the start leaves root by itself (gosu, su-exec, setpriv, s6, a supervisor), for Windows, and for a folder, which has no config.",
  why: "Whoever breaks into the program is root in the container: they can change every file in it, install tools, and are one kernel or mount mistake away from the host.",
  remedy: "Build the image with a numeric USER at its end, or run it with --user until that is done.",
  whenToIgnore: "The program needs root for its work and the container is locked down in other ways.",
  bad: [
    {
      title: "no USER",
      image: {
        steps: [
          { createdBy: "ADD rootfs.tar / # buildkit", files: { "etc/passwd": passwd } },
          { createdBy: 'CMD ["node" "server.js"]' },
        ],
        cmd: ["node", "server.js"],
      },
    },
    {
      title: "a name that stands for root",
      image: {
        steps: [
          { createdBy: "ADD rootfs.tar / # buildkit", files: { "etc/passwd": `${passwd}app:x:0:0::/app:/bin/sh\n` } },
          { createdBy: "USER app" },
          { createdBy: 'CMD ["node" "server.js"]' },
        ],
        user: "app",
        cmd: ["node", "server.js"],
      },
    },
  ],
  good: [
    {
      title: "a user of its own",
      image: {
        steps: [
          { createdBy: "ADD rootfs.tar / # buildkit", files: { "etc/passwd": passwd } },
          { createdBy: "USER node" },
          { createdBy: 'CMD ["node" "server.js"]' },
        ],
        user: "node",
        cmd: ["node", "server.js"],
      },
    },
  ],
  *check({ image }) {
    if (!image.hasConfig || image.config.os === "windows" || image.user.uid !== 0) return;
    const command = containerCommand(image);
    if (!command.stepsDown) yield problemOf(image, command);
  },
};

function problemOf(image: ImageFacts, { kind, isScript }: ContainerCommand): Problem {
  const subject = kind === "idle" ? "Whatever is started in this image runs" : "The container starts";
  return {
    at: placeOfSetting(image, "user"),
    message: `${subject} as root: ${image.user.why}.`,
    ...(kind === "program" ? {} : { severity: "medium" as const }),
    // A script may leave root after its preparations.
    ...(isScript ? { confidence: "medium" as const } : {}),
    related: lineOfUser(image),
  };
}

/** The layer whose etc/passwd makes another name than root's root. */
function lineOfUser(image: ImageFacts): Related[] {
  const [name = ""] = image.user.written.split(":");
  const account = image.accounts.users.find((user) => user.name === name);
  const layer = layerAt(image, passwdPath);
  if (!account || layer === undefined || name === "root") return [];
  return [{ at: placeOfLayer(image, layer), message: `etc/passwd, as this step left it, gives ${name} uid 0.` }];
}
