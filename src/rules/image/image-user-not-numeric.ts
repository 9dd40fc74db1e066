import type { Rule } from "../rule.ts";
import { placeOfSetting } from "./parts/places.ts";

const passwd = "root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n";
const rootfs = { createdBy: "ADD rootfs.tar / # buildkit", files: { "etc/passwd": passwd } };

export const imageUserNotNumeric: Rule<"image"> = {
  id: "image-user-not-numeric",
  title: "The image's user is a name where a number could be checked",
  habit: "user",
  severity: "info",
  confidence: "high",
  severityReason: "Info: Docker runs the same user either way; it matters where Kubernetes has runAsNonRoot.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["strict@1"],
  aliases: ["hadolint/DL3066"],
  scope:
    "A name in the image's config that its etc/passwd gives another number than 0. Names of root and names of nobody have rules of their own.",
  why: "With runAsNonRoot, Kubernetes refuses to start a container whose user is a name: it does not look into the image.",
  remedy: "Write the number that the message names into USER.",
  whenToIgnore: "The image never runs on Kubernetes or OpenShift.",
  bad: [{ title: "a name", image: { steps: [rootfs, { createdBy: "USER node" }], user: "node" } }],
  good: [{ title: "its number", image: { steps: [rootfs, { createdBy: "USER 1000" }], user: "1000" } }],
  *check({ image }) {
    const { user, config, hasConfig } = image;
    const [name = ""] = user.written.trim().split(":");
    if (!hasConfig || config.os === "windows" || !user.uid || /^[+-]?\d*$/.test(name)) return;
    const message = `USER ${name} is a name: Kubernetes cannot tell that it is not root, but can of ${user.uid}.`;
    yield { at: placeOfSetting(image, "user"), message };
  },
};
