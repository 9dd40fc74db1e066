import { bytesText } from "../../text/quantities.ts";
import type { Rule } from "../rule.ts";
import { layerName, placeOfLayer } from "./parts/places.ts";

/** Dumps that are told of one by one. */
const mostDumps = 10;

export const memoryDumpInImage: Rule<"image"> = {
  id: "memory-dump-in-image",
  title: "The memory of a program lies in the image",
  habit: "secrets",
  severity: "medium",
  confidence: "medium",
  severityReason: "Medium: what a program held in memory is in it, passwords and keys too, whatever it was that day.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Files of 64 kB and more that are named as the kernel, Java and Node.js name dumps: core.1234, java_pid1234.hprof, *.hprof, *.heapsnapshot, *.mdmp, hs_err_pid1234.log. By name only.",
  why: "A dump is the program's memory as it was: passwords, keys and customers' data in clear text, for everyone who can pull the image.",
  remedy: "Delete the file before the build, and add its name to .dockerignore.",
  whenToIgnore: "It is test data for a program that reads dumps.",
  bad: [
    {
      title: "Java's heap",
      image: {
        steps: [
          { createdBy: "COPY . /app # buildkit", files: { "app/java_pid7.hprof": { text: "x".repeat(70_000) } } },
        ],
      },
    },
  ],
  good: [
    {
      title: "a program called core",
      image: { steps: [{ createdBy: "COPY . /app # buildkit", files: { "app/core": { text: "x".repeat(70_000) } } }] },
    },
  ],
  *check({ image }) {
    for (const { path, bytes, layer } of image.survey.dumps.slice(0, mostDumps))
      yield {
        at: placeOfLayer(image, layer),
        message: `${path} of ${bytesText(bytes)}, from ${layerName(image, layer)}, is named as a dump of a program's memory.`,
      };
  },
};
