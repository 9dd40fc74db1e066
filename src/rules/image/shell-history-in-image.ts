import { listText } from "../context/parts/words.ts";
import type { Rule } from "../rule.ts";
import { layerName, placeOfLayer } from "./parts/places.ts";

/** Files that the message names. */
const mostNamed = 4;

export const shellHistoryInImage: Rule<"image"> = {
  id: "shell-history-in-image",
  title: "The image holds commands that somebody typed",
  habit: "secrets",
  severity: "low",
  confidence: "high",
  severityReason: "Low: what stands in it is often harmless. A password that is found in it is secret-in-layer's.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["strict@1"],
  aliases: [],
  scope:
    "Files with content in which shells, database clients and editors keep what was typed (.bash_history, .psql_history, .viminfo and their like), all in one finding.",
  why: "People type passwords into commands, and such a file shows them, together with hosts and paths, to everyone who has the image.",
  remedy: "Build the image from a Dockerfile instead of docker commit, and leave these files out of what COPY takes.",
  whenToIgnore: "The file is part of a demonstration.",
  bad: [
    {
      title: "a committed container",
      image: { steps: [{ createdBy: "bash", files: { "root/.bash_history": "ls\n" } }] },
    },
  ],
  good: [{ title: "an empty one", image: { steps: [{ createdBy: "bash", files: { "root/.bash_history": "" } }] } }],
  *check({ image }) {
    const found = image.survey.typed;
    const [first] = found;
    if (!first) return;
    const names = listText(
      found.map(({ path }) => path),
      mostNamed,
      "files",
    );
    const message = `${names} ${found.length === 1 ? "shows" : "show"} what somebody typed, from ${layerName(image, first.layer)}.`;
    yield { at: placeOfLayer(image, first.layer), message };
  },
};
