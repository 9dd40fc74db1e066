import type { Rule } from "../rule.ts";
import { lastPlace } from "./parts/places.ts";

const name = "org.opencontainers.image.base.name";
const digest = "org.opencontainers.image.base.digest";
const steps = [
  { createdBy: "ADD rootfs.tar / # buildkit", files: { "etc/os-release": "ID=debian\nVERSION_ID=13\n" } },
  { createdBy: "COPY app /app # buildkit", files: { app: "" } },
];

export const imageBaseUnlabelled: Rule<"image"> = {
  id: "image-base-unlabelled",
  title: "The image does not say what it was built on",
  habit: "fresh",
  severity: "info",
  confidence: "high",
  severityReason: "Info: nothing is wrong with the image; it is harder to look after.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "An image with an operating system and several layers that has neither the OCI labels of its base nor an attestation that names it. An image that lacks one of the two labels only is told which.",
  why: "When its base is repaired nobody can tell that this image has to be built again, and tools have to guess which layers are yours.",
  remedy: `Build with the labels ${name} and ${digest}, or with --provenance=true.`,
  whenToIgnore: "Your registry or pipeline keeps the base of each image elsewhere.",
  bad: [{ title: "no labels", image: { steps } }],
  good: [
    {
      title: "both labels",
      image: {
        steps: [
          ...steps,
          { createdBy: `LABEL ${name}=docker.io/library/debian:13 ${digest}=sha256:${"0".repeat(64)}` },
        ],
        labels: { [name]: "docker.io/library/debian:13", [digest]: `sha256:${"0".repeat(64)}` },
      },
    },
  ],
  *check({ image }) {
    const { hasConfig, config, provenance, layers, os } = image;
    if (!hasConfig || !os || layers.length < 2 || (provenance?.materials.length ?? 0) > 0) return;
    const missing = [name, digest].filter((label) => !config.labels[label]);
    if (missing.length === 0) return;
    yield {
      at: lastPlace(image),
      message: `No label says what the image was built on: ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing.`,
    };
  },
};
