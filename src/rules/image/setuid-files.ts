import { countText } from "../../text/quantities.ts";
import { listText } from "../context/parts/words.ts";
import type { Rule } from "../rule.ts";
import { layerName, placeOfLayer } from "./parts/places.ts";
import { isSystemProgram } from "./parts/privileged-programs.ts";

/** Programs that the message names. */
const mostNamed = 8;

export const setuidFiles: Rule<"image"> = {
  id: "setuid-files",
  title: "Programs of the system run with the rights of root",
  habit: "user",
  severity: "info",
  confidence: "high",
  severityReason: "Info: every distribution brings them; few containers ever call one.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["strict@1"],
  aliases: ["dockle/CIS-DI-0008", "cis/4.8"],
  scope:
    "Well-known programs with set-user-id or set-group-id in the system's own folders (su, mount, passwd, sudo and their like), all in one finding. Others are setuid-file-added's.",
  why: "A hole in one of them turns an ordinary user of the container into root.",
  remedy:
    "Take the bits away in the image (chmod a-s FILE), or run with --security-opt no-new-privileges, which makes them useless.",
  whenToIgnore: "The container always runs with no-new-privileges.",
  bad: [
    {
      title: "su and passwd of the base",
      image: {
        steps: [
          {
            createdBy: "ADD rootfs.tar / # buildkit",
            files: { "usr/bin/su": { mode: 0o4755 }, "usr/bin/passwd": { mode: 0o4755 } },
          },
        ],
      },
    },
  ],
  good: [
    {
      title: "bits taken away",
      image: {
        steps: [
          { createdBy: "ADD rootfs.tar / # buildkit", files: { "usr/bin/su": { mode: 0o4755 } } },
          { createdBy: "RUN /bin/sh -c chmod a-s /usr/bin/su # buildkit", files: { "usr/bin/su": { mode: 0o755 } } },
        ],
      },
    },
  ],
  *check({ image }) {
    const found = image.survey.privileged.filter(isSystemProgram);
    const layers = [...new Set(found.map(({ layer }) => layer))].sort((a, b) => a - b);
    const [first] = layers;
    if (first === undefined) return;
    const from =
      layers.length === 1
        ? layerName(image, first)
        : `${countText(layers.length, "layer")}, the first ${layerName(image, first)}`;
    const names = listText(
      found.map(({ path }) => path),
      mostNamed,
      "files",
    );
    yield {
      at: placeOfLayer(image, first),
      message: `${countText(found.length, "program")} of the system ${found.length === 1 ? "has" : "have"} set-user-id or set-group-id: ${names}, from ${from}.`,
    };
  },
};
