import { nodeAt, sshServerPaths } from "../../inventory/named-paths.ts";
import type { Rule } from "../rule.ts";
import { layerName, placeOfLayer } from "./parts/places.ts";

export const sshServerInImage: Rule<"image"> = {
  id: "ssh-server-in-image",
  title: "An SSH server is installed",
  habit: "runtime",
  severity: "low",
  confidence: "high",
  severityReason: "Low: as long as nothing starts it, it is only one more thing to keep up to date.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["strict@1"],
  aliases: ["cis/5.7"],
  scope: "OpenSSH's or Dropbear's server in its usual place.",
  why: "A server to log in to brings keys and passwords into the image and a way in for an attacker; containers have docker exec and kubectl exec for that.",
  remedy: "Leave the server out; the client alone is in the package openssh-client.",
  whenToIgnore: "Logging in is what the image is for: a Git server, a bastion, a build node.",
  bad: [
    {
      title: "OpenSSH",
      image: {
        steps: [
          {
            createdBy: "RUN /bin/sh -c apt-get install -y ssh # buildkit",
            files: { "usr/sbin/sshd": { mode: 0o755 } },
          },
        ],
      },
    },
  ],
  good: [
    {
      title: "the client",
      image: {
        steps: [
          {
            createdBy: "RUN /bin/sh -c apt-get install -y openssh-client # buildkit",
            files: { "usr/bin/ssh": { mode: 0o755 } },
          },
        ],
      },
    },
  ],
  *check({ image }) {
    const found = sshServerPaths.map((path) => nodeAt(image, path)).find((node) => node?.kind === "file");
    if (!found) return;
    yield {
      at: placeOfLayer(image, found.layer),
      message: `${found.path}, an SSH server, comes with ${layerName(image, found.layer)}.`,
    };
  },
};
