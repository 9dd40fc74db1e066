import type { TreeNode } from "../../files/image-tree.ts";
import type { Problem } from "../../finding/finding.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { listText } from "../context/parts/words.ts";
import type { Rule } from "../rule.ts";
import { layerName, placeOfLayer } from "./parts/places.ts";
import { isSystemProgram, privilegeOf } from "./parts/privileged-programs.ts";

/** Programs that a message names. */
const mostNamed = 5;

export const setuidFileAdded: Rule<"image"> = {
  id: "setuid-file-added",
  title: "A program that is not the system's runs with another user's rights",
  habit: "user",
  severity: "medium",
  confidence: "high",
  severityReason: "Medium: it takes a hole in that program. Low for set-group-id alone.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: ["dockle/CIS-DI-0008", "cis/4.8"],
  scope:
    "Executable files with set-user-id or set-group-id that are no well-known program of a distribution in its usual folder, once a layer. Those are setuid-files'; folders with set-group-id are left alone.",
  why: "Whoever may run it acts as its owner: a hole in it, or a shell it starts, makes an ordinary user of the container root.",
  remedy: "Take the bit away (chmod a-s FILE), and give the one capability it needs with setcap.",
  whenToIgnore: "The program was written to be setuid, and the container needs it.",
  bad: [
    {
      title: "a helper of the application",
      image: {
        steps: [
          {
            createdBy: "RUN /bin/sh -c chmod 4755 /app/helper # buildkit",
            files: { "app/helper": { mode: 0o4755 } },
          },
        ],
      },
    },
  ],
  good: [
    {
      title: "an ordinary program, and su",
      image: {
        steps: [
          {
            createdBy: "ADD rootfs.tar / # buildkit",
            files: { "usr/bin/su": { mode: 0o4755 }, "app/helper": { mode: 0o755 } },
          },
        ],
      },
    },
  ],
  *check({ image }) {
    const found = image.survey.privileged.filter((node) => !isSystemProgram(node));
    const layers = new Set(found.map(({ layer }) => layer));
    for (const layer of [...layers].sort((a, b) => a - b))
      yield problemOf(
        image,
        layer,
        found.filter((node) => node.layer === layer),
      );
  },
};

function problemOf(image: ImageFacts, layer: number, found: readonly TreeNode[]): Problem {
  const names = listText(
    found.map((node) => `${node.path} (${privilegeOf(node)})`),
    mostNamed,
    "files",
  );
  const isGroupOnly = found.every(({ mode }) => (mode & 0o4000) === 0);
  return {
    at: placeOfLayer(image, layer),
    message: `${names} from ${layerName(image, layer)} ${found.length === 1 ? "runs with its owner's rights" : "run with their owners' rights"}, whoever starts ${found.length === 1 ? "it" : "them"}.`,
    ...(isGroupOnly ? { severity: "low" as const } : {}),
  };
}
