import type { HiddenFile } from "../../files/image-tree.ts";
import type { Problem } from "../../finding/finding.ts";
import { isBookkeeping } from "../../inventory/bookkeeping.ts";
import type { ImageFacts } from "../../inventory/image-facts.ts";
import { compareTexts } from "../../text/compare.ts";
import { bytesText, countText } from "../../text/quantities.ts";
import type { Rule } from "../rule.ts";
import { layerName, layerNameFirst, placeOfLayer } from "./parts/places.ts";

/** Less that one layer wrote for nothing is not worth a word, */
export const leastWastedBytes = 1_000_000;
/** nor is a smaller part of the image. */
export const leastWastedShare = 0.01;

const bundle = { "app/bundle.js": { text: "x".repeat(leastWastedBytes) } };

export const wastedSpace: Rule<"image"> = {
  id: "wasted-space",
  title: "Bytes are shipped that no container sees",
  habit: "slim",
  severity: "low",
  confidence: "high",
  severityReason: "Low: the image is bigger than it must be, and works.",
  needs: ["image"],
  since: "0.3.0",
  presets: ["recommended@1", "strict@1"],
  aliases: [],
  scope:
    "Files that one layer writes and a later one replaces or deletes, once for each layer that wrote them: from 1 MB and 1% of the image on. The databases of package managers are left out, which every install writes again. Changing the owner or the rights of a file replaces it.",
  why: "A layer cannot take anything out of those below: what was written there is stored, pushed and pulled with every copy of the image.",
  remedy:
    "Write and delete in one RUN, give owner and rights with COPY --chown and --chmod, and leave what only the build needs in a stage of its own.",
  whenToIgnore: "The layers below are shared by many images, and one of them had to change.",
  bad: [
    {
      title: "another owner",
      image: {
        steps: [
          { createdBy: "COPY dist /app # buildkit", files: bundle },
          { createdBy: "RUN /bin/sh -c chown -R node /app # buildkit", files: bundle },
        ],
      },
    },
    {
      title: "deleted later",
      image: {
        steps: [
          { createdBy: "COPY dist /app # buildkit", files: bundle },
          { createdBy: "RUN /bin/sh -c rm -r /app # buildkit", files: { app: null } },
        ],
      },
    },
  ],
  good: [
    {
      title: "the right owner at once",
      image: { steps: [{ createdBy: "COPY --chown=node dist /app # buildkit", files: bundle }] },
    },
  ],
  *check({ image }) {
    const least = Math.max(
      leastWastedBytes,
      leastWastedShare * image.layers.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    const byWriter = new Map<number, HiddenFile[]>();
    for (const file of image.hidden) {
      if (isBookkeeping(file.path)) continue;
      const others = byWriter.get(file.layer);
      if (others) others.push(file);
      else byWriter.set(file.layer, [file]);
    }
    for (const [layer, files] of [...byWriter].sort(([a], [b]) => a - b))
      if (bytesOf(files) >= least) yield problemOf(image, layer, files);
  },
};

function problemOf(image: ImageFacts, layer: number, files: readonly HiddenFile[]): Problem {
  const { by, how } = mostBytes(files);
  const largest = [...files].sort((a, b) => b.bytes - a.bytes || compareTexts(a.path, b.path))[0];
  const start = `${layerNameFirst(image, layer)} writes ${bytesText(bytesOf(files))} that no container sees`;
  const most = `${layerName(image, by)} ${how === "deleted" ? "deletes" : "replaces"} ${files.every((file) => file.by === by) ? "them" : "most of them"}`;
  return {
    at: placeOfLayer(image, layer),
    message: `${start}: ${most} (${countText(files.length, "file")}, the largest ${largest?.path}).`,
    related: [{ at: placeOfLayer(image, by), message: `Here they are ${how}.` }],
  };
}

/** Who hides most of it, and how. */
function mostBytes(files: readonly HiddenFile[]): Pick<HiddenFile, "by" | "how"> {
  const sums = new Map<string, { by: number; how: HiddenFile["how"]; bytes: number }>();
  for (const { by, how, bytes } of files) {
    const sum = sums.get(`${by} ${how}`) ?? { by, how, bytes: 0 };
    sum.bytes += bytes;
    sums.set(`${by} ${how}`, sum);
  }
  const sorted = [...sums.values()].sort((a, b) => b.bytes - a.bytes || a.by - b.by);
  return sorted[0] ?? { by: 0, how: "replaced" };
}

function bytesOf(files: readonly HiddenFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
