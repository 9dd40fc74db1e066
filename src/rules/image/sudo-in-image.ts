import type { Rule } from "../rule.ts";
import { layerName, placeOfLayer } from "./parts/places.ts";

export const sudoInImage: Rule<"image"> = {
  id: "sudo-in-image",
  title: "sudo is installed",
  habit: "user",
  severity: "info",
  confidence: "high",
  severityReason: "Info: what it allows stands in /etc/sudoers, which is not read here.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["strict@1"],
  aliases: ["dockle/DKL-DI-0001"],
  scope: "A program sudo or doas with set-user-id root, wherever it comes from.",
  why: "Where sudo asks for no password, as it often does in images, whoever gets into the container as an ordinary user is root.",
  remedy:
    "Do what needs root in a step before USER, and leave sudo out; to change the user at the start use setpriv or gosu.",
  whenToIgnore: "People work in the container, and are meant to become root in it.",
  bad: [
    {
      title: "installed with the rest",
      image: {
        steps: [
          {
            createdBy: "RUN /bin/sh -c apt-get install -y sudo # buildkit",
            files: { "usr/bin/sudo": { mode: 0o4755 } },
          },
        ],
      },
    },
  ],
  good: [{ title: "none", image: { steps: [{ createdBy: "COPY app /app # buildkit", files: { app: "" } }] } }],
  *check({ image }) {
    const found = image.survey.privileged.find(
      ({ path, mode }) => /(?:^|\/)s?bin\/(?:sudo|doas)$/.test(path) && (mode & 0o4000) !== 0,
    );
    if (!found) return;
    yield {
      at: placeOfLayer(image, found.layer),
      message: `${found.path} from ${layerName(image, found.layer)} lets an ordinary user become root where its settings allow it.`,
    };
  },
};
